package health

import (
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// When something that ends with a release is spoken of, and when it is due: what
// replaces it takes a project, not an afternoon.
const (
	plannedSoon = 730 * day
	plannedDue  = 180 * day
)

// planned tells how near the end is that release brings. Accounts are upgraded
// over some weeks, so it is past in every account only when the last one is; and
// never by a date that Oracle itself calls tentative.
func planned(release account.Release, tentative bool, now time.Time) Level {
	switch left := release.Begins().Sub(now); {
	case !now.Before(release.Complete()) && !tentative:
		return Expired
	case left <= plannedDue:
		return Due
	case left <= plannedSoon:
		return Soon
	default:
		return Good
	}
}

// about names a release and its time: "NetSuite 2028.1, about February 2028".
func about(release account.Release) string {
	return fmt.Sprintf("NetSuite %s, about %s", release, release.Begins().Format("January 2006"))
}

func endOfTBA(p profile.Profile, now time.Time) []Item {
	end, known := account.FindDeadline(account.SubjectTBAEnd)
	if p.Method != profile.TBA || !known {
		return nil
	}
	item := Item{
		What: TBA, Level: planned(end.Release, end.Tentative, now), Date: end.Release.Begins(), Tentative: end.Tentative,
		Brief: "TBA ends " + end.Release.String(), Next: "migrate",
	}
	tentative := ""
	if end.Tentative {
		tentative = "; Oracle calls that tentative"
	}
	item.Sentence = fmt.Sprintf("Token-Based Authentication ends with %s%s.", about(end.Release), tentative)
	if p.Has(profile.SOAP) {
		// SOAP signs in by TBA alone. docs.oracle.com ... article_2104046421
		item.Next = ""
		item.Sentence += " SOAP has no other way to sign in."
	}
	return []Item{item}
}

// endpoint is about the version of the WSDL: it stops answering with a release.
func endpoint(p profile.Profile, now time.Time) []Item {
	if p.WSDL == "" {
		return nil
	}
	item := Item{What: WSDL}
	wsdl, err := account.ParseWSDL(p.WSDL)
	if err != nil {
		item.Level, item.Brief = Soon, "WSDL unknown"
		item.Sentence = "The WSDL is none that NetSuite lists, so its end is not known."
		return []Item{item}
	}
	found, _ := account.FindEndpoint(wsdl.Version) // ParseWSDL takes no other
	item.Level, item.Date = planned(found.RemovedIn(), false, now), found.RemovedIn().Begins()
	item.Brief = fmt.Sprintf("WSDL %s ends %s", wsdl.Version, found.RemovedIn())
	item.Sentence = fmt.Sprintf("The WSDL %s is switched off with %s.", wsdl.Version, about(found.RemovedIn()))
	if item.Level == Expired {
		item.Sentence = fmt.Sprintf("The WSDL %s was switched off with %s.", wsdl.Version, about(found.RemovedIn()))
	}
	if found.Support(account.CurrentRelease(now)) == account.Unsupported {
		item.Level = max(item.Level, Soon)
		item.Sentence += " NetSuite no longer helps with it."
	}
	if newest := account.NewestEndpoint(); newest.Version != wsdl.Version && now.Before(newest.RemovedIn().Begins()) && item.Level > Good {
		item.Sentence += fmt.Sprintf(" %s is the newest, and the last.", newest.Version)
	}
	return []Item{item}
}
