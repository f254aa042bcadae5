package health

import (
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/profile"
)

// test reports on the last test, and on sign-ins that were refused since.
func test(items []Item, p *profile.Profile, now time.Time, old time.Duration) []Item {
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
			item.Sentence += fmt.Sprintf(" Refused sign-ins within half an hour: %d. At %d NetSuite locks the user for 30 minutes.", recent, lockout.Lock)
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
	return append(items, item)
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

func clockTime(at, now time.Time) string {
	return at.In(now.Location()).Format("2 January 2006 at 15:04")
}

// former reports on a credential that was replaced. It works until somebody
// revokes it.
func former(items []Item, p *profile.Profile, now time.Time) []Item {
	if p.Old == nil {
		return items
	}
	item := Item{What: Former, Level: Soon, Date: p.RetireOn, Brief: "former not retired", Next: "renew"}
	thing := "certificate"
	if p.Old.Method == profile.TBA {
		thing, item.Next = "token", "retoken"
		if p.Method != profile.TBA {
			item.Next = "migrate"
		}
	}
	switch {
	case p.Unrevoked != "":
		item.Level, item.Brief = Due, "revoke the former"
		item.Sentence = fmt.Sprintf("The former %s still works in NetSuite, and suitekey could not revoke it: %s. Revoke it under %s, then run suitekey %s %s --retire by_hand.",
			thing, p.Unrevoked, pageOf(*p.Old).Menu(), item.Next, p.Name)
	case p.RetireOn.IsZero():
		item.Sentence = "The former " + thing + " still works in NetSuite. Confirm that nothing uses it any more, then retire it."
	case now.Before(p.RetireOn):
		item.Sentence = "The former " + thing + " still works in NetSuite. It will be retired on " + date(p.RetireOn) + "."
	default:
		item.Level, item.Brief = Due, "retire the former"
		item.Sentence = "The former " + thing + " still works in NetSuite. It was due to be retired on " + date(p.RetireOn) + "."
	}
	return append(items, item)
}

// pageOf is the page on which a credential is revoked by hand.
func pageOf(p profile.Profile) account.Page {
	if p.Method == profile.TBA {
		return account.PageTokens
	}
	return account.PageM2MList
}

// clockSlack is the accepted difference between the clocks of two computers that
// share a vault.
const clockSlack = time.Hour

// clock reports a wrong clock: a recorded time in the future means that every
// other item is wrong too.
func clock(items []Item, p *profile.Profile, now time.Time) []Item {
	latest := later(later(p.Tested.At, p.Changed), p.Created)
	for _, t := range p.Refusals {
		latest = later(latest, t)
	}
	if !latest.After(now.Add(clockSlack)) {
		return items
	}
	return append(items, Item{
		What: Clock, Level: Due, Brief: "check the clock", Next: "doctor",
		Sentence: "This connection was used on " + date(latest) + ", but the clock of this computer says " + date(now) + ": set this clock, or that of the computer that used the connection, because every date depends on it.",
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
