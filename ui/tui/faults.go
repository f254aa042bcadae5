package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app/practice"
)

// openFaults lists what can go wrong on purpose in practice, as far as this
// connection can meet it.
func (m *model) openFaults(w *wizard) {
	subject := w.subject()
	var items []pick
	if m.fault != "" {
		items = append(items, pick{label: "mend", note: "everything works again", group: "now: " + m.fault})
	}
	for _, f := range practice.Faults() {
		met := f.Surface == "" || subject.Has(profile.Surface(f.Surface))
		if !met || !slices.Contains(f.Methods, string(subject.Method)) {
			continue
		}
		items = append(items, pick{value: f.Name, label: f.Name, note: f.Title, group: f.Group})
	}
	m.faults = newChooser(items)
}

func (m *model) faultsKey(msg tea.KeyPressMsg) {
	c := m.faults
	if c.key(msg, max(m.bodyHeight()-6, 1)) {
		return
	}
	switch msg.String() {
	case "esc":
		m.faults = nil
	case "enter":
		if item, ok := c.selected(); ok {
			m.meet(item.value)
		}
	}
}

// meet arranges the fault in the practice world, which is all in memory.
func (m *model) meet(name string) {
	m.faults = nil
	if err := m.app.Practice().Inject(name); err != nil {
		m.warn(steps.Sentence(err))
		return
	}
	m.fault = name
	again := "r runs the test again."
	if w := m.top(); w != nil && w.phase == asking {
		again = "enter runs the test."
	}
	if name == "" {
		m.say("Mended: everything works again. " + again)
		return
	}
	m.say("The practice account now meets " + name + ". " + again)
}

func (m *model) faultsPage() page {
	p := m.wizardPage(m.top())
	p.marks, p.aside, p.scroll = nil, nil, new(int)
	p.body = body{}
	p.body.add(m.chooserLines(m.faults, "What shall go wrong?", nil, m.bodyWidth(false), m.bodyHeight())...)
	p.keys = chooserKeys(m.faults, "meet it")
	return p
}
