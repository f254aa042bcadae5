package health

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

var now = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

func ofM2M() profile.Profile {
	return profile.Profile{Name: "acme", Method: profile.M2M, Tested: profile.Tested{At: now.Add(-time.Hour)}}
}

func ofTBA() profile.Profile {
	return profile.Profile{Name: "acme", Method: profile.TBA, TokenSince: now.Add(-10 * day), Tested: profile.Tested{At: now.Add(-time.Hour)}}
}

func find(t *testing.T, s State, what string) Item {
	t.Helper()
	for _, item := range s.Items {
		if item.What == what {
			return item
		}
	}
	t.Fatalf("there is no item %q in %+v", what, s.Items)
	return Item{}
}

func TestCertificateAtItsBoundaries(t *testing.T) {
	for _, c := range []struct {
		left     time.Duration
		level    Level
		brief    string
		sentence string
	}{
		{412 * day, Good, "certificate  412 days", "is valid until 7 January 2028."},
		{60*day + 1, Good, "certificate   60 days", "is valid until"},
		{60 * day, Due, "certificate   60 days", "in 60 days: you can renew it"},
		{30 * day, Due, "certificate   30 days", "in 30 days"},
		{14*day + 1, Due, "certificate   14 days", "you can renew it"},
		{14 * day, Due, "certificate   14 days", "renew it now"},
		{day, Due, "certificate    1 days", "tomorrow: renew it now"},
		{time.Hour, Due, "certificate    0 days", "in less than a day"},
		{-1, Expired, "certificate expired", "expired on 21 November 2026"},
		{-3 * day, Expired, "certificate expired", "expired on 18 November 2026"},
	} {
		s := Of(ofM2M(), Validity{Until: now.Add(c.left)}, now, Rules{})
		item := find(t, s, Certificate)
		if s.Level != c.level || item.Level != c.level || item.Brief != c.brief || !strings.Contains(item.Sentence, c.sentence) {
			t.Errorf("%s left: %v, %q, %q", c.left, item.Level, item.Brief, item.Sentence)
		}
		if want := map[bool]string{true: "suitekey renew acme"}[c.level > Good]; item.Command("acme") != want {
			t.Errorf("%s left: next is %q", c.left, item.Command("acme"))
		}
	}
	short := Validity{From: now.Add(-20 * day), Until: now.Add(70 * day)} // due in its last third
	if s := Of(ofM2M(), short, now.Add(19*day), Rules{}); s.Level != Good {
		t.Errorf("a certificate for 90 days, 51 before its end: %+v", s)
	}
	if s := Of(ofM2M(), short, now.Add(40*day), Rules{}); s.Level != Due {
		t.Errorf("a certificate for 90 days, 30 before its end: %+v", s)
	}
	if s := Of(ofM2M(), Validity{}, now, Rules{}); s.Level != Due || s.Brief() != "no certificate" || !s.Worst().Date.IsZero() {
		t.Errorf("without a certificate: %+v", s)
	}
}

func TestTokenAge(t *testing.T) {
	for _, c := range []struct {
		name     string
		since    time.Time
		rotation time.Duration
		level    Level
		says     string
	}{
		{"new", now, 0, Good, "for 0 days. Replace it by 21 November 2027"},
		{"31 days to go", now.Add(-334 * day), 0, Good, "for 334 days"},
		{"30 days to go", now.Add(-335 * day), 0, Soon, "Replace it by 21 December 2026"},
		{"a year old", now.Add(-365 * day), 0, Due, "for 365 days, longer than the limit of 365"},
		{"three years old", now.Add(-1095 * day), 0, Due, "since 22 November 2023"},
		{"own rule", now.Add(-91 * day), 90 * day, Due, "longer than the limit of 90"},
		{"unknown", time.Time{}, 0, Soon, "is not known"},
		{"from the future", now.Add(40 * day), 0, Good, "for 0 days"},
	} {
		p := ofTBA()
		p.TokenSince = c.since
		item := find(t, Of(p, Validity{}, now, Rules{TokenRotation: c.rotation}), Token)
		if item.Level != c.level || !strings.Contains(item.Sentence, c.says) || item.Date.IsZero() != c.since.IsZero() {
			t.Errorf("%s: %v, %q", c.name, item.Level, item.Sentence)
		}
	}
	for _, item := range Of(ofTBA(), Validity{}, now, Rules{TokenRotation: -1}).Items {
		if item.What == Token {
			t.Error("a token is to be rotated though no rule says so")
		}
	}
}

func TestPlannedEnds(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		at, what, wsdl string
		level          Level
		says           string
	}{
		{"2026-06-21", TBA, "", Good, "(tentative; 2028.1 in older announcements), about August 2028."},
		{"2026-11-21", TBA, "", Soon, "ends with NetSuite 2028.2 (tentative; 2028.1 in older announcements), about August 2028."},
		{"2028-02-02", TBA, "", Soon, "tentative"},
		{"2028-02-03", TBA, "", Due, "tentative"},
		{"2029-01-01", TBA, "", Due, "tentative"}, // whether it has come the test tells, not a tentative date
		{"2026-07-01", WSDL, "2025_2", Good, "The WSDL 2025.2 is switched off with NetSuite 2028.2, about August 2028."},
		{"2026-11-21", WSDL, "2025_2", Soon, "2025.2"},
		{"2028-03-01", WSDL, "2025_2", Due, "2025.2"},
		{"2028-10-30", WSDL, "2025_2", Due, "2025.2"}, // not every account is upgraded yet
		{"2028-10-31", WSDL, "2025_2", Expired, "was switched off"},
		{"2026-11-21", WSDL, "2020_1", Due, "switched off with NetSuite 2027.1, about February 2027. NetSuite no longer supports it. 2025.2 is the newest and the last version."},
		{"2026-01-10", WSDL, "2022_1", Soon, "no longer supports"},
		{"2026-11-21", WSDL, "2025_1", Soon, "NetSuite supports it until 2027.1 (2027.2 in Oracle's FAQ)."},
		{"2027-02-01", WSDL, "2024_2", Soon, "NetSuite no longer supports it."},
	} {
		p := ofTBA()
		p.Tested = profile.Tested{}
		if c.wsdl != "" {
			p.WSDL, p.Surfaces = "https://webservices.netsuite.com/wsdl/v"+c.wsdl+"_0/netsuite.wsdl", []profile.Surface{profile.SOAP}
		}
		item := find(t, Of(p, Validity{}, day(c.at), Rules{}), c.what)
		if item.Level != c.level || !strings.Contains(item.Sentence, c.says) || item.Date.IsZero() || item.Tentative != (c.what == TBA) {
			t.Errorf("%s on %s: %v, %q", c.what, c.at, item.Level, item.Sentence)
		}
	}
	p := ofTBA()
	p.WSDL, p.Surfaces = "nonsense", []profile.Surface{profile.SOAP}
	s := Of(p, Validity{}, now, Rules{})
	if item := find(t, s, WSDL); item.Level != Soon || !item.Date.IsZero() {
		t.Errorf("a WSDL that is none: %+v", item)
	}
	if item := find(t, s, TBA); item.Next != "" || !strings.Contains(item.Sentence, "SOAP has no other way") {
		t.Errorf("SOAP is told to leave TBA: %+v", item)
	}
}

func TestConsumerPairAge(t *testing.T) {
	for _, c := range []struct {
		age, limit int // days; limit 0: a year
		level      Level
		says       string
	}{
		{10, 0, Good, "for 10 days. Replace it by"},
		{340, 0, Soon, "for 340 days. Replace it by"},
		{365, 0, Due, "longer than the limit of 365. Reset Credentials"},
		{60, 30, Due, "longer than the limit of 30"},
	} {
		p := ofTBA()
		p.ConsumerSince = now.Add(-time.Duration(c.age) * day)
		item := find(t, Of(p, Validity{}, now, Rules{TokenRotation: time.Duration(c.limit) * day}), Consumer)
		if item.Level != c.level || !strings.Contains(item.Sentence, c.says) || (item.Command("acme") == "suitekey change acme") != (c.level > Good) {
			t.Errorf("%d days, limit %d: %+v", c.age, c.limit, item)
		}
	}
	for _, item := range Of(ofTBA(), Validity{}, now, Rules{}).Items {
		if item.What == Consumer {
			t.Errorf("an unknown age: %+v", item)
		}
	}
}

func TestRefreshToken(t *testing.T) {
	for _, c := range []struct {
		until time.Time
		level Level
	}{
		{now.Add(7 * day), Good},
		{now.Add(day + 1), Good},
		{now.Add(day), Due},
		{now.Add(1), Due},
		{now, Due}, // the record may say longer
		{now.Add(-400 * day), Due},
		{time.Time{}, Soon},
	} {
		p := profile.Profile{Method: profile.Code, RefreshUntil: c.until, Tested: profile.Tested{At: now}}
		if c.level == Due && !c.until.After(now) {
			ended := p
			ended.Refusals = []time.Time{c.until.Add(-1), c.until}
			if item := find(t, Of(ended, Validity{}, now, Rules{}), RefreshToken); item.Level != Expired || !strings.Contains(item.Sentence, "ended on") {
				t.Errorf("until %s, refused since: %+v", c.until, item)
			}
			ended.Refusals = ended.Refusals[:1]
			if item := find(t, Of(ended, Validity{}, now, Rules{}), RefreshToken); item.Level != Due || !strings.Contains(item.Sentence, "test it, or sign in again") {
				t.Errorf("until %s, refused before: %+v", c.until, item)
			}
		}
		if s := Of(p, Validity{}, now, Rules{}); s.Level != c.level {
			t.Errorf("until %s: %v, %q", c.until, s.Level, s.Sentence())
		}
	}
}

func TestLastTest(t *testing.T) {
	for _, c := range []struct {
		name     string
		at       time.Time
		refusals []time.Time
		level    Level
		says     string
	}{
		{"today", now.Add(-time.Hour), nil, Good, "Last tested today at 09:00."},
		{"yesterday", now.Add(-day), nil, Good, "Last tested on 20 November 2026."},
		{"90 days ago", now.Add(-90 * day), nil, Good, "23 August 2026"},
		{"longer ago", now.Add(-91 * day), nil, Soon, "91 days ago."},
		{"never", time.Time{}, nil, Soon, "Not tested yet."},
		{"refused since", now.Add(-2 * day), []time.Time{now.Add(-day)}, Failed, "NetSuite refused the last sign-in, on 20 November 2026 at 10:00."},
		{"refused just now", now.Add(-2 * day), []time.Time{now.Add(-20 * time.Minute), now.Add(-time.Minute)}, Failed, "within half an hour: 2. At 5"},
		{"refused before", now.Add(-time.Hour), []time.Time{now.Add(-day)}, Good, "Last tested today"},
		{"refused, never tested", time.Time{}, []time.Time{now.Add(-day)}, Failed, "refused"},
	} {
		p := ofM2M()
		p.Tested.At, p.Refusals = c.at, c.refusals
		s := Of(p, Validity{Until: now.Add(400 * day)}, now, Rules{})
		if item := find(t, s, Test); item.Level != c.level || !strings.Contains(item.Sentence, c.says) {
			t.Errorf("%s: %v, %q", c.name, item.Level, item.Sentence)
		}
		if !strings.Contains(s.Sentence(), c.says) {
			t.Errorf("%s: nothing of the test in %q", c.name, s.Sentence())
		}
	}
}

func TestFormerCredential(t *testing.T) {
	for _, c := range []struct {
		was, is profile.Method
		on      time.Time
		level   Level
		next    string
		says    string
	}{
		{profile.M2M, profile.M2M, time.Time{}, Soon, "renew", "Confirm that nothing uses it"},
		{profile.M2M, profile.M2M, now.Add(day), Soon, "renew", "It will be retired on 22 November 2026"},
		{profile.M2M, profile.M2M, now, Due, "renew", "was due to be retired on 21 November 2026"},
		{profile.TBA, profile.M2M, time.Time{}, Soon, "migrate", "former token"},
		{profile.TBA, profile.TBA, time.Time{}, Soon, "retoken", "former token"},
	} {
		p := profile.Profile{Method: c.is, Old: &profile.Profile{Method: c.was}, RetireOn: c.on}
		item := find(t, Of(p, Validity{Until: now.Add(400 * day)}, now, Rules{}), Former)
		if item.Level != c.level || item.Next != c.next || !strings.Contains(item.Sentence, c.says) {
			t.Errorf("%s to %s, %s: %+v", c.was, c.is, c.on, item)
		}
	}
}

func TestClockSetBack(t *testing.T) {
	p := ofM2M()
	p.Created, p.Changed = now.Add(-day), now.Add(-day)
	back := now.AddDate(-1, 0, 0)
	s := Of(p, Validity{Until: now.Add(-day)}, back, Rules{}) // by that clock the certificate has a year left
	if s.Level != Due || s.Worst().What != Clock || s.Worst().Next != "doctor" {
		t.Errorf("the clock is not doubted: %+v", s)
	}
	if !strings.Contains(s.Sentence(), "but the clock of this computer says 21 November 2025") {
		t.Errorf("it says %q", s.Sentence())
	}
	p.Tested.At = now.Add(clockSlack)
	for _, item := range Of(p, Validity{Until: now.Add(400 * day)}, now, Rules{}).Items {
		if item.What == Clock {
			t.Errorf("another computer's clock is an hour ahead, and this one is doubted: %+v", item)
		}
	}
}

func TestWorstFirst(t *testing.T) {
	p := ofTBA()
	p.TokenSince = now.Add(-400 * day)
	p.Refusals = []time.Time{now.Add(-time.Minute)}
	s := Of(p, Validity{}, now, Rules{})
	var levels []Level
	for _, item := range s.Items {
		levels = append(levels, item.Level)
	}
	if want := []Level{Failed, Due, Soon}; s.Level != Failed || len(levels) != 3 || levels[0] != want[0] || levels[1] != want[1] || levels[2] != want[2] {
		t.Errorf("levels %v", levels)
	}
	again := s.With(Item{What: Test, Level: Good, Sentence: "The test passed."})
	if again.Level != Due || len(again.Items) != 3 || len(s.Items) != 3 || s.Level != Failed {
		t.Errorf("after a passed test %+v, and before it %+v", again, s)
	}
	if s := (State{}); s.Brief() != "" || s.Sentence() != "" || s.Worst().What != "" {
		t.Errorf("an empty state says %+v", s)
	}
	if s := Damaged("It is damaged."); s.Level != Failed || s.Sentence() != "It is damaged." {
		t.Errorf("a damaged one: %+v", s)
	}
	for _, c := range []struct {
		levels []Level
		want   string
	}{
		{nil, ""}, {[]Level{Good, Soon}, ""}, {[]Level{Due, Good, Expired, Due, Failed}, "1 expired, 1 failed, 2 due"},
	} {
		var states []State
		for _, level := range c.levels {
			states = append(states, State{Level: level})
		}
		if got := Tally(states); got != c.want {
			t.Errorf("%v are told as %q", c.levels, got)
		}
	}
	untested := ofM2M()
	untested.Tested.At = time.Time{}
	if s := Of(untested, Validity{Until: now.Add(412 * day)}, now, Rules{}); s.Level != Soon || s.Brief() != "certificate  412 days" {
		t.Errorf("not tested yet: %v, %q", s.Level, s.Brief())
	}
	if text, err := Expired.MarshalText(); err != nil || string(text) != "expired" {
		t.Errorf("%s, %v", text, err)
	}
}

func TestDaysInTheCalendar(t *testing.T) {
	at := now.Add(5 * day)
	signIn := profile.Profile{Name: "shop", Method: profile.Code, RefreshUntil: at}
	renewed, left := ofM2M(), ofM2M()
	renewed.Old, renewed.RetireOn = &profile.Profile{Method: profile.M2M}, at
	left.Old, left.RetireOn = &profile.Profile{Method: profile.TBA}, at
	for _, c := range []struct {
		p       profile.Profile
		summary string
		command string
	}{
		{signIn, "shop: NetSuite browser sign-in ends", "suitekey retoken shop"},
		{renewed, "acme: retire the former NetSuite credential", "suitekey renew acme"},
		{left, "acme: retire the former NetSuite credential", "suitekey migrate acme"},
	} {
		events := Of(c.p, Validity{}, now, Rules{}).Events(c.p)
		if len(events) != 1 || events[0].Summary != c.summary || !events[0].Day.Equal(at) || !strings.HasSuffix(events[0].Text, "\n"+c.command) ||
			len(events[0].Remind) != 1 || events[0].Remind[0] != 1 {
			t.Errorf("want %q with %q: %+v", c.summary, c.command, events)
		}
	}
}

func TestReview(t *testing.T) {
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2026-11-21": "2027-01-01", "2026-01-01": "2026-04-01", "2026-03-31": "2026-04-01", "2026-09-30": "2026-10-01", "2026-10-01": "2027-01-01"} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		e := Review(id, at)
		if e.Day.Format(time.DateOnly) != want || e.Months != 3 || e.UID != "review-1234567_SB1@suitekey" || !strings.HasSuffix(e.Text, "suitekey audit 1234567_SB1") {
			t.Errorf("on %s: %+v, want %s", day, e, want)
		}
	}
}
