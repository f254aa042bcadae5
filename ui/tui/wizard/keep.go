package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/wish"
)

// AtStake reports whether leaving would lose something of the journey that a draft can keep.
func (w *Wizard) AtStake() bool {
	return w.Journey() && !w.passing && !w.walk.Ended() && !w.Finished() && (w.form.Unconfirmed() || !w.blank())
}

// Losable reports whether the journey contains anything that took effort.
func (w *Wizard) Losable() bool {
	if w.walk.Ended() || w.passing && !w.form.Unconfirmed() && w.blank() || w.AboutSaved() && !w.form.Unconfirmed() && w.untouched() {
		return false
	}
	return w.Journey() && !w.Finished()
}

// keeping keeps a journey as a draft.
type keeping struct {
	app     *app.App
	journey *steps.Walk
	answers *form.Form
	draft   string // name of the draft in the vault, or ""
	passing bool   // a few questions, which no draft keeps
}

// Keepable reports whether a draft can keep the journey.
func (k *keeping) Keepable() bool { return !k.passing }

// Draft returns the name of the draft that keeps the journey, or "".
func (k *keeping) Draft() string { return k.draft }

// AboutSaved reports whether the journey is about connections in the vault.
func (k *keeping) AboutSaved() bool { return k.journey.Flow().AboutSaved }

// Untouched reports whether the person can leave the journey without a question.
func (k *keeping) Untouched() bool { return !k.answers.Unconfirmed() && k.untouched() }

// untouched reports whether a journey contains nothing that could be lost.
func (k *keeping) untouched() bool {
	switch {
	case k.draft != "" || k.app.Drafts().Kept(k.journey) != "":
		return false
	case k.AboutSaved(): // before its first draft the journey has only choices
		_, at := k.journey.Progress()
		return at <= 1
	}
	return k.blank()
}

// blank reports whether the journey is empty: no answer, valid or not, and no key.
func (k *keeping) blank() bool {
	state := k.journey.State()
	for _, step := range k.journey.Flow().Steps {
		for _, f := range step.Fields {
			if text, answered := state.Answer(f.Key); answered && text != "" || !state.Secret(f.Key).IsEmpty() {
				return false
			}
		}
	}
	return state.Key.IsZero() && state.Certificate.IsZero()
}

// KeptAhead reports whether the draft in the vault is further than the screen: in the
// draft, the step whose result is shown is already done.
func (w *Wizard) KeptAhead() bool {
	return w.AboutSaved() && w.phase == showing && w.env.App.Drafts().Kept(w.walk) != ""
}

// KeepTyped stores typed but unconfirmed texts as answers.
func (k *keeping) KeepTyped() { k.answers.KeepTyped() }

// keptMsg says that a journey was kept automatically.
type keptMsg struct {
	of   *steps.Walk
	name string
	err  error
}

// keepWaiting keeps the journey when it reaches a step at which a person acts in NetSuite.
// That can take days, and the key pair already exists.
func (k *keeping) keepWaiting() wish.List {
	_, waits := k.journey.Waiting()
	if k.passing || !waits || !k.app.Unlocked() {
		return nil
	}
	if k.AboutSaved() { // it was kept after the previous step
		k.draft = k.app.Drafts().Kept(k.journey)
		return nil
	}
	name, keep, err := k.app.Drafts().Keeper(k.journey)
	return do(func() tea.Msg {
		if err == nil {
			err = keep()
		}
		return keptMsg{k.journey, name, err}
	})
}

func (k *keeping) wasKept(msg keptMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	k.draft = msg.name
	return nil
}

// keptBackMsg says that a journey was kept, and that the list should open.
type keptBackMsg struct {
	wizard *Wizard
	err    error
}

// KeepBack keeps the journey and opens the list of connections.
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

// draftRemovedMsg says that a draft was removed.
type draftRemovedMsg struct {
	wizard *Wizard
	stays  string // the name of a draft that another suitekey has changed, and that was not removed
	err    error
}

// Discard discards the journey and the draft from which it was resumed.
func (w *Wizard) Discard() wish.List {
	w.Stop()
	name := w.draft
	if name == "" {
		name = w.env.App.Drafts().Kept(w.walk)
	}
	if name == "" {
		return w.discarded("")
	}
	remove := w.env.App.Drafts().RemoveOwn
	return do(func() tea.Msg {
		stays, err := remove(name)
		if stays {
			return draftRemovedMsg{w, name, err}
		}
		return draftRemovedMsg{w, "", err}
	})
}

// discarded leaves a discarded journey. A journey about a saved connection returns to the
// list. stays names a draft that was not removed.
func (w *Wizard) discarded(stays string) wish.List {
	said := "Discarded."
	if stays != "" {
		said = "Discarded. The draft " + stays + " stays: another suitekey has changed the draft since."
	}
	switch {
	case w.env.Home && w.AboutSaved():
		return wish.List{wish.Home{}, wish.Reload{}, wish.Say(said)}
	case stays != "":
		return wish.List{wish.Summarize{said}, wish.Cancel{}}
	}
	return wish.List{wish.Cancel{}}
}
