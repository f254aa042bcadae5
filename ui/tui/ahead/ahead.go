// Package ahead keeps what a person types before the screen for the text is open.
package ahead

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
)

// Input is text, keys and pastes in order, for the first text field of the screen that opens
// next. The zero Input is empty.
type Input struct {
	list  []piece
	ended bool
}

type piece struct {
	key   tea.KeyPressMsg
	paste secret.Secret
}

// full limits the input. A person does not type more.
const full = 4096

// Key keeps a key that edits text. It drops enter, because nobody can confirm an unseen
// screen. Input after enter was meant for another field, so enter ends the input.
func (in *Input) Key(msg tea.KeyPressMsg) {
	switch {
	case msg.String() == "enter":
		in.ended = len(in.list) > 0
	case in.ended || len(in.list) >= full:
	case msg.Text != "", msg.String() == "backspace", msg.String() == "ctrl+u":
		in.list = append(in.list, piece{key: msg})
	}
}

// Paste keeps pasted text, which may be secret.
func (in *Input) Paste(text string) {
	if !in.ended && len(in.list) < full {
		in.list = append(in.list, piece{paste: secret.New(text)})
	}
}

// Empty reports whether there is no input.
func (in *Input) Empty() bool { return len(in.list) == 0 }

// Take returns the input as messages and empties it.
func (in *Input) Take() []tea.Msg {
	msgs := make([]tea.Msg, 0, len(in.list))
	for _, p := range in.list {
		if p.paste.IsEmpty() {
			msgs = append(msgs, p.key)
		} else {
			msgs = append(msgs, tea.PasteMsg{Content: p.paste.Reveal()})
		}
	}
	*in = Input{}
	return msgs
}
