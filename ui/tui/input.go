package tui

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/steps"
)

// key gives a key to whatever is on the screen. Only ctrl+c, the explanation
// and suspending are the same everywhere.
func (m *model) key(msg tea.KeyPressMsg) tea.Cmd {
	if m.quits {
		return nil
	}
	m.flash = ""
	name := msg.String()
	switch {
	case name == keyLeave:
		return m.askLeave()
	case name == "ctrl+z":
		return tea.Suspend
	case m.size() == tooSmall:
		return nil // nobody sees what they would do
	case m.leaving != nil:
		return m.leavingKey(msg)
	case m.help != nil:
		m.helpKey(msg)
		return nil
	case name == keyExplain, name == "f1", name == "?" && !m.typing():
		m.explain()
		return nil
	}
	if m.faults != nil {
		m.faultsKey(msg)
		return nil
	}
	if w := m.top(); w != nil {
		return m.wizardKey(w, msg)
	}
	if m.handing != nil {
		return m.handoverKey(msg)
	}
	if m.values != nil {
		return m.detailsKey(msg)
	}
	if m.home != nil {
		return m.homeKey(msg)
	}
	return nil
}

// typing tells whether a letter is text now.
func (m *model) typing() bool {
	if m.faults != nil {
		return m.faults.finding
	}
	if w := m.top(); w != nil {
		return w.phase == asking && w.form.typing() || len(w.queued) > 0 || w.picker != nil && w.picker.finding
	}
	if m.handing != nil {
		return m.handing.formats != nil && m.handing.formats.finding
	}
	return m.values == nil && m.home != nil && m.home.finding
}

func (m *model) paste(text string) tea.Cmd {
	m.flash = ""
	switch w := m.top(); {
	case m.leaving != nil || m.help != nil || m.faults != nil || m.size() == tooSmall:
	case w != nil && w.phase == working && !w.testing():
		w.queuePaste(text)
	case w != nil:
		m.pasted(w, text)
	case m.handing != nil:
	case m.typing():
		clean, _ := steps.CleanLine(steps.Shorten(text, 64))
		m.home.find(m.home.query + clean)
	}
	return nil
}

func (m *model) clipboardRead(msg clipboardReadMsg) tea.Cmd {
	if msg.err != nil {
		m.warn("The clipboard cannot be read from here: paste with the terminal's own key, often ctrl+shift+v.")
		return nil
	}
	return m.paste(msg.text.Reveal())
}

// scrolled moves the body, where it does not fit.
func (m *model) scrolled(scroll *int, msg tea.KeyPressMsg) bool {
	by := max(m.bodyHeight()-2, 1)
	switch msg.String() {
	case "pgdown":
	case "pgup":
		by = -by
	default:
		return false
	}
	m.scrollBy(scroll, by)
	return true
}

func (m *model) scrollBy(scroll *int, by int) {
	p := m.page()
	h := m.bodyHeight() - len(m.remark(len(p.marks) > 1))
	_, offset := p.body.window(h, *scroll)
	*scroll = min(max(offset+by, 0), max(len(p.body.lines)-h, 0))
}

// errAsk means that the passphrase has to be asked for.
var errAsk = errAskType{}

type errAskType struct{}

func (errAskType) Error() string { return "the passphrase has to be asked for" }

// oneStep makes a wizard of a single step, with a walk of its own.
func (m *model) oneStep(title string, step steps.Step, state steps.State) *wizard {
	w := newWizard(steps.NewWalk(m.app.Env(), steps.Flow{Name: step.Name, Title: title, Steps: []steps.Step{step}}, state))
	w.back = func(m *model, _ *wizard) tea.Cmd { return m.pop() }
	w.done = func(m *model, _ *wizard) tea.Cmd { return m.pop() }
	return w
}

// passphraseField asks for the passphrase of a vault that exists.
func passphraseField() steps.Field {
	return steps.Field{
		Key: steps.KeyPassphrase, Label: "Passphrase of the vault", Kind: steps.Secret,
		Clean: func(text string) (string, []string) { return text, nil },
	}
}

func passphraseOf(s steps.State) secret.Secret { return s.Secret(steps.KeyPassphrase) }
