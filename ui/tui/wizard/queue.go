package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/ui/tui/wish"
)

// queued is a key or a paste that arrived while work was running. It is text for the step
// that opens next by itself.
type queued struct {
	key   tea.KeyPressMsg
	paste secret.Secret
}

// queueFull limits the queue. A person does not type more.
const queueFull = 4096

// queue is the input that arrived while work was running.
type queue struct {
	list  []queued
	ended bool
}

// add keeps a key that edits text. It drops enter, because nobody can confirm an unseen
// step. Input after enter was meant for another field, so enter ends the queue.
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

// replay enters the queued text into the first text field of the open step.
func (w *Wizard) replay() wish.List {
	list := w.queue.list
	if len(list) == 0 || w.phase == working {
		return nil // more work follows before the next text field
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
