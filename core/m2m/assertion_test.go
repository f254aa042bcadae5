package m2m

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// verified has go-jose check the assertion and returns its header and claims.
func verified(t *testing.T, key Key, algorithm Algorithm, token string) (jose.Header, map[string]any) {
	t.Helper()
	parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := parsed.Verify(key.Public())
	if err != nil {
		t.Fatalf("go-jose refuses the signature: %v", err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return parsed.Signatures[0].Header, claims
}

func TestJOSEVerifiesAllAlgorithms(t *testing.T) {
	seen := map[Algorithm]bool{}
	for _, kind := range KeyTypes() {
		for _, algorithm := range kind.Algorithms() {
			t.Run(fmt.Sprintf("%s with %s", algorithm, kind), func(t *testing.T) {
				key := keyOf(t, kind)
				assertion := benchAssertion()
				assertion.Issued = testTime
				assertion.Algorithm = algorithm
				signed, err := assertion.Sign(key)
				if err != nil {
					t.Fatal(err)
				}
				header, claims := verified(t, key, algorithm, signed.Reveal())
				if header.KeyID != assertion.CertificateID || header.Algorithm != string(algorithm) || header.ExtraHeaders["typ"] != "JWT" {
					t.Errorf("header %+v", header)
				}
				jti, _ := claims["jti"].(string)
				delete(claims, "jti")
				issued := float64(testTime.Unix() - 10)
				want := map[string]any{
					"iss": assertion.ClientID, "aud": assertion.Audience, "scope": []any{"rest_webservices", "restlets"},
					"iat": issued, "exp": issued + 300,
				}
				if !reflect.DeepEqual(claims, want) || len(jti) != 22 {
					t.Errorf("claims %v, jti %q", claims, jti)
				}
			})
			seen[algorithm] = true
		}
	}
	if len(seen) != len(Algorithms()) {
		t.Errorf("only %v were tried", seen)
	}
}

// TestOpenSSLVerifiesSaltLength has openssl insist on a salt as long as the
// hash, which RFC 7518 demands and lenient verifiers do not check.
func TestOpenSSLVerifiesSaltLength(t *testing.T) {
	for algorithm, hash := range map[Algorithm]string{PS256: "sha256", PS384: "sha384", PS512: "sha512"} {
		t.Run(string(algorithm), func(t *testing.T) {
			o := needOpenSSL(t)
			key := keyOf(t, RSA3072)
			assertion := benchAssertion()
			assertion.Algorithm = algorithm
			signed, err := assertion.Sign(key)
			if err != nil {
				t.Fatal(err)
			}
			text, signature, _ := cutLast(signed.Reveal())
			o.write("text", text)
			o.write("signature", signature)
			o.write("private.pem", key.PEM().Reveal())
			o.run("dgst", "-"+hash, "-prverify", "private.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest",
				"-signature", "signature", "text")
		})
	}
}

func cutLast(token string) (text, signature string, err error) {
	end := strings.LastIndexByte(token, '.')
	raw, err := base64URL(token[end+1:])
	return token[:end], string(raw), err
}

func TestAssertionDefaultsAndTimes(t *testing.T) {
	key := keyOf(t, P256)
	assertion := benchAssertion()
	assertion.Issued = testTime
	assertion.Scopes = []string{ScopeRESTlets}
	assertion.Lifetime = 59 * time.Minute
	first, err := assertion.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	second, err := assertion.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	_, claims := verified(t, key, ES256, first.Reveal())
	_, again := verified(t, key, ES256, second.Reveal())
	if !reflect.DeepEqual(claims["scope"], []any{"restlets"}) {
		t.Errorf("one scope is %v, want an array", claims["scope"])
	}
	if claims["exp"].(float64)-claims["iat"].(float64) >= 3600 || claims["iat"].(float64) >= float64(testTime.Unix()) {
		t.Errorf("issued %v, expires %v", claims["iat"], claims["exp"])
	}
	if claims["jti"] == again["jti"] {
		t.Error("two assertions share their jti")
	}
}

func TestAssertionRefusals(t *testing.T) {
	cases := map[string]struct {
		change func(*Assertion)
		want   string
	}{
		"no client ID":      {func(a *Assertion) { a.ClientID = " " }, "client ID"},
		"no certificate ID": {func(a *Assertion) { a.CertificateID = "" }, "certificate ID"},
		"no audience":       {func(a *Assertion) { a.Audience = "" }, "audience"},
		"no time":           {func(a *Assertion) { a.Issued = time.Time{} }, "time of issue"},
		"an hour":           {func(a *Assertion) { a.Lifetime = time.Hour }, "less than an hour"},
		"negative lifetime": {func(a *Assertion) { a.Lifetime = -1 }, "less than an hour"},
		"no scope":          {func(a *Assertion) { a.Scopes = nil }, "no scope"},
		"mcp":               {func(a *Assertion) { a.Scopes = []string{"mcp"} }, "mcp cannot be used"},
		"comma string":      {func(a *Assertion) { a.Scopes = []string{"restlets,rest_webservices"} }, "is not a scope"},
		"a scope twice":     {func(a *Assertion) { a.Scopes = []string{"restlets", "restlets"} }, "twice"},
		"another curve":     {func(a *Assertion) { a.Algorithm = ES384 }, "choose ES256"},
		"RSA algorithm":     {func(a *Assertion) { a.Algorithm = PS256 }, "choose ES256"},
		"refused algorithm": {func(a *Assertion) { a.Algorithm = "RS256" }, "choose ES256"},
		"no algorithm":      {func(a *Assertion) { a.Algorithm = "none" }, "choose ES256"},
	}
	for name, c := range cases {
		assertion := benchAssertion()
		c.change(&assertion)
		if _, err := assertion.Sign(keyOf(t, P256)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}
