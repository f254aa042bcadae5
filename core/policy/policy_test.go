package policy

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

const strict = `
smallest_rsa_key: 4096
smallest_ec_key: 384
longest_validity_days: 365
forbidden_roles: [Administrator, "1042"]
allowed_methods: [m2m]
allowed_scopes: [rest_webservices]
allowed_jwt_algorithms: [ES384, PS256]
allowed_export_formats: [dotenv]
contact: it-security@example.com
`

func parse(t *testing.T, text string) Policy {
	t.Helper()
	p, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTokenAge(t *testing.T) {
	const day = 24 * time.Hour
	p := parse(t, "longest_token_age_days: 180")
	for limit, want := range map[time.Duration]time.Duration{365 * day: 180 * day, 90 * day: 90 * day, -1: 180 * day, 0: 180 * day} {
		if got := p.TokenAge(limit); got != want {
			t.Errorf("with a limit of %s: %s, want %s", limit, got, want)
		}
	}
	if got := (Policy{}).TokenAge(-1); got != -1 {
		t.Errorf("without a rule and a limit: %s", got)
	}
	for _, text := range []string{"longest_token_age_days: -1", "longest_token_age_days: 3651", "longest_token_age_days: year"} {
		if p, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, p)
		}
	}
}

func TestRules(t *testing.T) {
	p := parse(t, strict)
	for _, c := range []struct {
		what, got string
		allowed   bool
	}{
		{"p256", p.Key(m2m.P256), false},
		{"p384", p.Key(m2m.P384), true},
		{"p521 has only ES512", p.Key(m2m.P521), false},
		{"rsa3072", p.Key(m2m.RSA3072), false},
		{"rsa4096", p.Key(m2m.RSA4096), true},
		{"365 days", p.Days(365), true},
		{"366 days", p.Days(366), false},
		{"administrator", p.Role(" administrator "), false},
		{"role 3", p.Role("3"), false},
		{"role 1042", p.Role("1042"), false},
		{"another role", p.Role("1043"), true},
		{"no role", p.Role(""), true},
		{"a scope", p.Scopes([]string{"rest_webservices"}), true},
		{"two scopes", p.Scopes([]string{"rest_webservices", "restlets"}), false},
		{"m2m", p.Method(profile.M2M), true},
		{"tba", p.Method(profile.TBA), false},
		{"dotenv", p.Export("dotenv"), true},
		{"json", p.Export("json"), false},
	} {
		if (c.got == "") != c.allowed {
			t.Errorf("%s: %q", c.what, c.got)
		}
		if c.got != "" && !strings.Contains(c.got, "Ask it-security@example.com.") {
			t.Errorf("%s does not say whom to ask: %q", c.what, c.got)
		}
	}
}

func TestNoRulesAllowEverything(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "contact: me\n"} {
		p := parse(t, text)
		if !reflect.DeepEqual(p, Policy{Contact: p.Contact}) || p.Key(m2m.P256) != "" || p.Days(730) != "" || p.Role("3") != "" || p.Export("json") != "" {
			t.Errorf("%q forbids something", text)
		}
	}
}

func TestBadFile(t *testing.T) {
	for _, text := range []string{
		"smallest_rsa_keys: 4096", "smallest_rsa_key: 2048", "smallest_ec_key: 255", "longest_validity_days: 731",
		"longest_validity_days: -1", "forbidden_roles: {a: b}", "- a list", "\x00", "a: b: c",
		"allowed_export_formats: []", "allowed_methods:\n", "smallest_ec_key: ~", "contact: me\n---\nsmallest_ec_key: 384\n",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "reading the organisation's policy: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestBroken(t *testing.T) {
	p := parse(t, strict)
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	long, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "x", From: time.Now(), Days: 366})
	if err != nil {
		t.Fatal(err)
	}
	just, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "x", From: time.Now(), Days: 365})
	if err != nil {
		t.Fatal(err)
	}
	c := profile.Profile{Method: profile.M2M, KeyType: "p384", JWTAlgorithm: "ES384", Scopes: []string{"rest_webservices"}}
	if found := p.Broken(c, just); len(found) > 0 {
		t.Errorf("breaks %q", found)
	}
	c.KeyType, c.Tested.Role = "p256", "3"
	if found := p.Broken(c, long); len(found) != 3 {
		t.Errorf("breaks %q", found)
	}
	if found := p.Broken(profile.Profile{Method: profile.TBA}, m2m.Certificate{}); len(found) != 1 {
		t.Errorf("TBA breaks %q", found)
	}
}
