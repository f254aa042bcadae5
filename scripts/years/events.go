package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"suitekey/core/simulator/records"
)

const refreshed = "a sandbox refresh"

// endOfTBA is when release 2028.2 begins to switch TBA off for existing integrations
// (docs.oracle.com, section_160087456987: tentative).
var endOfTBA = time.Date(2028, 8, 1, 0, 0, 0, 0, time.UTC)

// happens lets happen what happens on this day.
func (y *years) happens() {
	if y.day == 0 { // one company lets nobody but its administrators upload certificates
		for _, c := range y.accounts[6:9] {
			y.must(y.world.SetPermission(c.id, records.PermissionCertificates, false))
		}
	}
	if y.first.AddDate(0, 0, y.day).Equal(endOfTBA) {
		y.note("TBA ends")
		for _, c := range y.accounts {
			y.must(y.world.SetFeature(c.id, records.FeatureTBA, false))
		}
	}
	for _, c := range y.accounts {
		if c.down != "" {
			continue
		}
		switch chance := y.random.IntN(10000); {
		case c.sandbox && chance < 80: // about three a year
			c.down = refreshed
			y.must(y.world.RefreshSandbox(c.id))
		case chance < 95:
			c.down = "the role has lost Log in using OAuth 2.0 Access Tokens"
			y.must(y.world.SetPermission(c.id, records.PermissionOAuth2Login, false))
		case chance < 110:
			c.down = "the role has lost Log in using Access Tokens"
			y.must(y.world.SetPermission(c.id, records.PermissionTokenLogin, false))
		case chance < 120:
			c.down = "the user was made inactive"
			y.must(y.world.DeactivateUser(c.id))
		case chance < 130:
			c.down = "the integration record was blocked"
			y.must(y.world.SetState(c.id, records.Blocked))
		}
		if c.down != "" {
			y.note("%s: %s", c.id, c.down)
			y.events[c.down]++
		}
	}
}

func (y *years) must(err error) {
	if err != nil {
		panic(err) // a mistake of this program
	}
}

func (y *years) context() context.Context { return context.Background() }

// products signs every product in, once a day.
func (y *years) products() {
	for _, c := range y.connections {
		err := y.signsIn(c)
		if err == nil {
			continue
		}
		c.cut++
		if !y.working() || y.unseen {
			c.excused++
		}
		y.note("%s IS CUT OFF (%s): %v", c.name, c.at.down, err)
	}
	y.refused("products")
}

// counts is what is told at the end.
type counts struct {
	killed   int
	did      map[string]int // by people and the scheduler
	events   map[string]int
	refusals map[string]int // refused sign-ins, by who made them
	locked   int
	unseen   bool     // the scheduler was killed tonight, and told nobody
	waiting  []result // of the last night

	unrevoked []result // former certificates that a person has to revoke
	broken    []string
}

func newCounts() counts {
	return counts{did: map[string]int{}, events: map[string]int{}, refusals: map[string]int{}}
}

// refused counts the refused sign-ins since the last count.
func (y *years) refused(whose string) {
	for _, c := range y.accounts {
		for _, row := range y.world.AuditTrail(c.id) {
			if !row.Time.After(y.seen[c.id]) {
				continue
			}
			y.seen[c.id] = row.Time
			if !row.OK {
				y.refusals[whose]++
				if row.Detail == records.DetailLocked {
					y.locked++
				}
			}
		}
	}
}

// report prints the years, and returns the days without an excuse.
func (y *years) report() (cut int) {
	fmt.Printf("%s to %s: %d connections in %d accounts, %d nights, the scheduler was killed in %d\n\n",
		y.first.Format(time.DateOnly), y.date(), len(y.connections), len(y.accounts), y.days, y.killed)
	fmt.Printf("%-22s %9s %17s %15s\n", "connection", "days cut", "of these, nobody", "handed over by")
	fmt.Printf("%-22s %9s %17s %15s\n", "", "off", "could have acted", "a person")
	excused := 0
	for _, c := range y.connections {
		fmt.Printf("%-22s %9d %17d %15d\n", c.name, c.cut, c.excused, c.handedOver)
		cut += c.cut - c.excused
		excused += c.excused
	}
	for _, table := range []struct {
		title string
		rows  map[string]int
	}{{"what happened", y.events}, {"what was done", y.did}, {"refused sign-ins", y.refusals}} {
		fmt.Printf("\n%s\n", table.title)
		for _, name := range slices.Sorted(maps.Keys(table.rows)) {
			fmt.Printf("  %-70s %5d\n", name, table.rows[name])
		}
	}
	fmt.Printf("  %-70s %5d\n", "of these, of a locked user", y.locked)
	fmt.Printf("\n%d days without a connection on which somebody could have acted, %d on which nobody could\n", cut, excused)
	return cut
}
