package account

import (
	"encoding/json"
	"testing"
	"time"
)

func TestRelease(t *testing.T) {
	for _, text := range []string{"2023.1", "2027.1", "2028.2"} {
		r, err := ParseRelease(text)
		if err != nil || r.String() != text {
			t.Errorf("ParseRelease(%q) = %v, %v", text, r, err)
		}
	}
	for _, text := range []string{"", "2027", "2027.3", "2027.0", "27.1", "2027.1 ", "2027.10", "\uff12027.1"} {
		if r, err := ParseRelease(text); err == nil {
			t.Errorf("ParseRelease(%q) = %v, want a refusal", text, r)
		} else {
			checkMessage(t, err)
		}
	}
	a, b, c := Release{2026, 2}, Release{2027, 1}, Release{2027, 2}
	if !a.Before(b) || !b.Before(c) || b.Before(a) || b.Before(b) || b.Compare(b) != 0 || c.Compare(a) <= 0 {
		t.Error("releases are out of order")
	}
	if (Release{}).String() != "" {
		t.Error("the zero release has a name")
	}
	var again Release
	data, err := json.Marshal(b)
	if err != nil || string(data) != `"2027.1"` || json.Unmarshal(data, &again) != nil || again != b {
		t.Errorf("JSON of %v: %s, %v, read as %v", b, data, err, again)
	}
}

func TestCurrentRelease(t *testing.T) {
	tests := []struct {
		now  string
		want Release
	}{
		{"2026-11-21", Release{2026, 2}},
		{"2027-01-01", Release{2026, 2}},
		{"2027-01-31", Release{2026, 2}},
		{"2027-02-01", Release{2027, 1}},
		{"2027-07-31", Release{2027, 1}},
		{"2027-08-01", Release{2027, 2}},
		{"2028-12-31", Release{2028, 2}},
	}
	for _, test := range tests {
		now, err := time.Parse(time.DateOnly, test.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := CurrentRelease(now); got != test.want {
			t.Errorf("CurrentRelease(%s) = %v, want %v", test.now, got, test.want)
		}
	}
	r := Release{2027, 1}
	if begins, complete := r.Begins().Format(time.DateOnly), r.Complete().Format(time.DateOnly); begins != "2027-02-01" || complete != "2027-04-30" {
		t.Errorf("%v from %s to %s", r, begins, complete)
	}
}

func TestCalendar(t *testing.T) {
	list := calendar().Deadlines
	for i, d := range list {
		if d.Release == (Release{}) || d.Subject == "" || d.Text == "" || d.Source == "" {
			t.Errorf("deadline %d is incomplete: %+v", i, d)
		}
		if i > 0 && d.Release.Before(list[i-1].Release) {
			t.Errorf("%s stands after a later release", d.Subject)
		}
	}
	for subject, want := range map[string]struct {
		release   Release
		tentative bool
	}{
		SubjectSHA1:    {Release{2023, 1}, false},
		SubjectNewTBA:  {Release{2027, 1}, false},
		SubjectTBAEnd:  {Release{2028, 2}, true},
		SubjectSOAPEnd: {Release{2028, 2}, false},
	} {
		d, ok := FindDeadline(subject)
		if !ok || d.Release != want.release || d.Tentative != want.tentative {
			t.Errorf("FindDeadline(%q) = %v %v %v, want %v %v", subject, d.Release, d.Tentative, ok, want.release, want.tentative)
		}
	}
	end, _ := FindDeadline(SubjectTBAEnd)
	if got := end.When(); got != "2028.2 (tentative; 2028.1 in older announcements)" {
		t.Errorf("TBA ends with %s", got)
	}
	if soap, _ := FindDeadline(SubjectSOAPEnd); soap.When() != "2028.2" {
		t.Errorf("SOAP ends with %s", soap.When())
	}
	sha1, _ := FindDeadline(SubjectSHA1)
	for kind, want := range map[Kind]string{Production: "2023.1", Sandbox: "2021.2", ReleasePreview: "2021.2", Developer: "2021.2"} {
		if got := sha1.For(kind); got.String() != want || end.For(kind) != end.Release {
			t.Errorf("HMAC-SHA1 ends with %v in a %s account, want %s", got, kind, want)
		}
	}
	if _, ok := FindDeadline("tea"); ok {
		t.Error("there is a deadline for tea")
	}
}
