package tba

import (
	"strings"
	"testing"

	"suitekey/core/secret"
)

// TestConnectPassword: the example of docs.oracle.com, article_163240164565, with the
// secrets and the signature that other clients test with the same example.
func TestConnectPassword(t *testing.T) {
	c := Credentials{
		Account:     accountID(t, "1234567"),
		ConsumerKey: "71cc02b731f05895561ef0862d71553a3ac99498a947c3b7beaf4a1e4a29f7c4", ConsumerSecret: secret.New("7278da58caf07f5c336301a601203d10a58e948efa280f0618e25fcee1ef2abd"),
		TokenID: "89e08d9767c5ac85b374415725567d05b54ecf0960ad2470894a52f741020d82", TokenSecret: secret.New("060cd9ab3ffbbe1e3d3918e90165ffd37ab12acc76b4691046e2d29c7d7674c2"),
	}
	got, err := c.ConnectPassword(Stamp{Nonce: "6obMKq0tmY8ylVOdEkA1", Time: 1439829974})
	want := "1234567&" + c.ConsumerKey + "&" + c.TokenID + "&6obMKq0tmY8ylVOdEkA1&1439829974&FCghIZqXNetuZY8ILWOFH0ucdfzQOmAuL+q+kF21zPs=&HMAC-SHA256"
	if err != nil || got.Reveal() != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got.Reveal(), want)
	}
	c.Account = accountID(t, "1234567_SB1")
	if got, err = c.ConnectPassword(Stamp{Nonce: "6obMKq0tmY8ylVOdEkA1", Time: 1439829974}); err != nil || !strings.HasPrefix(got.Reveal(), "1234567_SB1&") || len(got.Reveal()) > 500 {
		t.Errorf("a sandbox: %v", err)
	}
	for name, spoil := range map[string]func(*Credentials){
		"SHA-1":              func(c *Credentials) { c.Algorithm = HMACSHA1 },
		"no token":           func(c *Credentials) { c.TokenID, c.TokenSecret = "", secret.Secret{} },
		"no token secret":    func(c *Credentials) { c.TokenSecret = secret.Secret{} },
		"no consumer secret": func(c *Credentials) { c.ConsumerSecret = secret.Secret{} },
	} {
		bad := c
		spoil(&bad)
		if got, err := bad.ConnectPassword(stampA); err == nil || !got.IsEmpty() || strings.Contains(err.Error(), c.ConsumerKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
