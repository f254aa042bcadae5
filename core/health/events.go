package health

import (
	"time"

	"suitekey/core/account"
	"suitekey/core/ics"
	"suitekey/core/profile"
)

// remind is how many days before an event a calendar shows a reminder: the same
// days on which NetSuite itself sends mail about certificates (docs.oracle.com,
// subsect_162755332391).
var remind = []int{60, 30, 14}

// remindSoon is for what is valid for a few days, or takes one day.
var remindSoon = []int{1}

// events maps an item to its calendar entry. An entry stays in the calendar for
// months, so its text does not count days from today.
var events = map[string]struct{ summary, verb string }{
	Certificate: {"NetSuite certificate expires", "renew"},
	Token:       {"NetSuite token due for replacement", "retoken"},
	Consumer:    {"NetSuite consumer pair due for replacement", "change"},
	TBA:         {"NetSuite ends Token-Based Authentication", "migrate"},
	WSDL:        {"NetSuite switches the WSDL off", ""},

	RefreshToken: {"NetSuite browser sign-in ends", "retoken"},
	Former:       {"retire the former NetSuite credential", ""}, // the item names the journey
}

// Events returns the days on which something of p ends, for a calendar.
func (s State) Events(p profile.Profile) []ics.Event {
	var list []ics.Event
	for _, item := range s.Items {
		kind, ok := events[item.What]
		if !ok || item.Date.IsZero() {
			continue
		}
		e := ics.Event{
			// Without the date: a renewed certificate moves its event.
			UID: item.What + "-" + p.Name + "-" + p.Account.Realm() + "@suitekey",
			Day: item.Date, Summary: p.Name + ": " + kind.summary, Remind: remind,
			Text: string(p.Account.Kind()) + " " + p.Account.Realm(),
		}
		if item.What == TBA || item.What == WSDL {
			e.Text += "\n" + item.Sentence // this sentence contains only dates
			e.Summary += " (about this day)"
		}
		if item.Tentative {
			e.Summary += ", tentative"
		}
		if item.What == RefreshToken || item.What == Former {
			e.Remind = remindSoon
		}
		if item.What == Former {
			kind.verb = item.Next
		}
		if command := (Item{Next: kind.verb}).Command(p.Name); command != "" && !(item.What == TBA && p.Has(profile.SOAP)) {
			e.Text += "\n" + command
		}
		list = append(list, e)
	}
	return list
}

// Review returns the event of the quarterly review of an account: certificates,
// tokens, users and roles. It begins with the next quarter and repeats without end.
func Review(id account.ID, now time.Time) ics.Event {
	first := time.Date(now.Year(), now.Month()-(now.Month()-1)%3+3, 1, 0, 0, 0, 0, time.UTC)
	return ics.Event{
		UID: "review-" + id.Realm() + "@suitekey", Day: first, Months: 3, Remind: remindSoon,
		Summary: "Review the NetSuite connections of " + id.Realm(),
		Text:    string(id.Kind()) + " " + id.Realm() + "\nsuitekey audit " + id.Realm(),
	}
}
