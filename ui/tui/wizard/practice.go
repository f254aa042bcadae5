package wizard

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// practise fills the focused field with the practice value, or does the upload
// that an administrator would do.
func (w *Wizard) practise() wish.List {
	practice := w.env.App.Practice()
	field, ok := w.form.Field()
	if practice == nil || !ok {
		return nil
	}
	state := w.form.State()
	if field.Key == steps.KeyCertificateID {
		return do(func() tea.Msg {
			id, err := practice.Upload(state)
			return practisedMsg{wizard: w, key: field.Key, value: id, err: err}
		})
	}
	value, ok := practice.Value(state, field.Key)
	if !ok {
		return wish.List{wish.Say("The current value is fine.")}
	}
	w.form.Fill(value)
	w.scroll = -1
	return nil
}

// practisedMsg is what the practice account answered to the upload.
type practisedMsg struct {
	wizard     *Wizard
	key, value string
	err        error
}

func (w *Wizard) practised(msg practisedMsg) wish.List {
	field, ok := w.form.Field()
	switch {
	case msg.wizard != w:
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	case ok && field.Key == msg.key:
		w.uploaded, w.scroll = w.walk.State().Certificate.ID(), -1
		w.form.Fill(msg.value)
		return wish.List{wish.Say(fmt.Sprintf("The practice administrator has uploaded the certificate; the list shows %s.", parts.Clamped(msg.value, 12)))}
	}
	return nil
}

// offersUpload tells whether the practice upload has not been done and was not
// offered yet: the test would be refused, and nobody could know why.
func (w *Wizard) offersUpload() bool {
	id := w.walk.State().Certificate.ID()
	return w.uploads() && w.uploaded != id && w.offered != id
}

func (w *Wizard) offerUpload() wish.List {
	w.offered = w.walk.State().Certificate.ID()
	return wish.List{wish.Warn("Nobody has uploaded the certificate yet: " + parts.KeyPractice + " lets the practice administrator do it. enter goes on without.")}
}

// uploads tells whether the practice upload is to be done on this step.
func (w *Wizard) uploads() bool {
	return w.env.App.Demo() && w.Journey() && w.phase == asking && w.waitsForUpload()
}
