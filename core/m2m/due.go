package m2m

import "time"

// When a certificate is to be renewed. NetSuite itself writes to administrators
// two months, one month and 14 days before one expires (docs.oracle.com,
// subsect_162755332391).
const (
	DueBefore    = 60 * day
	UrgentBefore = 14 * day
)

// Urgency is how soon a certificate must be renewed.
type Urgency int

// The urgencies, in order.
const (
	NotDue  Urgency = iota
	Due             // to be renewed
	Urgent          // to be renewed now: some days are left
	Expired         // nothing signs in with it any more
)

var urgencies = [...]string{"not due", "due", "urgent", "expired"}

// String is the word for programs and people.
func (u Urgency) String() string { return urgencies[u] }

// DueAt returns how soon a certificate that ends at that time (Certificate.Ends) must be
// renewed. The zero time means that there is no certificate, so nothing is due.
func DueAt(ends, now time.Time) Urgency {
	return dueWithin(ends, now, DueBefore, UrgentBefore)
}

// DueBetween is Certificate.Due by the certificate's validity alone.
func DueBetween(begins, ends, now time.Time) Urgency {
	if begins.IsZero() {
		return DueAt(ends, now)
	}
	life := ends.Sub(begins)
	return dueWithin(ends, now, min(DueBefore, life/3), min(UrgentBefore, life/12))
}

// Due tells how soon the certificate is to be renewed: as DueAt, except that one
// made for less than half a year is due in its last third only. It would be due
// from its first day otherwise, and renewed by every run of a scheduler.
func (c Certificate) Due(now time.Time) Urgency { return DueBetween(c.notBefore, c.Ends(), now) }

func dueWithin(ends, now time.Time, due, urgent time.Duration) Urgency {
	switch left := ends.Sub(now); {
	case ends.IsZero():
		return NotDue
	case left < 0:
		return Expired
	case left <= urgent:
		return Urgent
	case left <= due:
		return Due
	default:
		return NotDue
	}
}

// DaysLeft returns the whole days until ends; the number is negative after ends.
func DaysLeft(ends, now time.Time) int {
	left := ends.Sub(now)
	if left < 0 {
		left -= day - 1 // an hour ago is a day ago, not zero days
	}
	return int(left / day)
}
