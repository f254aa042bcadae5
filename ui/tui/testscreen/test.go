// Package testscreen shows a connection test: its stages while they run, the findings of a
// test that passed, and the causes of a failure.
package testscreen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/doctor"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// Keys of a test.
const (
	keyAgain  = "r"
	keyTrail  = "o"
	keyDecide = "p"
	keyReport = "w"
	keyForce  = "s"
	keyFault  = "f" // in practice only
	keyLast   = "l"
	keySwap   = "x"
)

// Again is the wish to run the test again. Force signs in even if the next refusal locks
// the user.
type Again struct{ Force bool }

// Recalled is the wish to show the last diagnosis.
type Recalled struct{}

// Swap is the wish to swap consumer secret and token secret.
type Swap struct{}

// Fix is the wish to change the answer that a cause points to.
type Fix struct{ Cause diagnose.Cause }

// Journey is what a test needs to know about its journey.
type Journey interface {
	Subject() profile.Profile                    // the present connection, with its refused sign-ins
	Saved() bool                                 // the connection is in the vault
	FixedAt(step string) (title string, ok bool) // the step that fixes a cause, if the person can go back to it
	CanSkip() bool                               // the connection can be skipped for now
}

// state is the progress of a test.
type state int

const (
	planned state = iota
	running
	passed
	failed
)

// Test is one connection test on the screen.
type Test struct {
	ctx     context.Context
	app     *app.App
	frame   *frame.Frame
	journey Journey
	kept    *Kept
	insists bool // the person knows that NetSuite has already refused these values

	state  state
	checks []diagnose.Check
	report diagnose.Report // of the last test; exact after the person has decided
	asked  diagnose.Report // the report before that decision
	again  time.Time       // when the result that is shown again was made
	picked int             // index of the cause under the cursor
	picker *parts.List     // possible values of the audit trail, during that question
	spin   int
}

// New returns a test that has not run. ctx ends the writing of a report. The test keeps its
// diagnoses in k.
func New(ctx context.Context, a *app.App, f *frame.Frame, k *Kept, j Journey) *Test {
	return &Test{ctx: ctx, app: a, frame: f, kept: k, journey: j}
}

// Begin shows the stages in their places before they run.
func (t *Test) Begin() {
	t.state, t.picker, t.checks, t.again = running, nil, t.plan(), time.Time{}
}

// Learn stores the outcome of a stage.
func (t *Test) Learn(check diagnose.Check) {
	for i := range t.checks {
		if t.checks[i].Name == check.Name {
			t.checks[i] = check
			return
		}
	}
	t.checks = append(t.checks, check)
}

// Spin advances the spinner of the running stage.
func (t *Test) Spin() { t.spin++ }

// Stop resets the test to the state before it ran.
func (t *Test) Stop() { t.state, t.picker = planned, nil }

// Pass shows the findings of a test that passed.
func (t *Test) Pass(report diagnose.Report) {
	t.state, t.report, t.asked = passed, report, report
	t.kept.keep(t, report)
}

// Fail shows the causes of a test that failed, and keeps them.
func (t *Test) Fail(report diagnose.Report) {
	t.kept.keep(t, report)
	t.insists = false
	t.show(report)
}

func (t *Test) show(report diagnose.Report) {
	t.state, t.report, t.asked, t.picked, t.picker, t.again = failed, report, report, 0, nil, time.Time{}
	if len(report.Checks) > 0 {
		t.checks = report.Checks
	}
}

// Report returns the report of the last test.
func (t *Test) Report() diagnose.Report { return t.report }

// Picked returns the index of the cause under the cursor.
func (t *Test) Picked() int { return t.picked }

// Searching reports whether letters belong to the search for a value of the audit trail.
func (t *Test) Searching() bool { return t.picker != nil && t.picker.Searching() }

// Asking reports whether the deciding question is on the screen.
func (t *Test) Asking() bool { return t.picker != nil }

// Refusals counts the recent refused sign-ins, which lead to a lock.
func (t *Test) Refusals() int { return lockout.Recent(t.journey.Subject().Refusals, t.app.Now()) }

// locking reports whether the next refusal locks the user. The test then signs in only if
// the person insists.
func (t *Test) locking() bool { return t.Refusals() >= lockout.Lock-1 }

// Key handles a key of the test in any state. The journey handles all other keys.
func (t *Test) Key(msg tea.KeyPressMsg) (wishes wish.List, done bool) {
	if t.picker != nil {
		return t.pickerKey(msg), true
	}
	if key := msg.String(); key != keyAgain && key != "enter" {
		t.insists = false
	}
	switch key := msg.String(); {
	case t.state == running:
		return nil, false
	case key == keyFault && t.app.Demo():
		return wish.List{t.chooseFault()}, true
	case key == keyForce && t.locking():
		return wish.List{Again{Force: true}}, true
	case t.state == planned && key == keyLast && len(t.lastKeys()) > 0:
		return wish.List{Recalled{}}, true
	case t.state == planned:
		return nil, false
	case key == keyAgain:
		return wish.List{Again{}}, true
	case key == keyReport:
		return t.saveReport(), true
	case t.state == failed:
		return t.failedKey(key)
	}
	return nil, false
}

func (t *Test) chooseFault() wish.ChooseFault {
	again := keyAgain + " runs the test again."
	if t.state == planned {
		again = "enter runs the test."
	}
	return wish.ChooseFault{Subject: t.journey.Subject(), Again: again}
}

// failedKey handles a key while the causes of a failed test are shown.
func (t *Test) failedKey(key string) (wishes wish.List, done bool) {
	causes := t.report.Causes
	switch {
	case key == "up" || key == "k":
		t.picked = max(t.picked-1, 0)
	case key == "down" || key == "j":
		t.picked = min(t.picked+1, max(len(causes)-1, 0))
	case key == keyDecide && t.asked.Ask != nil:
		t.picker = newPicker(*t.asked.Ask, t.report.Decided)
	case key == keyTrail && t.report.Ask != nil:
		return t.openTrail(), true
	case key == keyTrail:
		return t.openPage(), true
	case key == keySwap && t.canSwap():
		return wish.List{Swap{}}, true
	case key == "enter" && t.picked < len(causes):
		return wish.List{Fix{causes[t.picked]}}, true
	case key == "enter":
		return wish.List{wish.Say(keyAgain + " runs the test again.")}, true
	default:
		return nil, false
	}
	return nil, true
}

// Page returns the page of NetSuite on which the person fixes the cause under the cursor.
func (t *Test) Page() (page wish.Browse, ok bool) {
	if t.picked < len(t.report.Causes) && t.report.Causes[t.picked].URL != "" {
		c := t.report.Causes[t.picked]
		return wish.Browse{Menu: c.Menu, URL: c.URL}, true
	}
	return wish.Browse{}, false
}

func (t *Test) openPage() wish.List {
	if page, ok := t.Page(); ok {
		return wish.List{page}
	}
	return wish.List{wish.Say("There is no link here: follow the menu path.")}
}

// openTrail opens the page that answers the question.
func (t *Test) openTrail() wish.List {
	switch ask := t.asked.Ask; {
	case ask == nil:
		return nil
	case ask.URL == "":
		return wish.List{wish.Say("Open this page in NetSuite: " + ask.Menu)}
	default:
		return wish.List{wish.Browse{Menu: ask.Menu, URL: ask.URL}}
	}
}

// reportSavedMsg says where a report was written.
type reportSavedMsg struct {
	path string
	err  error
}

// saveReport writes the evidence of the test to a file for other people.
func (t *Test) saveReport() wish.List {
	ctx, save, report := t.ctx, t.app.Doctor().SaveReport, t.report
	terminal := doctor.Terminal{In: true, Out: true, Err: true, Columns: t.frame.Width, Rows: t.frame.Height}
	return wish.List{wish.Say("Writing the report."), wish.Do(func() tea.Msg {
		path, err := save(ctx, terminal, report)
		return reportSavedMsg{path, err}
	})}
}

// Update handles the messages of commands that the test has started.
func (t *Test) Update(msg tea.Msg) wish.List {
	saved, ok := msg.(reportSavedMsg)
	switch {
	case !ok:
		return nil
	case saved.err != nil:
		return wish.List{wish.Warn(steps.Sentence(saved.err))}
	}
	return wish.List{wish.Say("The report is in " + saved.path + ". It contains no secret.")}
}

// PlannedKeys returns the keys before the test has run, besides those of the journey.
func (t *Test) PlannedKeys() (force, fault []parts.Hint) {
	if t.locking() {
		force = []parts.Hint{{Key: keyForce, Does: "sign in anyway"}}
	}
	if t.app.Demo() {
		fault = []parts.Hint{{Key: keyFault, Does: "fault"}}
	}
	return append(force, t.lastKeys()...), fault
}

// Keys returns the keys of a test that has ended. back is the key that leaves it.
func (t *Test) Keys(back []parts.Hint) []parts.Hint {
	if t.picker != nil {
		return t.pickerKeys()
	}
	force, fault := t.PlannedKeys()
	var keys []parts.Hint
	switch {
	case t.state == passed:
		keys = append(keys, parts.Hint{Key: "enter", Does: "go on"})
	default:
		if does := t.enterDoes(); does != "" {
			keys = append(keys, parts.Hint{Key: "enter", Does: does})
		}
	}
	if t.state == failed {
		keys = append(keys, t.causeKeys()...)
		if t.canSwap() {
			keys = append(keys, parts.Hint{Key: keySwap, Does: "swap the secrets"})
		}
	}
	// The first key is the main action: never the one that may lock the user.
	keys = append(append(keys, force...), parts.Hint{Key: keyAgain, Does: "run again"})
	if t.state == failed && t.journey.CanSkip() {
		keys = append(keys, parts.Hint{Key: parts.KeyLater, Does: "later"})
	}
	keys = append(append(keys, fault...), parts.Hint{Key: keyReport, Does: "report"})
	if t.state == failed && len(t.report.Causes) > 1 {
		keys = append(keys, parts.Hint{Key: theme.SignUp + theme.SignDown, Does: "causes"})
	}
	return append(append(keys, back...), parts.Hint{Key: "?", Does: "keys"})
}

// enterDoes returns what enter does for the cause under the cursor.
func (t *Test) enterDoes() string {
	if t.picked >= len(t.report.Causes) {
		return ""
	}
	cause := t.report.Causes[t.picked]
	if _, ok := t.journey.FixedAt(cause.Step); ok {
		return "fix"
	}
	if t.journey.Saved() {
		if way, ok := app.FixFor(t.journey.Subject().Name, cause); ok {
			return way.Does
		}
	}
	return ""
}

func (t *Test) causeKeys() []parts.Hint {
	var keys []parts.Hint
	_, page := t.Page()
	switch {
	case t.report.Ask != nil:
		keys = append(keys, parts.Hint{Key: keyTrail, Does: openWhat(*t.report.Ask)}, parts.Hint{Key: keyDecide, Does: "pick"})
	case page:
		keys = append(keys, parts.Hint{Key: keyTrail, Does: "open page"})
	}
	if t.report.Ask == nil && t.asked.Ask != nil {
		keys = append(keys, parts.Hint{Key: keyDecide, Does: "pick another"})
	}
	return keys
}
