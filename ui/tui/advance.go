package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/steps"
)

// confirm makes what was typed the answers of the step.
func (w *wizard) confirm() {
	for i, f := range w.form.fields {
		text := w.form.text(i)
		if f.Kind != steps.Choice && f.Kind != steps.Multi {
			if _, typed := w.pending[f.Key]; !typed {
				continue
			}
		}
		w.walk.Set(f, text)
		delete(w.pending, f.Key)
	}
}

// forward is enter on the last field: the answers are checked, the work is
// done, the next step opens.
func (m *model) forward(w *wizard) tea.Cmd {
	w.confirm()
	problems := w.walk.Problems()
	for _, f := range w.form.fields {
		w.tried[f.Key] = true
	}
	if len(problems) == 0 {
		if m.offerUpload(w) {
			return nil
		}
		return m.start(w)
	}
	w.scroll = -1
	if field, ok := w.form.field(); ok && field.Later != "" && w.form.text(w.form.at) == field.Later && m.home != nil && m.app.Unlocked() {
		return m.keepAndBack()
	}
	if field, ok := w.form.field(); ok && problems[field.Key] != "" {
		return nil // the one under the cursor is as good as any
	}
	for i, f := range w.form.fields {
		if problems[f.Key] != "" {
			w.form.focus(i)
			break
		}
	}
	return nil
}

// start runs the step's work, or goes on where there is none.
func (m *model) start(w *wizard) tea.Cmd {
	work := w.walk.StartWork()
	if work == nil {
		return m.next(w)
	}
	return m.run(w, "Working", func(ctx context.Context, report func(steps.Progress)) (steps.State, error) { return work(ctx, report) })
}

func (m *model) run(w *wizard, doing string, work workFunc) tea.Cmd {
	w.problem, w.problemKey, w.checks, w.scroll = "", "", nil, -1
	w.phase = working
	var cmd tea.Cmd
	w.job, cmd = m.begin(doing, work)
	if w.testing() {
		w.job.checks = diagnose.Plan(w.subject()) // stages stand in their places before they run
	}
	return cmd
}

func (m *model) next(w *wizard) tea.Cmd {
	if err := w.walk.Next(); err != nil {
		w.phase = asking
		return nil
	}
	w.skipMended()
	return m.open(w)
}

// finished is the end of the step's work. Who wanted to leave meanwhile leaves
// now, unless it failed.
func (m *model) finished(w *wizard, msg finishedMsg) tea.Cmd {
	cmd := m.took(w, msg)
	switch {
	case !m.leaves || m.quits:
	case m.err != nil: // by a signal
		m.saveShown()
		return m.quit()
	case msg.err == nil:
		return m.cancel()
	}
	m.leaves = false
	return cmd
}

func (m *model) took(w *wizard, msg finishedMsg) tea.Cmd {
	w.checks, w.job, w.scroll = w.job.checks, nil, -1
	if w.silent && msg.err == nil {
		return w.done(m, w)
	}
	if msg.err != nil && !errors.Is(msg.err, errAsk) {
		w.dropQueue()
	}
	defer m.replay(w)
	if !w.silent {
		w.walk.Finish(msg.state)
	}
	w.silent = false
	m.build(w) // the work may have found defaults
	if msg.err == nil {
		if show := w.walk.Step().Show; show != nil && len(show(w.walk.State())) > 0 {
			w.phase = showing
			return nil
		}
		return m.next(w)
	}
	w.phase = asking
	m.failed(w, msg.err)
	return nil
}

// failed puts an error where it belongs: to its field, to the causes of a test,
// or below the step.
func (m *model) failed(w *wizard, err error) {
	var lost *steps.TestFailed
	var field *steps.FieldError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errAsk):
	case errors.As(err, &lost):
		w.phase, w.report, w.asked, w.picked = testLost, lost.Report, lost.Report, 0
		if len(lost.Report.Checks) > 0 {
			w.checks = lost.Report.Checks
		}
	case errors.As(err, &field):
		w.blame(field.Key, err)
	case errors.Is(err, account.ErrNoAccount):
		w.blame(steps.KeyAccount, err)
	default:
		w.problem = steps.Sentence(err)
	}
}

// blame puts an error under the field that is its cause, and the cursor there.
func (w *wizard) blame(key string, err error) {
	w.problem, w.problemKey = steps.Sentence(err), key
	w.form.focusOn(key)
}

// stop cancels the work that runs. What it still sends is dropped.
func (w *wizard) stop() {
	if w.job != nil {
		w.job.cancel()
		w.job = nil
	}
	w.dropQueue()
	w.phase, w.silent = asking, false
}

// backward is esc.
func (m *model) backward(w *wizard) tea.Cmd {
	switch {
	case w.holds():
		m.say("This is done in a moment and cannot be cancelled.")
		return nil
	case w.phase == working:
		w.stop()
		m.say("Cancelled. Nothing was lost.")
		return nil
	case w.phase == showing && w.journey() && w.walk.Closing():
		m.say(w.whyClosed())
		return nil
	case w.phase != asking:
		w.phase = asking
		if len(w.walk.Fields()) > 0 {
			return nil
		}
	}
	if w.stepBack() {
		w.problem, w.problemKey, w.phase, w.link, w.scroll = "", "", asking, 0, -1
		m.build(w)
		return nil
	}
	switch {
	case w.walk.CanBack() || w.back == nil:
		return nil
	case w.closed():
		m.say(w.whyClosed())
		return nil
	}
	return w.back(m, w)
}

// closed tells whether the way back was closed by a step that cannot be undone.
func (w *wizard) closed() bool {
	_, at := w.walk.Progress()
	return at > 1 && w.journey() && !w.walk.CanBack()
}

// whyClosed says why there is no way back.
func (w *wizard) whyClosed() string {
	if w.walk.CanPutAside() {
		return "What was saved of the other connections stays: there is no way back to them. " + keyLater + " leaves this one for later; " + keyLeave + " keeps all for another day."
	}
	return "There is no way back from here: what came before is saved, and stays. " + keyLeave + " keeps this journey; it goes on here at any time."
}

// stepBack goes to the step before that asks something: going on from there
// does the work of the ones between again.
func (w *wizard) stepBack() bool {
	ahead := *w.walk
	for ahead.Back() {
		if len(ahead.Fields()) > 0 || ahead.Step().Do != nil || ahead.Step().Tests {
			for w.walk.Step().Name != ahead.Step().Name && w.walk.Back() {
			}
			return true
		}
	}
	return false
}
