package checks

import (
	"fmt"
	"io"
	"strings"

	"suitekey/core/health"
	"suitekey/core/termsafe"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/problem"
	"suitekey/ui/cli/verb"
)

// statusObject is what `status --json` prints.
type statusObject struct {
	Made     string          `json:"made"`
	Unlocked string          `json:"unlocked_until,omitempty"` // by suitekey unlock
	Offline  bool            `json:"offline"`
	Level    health.Level    `json:"level"` // the worst
	Profiles []statusProfile `json:"profiles"`
}

type statusProfile struct {
	Profile     string       `json:"profile"`
	Account     string       `json:"account,omitempty"`
	Environment string       `json:"environment,omitempty"`
	Method      string       `json:"method,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	Level       health.Level `json:"level"`
	Tested      string       `json:"tested,omitempty"` // the last test that passed
	Test        *statusTest  `json:"test,omitempty"`   // the one that was made now
	Items       []statusItem `json:"items"`            // the worst first
}

type statusTest struct {
	OK        bool   `json:"ok"`
	Reachable bool   `json:"reachable"`
	Error     string `json:"error,omitempty"`
}

type statusItem struct {
	What      string       `json:"what"`
	Level     health.Level `json:"level"`
	Date      string       `json:"date,omitempty"`
	Tentative bool         `json:"tentative,omitempty"`
	Text      string       `json:"text"`
	Next      string       `json:"next,omitempty"` // a command
}

func (o *statusOptions) print(a *app.App, readings []app.Status, worst error) error {
	if o.JSON {
		return o.PrintJSON(o.object(a, readings))
	}
	if len(readings) == 0 {
		o.Note("%s", verb.NothingYet(a))
		return nil
	}
	out := o.Stdout
	if o.calendar == "-" {
		out = o.Stderr
	}
	o.table(out, readings)
	for _, r := range readings {
		o.explain(out, r)
	}
	if worst == nil {
		say(out, "\nNothing is due.")
	}
	if state, err := a.Agent(); err == nil && state != nil {
		o.Note("%s", state.Sentence(a.Now()))
	}
	return nil
}

func (o *statusOptions) object(a *app.App, readings []app.Status) statusObject {
	object := statusObject{Made: a.Now().UTC().Format(verb.TimeFormat), Offline: o.offline, Profiles: []statusProfile{}}
	if state, err := a.Agent(); err == nil && state != nil { // doctor tells about errors
		object.Unlocked = verb.Instant(state.Until)
	}
	for _, r := range readings {
		p := statusProfile{Profile: r.Entry.Name, Level: r.State.Level, Items: []statusItem{}}
		if r.Entry.Err == nil {
			p.Account, p.Environment, p.Method = r.Entry.Account.Realm(), string(r.Entry.Account.Kind()), string(r.Entry.Method)
			p.Tags, p.Tested = r.Entry.Tags, verb.Instant(r.Entry.Tested.At)
		}
		if !o.offline && r.Skip == "" {
			p.Test = &statusTest{OK: r.Err == nil, Reachable: !problem.Unreachable(r.Err)}
			if r.Err != nil {
				p.Test.Error = r.Err.Error()
			}
		}
		for _, item := range r.State.Items {
			p.Items = append(p.Items, statusItem{item.What, item.Level, verb.Instant(item.Date), item.Tentative, item.Sentence, item.Command(r.Entry.Name)})
		}
		object.Level = max(object.Level, r.State.Level)
		object.Profiles = append(object.Profiles, p)
	}
	return object
}

// table prints a line for each connection, with a sign and a word: the line makes sense
// without colour, and when it is read aloud.
func (o *statusOptions) table(out io.Writer, readings []app.Status) {
	ascii := app.PrefersASCII(o.Getenv)
	table := verb.NewTable(out)
	for _, r := range readings {
		e, s := r.Entry, r.State
		light := app.Sign(s.Level, ascii) + " " + s.Level.String()
		brief := verb.Unaligned(s.Brief())
		if e.Err != nil {
			table.Row(light, e.Name, "", "", "", brief)
			continue
		}
		table.Row(light, e.Name, verb.EnvironmentOf(&e), e.Account.Realm(), setup.MethodLine(e.Profile), brief)
	}
	_ = table.Flush()
}

// explain prints the problems of a connection, and what helps.
func (o *statusOptions) explain(out io.Writer, r app.Status) {
	headed := false
	for _, item := range r.State.Items {
		if item.Level == health.Good {
			continue
		}
		if !headed {
			say(out, "\n"+r.Entry.Name)
			headed = true
		}
		say(out, fmt.Sprintf("  %-7s  %s", item.Level, item.Sentence))
		if command := item.Command(r.Entry.Name); command != "" && item.Level > health.Soon {
			say(out, fmt.Sprintf("  %-7s  %s", "", command))
		}
	}
	if r.Skip != "" && r.Entry.Err == nil {
		say(out, fmt.Sprintf("  %-7s  %s", "", strings.ToUpper(r.Skip[:1])+r.Skip[1:]+"."))
	}
}

func say(out io.Writer, text string) { fmt.Fprintln(out, termsafe.Visible(text)) }
