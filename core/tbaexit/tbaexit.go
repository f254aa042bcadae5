// Package tbaexit knows which connections can leave Token-Based Authentication
// for OAuth 2.0 client credentials (M2M), what keeps the others from it and
// until when there is time; and it compares what the old and the new credential
// of one connection see.
package tbaexit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/profile"
)

// Verdict says whether a connection can leave.
type Verdict string

// The verdicts. The values stand in JSON.
const (
	Unfinished  Verdict = "unfinished"   // has left; the old token is not retired yet
	Ready       Verdict = "ready"        // can leave now
	WithoutSOAP Verdict = "without_soap" // can leave if SOAP is given up
	Waits       Verdict = "waits"        // something has to be settled first
	Stays       Verdict = "stays"        // SOAP alone, which takes nothing but TBA
)

// administrator is the internal ID of that role in every account.
const administrator = "3"

// Item is what the inventory has to say of one connection.
type Item struct {
	Profile  string     `json:"profile"`
	Account  account.ID `json:"-"`
	Verdict  Verdict    `json:"verdict"`
	Reason   string     `json:"reason"`            // a sentence
	Instead  []string   `json:"instead,omitempty"` // what Oracle offers in the place of what keeps it
	Remarks  []string   `json:"remarks,omitempty"` // what to think of besides
	Deadline []Deadline `json:"deadlines"`         // those that matter for it, the first one first
}

// Deadline is a date of the release calendar, seen from today.
type Deadline struct {
	Release   account.Release `json:"release"`
	Begins    string          `json:"begins"` // about when the first accounts get the release: 2027-02-01
	Days      int             `json:"days"`   // until then; negative once it has begun
	Text      string          `json:"text"`
	Tentative bool            `json:"tentative,omitempty"`
}

// Left says in words how long there is time.
func (d Deadline) Left() string {
	switch months := (d.Days + 15) / 30; {
	case d.Days <= 0:
		return "begun"
	case d.Days == 1:
		return "1 day left"
	case d.Days < 60:
		return fmt.Sprintf("%d days left", d.Days)
	default:
		return fmt.Sprintf("about %d months left", months)
	}
}

// Inventory goes through the connections that sign in by TBA, and those that have
// left and whose old token is not retired: the most urgent first. At the same
// date the one with the longest way to go comes first.
func Inventory(profiles []profile.Profile, now time.Time) []Item {
	items := []Item{}
	for _, p := range profiles {
		left := p.Method != profile.TBA && p.Old != nil && p.Old.Method == profile.TBA
		if p.Method == profile.TBA || left {
			items = append(items, Examine(p, profiles, now))
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(a.days(), b.days()),
			cmp.Compare(way[b.Verdict], way[a.Verdict]),
			cmp.Compare(a.Profile, b.Profile))
	})
	return items
}

// rank puts what was begun before everything else: two credentials are alive.
func rank(i Item) int {
	if i.Verdict == Unfinished {
		return 0
	}
	return 1
}

// way is how far it is to M2M.
var way = map[Verdict]int{Ready: 1, WithoutSOAP: 2, Waits: 3, Stays: 4}

func (i Item) days() int {
	if len(i.Deadline) == 0 {
		return 0
	}
	return i.Deadline[0].Days
}

// Examine judges one connection; all are the saved ones, itself included.
func Examine(p profile.Profile, all []profile.Profile, now time.Time) Item {
	item := Item{Profile: p.Name, Account: p.Account, Deadline: deadlines(p, now)}
	product, known := product.Find(p.Product)
	name := product.Name
	if !known {
		name = p.Product
	}
	switch {
	case p.Method != profile.TBA:
		item.Verdict, item.Reason = Unfinished, "It no longer signs in by TBA; its TBA token is still to be retired."
	case p.Old != nil:
		item.Verdict, item.Reason = Waits, "An earlier journey left a former credential that is not retired yet: finish that one first."
	case p.Has(profile.SOAP) && len(p.Surfaces) == 1:
		item.Verdict, item.Reason = Stays, "It calls SOAP web services, which take nothing but TBA."
		item.Instead = insteadOfSOAP
	case p.Product != "" && known && !product.Takes(profile.M2M):
		item.Verdict, item.Reason = Waits, name+" is not known to take M2M: ask its maker, or name the product that will take its place."
		if p.Has(profile.SOAP) {
			item.Instead = insteadOfSOAP
		}
	case p.Has(profile.SOAP):
		item.Verdict, item.Reason = WithoutSOAP, "SOAP web services take nothing but TBA: it can leave if it gives SOAP up."
		item.Instead = insteadOfSOAP
	default:
		item.Verdict, item.Reason = Ready, "It can leave now."
	}
	item.Remarks = remarks(p, all)
	return item
}

// insteadOfSOAP is what Oracle offers (docs.oracle.com, article_2104046421).
var insteadOfSOAP = []string{
	"REST web services serve records, and SuiteQL queries and searches; they take M2M.",
	"RESTlets, scripts of your own, do what REST web services cannot; they take M2M.",
}

func remarks(p profile.Profile, all []profile.Profile) []string {
	var list []string
	if p.Role == administrator || strings.EqualFold(p.Role, "Administrator") || strings.EqualFold(p.Tested.Role, "Administrator") {
		// docs.oracle.com, article_5085602973
		list = append(list, "It signs in as Administrator: take the chance for a role with few permissions.")
	}
	var shared []string
	for _, other := range all {
		if other.Name != p.Name && other.Account == p.Account && other.ConsumerKey == p.ConsumerKey {
			shared = append(shared, other.Name)
		}
	}
	if len(shared) > 0 {
		list = append(list, "It shares its integration record with "+strings.Join(shared, ", ")+": leave the TBA box ticked until all of them have left.")
	}
	return list
}

// deadlines are the dates that matter for p, the first one first.
func deadlines(p profile.Profile, now time.Time) []Deadline {
	var list []Deadline
	add := func(release account.Release, text string, tentative bool) {
		begins := release.Begins()
		list = append(list, Deadline{
			Release: release, Begins: begins.Format(time.DateOnly), Text: text, Tentative: tentative,
			Days: int(begins.Sub(now).Hours()+23) / 24,
		})
	}
	subjects := []string{account.SubjectTBAEnd}
	if p.Has(profile.SOAP) {
		if w, err := account.ParseWSDL(p.WSDL); err == nil {
			if e, listed := account.FindEndpoint(w.Version); listed {
				add(e.RemovedIn(), "The SOAP endpoint "+string(e.Version)+" is switched off.", false)
			}
		}
		subjects = append(subjects, account.SubjectSOAPEnd)
	}
	for _, subject := range subjects {
		if d, ok := account.FindDeadline(subject); ok {
			add(d.Release, d.Text, d.Tentative)
		}
	}
	slices.SortStableFunc(list, func(a, b Deadline) int { return a.Release.Compare(b.Release) })
	return list
}
