package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/ui/tui/ahead"
	"suitekey/ui/tui/wish"
)

// replay enters the text that was typed while work was running into the first text field of
// the step that has opened by itself.
func (w *Wizard) replay() wish.List {
	if w.queue.Empty() || w.phase == working {
		return nil // more work follows before the next text field
	}
	if w.phase != asking {
		w.queue = ahead.Input{}
		return nil
	}
	msgs := w.queue.Take()
	var wishes wish.List
	w.form.Replay(func() {
		for _, msg := range msgs {
			switch msg := msg.(type) {
			case tea.PasteMsg:
				wishes = append(wishes, w.paste(msg.Content)...)
			case tea.KeyPressMsg:
				w.edit(msg)
			}
		}
	})
	return wishes
}
