package wizard

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	demo "suitekey/ui/app/practice"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// practice does what a person does by hand with a real account.
type practice struct {
	env  *Env
	walk *steps.Walk
	form *form.Form

	// By the ID of the certificate: whether it was uploaded, and whether the upload was
	// offered.
	uploaded, offered string
	listed            string // the ID that NetSuite lists for it
}

// take fills the focused field with the practice value, or does the upload in the
// administrator's place.
func (p *practice) take() wish.List {
	account := p.env.App.Practice()
	field, ok := p.form.Field()
	if account == nil || !ok {
		return nil
	}
	state := p.form.State()
	if field.Key == steps.KeyCertificateID {
		if id := state.Certificate.ID(); id != "" && id == p.uploaded {
			p.form.Fill(p.listed)
			return p.tellUpload()
		}
		return do(func() tea.Msg {
			id, err := account.Upload(state)
			return practisedMsg{of: p, key: field.Key, value: id, err: err}
		})
	}
	value, ok := account.Value(state, field.Key)
	if !ok {
		return wish.List{wish.Say("The current value is fine.")}
	}
	p.form.Fill(value)
	p.fillEmpty(account)
	return nil
}

// fillEmpty fills the empty fields of the step, because they are on the same page of
// NetSuite. A secret that only a public client lacks is there, too.
func (p *practice) fillEmpty(account *demo.Practice) {
	at, state := p.form.At(), p.form.State()
	for i, field := range p.form.Fields() {
		if value, ok := account.Value(state, field.Key); ok && p.form.Text(i) == "" && (!field.Optional || field.Kind == steps.Secret) {
			p.form.Focus(i)
			p.form.Fill(value)
		}
	}
	p.form.Focus(at)
}

// practisedMsg is the result of the upload in the practice account.
type practisedMsg struct {
	of         *practice
	key, value string
	err        error
}

func (p *practice) uploadedBy(msg practisedMsg) wish.List {
	field, ok := p.form.Field()
	switch {
	case msg.of != p:
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	case ok && field.Key == msg.key:
		p.uploaded, p.listed = p.walk.State().Certificate.ID(), msg.value
		p.form.Fill(msg.value)
		return p.tellUpload()
	}
	return nil
}

func (p *practice) tellUpload() wish.List {
	return wish.List{wish.Say(fmt.Sprintf("The practice administrator has uploaded the certificate; the list shows %s.", parts.Clamped(p.listed, 12)))}
}

// offersUpload reports whether the upload is missing and was not offered yet. Without the
// upload, the test would be refused for no visible reason.
func (p *practice) offersUpload(now phase) bool {
	id := p.walk.State().Certificate.ID()
	return p.uploads(now) && p.uploaded != id && p.offered != id
}

func (p *practice) offerUpload() wish.List {
	p.offered = p.walk.State().Certificate.ID()
	return wish.List{wish.Warn("Nobody has uploaded the certificate yet: " + parts.KeyPractice + " lets the practice administrator do it. enter continues without the upload.")}
}

// uploads reports whether this step needs the practice upload.
func (p *practice) uploads(now phase) bool {
	waiting, _ := p.walk.Waiting()
	return p.env.App.Demo() && len(p.walk.Flow().Steps) > 1 && now == asking && waiting.Kind == steps.WaitUpload
}
