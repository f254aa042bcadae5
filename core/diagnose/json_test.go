package diagnose

import (
	"encoding/json"
	"strings"
	"testing"

	"suitekey/core/secret"
)

func TestJSON(t *testing.T) {
	b := newBench(t)
	p := b.tbaProfile(t, sandbox)
	p.ConsumerSecret = secret.New(strings.Repeat("0", 64))
	data, err := json.Marshal(b.run(t, p))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Profile, Account, Method string
		OK                       bool
		Checks                   []struct {
			Name   string
			OK     bool
			MS     *int
			Detail string
		}
		Causes []struct{ Code, Likelihood, Title, Fix, Menu, URL string }
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Profile != "acme" || got.Account != sandbox || got.Method != "tba" || got.OK || len(got.Causes) == 0 {
		t.Errorf("got %s", data)
	}
	signIn := got.Checks[7]
	if signIn.Name != SignIn || signIn.OK || signIn.MS == nil || !strings.HasPrefix(signIn.Detail, "HTTP 401 INVALID_LOGIN") {
		t.Errorf("got %+v", signIn)
	}
	if strings.Contains(string(data), p.ConsumerSecret.Reveal()) || strings.Contains(string(data), p.TokenSecret.Reveal()) {
		t.Error("the JSON holds a secret")
	}
}
