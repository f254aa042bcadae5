package health

import (
	"fmt"
	"sync"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// How long before the end of a feature it is reported, and how long before it is
// due: replacing it takes a project, not an afternoon.
const (
	plannedSoon = 730 * day
	plannedDue  = 180 * day
)

// planned returns how urgent a change is that comes with release. Accounts are
// upgraded over some weeks, so the change is complete only when the last account
// is upgraded. A date that Oracle calls tentative never counts as complete.
func planned(release account.Release, tentative bool, now time.Time) Level {
	return between(release.Begins(), release.Complete(), tentative, now)
}

func between(begins, complete time.Time, tentative bool, now time.Time) Level {
	switch left := begins.Sub(now); {
	case !now.Before(complete) && !tentative:
		return Expired
	case left <= plannedDue:
		return Due
	case left <= plannedSoon:
		return Soon
	default:
		return Good
	}
}

// about returns a release and its time: "NetSuite 2028.1, about February 2028".
func about(release account.Release) string {
	return fmt.Sprintf("NetSuite %s, about %s", release, release.Begins().Format("January 2006"))
}

// tbaEnds is the item of every TBA connection, but for its level, and when the end is
// complete. Lists show it thousands of times.
var tbaEnds = sync.OnceValues(func() (item Item, complete time.Time) {
	end, known := account.FindDeadline(account.SubjectTBAEnd)
	if !known {
		return Item{}, time.Time{}
	}
	item = Item{What: TBA, Date: end.Release.Begins(), Tentative: end.Tentative, Brief: "TBA ends " + end.Release.String(), Next: "migrate"}
	item.Sentence = fmt.Sprintf("Token-Based Authentication ends with NetSuite %s, about %s.", end.When(), end.Release.Begins().Format("January 2006"))
	return item, end.Release.Complete()
})

func endOfTBA(items []Item, p *profile.Profile, now time.Time) []Item {
	if p.Method != profile.TBA || p.KeepsTBA() {
		return items
	}
	item, complete := tbaEnds()
	if item.What == "" {
		return items
	}
	item.Level = between(item.Date, complete, item.Tentative, now)
	if p.Has(profile.SOAP) {
		// SOAP accepts TBA only (docs.oracle.com, article_2104046421).
		item.Next = ""
		item.Sentence += " SOAP has no other way to sign in."
	}
	return append(items, item)
}

// endpoint reports on the version of the WSDL: a release switches it off.
func endpoint(items []Item, p *profile.Profile, now time.Time) []Item {
	if p.WSDL == "" {
		return items
	}
	item := Item{What: WSDL}
	wsdl, err := account.ParseWSDL(p.WSDL)
	if err != nil {
		item.Level, item.Brief = Soon, "WSDL unknown"
		item.Sentence = "NetSuite does not list this WSDL, so its end is not known."
		return append(items, item)
	}
	found, _ := account.FindEndpoint(wsdl.Version) // ParseWSDL accepts listed versions only
	item.Level, item.Date = planned(found.RemovedIn(), false, now), found.RemovedIn().Begins()
	item.Brief = fmt.Sprintf("WSDL %s ends %s", wsdl.Version, found.RemovedIn())
	item.Sentence = fmt.Sprintf("The WSDL %s is switched off with %s.", wsdl.Version, about(found.RemovedIn()))
	if item.Level == Expired {
		item.Sentence = fmt.Sprintf("The WSDL %s was switched off with %s.", wsdl.Version, about(found.RemovedIn()))
	}
	switch ends := found.SupportEnds(); {
	case found.Support(account.CurrentRelease(now)) == account.Unsupported:
		item.Level = max(item.Level, Soon)
		item.Sentence += " NetSuite no longer supports it."
	case ends != "":
		item.Sentence += " NetSuite supports it until " + ends + "."
	}
	if newest := account.NewestEndpoint(); newest.Version != wsdl.Version && now.Before(newest.RemovedIn().Begins()) && item.Level > Good {
		item.Sentence += fmt.Sprintf(" %s is the newest and the last version.", newest.Version)
	}
	return append(items, item)
}
