package health

import (
	"fmt"
	"time"

	"suitekey/core/lockout"
	"suitekey/core/profile"
)

// test is about the last one, and about sign-ins that were refused since.
func test(p profile.Profile, now time.Time, old time.Duration) []Item {
	item := Item{What: Test, Next: "test"}
	at := p.Tested.At
	var refused []time.Time
	for _, t := range p.Refusals {
		if t.After(at) {
			refused = append(refused, t)
		}
	}
	switch {
	case len(refused) > 0:
		item.Level, item.Brief = Failed, "sign-in refused"
		item.Sentence = fmt.Sprintf("NetSuite refused the last sign-in, on %s.", clockTime(refused[len(refused)-1], now))
		if recent := lockout.Recent(p.Refusals, now); recent > 0 {
			item.Sentence += fmt.Sprintf(" Refused within half an hour: %d; at %d NetSuite locks the user for 30 minutes.", recent, lockout.Lock)
		}
	case at.IsZero():
		item.Level, item.Brief, item.Sentence = Soon, "not tested yet", "Not tested yet."
	case now.Sub(at) > old:
		item.Level, item.Brief = Soon, fmt.Sprintf("tested %d days ago", int(now.Sub(at)/day))
		item.Sentence = "Last tested on " + date(at) + ", " + fmt.Sprintf("%d days ago.", int(now.Sub(at)/day))
	default:
		item.Next, item.Brief, item.Sentence = "", "tested", "Last tested on "+at.In(now.Location()).Format("2 January 2006")+"."
		if there := at.In(now.Location()); sameDay(there, now) {
			item.Sentence = "Last tested today at " + there.Format("15:04") + "."
		}
	}
	return []Item{item}
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

func clockTime(at, now time.Time) string {
	return at.In(now.Location()).Format("2 January 2006 at 15:04")
}

// former is about a credential that was replaced and may still be used: it signs
// in until somebody ends it.
func former(p profile.Profile, now time.Time) []Item {
	if p.Old == nil {
		return nil
	}
	item := Item{What: Former, Level: Soon, Date: p.RetireOn, Brief: "former one not retired", Next: "renew"}
	thing := "certificate"
	if p.Old.Method == profile.TBA {
		thing, item.Next = "token", "retoken"
		if p.Method != profile.TBA {
			item.Next = "migrate"
		}
	}
	switch {
	case p.RetireOn.IsZero():
		item.Sentence = "The former " + thing + " still works in NetSuite, until somebody says that it is no longer used."
	case now.Before(p.RetireOn):
		item.Sentence = "The former " + thing + " still works in NetSuite, and is to be retired on " + date(p.RetireOn) + "."
	default:
		item.Level, item.Brief = Due, "retire the former one"
		item.Sentence = "The former " + thing + " still works in NetSuite, and was to be retired on " + date(p.RetireOn) + "."
	}
	return []Item{item}
}

// clockSlack is how far two computers that share a vault may be apart.
const clockSlack = time.Hour

// clock: what lies in the future cannot have happened, so the clock is wrong, and
// with it all that was counted from it.
func clock(p profile.Profile, now time.Time) []Item {
	latest := p.Tested.At
	for _, t := range append([]time.Time{p.Changed, p.Created}, p.Refusals...) {
		if t.After(latest) {
			latest = t
		}
	}
	if !latest.After(now.Add(clockSlack)) {
		return nil
	}
	return []Item{{
		What: Clock, Level: Due, Brief: "check the clock", Next: "doctor",
		Sentence: "This connection was used on " + date(latest) + ", which is still to come by the clock of this computer (" + date(now) + "): set the clock, or no end can be told.",
	}}
}
