package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/wish"
)

// skippedMsg is a journey that has moved on to the next of its connections.
type skippedMsg struct {
	wizard  *Wizard
	walk    steps.Walk
	skipped string // the connection that was skipped
	err     error
}

// skip skips the present connection and moves on to the next.
func (w *Wizard) skip() wish.List {
	if !w.walk.CanSkip() || w.phase == working || w.phase == showing {
		return nil
	}
	skipped := w.walk.State().Item.Name
	ahead := *w.walk
	return do(func() tea.Msg {
		err := ahead.Skip()
		return skippedMsg{w, ahead, skipped, err}
	})
}

func (w *Wizard) skipped(msg skippedMsg) wish.List {
	switch {
	case w.phase == working:
		return nil
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	}
	*w.walk = msg.walk
	w.form.Forget()
	return append(w.open(), wish.Say(msg.skipped+" is skipped. Its saved values are unchanged."))
}
