// Package facts tells how old the facts about NetSuite and other products are that
// suitekey carries in its tables. Each fact names its source and the day on which
// somebody checked it, and each fact grows old.
package facts

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"suitekey/assets"
	"suitekey/core/account"
)

// Table is a table of facts: files of assets.
type Table struct {
	Name string                 // for people: "release calendar"
	read func() ([]fact, error) // when it is first needed: a screen asks with each frame
}

// table returns the table in files, separated by blanks.
func table(name, files string) Table {
	return Table{name, sync.OnceValues(func() ([]fact, error) { return readFiles(files) })}
}

// The tables that steps use by name.
var (
	Releases  = table("release calendar", "releases.json")
	Endpoints = table("list of SOAP endpoints", "endpoints.json")
	Products  = table("list of products", "consumers.json")
	Records   = table("list of record types", "recordtypes.json")
	Exports   = table("list of export formats", "export/forms.json export/products.json export/files.json export/analytics.json export/keyfiles.json export/stores.json export/programs.json export/readers.json")
)

// Tables returns all tables.
func Tables() []Table { return []Table{Releases, Endpoints, Products, Records, Exports} }

// maxAge is how long a check holds.
const maxAge = 365 * 24 * time.Hour

// Outdated returns a sentence if facts in the table have to be checked again at
// that time: they were checked over a year ago, or a release has reached every
// account that was still to come on the day of the check. Otherwise it returns "".
func (t Table) Outdated(now time.Time) string {
	list, err := t.read()
	if err != nil {
		return fmt.Sprintf("The %s of this suitekey cannot be read: %v.", t.Name, err)
	}
	return outdated(t.Name, list, now)
}

// Checked returns the day of the oldest check in the table.
func (t Table) Checked() time.Time {
	list, _ := t.read() // Outdated says that it cannot be read
	var oldest time.Time
	for _, f := range list {
		if oldest.IsZero() || f.checked.Before(oldest) {
			oldest = f.checked
		}
	}
	return oldest
}

func outdated(name string, list []fact, now time.Time) string {
	oldest, passed := fact{}, fact{}
	for _, f := range list {
		if oldest.checked.IsZero() || f.checked.Before(oldest.checked) {
			oldest = f
		}
		if f.release != (account.Release{}) && f.checked.Before(f.release.Complete()) && !now.Before(f.release.Complete()) &&
			(passed.checked.IsZero() || f.release.Before(passed.release)) {
			passed = f
		}
	}
	switch {
	case now.Sub(oldest.checked) > maxAge:
		return fmt.Sprintf("The %s of this suitekey is %d months old: look for a newer suitekey.", name, months(oldest.checked, now))
	case !passed.checked.IsZero():
		return fmt.Sprintf("The %s of this suitekey was checked on %s, before NetSuite %s: look for a newer suitekey.",
			name, passed.checked.Format("2 January 2006"), passed.release)
	}
	return ""
}

// months returns how many whole months lie between two days.
func months(from, to time.Time) int {
	n := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		n--
	}
	return n
}

// fact is what a table says about one of its facts.
type fact struct {
	checked time.Time
	source  string
	release account.Release // that brings it; zero: none
}

func readFiles(files string) ([]fact, error) {
	var all []fact
	for file := range strings.FieldsSeq(files) {
		list, err := read(assets.Read(file))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// read finds the facts in a table: every object that was checked on a day, and every
// release in it.
func read(text []byte) ([]fact, error) {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	var list []fact
	err := walk(value, fact{}, func(f fact) { list = append(list, f) })
	return list, err
}

// releaseKeys are the keys whose values are releases.
var releaseKeys = []string{"release", "unsupported_from", "removed_in"}

// walk reports the facts in value. An object has the source and the day of the
// object around it unless it has its own.
func walk(value any, around fact, report func(fact)) error {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			if err := walk(item, around, report); err != nil {
				return err
			}
		}
	case map[string]any:
		own := around
		if text, ok := v["source"].(string); ok {
			own.source = text
		}
		if checked, ok := v["checked"].(string); ok {
			var err error
			if own.checked, err = time.Parse(time.DateOnly, checked); err != nil {
				return fmt.Errorf("checked on %q, which is not a date", checked)
			}
		}
		releases := 0
		for _, key := range releaseKeys {
			text, _ := v[key].(string)
			if text == "" {
				continue
			}
			r, err := account.ParseRelease(text)
			if err != nil {
				return err
			}
			releases++
			report(fact{own.checked, own.source, r})
		}
		if releases == 0 && v["source"] != nil {
			report(own)
		}
		for _, item := range v {
			if err := walk(item, own, report); err != nil {
				return err
			}
		}
	}
	return nil
}
