package profile

import (
	"slices"
	"testing"
	"time"

	"suitekey/core/account"
)

func TestUsers(t *testing.T) {
	id, err := account.Parse("1234567")
	if err != nil {
		t.Fatal(err)
	}
	sandbox, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	tba := Profile{Account: id, Method: TBA, TokenID: "token", ConsumerKey: "record"}
	m2m := Profile{Account: id, Method: M2M, CertificateID: "certificate", ConsumerKey: "record"}
	newer := Profile{Account: id, Method: M2M, CertificateID: "newer", ConsumerKey: "record"}
	as := func(name string, p Profile, old *Profile, on time.Time) Profile {
		p.Name, p.Old, p.RetireOn = name, old, on
		return p
	}
	other, there := m2m, tba
	other.ConsumerKey, there.Account = "another record", sandbox
	saved := []Profile{
		as("itself", m2m, nil, time.Time{}), as("same", m2m, nil, time.Time{}), as("other record", other, nil, time.Time{}),
		as("same token", tba, nil, time.Time{}), as("elsewhere", there, nil, time.Time{}), as("renewed", newer, &m2m, time.Time{}),
		as("until tomorrow", newer, &m2m, now.Add(24*time.Hour)), as("over", newer, &m2m, now), as("without", Profile{Account: id, Method: M2M}, nil, time.Time{}),
	}
	for _, c := range []struct {
		p    Profile
		want []string
	}{
		{m2m, []string{"same", "renewed", "until tomorrow"}},
		{tba, []string{"same token"}},
		{Profile{Account: id, Method: M2M}, nil},
		{newer, []string{"renewed", "until tomorrow", "over"}},
	} {
		if got := Users(saved, "itself", c.p, now); !slices.Equal(got, c.want) {
			t.Errorf("of %s%s: %q, want %q", c.p.TokenID, c.p.CertificateID, got, c.want)
		}
	}
}
