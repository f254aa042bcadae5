package netsuite

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/secret"
)

func TestDiscover(t *testing.T) {
	const known = `{"webservicesDomain":"https://1234567-sb1.suitetalk.api.netsuite.com","restDomain":"https://1234567-sb1.restlets.api.netsuite.com","systemDomain":"https://1234567-sb1.app.netsuite.com"}`
	c := newTestClient(t, always(200, known))
	centers, err := c.Discover(t.Context(), sandbox(t))
	if err != nil || !centers.Known() {
		t.Fatalf("got %+v, %v", centers, err)
	}
	r := c.fake.sent[0]
	if got, want := r.URL.String(), "https://rest.netsuite.com/rest/datacenterurls?account=1234567_SB1"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if r.Method != http.MethodGet || r.Header.Get("Authorization") != "" {
		t.Errorf("discovery needs a GET without credentials, got %s %v", r.Method, r.Header)
	}
}

func TestDiscoverFailures(t *testing.T) {
	tests := []struct {
		name    string
		body    string
		status  int
		class   Class
		unknown bool
	}{
		{"generic hosts", `{"webservicesDomain":"https://webservices.netsuite.com","restDomain":"https://rest.netsuite.com","systemDomain":"https://system.netsuite.com"}`, 200, NoAccount, true},
		{"invalid", "USER_ERROR: Company ID is invalid", 400, NoAccount, true},
		{"another company's host", `{"webservicesDomain":"https://x.evil.com","restDomain":"https://x.evil.com","systemDomain":"https://x.evil.com"}`, 200, Unexpected, false},
		{"garbage", "garbage", 200, Unexpected, false},
		{"empty", "", 200, Unexpected, false},
		{"log-in page", "<html>", 200, Unexpected, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, always(test.status, test.body))
			_, err := c.Discover(t.Context(), sandbox(t))
			wantError(t, err, test.class, "")
			if errors.Is(err, account.ErrNoAccount) != test.unknown {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestDiscoverAgainNamesTheAccountTwice(t *testing.T) {
	c := newTestClient(t, always(503, ""))
	_, err := c.With(0, 1, 0).Discover(t.Context(), sandbox(t))
	wantError(t, err, Limited, "")
	if got := c.fake.sent[1].URL.Query(); got.Get("c") != "1234567_SB1" || got.Get("account") != "1234567_SB1" {
		t.Errorf("second query %v", got)
	}
}

func TestCheckWSDL(t *testing.T) {
	document := func(version string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><!-- c --><definitions targetNamespace="urn:platform_` + version +
			`.webservices.netsuite.com" xmlns="http://schemas.xmlsoap.org/wsdl/">` + strings.Repeat("<message/>", 200_000)
	}
	tests := []struct {
		name   string
		status int
		body   string
		words  string // "" if fine
	}{
		{"there", 200, document("2025_2"), ""},
		{"another version", 200, document("2024_1"), "another version"},
		{"missing", 404, "<html>not found", "no such document"},
		{"a page", 200, "<html><body>", "web page"},
		{"other XML", 200, "<rss/>", "not a WSDL"},
		{"garbage", 200, "garbage", "not a WSDL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, always(test.status, test.body))
			err := c.CheckWSDL(t.Context(), sandbox(t).WSDL("2025.2"))
			if c.fake.sent[0].Header.Get("Authorization") != "" {
				t.Error("sent credentials")
			}
			if test.words == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, Unexpected, test.words)
		})
	}
}

func TestWSDLOnAnotherHostIsNotAsked(t *testing.T) {
	c := newTestClient(t, always(200, ""))
	err := c.CheckWSDL(t.Context(), account.WSDL{URL: "https://netsuite.com.evil.example/wsdl", Version: "2025.2"})
	wantError(t, err, Unexpected, "netsuite.com")
	if len(c.fake.sent) != 0 {
		t.Error("a request was sent")
	}
}

func soapFault(fault, code, message string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>`+
		`<faultcode>soapenv:Server.userException</faultcode><faultstring>%[3]s</faultstring><detail><platformFaults:%[1]s xmlns:platformFaults="urn:faults_2025_2.platform.webservices.netsuite.com">`+
		`<platformFaults:code>%[2]s</platformFaults:code><platformFaults:message>%[3]s</platformFaults:message></platformFaults:%[1]s></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
		fault, code, message)
}

func TestSOAPServerTime(t *testing.T) {
	c := newTestClient(t, always(200, `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>`+
		`<getServerTimeResponse xmlns="urn:messages_2025_2.platform.webservices.netsuite.com"><getServerTimeResult><platformCore:status isSuccess="true" xmlns:platformCore="urn:core_2025_2.platform.webservices.netsuite.com"/>`+
		`<serverTime>2026-11-20T11:59:58.000Z</serverTime></getServerTimeResult></getServerTimeResponse></soapenv:Body></soapenv:Envelope>`))
	got, err := c.SOAPServerTime(t.Context(), credentials(t), "2025.2")
	if err != nil || !got.Equal(testNow.Add(-2*time.Second)) {
		t.Fatalf("got %s, %v", got, err)
	}
	r, body := c.fake.sent[0], c.fake.bodies[0]
	if r.URL.String() != "https://1234567-sb1.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2" || r.Header.Get("SOAPAction") != `"getServerTime"` {
		t.Errorf("%s, SOAPAction %s", r.URL, r.Header.Get("SOAPAction"))
	}
	if !strings.Contains(body, "tokenPassport") || !strings.Contains(body, `<getServerTime xmlns="urn:messages_2025_2.platform.webservices.netsuite.com"/>`) {
		t.Errorf("sent %s", body)
	}
	if r.ContentLength != int64(len(body)) {
		t.Errorf("length %d of %d", r.ContentLength, len(body))
	}
}

func TestSOAPFaults(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		class  Class
		tries  int
	}{
		{"refused", 500, soapFault("invalidCredentialsFault", "USER_ERROR", "Invalid login attempt."), Refused, 1},
		{"refused with 200", 200, soapFault("invalidCredentialsFault", "USER_ERROR", "Invalid login attempt."), Refused, 1},
		{"refused without detail", 500, `<Envelope><Body><Fault><faultstring>Invalid login attempt.</faultstring></Fault></Body></Envelope>`, Refused, 1},
		{"permission", 500, soapFault("insufficientPermissionFault", "WS_PERMISSION_REQD", "Permission"), Forbidden, 1},
		{"feature", 500, soapFault("unexpectedErrorFault", "WS_FEATURE_REQD", "Feature"), Forbidden, 1},
		{"blocked", 500, soapFault("exceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED", "Blocked"), Limited, 3},
		{"blocked by its code alone", 500, soapFault("fault", "WS_REQUEST_BLOCKED", "Blocked"), Limited, 3},
		{"version", 500, soapFault("invalidVersionFault", "INVALID_WS_VERSION", "Invalid version"), Unexpected, 1},
		{"status", 200, `<r><status isSuccess="false"><statusDetail><code>WS_PERMISSION_REQD</code><message>No</message></statusDetail></status></r>`, Forbidden, 1},
		{"a page", 200, "<html>", Unexpected, 1},
		{"garbage", 200, "\x1b]garbage", Unexpected, 1},
		{"deep", 200, strings.Repeat("<a>", 10_000), Unexpected, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, always(test.status, test.body))
			_, err := c.With(0, 2, 0).SOAPServerTime(t.Context(), credentials(t), "2025.2")
			wantError(t, err, test.class, "")
			if len(c.fake.sent) != test.tries {
				t.Errorf("%d tries, want %d", len(c.fake.sent), test.tries)
			}
		})
	}
}

func tokenRequest(t *testing.T) TokenRequest {
	t.Helper()
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	return TokenRequest{
		ClientID: strings.Repeat("ab", 32), CertificateID: "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA",
		Scopes: []string{"rest_webservices"}, Algorithm: m2m.ES256, Key: key,
	}
}

func TestToken(t *testing.T) {
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"1001;-5","aud":["1C61CD58-044D-497A-AA29-7A3E9A9BB924;1234567_SB1","client"]}`))
	for _, expires := range []string{"3600", `"3600"`} {
		c := newTestClient(t, always(200, `{"access_token":"h.`+claims+`.s","expires_in":`+expires+`,"token_type":"Bearer"}`))
		token, err := c.Token(t.Context(), sandbox(t), tokenRequest(t))
		if err != nil {
			t.Fatal(err)
		}
		if token.Access.Reveal() != "h."+claims+".s" || !token.Expires.Equal(testNow.Add(time.Hour)) {
			t.Errorf("token %d characters, expires %s", token.Access.Len(), token.Expires)
		}
		if token.Company != "1234567_SB1" || token.Role != "1001" || token.Entity != "-5" {
			t.Errorf("got %+v", token)
		}
		form, err := url.ParseQuery(c.fake.bodies[0])
		if err != nil || len(form) != 3 || form.Get("grant_type") != "client_credentials" || strings.Count(form.Get("client_assertion"), ".") != 2 {
			t.Errorf("sent %v", form)
		}
		if c.fake.sent[0].Header.Get("Authorization") != "" {
			t.Error("the token endpoint wants no Authorization header")
		}
	}
}

func TestTokenFailures(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		class  Class
		code   string
	}{
		{"invalid client", 401, `{"error":"invalid_client"}`, Refused, "invalid_client"},
		{"invalid grant", 400, `{"error":"invalid_grant"}`, Refused, "invalid_grant"},
		{"invalid scope", 400, `{"error":"invalid_scope"}`, Refused, "invalid_scope"},
		{"invalid request", 400, `{"error":"invalid_request"}`, Refused, "invalid_request"},
		{"no token", 200, `{"token_type":"bearer"}`, Unexpected, ""},
		{"another type", 200, `{"access_token":"x","token_type":"mac"}`, Unexpected, ""},
		{"a token with a line break", 200, `{"access_token":"x\r\nEvil: 1","token_type":"bearer"}`, Unexpected, ""},
		{"a page", 200, `<html>`, Unexpected, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newTestClient(t, always(test.status, test.body))
			_, err := c.Token(t.Context(), sandbox(t), tokenRequest(t))
			if failed := wantError(t, err, test.class, ""); failed.Code != test.code || len(c.fake.sent) != 1 {
				t.Errorf("code %q after %d tries", failed.Code, len(c.fake.sent))
			}
		})
	}
}

func TestCertificates(t *testing.T) {
	c := newTestClient(t, always(200, `[{"application":{"id":1,"name":"App","url":"/x","application_id":"1C61"},"entity":{"id":"-5","name":"Bot"},"role":{"id":1000,"name":"R"},`+
		`"created":"2026-01-30","valid_from":"2026-01-30","valid_until":"2026-03-01","revoked":true,"certificate_id":"NPM","algorithm":"EC"},{"certificate_id":"Q","valid_until":"2026-11-20"}]`))
	list, err := c.Certificates(t.Context(), sandbox(t), Bearer(secret.New("token")), "abc/../evil")
	if err != nil || len(list) != 2 {
		t.Fatalf("got %v, %v", list, err)
	}
	want := Mapping{CertificateID: "NPM", Algorithm: "EC", ApplicationID: "1", ApplicationName: "App", EntityID: "-5", EntityName: "Bot",
		RoleID: "1000", RoleName: "R", Created: "2026-01-30", ValidFrom: "2026-01-30", ValidUntil: "2026-03-01", Revoked: true}
	if list[0] != want || list[0].ActiveAt(testNow) || !list[1].ActiveAt(testNow) {
		t.Errorf("got %+v", list)
	}
	r := c.fake.sent[0]
	if r.URL.Host != "1234567-sb1.restlets.api.netsuite.com" || strings.Contains(r.URL.EscapedPath(), "/../") || r.Header.Get("Authorization") != "Bearer token" {
		t.Errorf("asked %s", r.URL)
	}
}

// TestNoCertificates reads the ways to say that there is none, and takes no other
// text for an empty list.
func TestNoCertificates(t *testing.T) {
	for _, row := range []struct {
		body string
		ok   bool
	}{{"[]", true}, {"null", true}, {"", false}, {"{}", false}, {`"none"`, false}} {
		list, err := newTestClient(t, always(200, row.body)).Certificates(t.Context(), sandbox(t), Bearer(secret.New("token")), "client")
		if len(list) != 0 || (err == nil) != row.ok {
			t.Errorf("%q: %v, %v", row.body, list, err)
		}
	}
}

func TestUploadAndRevoke(t *testing.T) {
	c := newTestClient(t, always(200, `{"entity_role_id":{"com":"3829855","ent":-5,"rol":1000},"application_id":1,"certificate_id":"NPM","algorithm":"EC","created_at":"2026-01-30","valid_from":"2026-01-30","valid_until":"2026-03-01","invalidated":false}`))
	got, err := c.UploadCertificate(t.Context(), sandbox(t), Bearer(secret.New("token")), "client", UploadRequest{Certificate: "-----BEGIN\nX", Role: "1000", Entity: "-5"})
	want := Mapping{CertificateID: "NPM", Algorithm: "EC", ApplicationID: "1", EntityID: "-5", RoleID: "1000", Created: "2026-01-30", ValidFrom: "2026-01-30", ValidUntil: "2026-03-01"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, want := c.fake.bodies[0], `{"entity":"-5","fileContent":"-----BEGIN\nX","role":1000}`; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	revoke := newTestClient(t, always(200, "Successfully revoked"))
	if err := revoke.RevokeCertificate(t.Context(), sandbox(t), Bearer(secret.New("token")), "client", "-NPM"); err != nil {
		t.Error(err)
	}
	if r := revoke.fake.sent[0]; r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/clients/client/certificates/-NPM/revoke") {
		t.Errorf("%s %s", r.Method, r.URL)
	}
}
