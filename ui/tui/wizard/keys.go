package wizard

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
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
	if offset, ok := w.scrolled(name); ok {
		w.scroll = offset
		return nil
	}
	switch name {
	case "esc":
		if w.cardOpen() && !w.Holds() {
			w.card = false
			return nil
		}
		return w.backward()
	case parts.KeyOpen:
		return w.openPage()
	case parts.KeyCopy:
		return w.copyLink()
	case parts.KeyHandOff:
		return w.readPage()
	case parts.KeyCard:
		w.card = !w.card
		return nil
	case parts.KeyLater:
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
		w.queue(msg)
	}
	return nil
}

func (w *Wizard) scrolled(key string) (offset int, ok bool) {
	if key != "pgup" && key != "pgdown" {
		return 0, false
	}
	return w.env.Frame.Scrolled(w.View(), key)
}

// testWishes grants what the test wants of the journey; the rest goes up.
func (w *Wizard) testWishes(wishes wish.List) wish.List {
	var up wish.List
	for _, each := range wishes {
		switch wanted := each.(type) {
		case testscreen.Again:
			if wanted.Force {
				w.walk.ForceSignIn()
			}
			up = append(up, w.start()...)
		case testscreen.Fix:
			up = append(up, w.fix(wanted.Cause)...)
		default:
			up = append(up, each)
		}
	}
	return up
}

// askingKey is a key while the fields of a step are asked. Moving on happens
// here and at once, so that the key after it finds the right field.
func (w *Wizard) askingKey(msg tea.KeyPressMsg) wish.List {
	typing := w.form.Typing()
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
	case key == "tab" || typing && key == "down":
		w.form.Move(+1)
		w.scroll = -1
	case key == "shift+tab" || typing && key == "up":
		w.form.Move(-1)
		w.scroll = -1
	case key == parts.KeyPractice:
		return w.practise()
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
		w.card = false // it hides the field that is being typed into
	}
}

// paste takes a paste: at once, or into the step that opens after the work.
func (w *Wizard) paste(text string) wish.List {
	switch {
	case w.phase == working && w.test == nil:
		w.queuePaste(text)
		return nil
	case w.phase != asking:
		return form.NothingToPaste()
	}
	w.scroll = -1
	return w.form.Paste(text)
}

// links are the pages of NetSuite that can be opened now.
func (w *Wizard) links() []wish.Browse {
	if w.phase == lost {
		if page, ok := w.test.Page(); ok {
			return []wish.Browse{page}
		}
		return nil
	}
	var links []wish.Browse
	if step := w.walk.Step(); step.Do != nil && (w.phase == asking || w.phase == working) {
		for _, do := range step.Do(w.form.State()) {
			if do.URL != "" {
				links = append(links, wish.Browse{Menu: do.Menu, URL: do.URL})
			}
		}
	}
	return links
}

// current is the page whose turn it is: each use moves on to the next.
func (w *Wizard) current() (wish.Browse, bool) {
	links := w.links()
	if len(links) == 0 {
		return wish.Browse{}, false
	}
	return links[w.link%len(links)], true
}

func (w *Wizard) openPage() wish.List {
	page, ok := w.current()
	if !ok {
		return wish.List{wish.Say("There is no link here: follow the menu path.")}
	}
	w.link++
	return wish.List{page}
}

// copyLink copies the path of the certificate where one is to be uploaded,
// else the link.
func (w *Wizard) copyLink() wish.List {
	if path := w.certificatePath(); path != "" {
		return wish.List{wish.Copy{What: "the path of the certificate", Text: secret.New(path)}}
	}
	page, ok := w.current()
	if !ok {
		return wish.List{wish.Say("There is nothing to copy here.")}
	}
	w.link++
	return wish.List{wish.Copy{What: "the link", Text: secret.New(page.URL)}}
}

func (w *Wizard) certificatePath() string {
	if w.phase != asking {
		return ""
	}
	waiting, _ := w.walk.Waiting()
	return waiting.File(steps.FileCertificate)
}

// readPage shows what the administrator is given.
func (w *Wizard) readPage() wish.List {
	if w.certificatePath() == "" {
		return wish.List{wish.Say("There is no page for an administrator on this step.")}
	}
	state := w.walk.State()
	return wish.List{wish.ReadPage{Text: steps.HandOff(state), File: state.PageFile}}
}
