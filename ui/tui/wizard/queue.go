package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/ui/tui/wish"
)

// queued is a key or a paste that came while work was running. It is text for
// the step that opens next by itself.
type queued struct {
	key   tea.KeyPressMsg
	paste secret.Secret
}

// queueFull bounds what is kept; more was not typed by a person.
const queueFull = 4096

// queue is what came while work was running.
type queue struct {
	list  []queued
	ended bool
}

// add keeps a key that edits text. enter is not kept: nobody confirms what was not
// seen yet. What follows it was meant for another field, and ends the queue.
func (q *queue) add(msg tea.KeyPressMsg) {
	switch {
	case msg.String() == "enter":
		q.ended = len(q.list) > 0
	case q.ended || len(q.list) >= queueFull:
	case msg.Text != "", msg.String() == "backspace", msg.String() == "ctrl+u":
		q.list = append(q.list, queued{key: msg})
	}
}

func (q *queue) addPaste(text string) {
	if !q.ended && len(q.list) < queueFull {
		q.list = append(q.list, queued{paste: secret.New(text)})
	}
}

// replay puts what was typed ahead into the first text field of the open step.
func (w *Wizard) replay() wish.List {
	list := w.queue.list
	if len(list) == 0 || w.phase == working {
		return nil // more work: the step to type into comes later
	}
	w.queue = queue{}
	if w.phase != asking {
		return nil
	}
	var wishes wish.List
	w.form.Replay(func() {
		for _, q := range list {
			if q.paste.IsEmpty() {
				w.edit(q.key)
			} else {
				wishes = append(wishes, w.paste(q.paste.Reveal())...)
			}
		}
	})
	return wishes
}
