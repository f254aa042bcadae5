package export

import (
	"encoding/json"
	"flag"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

var update = flag.Bool("update", false, "write the golden files again")

const pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n"

func tba(t *testing.T) profile.Profile {
	t.Helper()
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	return profile.Profile{
		Name: "acme-sb1", Account: id, Product: "jitterbit", Method: profile.TBA, Surfaces: []profile.Surface{profile.SOAP, profile.REST},
		WSDL:        "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl",
		ConsumerKey: strings.Repeat("c0", 32), ConsumerSecret: secret.New(strings.Repeat("5e", 32)),
		TokenID: strings.Repeat("70", 32), TokenSecret: secret.New(strings.Repeat("7e", 32)), SignatureAlgorithm: "HMAC-SHA256",
		Timeout: 300 * time.Second, Retries: 5, RetryInterval: 5 * time.Second,
	}
}

func m2m(t *testing.T) profile.Profile {
	t.Helper()
	p := tba(t)
	p.Name, p.Method, p.Surfaces, p.Product = "acme_m2m.sb1", profile.M2M, []profile.Surface{profile.REST, profile.RESTlet}, "alumio"
	p.WSDL, p.ConsumerSecret, p.TokenID, p.TokenSecret, p.SignatureAlgorithm = "", secret.Secret{}, "", secret.Secret{}, ""
	p.KeyType, p.JWTAlgorithm, p.PrivateKey, p.CertificateID = "p256", "ES256", secret.New(pem), "-cert_ID"
	p.Scopes = []string{"rest_webservices", "restlets"}
	return p
}

func code(t *testing.T) profile.Profile {
	t.Helper()
	p := m2m(t)
	p.Method, p.KeyType, p.JWTAlgorithm, p.PrivateKey, p.CertificateID = profile.Code, "", "", secret.Secret{}, ""
	p.RefreshToken, p.RedirectURI = secret.New("refresh-"+strings.Repeat("ab", 20)), "https://localhost/callback"
	p.RefreshUntil = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	return p
}

// connected is p for SuiteAnalytics Connect too.
func connected(p profile.Profile) profile.Profile {
	p.Surfaces, p.RoleID = append(slices.Clone(p.Surfaces), profile.Connect), "1000"
	if p.Method != profile.TBA {
		p.Scopes = append(slices.Clone(p.Scopes), "suite_analytics")
	}
	return p
}

// Every variant of every format, as it was looked at.
func TestGolden(t *testing.T) {
	for _, p := range []profile.Profile{tba(t), m2m(t), code(t)} {
		for _, f := range Formats() {
			v, ok := f.variant(p)
			if !ok {
				continue
			}
			p := p
			if v.Surface == profile.Connect {
				p = connected(p)
				if found := Check(p, f); slices.ContainsFunc(found, func(found Finding) bool { return found.Problem != "" }) {
					t.Errorf("%s, %s: %v", f.Key, p.Method, found)
				}
			}
			got, err := Render(p, f, Options{})
			if err != nil {
				t.Errorf("%s: %v", f.Key, err)
				continue
			}
			path := filepath.Join("testdata", f.Key+"-"+string(p.Method)+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got.Reveal()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil || string(want) != got.Reveal() {
				t.Errorf("%s is not as in %s (go test ./core/export -update writes it again): %v\n%s", f.Key, path, err, got.Reveal())
			}
		}
	}
}

func TestTable(t *testing.T) {
	keys := map[string]bool{}
	for _, f := range Formats() {
		if keys[f.Key] {
			t.Errorf("%q is twice there", f.Key)
		}
		keys[f.Key] = true
		if err := f.complete(); err != nil {
			t.Errorf("%s: %v", f.Key, err)
		}
		c, known := product.Find(f.Product)
		if f.Product != "" && !known {
			t.Errorf("%s: no consumer %q", f.Key, f.Product)
		}
		values := valuesOf(tba(t), ",")
		for _, v := range f.Variants {
			if (v.Template == "") != (f.Kind == Sheet) {
				t.Errorf("%s: a sheet has no template, everything else has one", f.Key)
			}
			// What signs in by code sets itself up: suitekey makes no such connection for a product.
			if known && v.Method != profile.Code && !c.Takes(v.Method) {
				t.Errorf("%s takes %s, and the table of consumers says it does not", f.Key, v.Method)
			}
			for _, e := range v.Entries {
				if _, ok := values[e.Value]; e.Label == "" || ok == (e.Text != "") {
					t.Errorf("%s: the field %+v needs a label, and a value or a text", f.Key, e)
				}
			}
		}
	}
	for _, want := range []string{"jitterbit", "alumio", "celigo", "boomi", "workato", "mulesoft", "postman", "suitecloud", "dotenv",
		"json", "yaml", "kubernetes", "airbyte", "estuary", "n8n", "vault", "terraform", "docker", "systemd", "github", "curl", "go", "python", "node"} {
		if _, ok := Find(want); !ok {
			t.Errorf("there is no format %s", want)
		}
	}
}

// The order of the form is what the person sees there.
func TestSheets(t *testing.T) {
	want := map[string][]string{
		"jitterbit": {"Account", "Wsdl Download Url", "Consumer Key", "Consumer Secret", "Token Key", "Token Secret", "Signature Algorithm",
			"Call Time Out", "Retry on Recoverable Exception", "Maximum Number of Retries", "Retry Interval"},
		"alumio": {"Algorithm", "Certificate ID", "Consumer Key", "Scopes", "Authentication URL", "Private Key"},
	}
	for key, labels := range want {
		f, _ := Find(key)
		p := tba(t)
		if key == "alumio" {
			p = m2m(t)
		}
		var got []string
		for _, field := range Fields(p, f) {
			got = append(got, field.Label)
			if field.Copies().IsEmpty() {
				t.Errorf("%s: %s is empty", key, field.Label)
			}
		}
		if !slices.Equal(got, labels) {
			t.Errorf("%s: %q, want %q", key, got, labels)
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	for _, p := range []profile.Profile{tba(t), m2m(t), code(t)} {
		secrets := []secret.Secret{p.ConsumerSecret, p.TokenSecret, p.RefreshToken}
		if !p.PrivateKey.IsEmpty() {
			secrets = append(secrets, secret.New(strings.Split(pem, "\n")[1]))
		}
		for _, f := range Formats() {
			shown := ""
			for _, field := range Fields(p, f) {
				shown += field.Masked() + "\n"
			}
			if _, ok := f.variant(p); ok {
				text, err := Render(p, f, Options{Masked: true, WithKey: true})
				if err != nil {
					t.Errorf("%s: %v", f.Key, err)
				}
				shown += text.Reveal()
			}
			plain := ""
			if f.Kind == Snippet {
				if text, err := Render(p, f, Options{WithKey: true}); err == nil {
					plain = text.Reveal()
				}
			}
			for _, s := range secrets {
				if !s.IsEmpty() && strings.Contains(shown+plain, s.Reveal()) {
					t.Errorf("%s shows a secret", f.Key)
				}
			}
		}
	}
}

func TestPostmanKeepsTheKeyOut(t *testing.T) {
	f, _ := Find("postman")
	without, err := Render(m2m(t), f, Options{})
	with, err2 := Render(m2m(t), f, Options{WithKey: true})
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if strings.Contains(without.Reveal(), "PRIVATE KEY") || !strings.Contains(with.Reveal(), "PRIVATE KEY") {
		t.Error("the private key is in the environment without being asked for, or is not where it was")
	}
}

func TestCheck(t *testing.T) {
	change := func(p profile.Profile, change func(*profile.Profile)) profile.Profile { change(&p); return p }
	for name, c := range map[string]struct {
		p       profile.Profile
		format  string
		problem string // "" for none
		warning string
	}{
		"fits":                 {tba(t), "jitterbit", "", ""},
		"method":               {m2m(t), "jitterbit", "takes Token-Based Authentication", ""},
		"method the other way": {tba(t), "alumio", "takes OAuth 2.0 client credentials", ""},
		"no SOAP":              {change(tba(t), func(p *profile.Profile) { p.Surfaces = []profile.Surface{profile.RESTlet} }), "jitterbit", "Jitterbit calls NetSuite over SOAP, and this connection is set up for RESTlets.", ""},
		"REST alone":           {change(tba(t), func(p *profile.Profile) { p.Surfaces, p.WSDL = []profile.Surface{profile.REST}, "" }), "jitterbit", "over SOAP, and this connection is set up for REST.", ""},
		"no WSDL":              {change(tba(t), func(p *profile.Profile) { p.WSDL = "" }), "jitterbit", "no value for: Wsdl Download Url", ""},
		"elliptic curve":       {m2m(t), "suitecloud", "takes the key types rsa4096, rsa3072, and this key is p256", "SuiteCloud Development Integration"},
		"curve":                {change(m2m(t), func(p *profile.Profile) { p.KeyType, p.JWTAlgorithm = "p521", "ES512" }), "workato", "key types p256", ""},
		"sha1": {change(tba(t), func(p *profile.Profile) {
			p.SignatureAlgorithm, p.Surfaces = "HMAC-SHA1", []profile.Surface{profile.REST}
		}), "boomi", "HMAC-SHA256 only", "no fields for the consumer key"},
		"key for nango":  {m2m(t), "nango", "takes the key types rsa3072, rsa4096, and this key is p256", "RSA key of 2048 bits"},
		"no analytics":   {m2m(t), "airbyte-enterprise", "over SuiteAnalytics Connect, and this connection is set up for REST or RESTlets.", "demands a user name"},
		"wrong key":      {m2m(t), "activepieces", "takes the key types rsa4096, rsa3072, and this key is p256", ""},
		"no scope":       {change(connected(m2m(t)), func(p *profile.Profile) { p.Scopes = []string{"rest_webservices"} }), "airbyte-enterprise", "needs the scope suite_analytics", "demands a user name"},
		"no role ID":     {change(connected(tba(t)), func(p *profile.Profile) { p.RoleID = "" }), "fivetran", "no value for: Role ID", ""},
		"SHA-1 password": {change(connected(tba(t)), func(p *profile.Profile) { p.SignatureAlgorithm = "HMAC-SHA1" }), "jdbc", "HMAC-SHA256 only", ""},
		"workato's code": {change(code(t), func(p *profile.Profile) { p.ConsumerSecret = secret.New("secret") }), "workato", "", "signs in by itself"},
		"slow":           {change(tba(t), func(p *profile.Profile) { p.Timeout = 400 * time.Second }), "jitterbit", "", "300 s by itself"},
		"refresh token":  {code(t), "dotenv", "", "this one on 1 December 2026"},
		"public client":  {change(code(t), func(p *profile.Profile) { p.ConsumerSecret = secret.Secret{} }), "json", "", "not both"},
		"no code":        {code(t), "jitterbit", "signs in by a browser sign-in", ""},
		"no key":         {change(m2m(t), func(p *profile.Profile) { p.PrivateKey = secret.Secret{} }), "kubernetes", "no value for: Private key", ""},
	} {
		f, _ := Find(c.format)
		var problems, warnings string
		for _, found := range Check(c.p, f) {
			if problems != "" && found.Problem != "" {
				t.Errorf("%s: two problems where one is the cause: %s %s", name, problems, found.Problem)
			}
			problems += found.Problem
			warnings += found.Warning
		}
		if c.problem == "" && problems != "" || !strings.Contains(problems, c.problem) {
			t.Errorf("%s: the problem is %q, want %q", name, problems, c.problem)
		}
		if c.warning == "" && warnings != "" || !strings.Contains(warnings, c.warning) {
			t.Errorf("%s: the warning is %q, want %q", name, warnings, c.warning)
		}
	}
}

func TestProductOfTheConnectionComesFirst(t *testing.T) {
	if first := For(tba(t))[0].Key; first != "jitterbit" {
		t.Errorf("first comes %s", first)
	}
	list := For(code(t))
	if last := list[len(list)-1]; len(Fields(code(t), last)) != 0 {
		t.Errorf("last comes %s, which takes it", last.Key)
	}
}

// hostile are values that a careless writer gets wrong.
var hostile = []string{
	`$HOME ${HOME} $(id)`, "a\nb\n", " lead and trail ", `"double"`, `it's`, `back\slash\n`, "# no comment", "`id`", "üñí 密 \U0001F600",
	"{{.Name}} %d %s %h", "key: value", "- item", "yes", "null", "~", "0123", "!tag", "*alias & anchor", "tab\there", "a=b;c&d|e>f",
	"\u0085\u2028\ufeff", "-rf", "'''", "carriage\r\nreturn", `ends with \`, `both ' and "`, "\u007f\u0001",
}

func TestHostileValuesInJSONAndYAML(t *testing.T) {
	for _, value := range hostile {
		p := tba(t)
		p.TokenSecret, p.TokenID = secret.New(value), value
		for _, key := range []string{"json", "yaml", "kubernetes", "postman"} {
			f, _ := Find(key)
			text, err := Render(p, f, Options{})
			if err != nil {
				t.Errorf("%s %q: %v", key, value, err)
				continue
			}
			if got := readBack(t, key, text.Reveal()); got != value {
				t.Errorf("%s: %q comes back as %q", key, value, got)
			}
		}
	}
}

func readBack(t *testing.T, key, text string) string {
	t.Helper()
	var flat map[string]string
	var manifest struct {
		StringData map[string]string `yaml:"stringData"`
	}
	var environment struct {
		Values []struct{ Key, Value string }
	}
	var err error
	switch key {
	case "json":
		err = json.Unmarshal([]byte(text), &flat)
	case "yaml":
		err = yaml.Unmarshal([]byte(text), &flat)
	case "kubernetes":
		err = yaml.Unmarshal([]byte(text), &manifest)
		flat = map[string]string{"token_secret": manifest.StringData["NETSUITE_TOKEN_SECRET"]}
	case "postman":
		err = json.Unmarshal([]byte(text), &environment)
		flat = map[string]string{}
		for _, v := range environment.Values {
			flat[v.Key] = v.Value
		}
	}
	if err != nil {
		t.Errorf("%s: %v", key, err)
	}
	return flat["token_secret"]
}

func TestGoSnippetsAreGo(t *testing.T) {
	f, _ := Find("go")
	for _, value := range hostile {
		for _, p := range []profile.Profile{tba(t), m2m(t)} {
			p.TokenID, p.CertificateID = value, value
			text, err := Render(p, f, Options{})
			if err != nil {
				t.Errorf("%q: %v", value, err)
				continue
			}
			if _, err := parser.ParseFile(token.NewFileSet(), "main.go", text.Reveal(), parser.AllErrors); err != nil {
				t.Errorf("%q: %v", value, err)
			}
		}
	}
}

func TestRefusesWhatNoFormatHolds(t *testing.T) {
	for _, f := range Formats() {
		p := tba(t)
		p.TokenSecret, p.TokenID = secret.New("a\x00b"), "\xff\xfe-not-shown"
		if !slices.ContainsFunc(Fields(p, f), Field.IsSecret) {
			continue
		}
		_, err := Render(p, f, Options{})
		if err == nil || strings.Contains(err.Error(), "not-shown") {
			t.Errorf("%s: %v", f.Key, err)
		}
	}
	dotenv, _ := Find("dotenv")
	for _, value := range []string{`both ' and "`, "carriage\rreturn", `ends with \`, "it's $HOME"} {
		p := tba(t)
		p.TokenSecret = secret.New(value)
		if _, err := Render(p, dotenv, Options{}); err == nil || strings.Contains(err.Error(), value) {
			t.Errorf("%q: %v", value, err)
		}
	}
}
