package m2m

import (
	"testing"
	"time"
)

func TestDueAt(t *testing.T) {
	ends := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		left time.Duration
		want Urgency
		days int
	}{
		{730 * day, NotDue, 730},
		{60*day + time.Second, NotDue, 60},
		{60 * day, Due, 60},
		{14*day + time.Second, Due, 14},
		{14 * day, Urgent, 14},
		{time.Hour, Urgent, 0},
		{0, Urgent, 0},
		{-time.Second, Expired, -1},
		{-day - time.Second, Expired, -2},
		{-400 * day, Expired, -400},
	} {
		now := ends.Add(-c.left)
		if got := DueAt(ends, now); got != c.want {
			t.Errorf("%v before its end: %v, want %v", c.left, got, c.want)
		}
		if got := DaysLeft(ends, now); got != c.days {
			t.Errorf("%v before its end: %d days left, want %d", c.left, got, c.days)
		}
	}
	if got := DueAt(time.Time{}, ends); got != NotDue {
		t.Errorf("no certificate is %v", got)
	}
	if got := (Certificate{}).Due(ends); got != NotDue {
		t.Errorf("the zero certificate is %v", got)
	}
}

func TestShortCertificateIsNotAlwaysDue(t *testing.T) {
	key, err := Generate(t.Context(), P256)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	c, err := SelfSign(key, CertificateOptions{CommonName: "short", From: from, Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		age  time.Duration
		want Urgency
	}{{0, NotDue}, {19 * day, NotDue}, {21 * day, Due}, {28 * day, Urgent}, {31 * day, Expired}, {-400 * day, NotDue}} {
		if got := c.Due(from.Add(want.age)); got != want.want {
			t.Errorf("a certificate for 30 days is %v after %v, want %v", got, want.age, want.want)
		}
	}
	long, err := SelfSign(key, CertificateOptions{CommonName: "long", From: from, Days: MaxDays})
	if err != nil {
		t.Fatal(err)
	}
	for _, age := range []time.Duration{0, 669 * day, 671 * day, 717 * day, 731 * day} {
		if got, want := long.Due(from.Add(age)), DueAt(long.Ends(), from.Add(age)); got != want {
			t.Errorf("after %v: %v, want %v", age, got, want)
		}
	}
}
