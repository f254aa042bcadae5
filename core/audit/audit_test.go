package audit

import (
	"slices"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func id(t *testing.T, text string) account.ID {
	t.Helper()
	id, err := account.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestCompare(t *testing.T) {
	production, sandbox := id(t, "1234567"), id(t, "1234567_SB1")
	saved := []profile.Profile{
		{Name: "acme", Account: production, Method: profile.M2M, ConsumerKey: "key", CertificateID: "new", Old: &profile.Profile{Account: production, Method: profile.M2M, ConsumerKey: "key", CertificateID: "old"}},
		{Name: "twin", Account: production, Method: profile.M2M, ConsumerKey: "key", CertificateID: "new"},
		{Name: "lapsed", Account: production, Method: profile.M2M, ConsumerKey: "key", CertificateID: "expired"},
		{Name: "sb", Account: sandbox, Method: profile.M2M, ConsumerKey: "key", CertificateID: "foreign"},
		{Name: "other", Account: production, Method: profile.M2M, ConsumerKey: "other key", CertificateID: "foreign"},
	}
	listed := []netsuite.Mapping{
		{CertificateID: "gone", Revoked: true, ValidUntil: "2028-01-01"},
		{CertificateID: "expired", ValidUntil: "2026-11-26"},
		{CertificateID: "new", ValidUntil: "2028-11-01", ApplicationName: "the record"},
		{CertificateID: "old", ValidUntil: "2026-12-01"},
		{CertificateID: "foreign", ValidUntil: "2026-11-27"},
	}
	r := Compare(production, "key", listed, saved, now)
	if r.Name != "the record" || r.Active() != 3 || !slices.Equal(r.Profiles, []string{"acme", "twin", "lapsed"}) {
		t.Errorf("the record: %+v, %d active", r, r.Active())
	}
	want := []struct {
		id    string
		use   Use
		names []string
	}{
		{"foreign", Unknown, nil}, {"old", Former, []string{"acme"}}, {"new", InUse, []string{"acme", "twin"}},
		{"expired", Ended, []string{"lapsed"}}, {"gone", Ended, nil},
	}
	for i, w := range want {
		if c := r.Certificates[i]; c.CertificateID != w.id || c.Use != w.use || !slices.Equal(c.Profiles, w.names) {
			t.Errorf("certificate %d: %s %s %v, want %+v", i, c.CertificateID, c.Use, c.Profiles, w)
		}
	}
	if empty := Compare(production, "key", nil, nil, now); empty.Active() != 0 || len(empty.Certificates)+len(empty.Profiles) != 0 {
		t.Errorf("nothing listed: %+v", empty)
	}
}

func TestUsers(t *testing.T) {
	here, there := id(t, "1234567"), id(t, "7654321")
	saved := []profile.Profile{
		{Name: "a", Account: here, Entity: "1207", Role: "1000"},
		{Name: "b", Account: here, Entity: "by hand", Tested: profile.Tested{Entity: "1207", Role: "1000"}},
		{Name: "c", Account: here, Entity: "1208", Role: "Sales Administrator"},
		{Name: "d", Account: here},
		{Name: "e", Account: there, Entity: "1207", Role: "1000"},
		{Name: "f", Account: here, Role: "1000"},
		{Name: "g", Account: here, Role: "1000"},
	}
	users := Users(here, saved)
	if len(users) != 4 {
		t.Fatalf("users: %+v", users)
	}
	if u := users[0]; !u.Shared() || !slices.Equal(u.Profiles, []string{"a", "b"}) || u.Privileged != "" || !slices.Equal(u.Roles, []string{"1000"}) {
		t.Errorf("the shared user: %+v", u)
	}
	if u := users[1]; u.Shared() || u.Privileged != "Sales Administrator" {
		t.Errorf("the privileged role: %+v", u)
	}
	if users[2].Shared() || users[3].Shared() {
		t.Errorf("connections without a known user are said to share one: %+v", users)
	}
}
