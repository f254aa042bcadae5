package simulator

import (
	"strings"
	"testing"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

func TestSOAPTime(t *testing.T) {
	s := newStage(t)
	for _, prefix := range []string{"ns1", "ns2"} {
		for _, algorithm := range []string{"HMAC-SHA256", "HMAC_SHA256"} {
			r := s.do(s.soap(prefix, algorithm, nil))
			if r.status != 200 || !strings.Contains(r.text, "<platformCore:serverTime>2027-02-03T10:00:00.000Z<") {
				t.Errorf("%s %s: %d %s", prefix, algorithm, r.status, r.text)
			}
		}
	}
}

// TestPassportVector is A1 of docs.oracle.com, section_1534941088.
func TestPassportVector(t *testing.T) {
	field := func(name, text string) wire.Element {
		e := wire.Element{Text: text}
		e.XMLName.Space, e.XMLName.Local = wire.MessagesNS("2025_2"), name
		return e
	}
	c, realm := passportClaim(wire.Element{Children: []wire.Element{
		field("account", "123456"), field("consumerKey", "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4"),
		field("token", "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc"), field("nonce", "fjaLirsIcCGVZWzBX0pg"),
		field("timestamp", "1508242306"), field("signature", "tIcC5zyKUmycB5Ml/cNxOHDusw03Y5KPQiXVNUHHp4U="),
	}}, "2025_2")
	if realm != "123456" || !wire.SignedBy(c.base, c.signature, "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5", "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295") {
		t.Errorf("realm %s, base string %s", realm, c.base)
	}
}

func TestSOAPFaults(t *testing.T) {
	const call = `<getServerTime xmlns="urn:messages_2025_2.platform.webservices.netsuite.com"/>`
	tests := []struct {
		name string
		do   func(s *stage) response
		want string
	}{
		{"no credentials", func(s *stage) response { return s.do(s.envelope("/services/NetSuitePort_2025_2", "", call)) }, "WS_LOG_IN_REQD"},
		{"passport beside it", func(s *stage) response {
			r := s.soap("ns1", "HMAC-SHA256", nil)
			return s.do(spoilBody(s, r, "</soap:Header>", `<applicationInfo xmlns="urn:messages_2025_2.platform.webservices.netsuite.com"/></soap:Header>`))
		}, "Ambiguous authentication"},
		{"session cookie", func(s *stage) response {
			r := s.soap("ns1", "HMAC-SHA256", nil)
			r.Header.Set("Cookie", "JSESSIONID=1")
			return s.do(r)
		}, "Ambiguous authentication"},
		{"feature off", func(s *stage) response {
			s.must(s.world.DisableFeature(s.card.Account, records.FeatureSOAP))
			return s.do(s.soap("ns1", "HMAC-SHA256", nil))
		}, "WS_FEATURE_REQD"},
		{"permission taken", func(s *stage) response {
			s.must(s.world.TakePermission(s.card.Account, records.PermissionSOAP))
			return s.do(s.soap("ns1", "HMAC-SHA256", nil))
		}, "WS_PERMISSION_REQD"},
		{"busy", func(s *stage) response {
			s.world.Busy(1)
			return s.do(s.soap("ns1", "HMAC-SHA256", nil))
		}, "WS_REQUEST_BLOCKED"},
		{"busy, posing", func(s *stage) response {
			s.world.BusyAsRefused(1)
			return s.do(s.soap("ns1", "HMAC-SHA256", nil))
		}, "Invalid login attempt."},
		{"refused", func(s *stage) response {
			s.must(s.world.RevokeToken(s.card.Account))
			return s.do(s.soap("ns1", "HMAC-SHA256", nil))
		}, "<platformFaults:code>USER_ERROR</platformFaults:code><platformFaults:message>Invalid login attempt."},
		{"account of host names", func(s *stage) response {
			return s.do(s.soap("ns1", "HMAC-SHA256", func(v map[string]string) { v["account"] = "9999901-sb1" }))
		}, "Invalid login attempt."},
		{"other account", func(s *stage) response {
			sandbox, err := s.world.PracticeFor("9999901_SB1")
			s.must(err)
			s.card.TokenSecret = sandbox.TokenSecret
			return s.do(s.soap("ns1", "HMAC-SHA256", func(v map[string]string) { v["account"], v["token"] = "9999901_SB1", sandbox.TokenID }))
		}, "INVALID_ACCT"},
		{"version that never was", func(s *stage) response { return s.do(s.envelope("/services/NetSuitePort_2031_1", "", call)) }, "INVALID_WS_VERSION"},
		{"namespace of another version", func(s *stage) response { return s.do(s.envelope("/services/NetSuitePort_2024_2", "", call)) }, "namespace"},
		{"unknown operation", func(s *stage) response {
			return s.do(s.envelope("/services/NetSuitePort_2025_2", "", strings.Replace(call, "getServerTime", "delete", 1)))
		}, "UNEXPECTED_ERROR"},
		{"no envelope", func(s *stage) response {
			return s.do(s.request("POST", s.suiteTalk("/services/NetSuitePort_2025_2"), "text/xml", "<a/>"))
		}, "UNEXPECTED_ERROR"},
		{"generic host", func(s *stage) response {
			r := s.soap("ns1", "HMAC-SHA256", nil)
			r.URL.Host, r.Host = wire.GenericWebServices, ""
			return s.do(r)
		}, "account-specific domain"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if r := test.do(newStage(t)); r.status != 500 || !strings.Contains(r.text, "<soapenv:Fault>") || !strings.Contains(r.text, test.want) {
				t.Errorf("%d %s", r.status, r.text)
			}
		})
	}
}

func TestSOAPDataCenters(t *testing.T) {
	s := newStage(t)
	for account, want := range map[string]string{
		"9999901_SB1": "<platformCore:restDomain>https://9999901-sb1.restlets.api.netsuite.com<",
		"1234567":     "<platformCore:systemDomain>https://system.netsuite.com<",
		"":            "DATA_REQD",
	} {
		r := s.envelope("/services/NetSuitePort_2025_2", "", `<getDataCenterUrls xmlns="urn:messages_2025_2.platform.webservices.netsuite.com"><account>`+account+`</account></getDataCenterUrls>`)
		r.URL.Host, r.Host = wire.GenericWebServices, ""
		if answer := s.do(r); answer.status != 200 || !strings.Contains(answer.text, want) {
			t.Errorf("%q: %d %s", account, answer.status, answer.text)
		}
	}
}
