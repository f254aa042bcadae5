package simulator

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

func TestDataCenters(t *testing.T) {
	s := newStage(t)
	tests := []struct {
		method, query string
		status        int
		want          string
	}{
		{"GET", "?account=9999901", 200, `"restDomain":"https://9999901.restlets.api.netsuite.com"`},
		{"GET", "?account=9999901_SB1", 200, `"webservicesDomain":"https://9999901-sb1.suitetalk.api.netsuite.com"`},
		{"GET", "?account=9999901_RP&c=9999901_RP", 200, `"systemDomain":"https://9999901-rp.app.netsuite.com"`},
		{"GET", "?account=9999901-sb1", 200, `"restDomain":"https://rest.netsuite.com"`},
		{"GET", "?account=1234567", 200, `"systemDomain":"https://system.netsuite.com"`},
		{"GET", "", 400, "You need to provide a proper value for the required field: account."},
		{"GET", "?account=12%2034", 400, "Company ID is invalid"},
		{"GET", "?account=12%2534", 400, "USER_ERROR"},
		{"POST", "?account=9999901", 405, ""},
	}
	for _, test := range tests {
		r := s.do(s.request(test.method, "https://rest.netsuite.com/rest/datacenterurls"+test.query, "", ""))
		if r.status != test.status || !strings.Contains(r.text, test.want) {
			t.Errorf("%s %s: %d %s", test.method, test.query, r.status, r.text)
		}
	}
}

func TestWSDL(t *testing.T) {
	s := newStage(t)
	for _, version := range versions {
		name := strings.Replace(version, ".", "_", 1)
		for _, host := range []string{"https://webservices.netsuite.com", s.suiteTalk("")} {
			r := s.get(host + "/wsdl/v" + name + "_0/netsuite.wsdl")
			var document struct {
				XMLName xml.Name `xml:"http://schemas.xmlsoap.org/wsdl/ definitions"`
				Target  string   `xml:"targetNamespace,attr"`
			}
			if err := xml.Unmarshal([]byte(r.text), &document); err != nil || r.status != 200 || document.Target != "urn:platform_"+name+".webservices.netsuite.com" {
				t.Errorf("%s on %s: %d %v %s", version, host, r.status, err, document.Target)
			}
		}
	}
	for _, address := range []string{
		"https://webservices.netsuite.com/wsdl/v2031_1_0/netsuite.wsdl", s.suiteTalk("/wsdl/v2025_2/netsuite.wsdl"),
		"https://webservices.netsuite.com/", s.restlets("/wsdl/v2025_2_0/netsuite.wsdl"),
		"https://nobody.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl", "https://system.netsuite.com/",
	} {
		if r := s.get(address); r.status != 404 {
			t.Errorf("%s: %d", address, r.status)
		}
	}
}

func TestSignedAnswers(t *testing.T) {
	s := newStage(t)
	tests := []struct {
		name, method, address string
		status                int
		want                  string
	}{
		{"time", "GET", s.suiteTalk(timePath), 200, `{"serverTime":"2027-02-03T10:00:00.000Z"}`},
		{"time, wrong method", "POST", s.suiteTalk(timePath), 405, "METHOD_NOT_ALLOWED"},
		{"limits are for administrators", "GET", s.suiteTalk("/services/rest/system/v1/governanceLimits"), 403, "INSUFFICIENT_PERMISSION"},
		{"catalog", "GET", s.suiteTalk(catalogPath), 200, `"name":"account"`},
		{"catalog, one record", "GET", s.suiteTalk(catalogPath + "?select=customer"), 200, `{"items":[{"links"`},
		{"schema", "GET", s.suiteTalk(catalogPath + "/customer"), 200, "companyName"},
		{"query string with everything", "GET", s.suiteTalk(catalogPath + "/customer?q=a+b%20c&empty=&z=%C3%A9%7E*&z=1&bare"), 200, "companyName"},
		{"list", "GET", s.suiteTalk("/services/rest/record/v1/customer?limit=1"), 200, `"totalResults":0`},
		{"list, bad limit", "GET", s.suiteTalk("/services/rest/record/v1/customer?limit=many"), 400, "INVALID_REQUEST"},
		{"no such record", "GET", s.suiteTalk("/services/rest/record/v1/customer/-1"), 404, "NONEXISTENT_ID"},
		{"no such resource", "GET", s.suiteTalk("/services/rest/record/v1/nothing"), 404, "NONEXISTENT_ID"},
		{"query without Prefer", "POST", s.suiteTalk("/services/rest/query/v1/suiteql?limit=1"), 400, "Prefer"},
		{"token info", "GET", s.restlets("/rest/tokeninfo"), 200, `"companyId":"9999901"`},
		{"RESTlet", "GET", s.restlets("/app/site/hosting/restlet.nl?script=1&deploy=1&x=y"), 200, `"role":"Integration Role"`},
		{"no such RESTlet", "GET", s.restlets("/app/site/hosting/restlet.nl?script=7&deploy=1"), 400, "SSS_INVALID_SCRIPTLET_ID"},
		{"no such path", "GET", s.restlets("/rest/nothing"), 404, "INVALID_REQUEST"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := s.do(s.signed(test.method, test.address, nil, nil))
			if r.status != test.status || !strings.Contains(r.text, test.want) {
				t.Errorf("%d %s", r.status, r.text)
			}
			if date := r.header.Get("Date"); date != "Wed, 03 Feb 2027 10:00:00 GMT" {
				t.Errorf("Date is %q", date)
			}
		})
	}
}

func TestPermissionsOfAnswers(t *testing.T) {
	tests := []struct {
		name   string
		knob   func(w *World, a string) error
		path   string
		status int
	}{
		{"REST feature", func(w *World, a string) error { return w.DisableFeature(a, records.FeatureREST) }, timePath, 403},
		{"REST permission", func(w *World, a string) error { return w.TakePermission(a, records.PermissionREST) }, timePath, 403},
		{"record permission", func(w *World, a string) error { return w.TakePermission(a, records.PermissionCustomers) }, catalogPath + "/customer", 403},
		{"administrator", (*World).BecomeAdministrator, "/services/rest/system/v1/governanceLimits", 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t)
			s.must(test.knob(s.world, s.card.Account))
			if r := s.do(s.signed("GET", s.suiteTalk(test.path), nil, nil)); r.status != test.status {
				t.Errorf("%d %s", r.status, r.text)
			}
			if !s.lastSignIn().OK {
				t.Error("the sign-in itself was refused")
			}
		})
	}
}

func TestRealms(t *testing.T) {
	s := newStage(t)
	sandbox, err := s.world.PracticeFor("9999901-sb1")
	s.must(err)
	tests := []struct {
		realm  string
		token  records.Practice
		status int
		rows   int // in production's audit trail
	}{
		{"9999901-sb1", s.card, 401, 0}, // the spelling of host names
		{"9999901_SB1", s.card, 401, 0}, // production's token is unknown there
		{"9999901_SB1", sandbox, 403, 0},
		{"9999901", s.card, 200, 1},
	}
	for _, test := range tests {
		s.card.TokenID, s.card.TokenSecret = test.token.TokenID, test.token.TokenSecret
		before := len(s.world.AuditTrail("9999901"))
		r := s.do(s.signed("GET", s.suiteTalk(timePath), set("realm", test.realm), nil))
		if rows := len(s.world.AuditTrail("9999901")) - before; r.status != test.status || rows != test.rows {
			t.Errorf("realm %s: %d, %d rows", test.realm, r.status, rows)
		}
	}
	if r := s.get(s.suiteTalk(timePath)); r.status != 401 || !strings.Contains(r.text, "INVALID_LOGIN") ||
		!strings.HasPrefix(r.header.Get("WWW-Authenticate"), `OAuth realm="9999901", error="token_rejected"`) {
		t.Errorf("without credentials: %d %v %s", r.status, r.header, r.text)
	}
}

// TestBaseString reads the published requests A2 and A3 of docs.oracle.com,
// section_1534941088, and verifies their signatures.
func TestBaseString(t *testing.T) {
	const params = `consumer_key="ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4", oauth_token="2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc", oauth_nonce="fjaLirsIcCGVZWzBX0pg", oauth_timestamp="1508242306", oauth_signature_method="HMAC-SHA256", oauth_version="1.0"`
	const tail = "oauth_consumer_key%3Def40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4%26oauth_nonce%3DfjaLirsIcCGVZWzBX0pg%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1508242306%26oauth_token%3D2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc%26oauth_version%3D1.0"
	tests := []struct{ method, address, signature, base string }{
		{"POST", "https://123456.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=6&deploy=1&customParam=someValue&testParam=someOtherValue",
			"%2BKK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ%3D",
			"POST&https%3A%2F%2F123456.restlets.api.netsuite.com%2Fapp%2Fsite%2Fhosting%2Frestlet.nl&customParam%3DsomeValue%26deploy%3D1%26" + tail + "%26script%3D6%26testParam%3DsomeOtherValue"},
		{"GET", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40", "B5OIWznZ2YP0OB7VrJrGkYsTh%2B8H%2B5T9Hag%2Bo92q0zY%3D",
			"GET&https%3A%2F%2F123456.suitetalk.api.netsuite.com%2Fservices%2Frest%2Frecord%2Fv1%2Femployee%2F40&" + tail},
	}
	for _, test := range tests {
		r, err := http.NewRequestWithContext(t.Context(), test.method, test.address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", `OAuth realm="123456", oauth_`+params+`, oauth_signature="`+test.signature+`"`)
		c, realm := headerClaim(r, records.SurfaceREST)
		if c.malformed || realm != "123456" || c.base != test.base {
			t.Errorf("realm %s, base string\n%s\nwant\n%s", realm, c.base, test.base)
		}
		if !wire.SignedBy(c.base, c.signature, "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5", "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295") {
			t.Errorf("%s is not accepted", test.address)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	s := newStage(t)
	if r := s.do(s.request("POST", s.suiteTalk(tokenPath), "text/plain", strings.Repeat("a", bodyLimit+1))); r.status != 413 {
		t.Errorf("status %d", r.status)
	}
}
