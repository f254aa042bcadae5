package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/testscreen"
	"suitekey/ui/tui/wish"
)

func (w *Wizard) key(msg tea.KeyPressMsg) wish.List {
	if w.test != nil {
		picked := w.test.Picked()
		wishes, done := w.test.Key(msg)
		if picked != w.test.Picked() {
			w.scroll, w.link = -1, 0
		}
		if done {
			return w.testWishes(wishes)
		}
	}
	name := msg.String()
	if wishes, done := (pages{w}).endKey(name); done {
		return wishes
	}
	switch name {
	case "pgup", "pgdown":
		w.scroll, _ = w.env.Frame.Scrolled(w.View(), name)
		return nil
	case "esc":
		if w.cardOpen() && !w.Holds() {
			w.card = false
			return nil
		}
		if w.phase == asking && w.form.ClearSearch() {
			return nil
		}
		return w.backward()
	case parts.KeyOpen:
		return pages{w}.openPage()
	case parts.KeyCopy:
		return pages{w}.copyLink()
	case parts.KeyReveal: // on a step without a secret, the same key opens the page
		if w.phase == asking && w.form.Reveal() {
			return nil
		}
		return pages{w}.readPage()
	case parts.KeyCard:
		w.card = !w.card
		return nil
	case parts.KeyLater: // the same key as KeyMake: no field of a batch takes a random value
		if wishes, made := makeAnswer(w); made {
			return wishes
		}
		return w.skip()
	}
	switch w.phase {
	case asking:
		return w.askingKey(msg)
	case showing:
		if name == "enter" {
			return w.next()
		}
	case working:
		w.queue.Key(msg)
	}
	return nil
}

// makeAnswer fills the focused field with a random value, if the field takes one.
func makeAnswer(w *Wizard) (wishes wish.List, made bool) {
	if w.phase != asking {
		return nil, false
	}
	made, err := form.Make(w.form)
	if err != nil {
		return wish.List{wish.Warn(steps.Sentence(err))}, true
	}
	if made {
		w.scroll = -1
	}
	return nil, made
}

// testWishes grants the wishes of the test to the journey, and passes the others up.
func (w *Wizard) testWishes(wishes wish.List) wish.List {
	var up wish.List
	for _, each := range wishes {
		switch wanted := each.(type) {
		case testscreen.Again:
			if wanted.Force {
				w.walk.ForceSignIn()
			}
			up = append(up, w.start()...)
		case testscreen.Recalled:
			up = append(up, w.recall()...)
		case testscreen.Swap:
			up = append(up, w.swap()...)
		case testscreen.Fix:
			up = append(up, w.fix(wanted.Cause)...)
		default:
			up = append(up, each)
		}
	}
	return up
}

// askingKey handles a key while the step's fields are asked. It moves the focus at once, so
// that the next key reaches the right field.
func (w *Wizard) askingKey(msg tea.KeyPressMsg) wish.List {
	typing := w.form.TakesText()
	switch key := msg.String(); {
	case key == "enter":
		w.scroll = -1
		if !w.form.Enter() {
			return nil
		}
		if _, asks := w.form.Field(); !asks {
			return w.start()
		}
		return w.forward()
	case key == "tab" || key == "down" && (typing || w.form.OnSetting()):
		w.form.Move(+1)
		w.scroll = -1
	case key == "shift+tab" || key == "up" && (typing || w.form.OnSetting()):
		w.form.Move(-1)
		w.scroll = -1
	case key == parts.KeyPractice:
		w.scroll = -1
		return w.practice.take()
	case key == parts.KeyPaste && typing:
		return wish.List{wish.ReadClipboard{}}
	case len(w.form.Fields()) > 0:
		w.edit(msg)
	}
	return nil
}

func (w *Wizard) edit(msg tea.KeyPressMsg) {
	w.form.Press(msg)
	w.scroll = -1
	if w.card && len(w.View().Body.Lines) > w.env.Frame.BodyHeight() {
		w.card = false // the card covers the field with the cursor
	}
}

// paste handles a paste now, or in the step that opens after the running work.
func (w *Wizard) paste(text string) wish.List {
	switch {
	case w.phase == working && w.test == nil:
		w.queue.Paste(text)
		return nil
	case w.phase != asking:
		return form.NothingToPaste()
	}
	w.scroll = -1
	return w.form.Paste(text)
}
