package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/steps"
)

// pasted takes a paste before huh sees it: huh would turn line breaks into
// blanks and keep what a browser copied along.
func (m *model) pasted(w *wizard, text string) {
	field, ok := w.form.field()
	if w.phase != asking || !ok || !w.form.typing() {
		m.say("There is nothing to paste into here.")
		return
	}
	if problem := steps.CheckPaste(text); problem != "" {
		m.warn(problem)
		return
	}
	if steps.PastedPEM(text) {
		m.pastedPEM(w, field, text)
		return
	}
	if m.pastedPage(w, text) {
		return
	}
	clean, notes := field.Repair(text)
	before, replaced := w.form.text(w.form.at), ""
	switch {
	case before == "":
		w.form.replace(w.form.at, clean)
	case w.untouched(field):
		w.form.replace(w.form.at, clean)
	case field.Kind <= steps.Secret && !field.Passphrase && len(before) >= wholeValue && len(clean) >= wholeValue:
		w.form.replace(w.form.at, clean)
		replaced = "it replaced what stood here"
	default:
		w.form.insert(clean)
	}
	m.typed(w)
	w.tried[field.Key] = true
	w.repairs[field.Key] = strings.TrimPrefix(repaired(notes)+"; "+replaced, "; ")
	if replaced == "" {
		w.repairs[field.Key] = repaired(notes)
	}
}

// repaired is the sentence about what a repair changed.
func repaired(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return "repaired: " + strings.Join(notes, ", ")
}

// wholeValue is the length from which a pasted text is a value rather than a
// part of one: pasting it over another means to replace that.
const wholeValue = 16

// untouched tells whether a field still holds its default.
func (w *wizard) untouched(f steps.Field) bool {
	_, typed := w.pending[f.Key]
	_, answered := w.walk.State().Answer(f.Key)
	return !typed && !answered && f.Kind != steps.Secret
}

// pastedPEM keeps a key or certificate out of sight, and out of fields that are
// for something else.
func (m *model) pastedPEM(w *wizard, field steps.Field, text string) {
	if field.Kind == steps.File {
		m.keepPEM(w, field, text)
		return
	}
	if finding := field.Examine(w.tentative().State(), text); finding.Problem != "" {
		m.warn(finding.Problem + " It was not put in.")
		return
	}
	m.warn("This is a key or certificate, and the field is for something else: it was not put in.")
}

// holdsPEM tells whether field i holds a PEM that was pasted.
func (w *wizard) holdsPEM(f steps.Field) bool {
	_, typed := w.pending[f.Key]
	return f.Kind == steps.File && !typed && !w.walk.State().Secret(f.Key).IsEmpty()
}

// setField gives field i a text, repaired.
func (m *model) setField(w *wizard, i int, text string) {
	f := w.form.fields[i]
	clean, notes := f.Repair(text)
	if clean != w.form.text(i) {
		w.form.replace(i, clean)
		w.pending[f.Key] = secret.New(clean)
		w.repairs[f.Key] = repaired(notes)
		m.refresh(w)
	}
}

// practise fills the focused field with the practice value, or does the upload
// that an administrator would do.
func (m *model) practise(w *wizard) tea.Cmd {
	practice := m.app.Practice()
	field, ok := w.form.field()
	if practice == nil || !ok {
		return nil
	}
	state := w.tentative().State()
	if field.Key == steps.KeyCertificateID {
		return func() tea.Msg {
			id, err := practice.Upload(state)
			return practisedMsg{key: field.Key, value: id, err: err}
		}
	}
	value, ok := practice.Value(state, field.Key)
	if !ok {
		m.say("What stands here will do.")
		return nil
	}
	m.fill(w, value)
	return nil
}

// practisedMsg is what the practice account answered to the upload.
type practisedMsg struct {
	key, value string
	err        error
}

func (m *model) practised(w *wizard, msg practisedMsg) {
	field, ok := w.form.field()
	switch {
	case msg.err != nil:
		m.warn(steps.Sentence(msg.err))
	case ok && field.Key == msg.key:
		w.uploaded = w.walk.State().Certificate.ID()
		m.fill(w, msg.value)
		m.say(fmt.Sprintf("The practice administrator has uploaded the certificate; the list shows %s.", clamped(msg.value, 12)))
	}
}

// offerUpload tells once that the practice upload has not been done: the test
// would be refused, and nobody could know why.
func (m *model) offerUpload(w *wizard) bool {
	id := w.walk.State().Certificate.ID()
	if !m.uploads(w) || w.uploaded == id || w.offered == id {
		return false
	}
	w.offered = id
	m.warn("Nobody has uploaded the certificate yet: " + keyPractice + " lets the practice administrator do it. enter goes on without.")
	return true
}

// uploads tells whether the practice upload is to be done on this step.
func (m *model) uploads(w *wizard) bool {
	waiting, _ := w.walk.Waiting()
	return m.app.Demo() && w.journey() && w.phase == asking && waiting.Kind == steps.WaitUpload
}

func (m *model) fill(w *wizard, value string) {
	w.form.replace(w.form.at, value)
	m.typed(w)
	w.tried[w.form.fields[w.form.at].Key] = true
}
