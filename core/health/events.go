package health

import (
	"suitekey/core/ics"
	"suitekey/core/profile"
)

// remind is how many days before an end a calendar reminds of it: as often as
// NetSuite itself writes about certificates (docs.oracle.com, subsect_162755332391).
var remind = []int{60, 30, 14}

// What lasts for days, or is an act of one day, is told of the day before.
var remindSoon = []int{1}

// events say what a calendar has of which item. What is said there stands for
// months, so nothing in it counts from today.
var events = map[string]struct{ summary, verb string }{
	Certificate: {"NetSuite certificate expires", "renew"},
	Token:       {"new NetSuite token due", "retoken"},
	TBA:         {"NetSuite ends Token-Based Authentication", "migrate"},
	WSDL:        {"NetSuite switches the WSDL off", ""},

	RefreshToken: {"NetSuite sign-in by browser ends", "retoken"},
	Former:       {"former NetSuite credential to be retired", ""}, // by the journey that it names
}

// Events are the days on which something of p ends, for a calendar.
func (s State) Events(p profile.Profile) []ics.Event {
	var list []ics.Event
	for _, item := range s.Items {
		kind, ok := events[item.What]
		if !ok || item.Date.IsZero() {
			continue
		}
		e := ics.Event{
			// The date is not part of it: a renewed certificate moves its event.
			UID: item.What + "-" + p.Name + "-" + p.Account.Realm() + "@suitekey",
			Day: item.Date, Summary: p.Name + ": " + kind.summary, Remind: remind,
			Text: string(p.Account.Kind()) + " " + p.Account.Realm(),
		}
		if item.What == TBA || item.What == WSDL {
			e.Text += "\n" + item.Sentence // of dates alone
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
