package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
)

// aboutTrail tells whether a question is answered by the Login Audit Trail.
func aboutTrail(q diagnose.Question) bool { return strings.Contains(q.Menu, "Login Audit Trail") }

func openWhat(q diagnose.Question) string {
	if aboutTrail(q) {
		return "audit trail"
	}
	return "open the page"
}

// newPicker lists what may stand where NetSuite says why it refused.
func newPicker(q diagnose.Question, decided string) *chooser {
	const absent = "no line at that time: "
	items := make([]pick, 0, len(q.Values)+1)
	at := 0
	for i, v := range q.Values {
		item := pick{value: v.Code, label: v.Code, note: v.Title}
		if rest, ok := strings.CutPrefix(v.Title, absent); ok {
			item.label, item.note = "(no line then)", rest
		} else if !aboutTrail(q) {
			item.label, item.note = v.Title, ""
		}
		if v.Code == decided {
			at = i
		}
		items = append(items, item)
	}
	items = append(items, pick{label: "(none of these)", note: "something else stands there"})
	c := newChooser(items)
	c.at = at
	return c
}

func (m *model) pickerKey(w *wizard, msg tea.KeyPressMsg) tea.Cmd {
	c := w.picker
	if c.key(msg, max(m.bodyHeight()-6, 1)) {
		return nil
	}
	switch msg.String() {
	case "esc":
		w.picker = nil
	case keyTrail:
		return m.openTrail(w)
	case "enter":
		if item, ok := c.selected(); ok {
			m.decide(w, item.value)
		}
	}
	return nil
}

// decide makes the answer exact. No sign-in is spent on it.
func (m *model) decide(w *wizard, code string) {
	w.picker, w.picked, w.scroll, w.link = nil, 0, -1, 0
	w.report = w.asked
	if code == "" {
		m.say("Then it is nothing that is known here: w writes a report with all the evidence, for NetSuite's support.")
		return
	}
	w.report = diagnose.Decide(w.asked, code)
}

// pickerBody asks for the one observation that decides.
func (m *model) pickerBody(w *wizard, wide int) body {
	t, q := m.theme, *w.asked.Ask
	var lead []string
	for _, line := range wrapped(q.Text, wide) {
		lead = append(lead, t.dim.Render(line))
	}
	lead = append(lead, "")
	for i, how := range q.How {
		lead = append(lead, hanging(t.accent.Render(fmt.Sprint(i+1))+"  ", how, wide)...)
		if i == 0 {
			lead = append(lead, "   "+t.dim.Render(clamped(q.Menu, wide-3)))
		}
	}
	title := "Which is it?"
	if aboutTrail(q) {
		title = "What does the column Detail say?"
	}
	var b body
	b.add(m.chooserLines(w.picker, title, append(lead, ""), wide, m.bodyHeight())...)
	return b
}

func pickerKeys(w *wizard) []hint {
	keys := chooserKeys(w.picker, "this is it", hint{keyTrail, openWhat(*w.asked.Ask)})
	if w.picker.finding {
		return keys
	}
	return append(keys, hint{"?", "help"})
}
