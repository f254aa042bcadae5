// Package tbaexit finds the connections that can move from Token-Based
// Authentication (TBA) to OAuth 2.0 client credentials (M2M), why the others
// cannot, and the deadlines. It also compares what the old and the new credential
// of a connection can read.
package tbaexit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/profile"
)

// Verdict says whether a connection can move to M2M.
type Verdict string

// The verdicts. JSON contains these values.
const (
	Unfinished  Verdict = "unfinished"   // has moved; the old token is not retired yet
	Ready       Verdict = "ready"        // can move now
	WithoutSOAP Verdict = "without_soap" // can move if nothing calls SOAP any more
	Waits       Verdict = "waits"        // somebody has to settle something first
	Stays       Verdict = "stays"        // calls SOAP only, which accepts nothing but TBA
)

// Item is one connection in the inventory.
type Item struct {
	Profile  string     `json:"profile"`
	Account  account.ID `json:"-"`
	Verdict  Verdict    `json:"verdict"`
	Reason   string     `json:"reason"`            // a sentence
	Instead  []string   `json:"instead,omitempty"` // what Oracle offers instead of the obstacle
	Remarks  []string   `json:"remarks,omitempty"` // other advice
	Deadline []Deadline `json:"deadlines"`         // the deadlines of this connection, the earliest first
}

// Deadline is a date of the release calendar, relative to today.
type Deadline struct {
	Release   account.Release `json:"release"`
	When      string          `json:"when"`   // the release with what is uncertain about it
	Begins    string          `json:"begins"` // estimated day on which the first accounts get the release: 2027-02-01
	Days      int             `json:"days"`   // until then; negative after that
	Text      string          `json:"text"`
	Tentative bool            `json:"tentative,omitempty"`
}

// Left returns the remaining time in words.
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

// Inventory returns the connections that sign in by TBA, and those that moved to
// M2M and whose old token is not retired, the most urgent first. For the same date
// the connection with the most work comes first.
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

// rank sorts unfinished moves first: both of their credentials work.
func rank(i Item) int {
	if i.Verdict == Unfinished {
		return 0
	}
	return 1
}

// way is how much work the move to M2M is.
var way = map[Verdict]int{Ready: 1, WithoutSOAP: 2, Waits: 3, Stays: 4}

func (i Item) days() int {
	if len(i.Deadline) == 0 {
		return math.MaxInt
	}
	return i.Deadline[0].Days
}

// Examine returns the item of one connection; all are the saved connections,
// including p.
func Examine(p profile.Profile, all []profile.Profile, now time.Time) Item {
	item := Item{Profile: p.Name, Account: p.Account, Deadline: deadlines(p, now)}
	product, known := product.Find(p.Product)
	name := product.Name
	if !known {
		name = p.Product
	}
	switch {
	case p.Method != profile.TBA:
		item.Verdict, item.Reason = Unfinished, "The connection no longer signs in by TBA. Its TBA token is not retired yet."
	case p.Old != nil:
		item.Verdict, item.Reason = Waits, "A former credential of the connection is not retired yet: finish that journey first."
	case p.Has(profile.SOAP) && len(p.Surfaces) == 1:
		item.Verdict, item.Reason = Stays, "The connection calls SOAP web services, which accept only TBA."
		item.Instead = insteadOfSOAP
	case p.Product != "" && known && !product.Takes(profile.M2M):
		item.Verdict, item.Reason = Waits, name+" is not known to take M2M: ask its vendor, or name the product that will replace it."
		if p.Has(profile.SOAP) {
			item.Instead = insteadOfSOAP
		}
	case p.Has(profile.SOAP):
		item.Verdict, item.Reason = WithoutSOAP, "SOAP web services accept only TBA: the connection can move to M2M if nothing calls SOAP any more."
		item.Instead = insteadOfSOAP
	default:
		item.Verdict, item.Reason = Ready, "The connection can move to M2M now."
	}
	item.Remarks = remarks(p, all)
	return item
}

// insteadOfSOAP is what Oracle offers instead of SOAP (docs.oracle.com, article_2104046421).
var insteadOfSOAP = []string{
	"REST web services offer records, SuiteQL queries and searches; they accept M2M.",
	"RESTlets are your own scripts, for what REST web services cannot do; they accept M2M.",
}

func remarks(p profile.Profile, all []profile.Profile) []string {
	var list []string
	if role := cmp.Or(profile.PrivilegedRole(p.Role), profile.PrivilegedRole(p.Tested.Role)); role != "" {
		// docs.oracle.com, article_5085602973
		list = append(list, "The connection signs in as "+role+": use this opportunity to choose a role with few permissions.")
	}
	if p.KeepsTBA() { // docs.oracle.com, section_0525020842
		list = append(list, "SuiteAnalytics Connect keeps Token-Based Authentication after it has ended elsewhere: the move can wait.")
	}
	var shared []string
	for _, other := range all {
		if other.Name != p.Name && other.Account == p.Account && other.ConsumerKey == p.ConsumerKey {
			shared = append(shared, other.Name)
		}
	}
	if len(shared) > 0 {
		list = append(list, "The connection shares its integration record with "+strings.Join(shared, ", ")+": leave the TBA box ticked until all of them use M2M.")
	}
	return list
}

// deadlines returns the dates that matter for p, the earliest first.
func deadlines(p profile.Profile, now time.Time) []Deadline {
	var list []Deadline
	add := func(release account.Release, when, text string, tentative bool) {
		begins := release.Begins()
		list = append(list, Deadline{
			Release: release, When: when, Begins: begins.Format(time.DateOnly), Text: text, Tentative: tentative,
			Days: int(begins.Sub(now).Hours()+23) / 24,
		})
	}
	var subjects []string
	if !p.KeepsTBA() {
		subjects = append(subjects, account.SubjectTBAEnd)
	}
	if p.Has(profile.SOAP) {
		if w, err := account.ParseWSDL(p.WSDL); err == nil {
			if e, listed := account.FindEndpoint(w.Version); listed {
				add(e.RemovedIn(), e.RemovedIn().String(), "The SOAP endpoint "+string(e.Version)+" is switched off.", false)
			}
		}
		subjects = append(subjects, account.SubjectSOAPEnd)
	}
	for _, subject := range subjects {
		if d, ok := account.FindDeadline(subject); ok {
			add(d.Release, d.When(), d.Text, d.Tentative)
		}
	}
	slices.SortStableFunc(list, func(a, b Deadline) int { return a.Release.Compare(b.Release) })
	return list
}
