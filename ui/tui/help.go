package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"suitekey/steps"
)

// help explains what is under the cursor, and lists every key.
type help struct {
	scroll int
	page   string // shown instead, as it is
	file   string // where that page lies
}

func (m *model) explain() { m.help = &help{} }

// readPage shows what the administrator is given.
func (m *model) readPage(w *wizard) {
	if w.certificatePath() == "" {
		m.say("There is no page for somebody else here.")
		return
	}
	state := w.walk.State()
	m.help = &help{page: steps.HandOff(state), file: state.PageFile}
}

func (m *model) helpKey(msg tea.KeyPressMsg) {
	switch name := msg.String(); {
	case m.scrolled(&m.help.scroll, msg):
	case name == "down" || name == "j":
		m.scrollBy(&m.help.scroll, +1)
	case name == "up" || name == "k":
		m.scrollBy(&m.help.scroll, -1)
	default:
		m.help = nil
	}
}

func (m *model) helpPage() page {
	var p page
	var title string
	var texts []string
	w := m.top()
	switch {
	case m.faults != nil:
		p, title = m.faultsPage(), "Keys"
	case w != nil:
		p = m.wizardPage(w)
		title, texts = w.explanation()
	case m.handing != nil:
		p, title = m.handoverPage(), "Keys"
	case m.values != nil:
		p, title = m.detailsPage(), "Keys"
	default:
		p, title = m.homePage(), "Keys"
		if m.home.loaded && !m.home.empty() {
			p.keys = m.listKeys(false) // also those of the journeys that stand on the page
		}
	}
	wide := m.bodyWidth(len(p.marks) > 1)
	var b body
	if m.help.page != "" {
		if m.help.file != "" {
			b.add(m.dimmed(signNote+"  ", "To give away, in "+m.help.file, wide)...)
			b.gap()
		}
		for _, line := range strings.Split(m.help.page, "\n") {
			b.add(strings.Split(ansi.Hardwrap(line, wide, true), "\n")...)
		}
		p.body, p.scroll, p.keys = b, &m.help.scroll, []hint{{"esc", "close"}}
		return p
	}
	b.add(m.heading(title, wide)...)
	for _, text := range texts {
		b.gap()
		for _, paragraph := range strings.Split(text, "\n\n") {
			b.add(wrapped(paragraph, wide)...)
		}
	}
	b.gap()
	for _, k := range append(p.keys, m.everywhere()...) {
		b.add(m.theme.bold.Render(padded(k.key, 12)) + m.theme.dim.Render(clamped(k.does, wide-12)))
	}
	p.body, p.scroll = b, &m.help.scroll
	p.keys = []hint{{"esc", "close"}}
	return p
}

// everywhere are the keys that the footer does not repeat.
func (m *model) everywhere() []hint {
	keys := []hint{{keyLeave, "leave; asks first if something could be lost"}, {"ctrl+z", "suspend"}}
	if m.top() != nil {
		keys = append([]hint{{"pgup/pgdn", "scroll"}, {"tab", "next field; shift+tab the one before"}, {"ctrl+u", "empty the field"}}, keys...)
	}
	return keys
}

// explanation is what there is to know of the field under the cursor and of the
// step.
func (w *wizard) explanation() (title string, texts []string) {
	if w.picker != nil {
		q := w.asked.Ask
		return "How to see it", append([]string{q.Text, q.Menu}, q.How...)
	}
	step, state := w.walk.Step(), w.tentative().State()
	title = step.Title
	if step.Doc == nil {
		return title, nil
	}
	doc := step.Doc(state)
	title = doc.Title
	if field, ok := w.form.field(); ok {
		if text := doc.Explain[field.Key]; text != "" {
			texts = append(texts, text)
			if field.Label != "" {
				title = field.Label
			}
		}
	}
	for _, text := range []string{doc.Why, doc.Explain[""]} {
		if text != "" {
			texts = append(texts, text)
		}
	}
	return title, texts
}
