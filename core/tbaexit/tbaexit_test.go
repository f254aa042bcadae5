package tbaexit

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func tba(t *testing.T, name, id string, change func(*profile.Profile)) profile.Profile {
	t.Helper()
	parsed, err := account.Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{
		Name: name, Account: parsed, Product: "other", Method: profile.TBA,
		Surfaces: []profile.Surface{profile.REST, profile.RESTlet}, ConsumerKey: name,
	}
	if change != nil {
		change(&p)
	}
	return p
}

func TestVerdicts(t *testing.T) {
	old := profile.Profile{Method: profile.TBA}
	for _, tc := range []struct {
		name   string
		change func(*profile.Profile)
		want   Verdict
		says   string
	}{
		{"REST and RESTlets", nil, Ready, "now"},
		{"SOAP alone", func(p *profile.Profile) { p.Surfaces = []profile.Surface{profile.SOAP} }, Stays, "accept only TBA"},
		{"SOAP and REST", func(p *profile.Profile) { p.Surfaces = append(p.Surfaces, profile.SOAP) }, WithoutSOAP, "nothing calls SOAP"},
		{"a product without M2M", func(p *profile.Profile) { p.Product = "boomi" }, Waits, "Boomi is not known"},
		{"a product that nobody knows", func(p *profile.Profile) { p.Product = "homemade" }, Ready, "now"},
		{"an unfinished journey", func(p *profile.Profile) { p.Old = &old }, Waits, "finish"},
		{"gone, token alive", func(p *profile.Profile) { p.Method, p.Old = profile.M2M, &old }, Unfinished, "retired"},
	} {
		p := tba(t, "acme", "1234567", tc.change)
		items := Inventory([]profile.Profile{p}, today)
		if len(items) != 1 || items[0].Verdict != tc.want || !strings.Contains(items[0].Reason, tc.says) {
			t.Errorf("%s: %+v", tc.name, items)
			continue
		}
		if offers := len(items[0].Instead) > 0; offers != (tc.want == Stays || tc.want == WithoutSOAP) {
			t.Errorf("%s: what there is instead: %v", tc.name, items[0].Instead)
		}
	}
	gone := tba(t, "gone", "1234567", func(p *profile.Profile) { p.Method = profile.M2M })
	if items := Inventory([]profile.Profile{gone}, today); items == nil || len(items) != 0 {
		t.Errorf("a connection that has nothing to do with TBA: %v", items)
	}
}

func TestInventoryIsOrderedByUrgency(t *testing.T) {
	old := profile.Profile{Method: profile.TBA}
	soap := []profile.Surface{profile.SOAP}
	list := Inventory([]profile.Profile{
		tba(t, "ready", "1234567", nil),
		tba(t, "soap", "1234567", func(p *profile.Profile) { p.Surfaces, p.WSDL = soap, p.Account.WSDL("2025.2").URL }),
		tba(t, "old-soap", "1234567", func(p *profile.Profile) { p.Surfaces, p.WSDL = soap, p.Account.WSDL("2020.2").URL }),
		tba(t, "begun", "1234567", func(p *profile.Profile) { p.Method, p.Old = profile.M2M, &old }),
	}, today)
	var names []string
	for _, item := range list {
		names = append(names, item.Profile)
	}
	if got := strings.Join(names, " "); got != "begun old-soap soap ready" {
		t.Errorf("order: %s", got)
	}
	if first := list[1].Deadline[0]; first.Release.String() != "2027.2" || first.Tentative || first.Begins != "2027-08-01" || first.Days != 252 || first.Left() != "about 8 months left" {
		t.Errorf("the first date of the old endpoint: %+v, %s", first, first.Left())
	}
	if dates := list[2].Deadline; len(dates) != 3 || dates[1].When != "2028.2 (tentative; 2028.1 in older announcements)" || !dates[1].Tentative || dates[2].When != "2028.2" || dates[len(dates)-1].Release.String() != "2028.2" {
		t.Errorf("the dates of SOAP: %+v", dates)
	}
}

func TestRemarks(t *testing.T) {
	a := tba(t, "a", "1234567", func(p *profile.Profile) { p.ConsumerKey, p.Tested.Role = "k", "Administrator" })
	b := tba(t, "b", "1234567", func(p *profile.Profile) { p.ConsumerKey = "k" })
	sandbox := tba(t, "c", "1234567_SB1", func(p *profile.Profile) { p.ConsumerKey = "k" })
	got := strings.Join(Examine(a, []profile.Profile{a, b, sandbox}, today).Remarks, " ")
	if !strings.Contains(got, "Administrator") || !strings.Contains(got, "with b:") {
		t.Errorf("remarks: %s", got)
	}
	if got := Examine(sandbox, []profile.Profile{a, b, sandbox}, today).Remarks; len(got) != 0 {
		t.Errorf("remarks on the sandbox: %s", got)
	}
}

func TestLeft(t *testing.T) {
	for days, want := range map[int]string{-3: "begun", 0: "begun", 1: "1 day left", 59: "59 days left", 60: "about 2 months left", 436: "about 15 months left"} {
		if got := (Deadline{Days: days}).Left(); got != want {
			t.Errorf("%d days: %s", days, got)
		}
	}
}
