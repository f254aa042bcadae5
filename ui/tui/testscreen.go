package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/doctor"
)

// Keys of the test screen.
const (
	keyAgain  = "r"
	keyTrail  = "o"
	keyDecide = "p"
	keyReport = "w"
	keyForce  = "s"
	keyFault  = "f" // in practice
)

// test runs the connection test of a saved connection on the screen.
func (m *model) test(p profile.Profile) tea.Cmd {
	a, name := m.app, p.Name
	w := m.oneStep("test "+name, steps.Step{
		Name: "test", Title: "Test", Tests: true, Doc: text("Connection test of "+name, "", "The test signs in and reads; it changes nothing."),
		Work: func(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			return testSaved(ctx, a, name, s, report)
		},
		Show: func(steps.State) []string { return []string{"The connection works."} },
	}, steps.NewState(steps.Facts{Now: m.now()}).With(steps.KeyAccount, p.Account.Realm()))
	w.saved = &p
	reload := func(m *model, _ *wizard) tea.Cmd { return tea.Batch(m.pop(), m.loadHomeCmd()) }
	w.done, w.back = reload, reload
	return m.push(w)
}

func testSaved(ctx context.Context, a *app.App, name string, s steps.State, report func(steps.Progress)) (steps.State, error) {
	run := a.Access().Test
	if s.Force {
		run = a.Access().TestForced
	}
	result, err := run(ctx, name, func(c diagnose.Check) { report(steps.Progress{Check: &c}) })
	s.Report, s.Force = result, false
	if err != nil {
		return s, err
	}
	refused, err := a.Access().Refusals(name)
	if err != nil {
		return s, err
	}
	s.Refusals = slices.Repeat([]time.Time{a.Now()}, refused) // when it was does not matter: all of them count
	if !result.OK {
		return s, &steps.TestFailed{Report: result}
	}
	return s, nil
}

// testing tells whether a connection test is open.
func (w *wizard) testing() bool { return w.walk.Step().Tests }

// subject is the connection that is tested.
func (w *wizard) subject() profile.Profile {
	if w.saved != nil {
		p := *w.saved
		p.Refusals = w.walk.State().Refusals
		return p
	}
	return w.walk.State().Profile()
}

// refusals counts the refused sign-ins on the way to a lock.
func (m *model) refusals(w *wizard) int { return lockout.Recent(w.subject().Refusals, m.now()) }

// locking tells whether the next refusal locks the user. The test does not sign
// in then, unless somebody insists.
func (m *model) locking(w *wizard) bool { return m.refusals(w) >= lockout.Lock-1 }

// testKey is a key of the test screen, whatever the test has come to. The
// others are left to the wizard.
func (m *model) testKey(w *wizard, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if w.picker != nil {
		return m.pickerKey(w, msg), true
	}
	switch key := msg.String(); {
	case w.phase == working:
		return nil, false
	case key == keyFault && m.app.Demo():
		m.openFaults(w)
	case key == keyForce && m.locking(w):
		w.walk.ForceSignIn()
		return m.start(w), true
	case w.phase == asking:
		return nil, false
	case key == keyAgain:
		return m.start(w), true
	case key == keyReport:
		return m.saveReportCmd(w), true
	case w.phase != testLost:
		return nil, false
	default:
		return m.lostKey(w, key)
	}
	return nil, true
}

// lostKey is a key while the causes of a failed test are shown.
func (m *model) lostKey(w *wizard, key string) (tea.Cmd, bool) {
	causes := w.report.Causes
	switch {
	case key == "up" || key == "k":
		w.picked, w.scroll, w.link = max(w.picked-1, 0), -1, 0
	case key == "down" || key == "j":
		w.picked, w.scroll, w.link = min(w.picked+1, max(len(causes)-1, 0)), -1, 0
	case key == keyDecide && w.asked.Ask != nil:
		w.picker = newPicker(*w.asked.Ask, w.report.Decided)
	case key == keyTrail && w.report.Ask != nil:
		return m.openTrail(w), true
	case key == keyTrail:
		return m.openPage(w), true
	case key == "enter":
		return m.mend(w), true
	default:
		return nil, false
	}
	return nil, true
}

// mend leads to the answer that mends the cause under the cursor.
func (m *model) mend(w *wizard) tea.Cmd {
	if w.picked >= len(w.report.Causes) {
		m.say("r runs the test again.")
		return nil
	}
	cause := w.report.Causes[w.picked]
	if w.toMend(cause.Step) {
		cmd := m.open(w)
		w.form.focusOn(cause.Field)
		m.say("Mend it here; enter leads back to the test.")
		return cmd
	}
	way, ok := app.FixFor(w.subject().Name, cause)
	switch {
	case ok && w.saved != nil:
		return tea.Batch(m.pop(), m.openJourneyCmd(way.Verb, way.Given))
	case ok && w.walk.Flow().AboutSaved:
		m.say("This journey does not ask for it: " + way.Command(w.subject().Name) + " mends it afterwards.")
	default:
		m.say("This is mended in NetSuite or on this computer, not in suitekey. r runs the test again.")
	}
	return nil
}

// openTrail opens the page on which the question is answered.
func (m *model) openTrail(w *wizard) tea.Cmd {
	ask := w.asked.Ask
	if ask == nil {
		return nil
	}
	if ask.URL == "" {
		m.say("Open it there: " + ask.Menu)
		return nil
	}
	open := m.app.OpenBrowser
	l := link{ask.Menu, ask.URL}
	return func() tea.Msg { return openedMsg{l, open(l.url)} }
}

// reportSavedMsg says where a report was written.
type reportSavedMsg struct {
	path string
	err  error
}

// saveReportCmd writes the evidence of the test to a file that can be given
// away.
func (m *model) saveReportCmd(w *wizard) tea.Cmd {
	ctx, a, r := m.ctx, m.app, w.walk.State().Report
	if w.phase == testLost {
		r = w.report
	}
	terminal := doctor.Terminal{In: true, Out: true, Err: true, Columns: m.width, Rows: m.height}
	m.say("Writing the report.")
	return func() tea.Msg {
		path, err := a.Doctor().SaveReport(ctx, terminal, r)
		return reportSavedMsg{path, err}
	}
}

func (m *model) reportSaved(msg reportSavedMsg) {
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err))
		return
	}
	m.say("The report is in " + msg.path + "; there is no secret in it.")
}

// testKeys are the keys of a test that has ended.
func (m *model) testKeys(w *wizard) []hint {
	var keys []hint
	if m.locking(w) {
		keys = append(keys, hint{keyForce, "sign in anyway"})
	}
	switch {
	case w.phase == showing:
		keys = append([]hint{{"enter", "go on"}}, keys...)
	case m.canMend(w):
		keys = append(keys, hint{"enter", "mend"})
	case w.saved != nil && w.picked < len(w.report.Causes):
		if way, ok := app.FixFor(w.saved.Name, w.report.Causes[w.picked]); ok {
			keys = append(keys, hint{"enter", way.Does})
		}
	}
	if w.phase == testLost {
		keys = append(keys, m.causeKeys(w)...)
	}
	keys = append(keys, hint{keyAgain, "run again"})
	if w.phase == testLost && w.walk.CanPutAside() {
		keys = append(keys, hint{keyLater, "later"})
	}
	if m.app.Demo() {
		keys = append(keys, hint{keyFault, "fault"})
	}
	keys = append(keys, hint{keyReport, "report"})
	if w.phase == testLost && len(w.report.Causes) > 1 {
		keys = append(keys, hint{signUp + signDown, "causes"})
	}
	return append(m.backHint(w, keys), hint{"?", "keys"})
}

func (m *model) causeKeys(w *wizard) []hint {
	var keys []hint
	switch {
	case w.report.Ask != nil:
		keys = append(keys, hint{keyTrail, openWhat(*w.report.Ask)}, hint{keyDecide, "pick"})
	case len(w.links()) > 0:
		keys = append(keys, hint{keyTrail, "open page"})
	}
	if w.report.Ask == nil && w.asked.Ask != nil {
		keys = append(keys, hint{keyDecide, "pick another"})
	}
	return keys
}

// canMend tells whether the cause under the cursor is mended on a step that was
// visited.
func (m *model) canMend(w *wizard) bool {
	if w.picked >= len(w.report.Causes) {
		return false
	}
	ahead := *w.walk
	return ahead.GoTo(w.report.Causes[w.picked].Step)
}
