package doctor

import (
	"strings"
	"time"

	"suitekey/core/facts"
)

// tableFacts names the tables of facts about NetSuite and other products that are old
// enough to be checked again.
func tableFacts(now time.Time) []Fact {
	var old []string
	var oldest time.Time
	for _, table := range facts.Tables() {
		if sentence := table.Outdated(now); sentence != "" {
			old = append(old, strings.TrimSuffix(sentence, ": look for a newer suitekey."))
		}
		if checked := table.Checked(); oldest.IsZero() || checked.Before(oldest) {
			oldest = checked
		}
	}
	if len(old) > 0 {
		return []Fact{warned("facts", "Facts", strings.Join(old, ". "), "install the newest suitekey; compare dates with NetSuite's release notes until then")}
	}
	return []Fact{ok("facts", "Facts", "about NetSuite and its products, checked since "+oldest.Format("2 January 2006"))}
}
