package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/wish"
)

// AtStake tells whether something of the journey would be lost with it.
func (w *Wizard) AtStake() bool {
	return w.Journey() && !w.walk.Ended() && !w.Finished() && (w.form.Unconfirmed() || !w.blank())
}

// Losable tells whether the journey holds anything that took effort.
func (w *Wizard) Losable() bool {
	if w.walk.Ended() || w.AboutSaved() && !w.form.Unconfirmed() && w.untouched() {
		return false
	}
	return w.Journey() && !w.Finished()
}

// AboutSaved tells whether the journey is about connections in the vault.
func (w *Wizard) AboutSaved() bool { return w.walk.Flow().AboutSaved }

// Untouched tells whether the journey can be left without a question.
func (w *Wizard) Untouched() bool { return !w.form.Unconfirmed() && w.untouched() }

// untouched tells whether a journey has nothing yet that could be lost.
func (w *Wizard) untouched() bool {
	switch {
	case w.draft != "" || w.env.App.Drafts().Kept(w.walk) != "":
		return false
	case w.AboutSaved(): // before its first draft there are only answers to choose from
		_, at := w.walk.Progress()
		return at <= 1
	}
	return w.blank()
}

// blank tells whether the journey holds nothing yet: no answer, valid or not,
// and no key.
func (w *Wizard) blank() bool {
	state := w.walk.State()
	for _, step := range w.walk.Flow().Steps {
		for _, f := range step.Fields {
			if text, answered := state.Answer(f.Key); answered && text != "" || !state.Secret(f.Key).IsEmpty() {
				return false
			}
		}
	}
	return state.Key.IsZero() && state.Certificate.IsZero()
}

// KeptAhead tells whether the draft in the vault is further than the screen: it
// says already that the step is done whose outcome is shown.
func (w *Wizard) KeptAhead() bool {
	return w.AboutSaved() && w.phase == showing && w.env.App.Drafts().Kept(w.walk) != ""
}

// KeepTyped makes answers of what was typed and not confirmed.
func (w *Wizard) KeepTyped() { w.form.KeepTyped() }

// keptMsg says that a journey was kept although nobody asked for it.
type keptMsg struct {
	wizard *Wizard
	name   string
	err    error
}

// keepWaiting keeps the journey where it comes to a step at which somebody acts
// in NetSuite: that can take days, and the key pair is made by then.
func (w *Wizard) keepWaiting() wish.List {
	if !w.Journey() || !w.waits() || !w.env.App.Unlocked() {
		return nil
	}
	if w.AboutSaved() { // it was kept after the step before
		w.draft = w.env.App.Drafts().Kept(w.walk)
		return nil
	}
	name, keep, err := w.env.App.Drafts().Keeper(w.walk)
	return do(func() tea.Msg {
		if err == nil {
			err = keep()
		}
		return keptMsg{w, name, err}
	})
}

func (w *Wizard) wasKept(msg keptMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	w.draft = msg.name
	return nil
}

// keptBackMsg says that a journey was kept, and the list is wanted.
type keptBackMsg struct {
	wizard *Wizard
	err    error
}

// KeepBack keeps the journey and goes to the list of connections.
func (w *Wizard) KeepBack() wish.List {
	if w.KeptAhead() {
		return w.keptBack(keptBackMsg{})
	}
	w.Stop()
	w.form.KeepTyped()
	_, keep, err := w.env.App.Drafts().Keeper(w.walk)
	return do(func() tea.Msg {
		if err == nil {
			err = keep()
		}
		return keptBackMsg{w, err}
	})
}

func (w *Wizard) keptBack(msg keptBackMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	return wish.List{wish.Home{}, wish.Reload{}, wish.Say("Kept as an encrypted draft. The draft is in the list.")}
}

// draftRemovedMsg says that a draft is gone.
type draftRemovedMsg struct {
	wizard *Wizard
	err    error
}

// Discard throws the journey away, with the draft that it was taken up from.
func (w *Wizard) Discard() wish.List {
	w.Stop()
	name := w.draft
	if name == "" {
		name = w.env.App.Drafts().Kept(w.walk)
	}
	if name == "" {
		return w.discarded()
	}
	remove := w.env.App.Drafts().Remove
	return do(func() tea.Msg { return draftRemovedMsg{w, remove(name)} })
}

func (w *Wizard) draftRemoved(msg draftRemovedMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Leave{Err: msg.err}}
	}
	return w.discarded()
}

// discarded leaves a journey that was thrown away: one about a saved connection
// for the list that it was begun from.
func (w *Wizard) discarded() wish.List {
	if !w.env.Home || !w.AboutSaved() {
		return wish.List{wish.Cancel{}}
	}
	return wish.List{wish.Close{}, wish.Reload{}, wish.Say("The draft was discarded.")}
}
