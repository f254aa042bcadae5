package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
)

// wizardKey gives a key to the wizard on top.
func (m *model) wizardKey(w *wizard, msg tea.KeyPressMsg) tea.Cmd {
	if w.testing() {
		if cmd, done := m.testKey(w, msg); done {
			return cmd
		}
	}
	if m.scrolled(&w.scroll, msg) {
		return nil
	}
	switch msg.String() {
	case "esc":
		if m.cardOpen(w) && !w.holds() {
			m.card = false
			return nil
		}
		return m.backward(w)
	case keyOpen:
		return m.openPage(w)
	case keyCopy:
		return m.copyLink(w)
	case keyHandOff:
		m.readPage(w)
		return nil
	case keyCard:
		m.card = !m.card
		return nil
	case keyLater:
		return m.later(w)
	}
	switch w.phase {
	case asking:
		return m.askingKey(w, msg)
	case showing:
		if msg.String() == "enter" {
			return m.next(w)
		}
	case working:
		w.queue(msg)
	}
	return nil
}

// askingKey is a key while the fields of a step are asked. Moving on happens
// here and at once, so that the key after it finds the right field.
func (m *model) askingKey(w *wizard, msg tea.KeyPressMsg) tea.Cmd {
	typing := w.form.typing()
	switch key := msg.String(); {
	case key == "enter":
		return m.enter(w)
	case key == "tab" || typing && key == "down":
		m.move(w, +1)
	case key == "shift+tab" || typing && key == "up":
		m.move(w, -1)
	case key == keyPractice:
		return m.practise(w)
	case key == keyPaste && typing:
		return m.readClipboardCmd()
	case len(w.form.fields) > 0:
		m.edit(w, msg)
	}
	return nil
}

func (m *model) move(w *wizard, by int) {
	if len(w.form.fields) == 0 {
		return
	}
	m.leaveField(w)
	w.form.focus(w.form.at + by)
	w.scroll = -1
}

func (m *model) edit(w *wizard, msg tea.KeyPressMsg) {
	if field, _ := w.form.field(); w.holdsPEM(field) {
		if msg.Text == "" && msg.String() != "backspace" && msg.String() != "delete" {
			return
		}
		w.form.replace(w.form.at, "") // what was pasted cannot be edited, only replaced
	}
	w.form.press(msg)
	m.typed(w)
	if m.card && len(m.page().body.lines) > m.bodyHeight() {
		m.card = false // it hides the field that is being typed into
	}
}

func (m *model) enter(w *wizard) tea.Cmd {
	field, ok := w.form.field()
	if !ok {
		return m.start(w)
	}
	text := w.form.text(w.form.at)
	if field.Kind == steps.File && steps.PastedPEM(text) && !wholePEM(text) {
		w.form.insert("\n") // a PEM that arrives key by key: its lines do not end the field
		m.typed(w)
		return nil
	}
	again := w.problem != "" && w.shownAtCursor() // refused: once more, unchanged
	m.leaveField(w)
	if !w.form.last() && !again {
		if m.keepChoice(w); w.tentative().Problems()[field.Key] != "" {
			w.tried[field.Key] = true
			return nil
		}
		w.form.focus(w.form.at + 1)
		w.scroll = -1
		return nil
	}
	return m.forward(w)
}

// wholePEM tells whether the last line of a PEM is there. Without BEGIN and END
// lines an empty line ends it.
func wholePEM(text string) bool {
	return m2m.IsWhole(text) || !strings.Contains(text, "-----BEGIN") && strings.HasSuffix(text, "\n")
}

// keepChoice remembers a choice that was confirmed by enter, although other
// fields of the step follow.
func (m *model) keepChoice(w *wizard) {
	if field, ok := w.form.field(); ok && !w.form.typing() {
		w.pending[field.Key] = secret.New(w.form.text(w.form.at))
		m.refresh(w)
	}
}

// link is a page of NetSuite that the screen offers.
type link struct{ menu, url string }

// links are the pages that can be opened now.
func (w *wizard) links() []link {
	if w.phase == testLost {
		if w.picked < len(w.report.Causes) && w.report.Causes[w.picked].URL != "" {
			c := w.report.Causes[w.picked]
			return []link{{c.Menu, c.URL}}
		}
		return nil
	}
	var links []link
	if step := w.walk.Step(); step.Do != nil && (w.phase == asking || w.phase == working) {
		for _, do := range step.Do(w.tentative().State()) {
			if do.URL != "" {
				links = append(links, link{do.Menu, do.URL})
			}
		}
	}
	return links
}

// current is the page whose turn it is: each use moves on to the next.
func (w *wizard) current() (link, bool) {
	links := w.links()
	if len(links) == 0 {
		return link{}, false
	}
	return links[w.link%len(links)], true
}

// openedMsg says whether the browser came.
type openedMsg struct {
	link link
	err  error
}

func (m *model) openPage(w *wizard) tea.Cmd {
	l, ok := w.current()
	if !ok {
		m.say("There is no link here: follow the menu path.")
		return nil
	}
	w.link++
	open := m.app.OpenBrowser
	return func() tea.Msg { return openedMsg{l, open(l.url)} }
}

func (m *model) opened(msg openedMsg) {
	if msg.err != nil {
		m.warn(steps.Sentence(msg.err) + " " + msg.link.url)
		return
	}
	m.say("Opened in the browser: " + msg.link.menu)
}

// copyLink copies the path of the certificate where one is to be uploaded,
// else the link.
func (m *model) copyLink(w *wizard) tea.Cmd {
	if path := w.certificatePath(); path != "" {
		return m.copyCmd("the path of the certificate", secret.New(path), false)
	}
	l, ok := w.current()
	if !ok {
		m.say("There is nothing to copy here.")
		return nil
	}
	w.link++
	return m.copyCmd("the link", secret.New(l.url), false)
}

func (w *wizard) certificatePath() string {
	if w.phase != asking {
		return ""
	}
	waiting, _ := w.walk.Waiting()
	return waiting.File(steps.FileCertificate)
}
