package tbaexit

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// TestConnectKeepsTBA: SuiteAnalytics Connect goes on taking tokens, so that a connection
// for it alone has no deadline and is not the most urgent; one for REST as well has one.
func TestConnectKeepsTBA(t *testing.T) {
	id, err := account.Parse("1234567")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	reports := profile.Profile{Name: "reports", Account: id, Method: profile.TBA, Surfaces: []profile.Surface{profile.Connect}}
	both := reports
	both.Name, both.Surfaces = "both", []profile.Surface{profile.Connect, profile.REST}
	items := Inventory([]profile.Profile{reports, both}, now)
	if len(items) != 2 || items[0].Profile != "both" || len(items[0].Deadline) == 0 {
		t.Fatalf("%+v", items)
	}
	if items[1].Verdict != Ready || len(items[1].Deadline) != 0 || !strings.Contains(strings.Join(items[1].Remarks, " "), "the move can wait") {
		t.Errorf("%+v", items[1])
	}
}
