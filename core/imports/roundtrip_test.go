package imports

import (
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/export"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Each of our own exports that is a connection reads back as the values that went
// into it.
func TestRoundTrip(t *testing.T) {
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	wsdl := "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"
	tba := profile.Profile{
		Name: "acme", Account: id, Product: "jitterbit", Method: profile.TBA, Surfaces: []profile.Surface{profile.SOAP, profile.RESTlet},
		WSDL: wsdl, ConsumerKey: ck, ConsumerSecret: secret.New(cs), TokenID: ti, TokenSecret: secret.New(ts), SignatureAlgorithm: "HMAC-SHA256",
		Timeout: 300 * time.Second, Retries: 5, RetryInterval: 4 * time.Second,
	}
	m2m := profile.Profile{
		Name: "acme", Account: id, Product: "code", Method: profile.M2M, Surfaces: []profile.Surface{profile.REST, profile.RESTlet},
		ConsumerKey: ck, KeyType: "p256", JWTAlgorithm: "ES256", PrivateKey: secret.New(keyPEM), Certificate: certPEM, CertificateID: "-cert_ID",
		Scopes: []string{"rest_webservices", "restlets"}, Timeout: 300 * time.Second,
	}
	numbers := []string{"signature_algorithm", "HMAC-SHA256", "wsdl", wsdl, "timeout", "300", "retries", "5", "retry_interval", "4"}
	wantM2M := map[string]string{
		"account": "1234567_SB1", "method": "m2m", "consumer_key": ck, "certificate_id": "-cert_ID", "jwt_algorithm": "ES256",
		"key_file": keyPEM, "key_type": "existing", "certificate_file": certPEM,
		"scopes": "rest_webservices,restlets", "surfaces": "rest,restlet", "timeout": "300", "retries": "0",
	}
	for _, test := range []struct {
		format string
		p      profile.Profile
		want   map[string]string
		more   []string
	}{
		{"jitterbit", tba, tbaAnswers(numbers...), []string{"consumer", "jitterbit"}},
		{"dotenv", tba, tbaAnswers(numbers...), []string{"surfaces", "soap"}},
		{"json", tba, tbaAnswers(numbers...), []string{"surfaces", "soap", "name", "acme"}},
		{"yaml", tba, tbaAnswers(numbers...), []string{"surfaces", "soap", "name", "acme"}},
		{"postman", tba, tbaAnswers(numbers...), []string{"consumer", "postman", "name", "acme"}},
		{"dotenv", m2m, wantM2M, nil},
		{"json", m2m, wantM2M, []string{"name", "acme"}},
		{"yaml", m2m, wantM2M, []string{"name", "acme"}},
		{"postman", m2m, wantM2M, []string{"consumer", "postman", "name", "acme"}},
	} {
		t.Run(test.format+" "+string(test.p.Method), func(t *testing.T) {
			ours, _ := export.Find(test.format)
			text, err := export.Render(test.p, ours, export.Options{WithKey: true})
			if err != nil {
				t.Fatal(err)
			}
			theirs, _ := Find(test.format)
			found, err := Read(theirs, []byte(text.Reveal()), Choice{})
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for key, value := range test.want {
				want[key] = value
			}
			for i := 0; i+1 < len(test.more); i += 2 {
				want[test.more[i]] = test.more[i+1]
			}
			same(t, found, want)
			if len(found.Left) > 0 {
				t.Errorf("not understood: %v", found.Left)
			}
		})
	}
}

// TestEveryAnswerIsUnderstood fails when a file with the names of suitekey's own
// answers and variables would not be understood.
func TestEveryAnswerIsUnderstood(t *testing.T) {
	for _, f := range profile.Fields() {
		if f.Origin != profile.Answer {
			continue
		}
		names := []string{f.Key}
		if f.Env != profile.None {
			names = append(names, "NETSUITE_"+f.Env)
		}
		for _, name := range names {
			if key, _ := meaning(name, true); key == "" {
				t.Errorf("imports does not know %s, the name of %s (core/imports/names.go)", name, f.Key)
			}
		}
	}
}
