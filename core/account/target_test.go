package account

import (
	"strings"
	"testing"
)

func TestTarget(t *testing.T) {
	sandbox, err := Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	const talk, let = "https://1234567-sb1.suitetalk.api.netsuite.com", "https://1234567-sb1.restlets.api.netsuite.com"
	for raw, want := range map[string]string{
		"/services/rest/record/v1/customer?limit=1":                              talk + "/services/rest/record/v1/customer?limit=1",
		"/app/site/hosting/restlet.nl?script=1&deploy=1":                         let + "/app/site/hosting/restlet.nl?script=1&deploy=1",
		talk + "/x?q=name%20IS%20'Acme'":                                         talk + "/x?q=name%20IS%20'Acme'",
		talk + `/x?q="Acme"`:                                                     talk + `/x?q="Acme"`,
		talk + "/x?q=a>b":                                                        talk + "/x?q=a>b",
		talk + "/x?q=%27Acme%27":                                                 talk + "/x?q=%27Acme%27",
		"/rest/tokeninfo":                                                        let + "/rest/tokeninfo",
		talk + "/a%2Fb?q=x%20y#here":                                             talk + "/a%2Fb?q=x%20y",
		"HTTPS://1234567-SB1.suitetalk.api.netsuite.com:443/x":                   talk + "/x",
		"https://1234567-sb1.app.netsuite.com/app/site/hosting/scriptlet.nl?a=1": "https://1234567-sb1.app.netsuite.com/app/site/hosting/scriptlet.nl?a=1",
	} {
		if got, err := sandbox.Target(raw); err != nil || got != want {
			t.Errorf("%s: %q, %v", raw, got, err)
		}
	}
	for raw, reason := range map[string]string{
		"https://1234567.suitetalk.api.netsuite.com/x":                      "is a host of account 1234567, and this connection is for 1234567_SB1",
		"https://7654321.restlets.api.netsuite.com/x":                       "is a host of account 7654321",
		"https://rest.netsuite.com/x":                                       "is not a host of account 1234567_SB1",
		"https://1234567-sb1.extforms.netsuite.com/x":                       "is not a host of account",
		"https://1234567-sb1.suitetalk.api.netsuite.com.evil.example/":      "is not under netsuite.com",
		"http://1234567-sb1.suitetalk.api.netsuite.com/x":                   "https only",
		"//1234567-sb1.suitetalk.api.netsuite.com/x":                        "https only",
		"https://me:pass@1234567-sb1.suitetalk.api.netsuite.com/":           "user name",
		"https://1234567-sb1.suitetalk.api.netsuite.com:8443/":              "names a port",
		`https://1234567-sb1.suitetalk.api.netsuite.com\@evil.example/`:     "is not an address",
		"https://evil.example/1234567-sb1.suitetalk.api.netsuite.com":       "is not under netsuite.com",
		"https://evil.example#@1234567-sb1.suitetalk.api.netsuite.com/path": "is not under netsuite.com",
		talk + "/x?q=a b":  "%20",
		talk + "/x\n":      "%0A",
		"'" + talk + "/x'": "https",
		"services/rest":    "https",
		"":                 "missing",
	} {
		if got, err := sandbox.Target(raw); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %q, %v; want %q", raw, got, err, reason)
		}
	}
	if _, err := (ID{}).Target("/x"); err == nil {
		t.Error("no account has a host")
	}
}
