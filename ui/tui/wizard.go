package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
)

// phase is what a wizard does with its open step.
type phase int

const (
	asking   phase = iota // the fields
	working               // the step's work runs
	showing               // what the work found
	testLost              // a connection test that failed: causes and what mends them
)

// wizard walks one flow on the screen. Unlocking the vault, a test from home or
// removing a connection are flows of one step and run in the same way.
type wizard struct {
	walk  *steps.Walk
	phase phase
	form  *form
	job   *job

	// pending is what stands in the fields and was not confirmed by enter yet:
	// going back keeps it, and an answer that a key was made from is not dropped
	// just because the cursor passed over another one.
	pending map[string]secret.Secret
	tried   map[string]bool   // left once, or refused: its problem is shown as one
	repairs map[string]string // what a paste had to be repaired of

	problem    string // why the step's work failed, a sentence
	problemKey string // the field that is the cause, if one is

	checks []diagnose.Check // the last run of a connection test
	report diagnose.Report  // of a failed test, exact once a person has decided
	asked  diagnose.Report  // the same before that
	picked int              // the cause under the cursor
	picker *chooser         // what may stand in the audit trail, where that is asked
	saved  *profile.Profile // the connection, where a saved one is tested

	queued     []queued // typed while work was running
	queueEnded bool

	link   int    // the instruction whose page ctrl+o opens
	scroll int    // -1: follow the focus
	silent bool   // the work that runs is not the step's own: success ends the wizard
	draft  string // name of the draft that the journey was taken up from

	mending *mending // on the way back to a test that failed

	// In practice, by the ID of the certificate: whether it was uploaded, and
	// whether that was offered.
	uploaded, offered string

	done func(*model, *wizard) tea.Cmd // after the last step
	back func(*model, *wizard) tea.Cmd // esc on the first step; nil: it stays
}

func newWizard(walk *steps.Walk) *wizard {
	return &wizard{
		walk: walk, scroll: -1,
		pending: map[string]secret.Secret{}, tried: map[string]bool{}, repairs: map[string]string{},
	}
}

// open shows the step that the walk is at now. It is the one place where a
// form is made. A step without questions starts its work at once.
func (m *model) open(w *wizard) tea.Cmd {
	w.phase, w.problem, w.problemKey, w.link, w.scroll, w.picked = asking, "", "", 0, -1, 0
	w.checks, w.picker = nil, nil
	m.build(w)
	if w.walk.Ended() {
		return w.done(m, w)
	}
	if len(w.walk.Fields()) == 0 && w.walk.Step().Work != nil && !m.explains(w) {
		return m.start(w)
	}
	return m.keepWaitingCmd(w)
}

// holds tells whether work runs that cannot be cancelled: what it writes would
// be there or not, and nobody could tell.
func (w *wizard) holds() bool { return w.phase == working && !w.silent && w.walk.Closing() }

// waits reports whether somebody has to act outside of suitekey first.
func (w *wizard) waits() bool {
	_, waits := w.walk.Waiting()
	return waits
}

// finished tells whether the last step shows what came of the journey. Steps
// after which there is no way back may come before it.
func (w *wizard) finished() bool {
	return w.phase == showing && w.walk.Closing() && w.walk.Last()
}

// explains tells whether a step without questions has to be read before its
// work begins: the connection test costs a sign-in.
func (m *model) explains(w *wizard) bool {
	return w.testing() && w.journey()
}

// build makes the form of the open step, at the present width, with what was
// typed into it. The focus stays.
func (m *model) build(w *wizard) {
	at := 0
	if w.form != nil && len(w.form.fields) > 0 && len(w.walk.Fields()) > w.form.at && w.walk.Fields()[w.form.at].Key == w.form.fields[w.form.at].Key {
		at = w.form.at
	}
	now := w.tentative()
	fields := now.Fields()
	texts := make([]secret.Secret, 0, len(fields))
	for _, f := range fields {
		texts = append(texts, w.text(now, f))
	}
	w.form = newForm(m.theme, w.page(now.State()).Title, fields, now.State(), texts, m.bodyWidth(m.hasStepper(w)))
	if len(fields) > 0 {
		w.form.focus(at)
	}
}

// journey tells a wizard of many steps from a question of one.
func (w *wizard) journey() bool { return len(w.walk.Flow().Steps) > 1 }

// hasStepper tells whether the list of steps stands at the left. The stages of
// a test need the room.
func (m *model) hasStepper(w *wizard) bool {
	return w.journey() && (w.phase == asking || !w.testing())
}

// text is what stands in a field: what was typed last, else the answer.
func (w *wizard) text(now *steps.Walk, f steps.Field) secret.Secret {
	if typed, ok := w.pending[f.Key]; ok {
		return typed
	}
	return secret.New(now.Text(f))
}

// tentative is the walk as it would be if everything typed were confirmed.
func (w *wizard) tentative() *steps.Walk {
	now := *w.walk
	for _, f := range now.Step().Fields {
		if typed, ok := w.pending[f.Key]; ok {
			now.Set(f, typed.Reveal())
		}
	}
	return &now
}

// typed takes over what the focused field holds after a key.
func (m *model) typed(w *wizard) {
	field, ok := w.form.field()
	if !ok {
		return
	}
	text := w.form.text(w.form.at)
	if before, known := w.pending[field.Key]; known && before.Reveal() == text {
		return
	}
	if _, known := w.pending[field.Key]; !known && w.walk.Text(field) == text {
		return
	}
	w.pending[field.Key] = secret.New(text)
	delete(w.repairs, field.Key)
	delete(w.tried, field.Key)
	w.scroll = -1
	if w.problemKey == field.Key || w.problemKey == "" {
		w.problem, w.problemKey = "", ""
	}
	m.refresh(w)
}

// refresh rebuilds the form when an answer changed which fields there are, or
// a default that follows from it.
func (m *model) refresh(w *wizard) {
	now := w.tentative()
	fields := now.Fields()
	same := len(fields) == len(w.form.fields)
	for i := 0; same && i < len(fields); i++ {
		same = fields[i].Key == w.form.fields[i].Key
	}
	if !same {
		m.build(w)
		return
	}
	for i, f := range fields {
		if i != w.form.at && w.form.text(i) != w.text(now, f).Reveal() && f.Kind != steps.Multi {
			w.form.replace(i, w.text(now, f).Reveal())
		}
	}
}

// leaveField repairs what was typed into the focused field, as a paste would
// be, before the focus moves on.
func (m *model) leaveField(w *wizard) {
	field, ok := w.form.field()
	if !ok {
		return
	}
	text := w.form.text(w.form.at)
	w.tried[field.Key] = text != ""
	if !w.form.typing() {
		return
	}
	if field.Kind == steps.File && steps.PastedPEM(text) {
		m.keepPEM(w, field, text)
		return
	}
	m.setField(w, w.form.at, text)
}
