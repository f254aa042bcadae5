package account

import (
	"strings"
	"testing"
)

func TestParseDataCenters(t *testing.T) {
	id := mustParse(t, "1234567_SB1")
	d, err := ParseDataCenters([]byte(`{"webservicesDomain":"https://1234567-sb1.suitetalk.api.netsuite.com",
		"restDomain":"https://1234567-sb1.restlets.api.netsuite.com","systemDomain":"https://1234567-sb1.app.netsuite.com","new":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if !d.Known() || !d.Match(id) || d.Match(mustParse(t, "1234567")) {
		t.Errorf("%+v: known %v, match %v", d, d.Known(), d.Match(id))
	}
	d, err = ParseDataCenters([]byte(`{"restDomain":"https://rest.netsuite.com","webservicesDomain":"https://webservices.netsuite.com","systemDomain":"https://system.netsuite.com/"}`))
	if err != nil || d.Known() || d.Match(id) {
		t.Errorf("the hosts that all accounts share: %+v, known %v, %v", d, d.Known(), err)
	}
	if (DataCenters{}).Known() {
		t.Error("no answer is held for a known account")
	}
}

func TestParseDataCentersRefuses(t *testing.T) {
	const rest = `{"restDomain":"https://1.restlets.api.netsuite.com","webservicesDomain":"https://1.suitetalk.api.netsuite.com","systemDomain":`
	for body, says := range map[string]string{
		"":                                     "is not JSON",
		"<html>Service Unavailable":            "is not JSON",
		strings.Repeat("\x1b[2J", 99):          "is not JSON",
		`[]`:                                   "is not JSON",
		`{}`:                                   "unusable restDomain",
		`null`:                                 "unusable restDomain",
		rest + `"https://evil.com"}`:           "not under netsuite.com",
		rest + `"http://system.netsuite.com"}`: "https only",
		rest + `"https://system.netsuite.com@evil.com"}`: "user name",
		rest + `"https://system.netsuite.com:99"}`:       "names a port",
		rest + `5}`: "is not JSON",
	} {
		d, err := ParseDataCenters([]byte(body))
		if err == nil || d != (DataCenters{}) || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseDataCenters(%.80q) = %+v, %v, want %q", body, d, err, says)
			continue
		}
		checkMessage(t, err)
	}
}

func TestLinks(t *testing.T) {
	id := mustParse(t, "1234567_SB1")
	for page, want := range map[Page]string{
		PageNewIntegration: "https://1234567-sb1.app.netsuite.com/app/common/integration/integrapp.nl",
		PageCompany:        "https://1234567-sb1.app.netsuite.com/app/common/otherlists/company.nl",
		PageM2M:            "",
		PageLoginAudit:     "",
		Page("nowhere"):    "",
	} {
		if got := id.Link(page); got != want {
			t.Errorf("Link(%s) = %q, want %q", page, got, want)
		}
	}
	for page := range pages {
		if page.Menu() == "" {
			t.Errorf("the page %s has no menu path", page)
		}
		if link := id.Link(page); link != "" {
			if _, err := CheckURL(link); err != nil {
				t.Errorf("the link of %s: %v", page, err)
			}
		}
		if link := (ID{}).Link(page); link != "" {
			t.Errorf("without an account %s has the link %q", page, link)
		}
	}
	if Page("nowhere").Menu() != "" {
		t.Error("an unknown page has a menu path")
	}
}
