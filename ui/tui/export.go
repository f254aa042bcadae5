package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/export"
	"suitekey/core/termsafe"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

// handover is the export of a connection: first the format is chosen, then its
// values are copied one by one into the form of the product.
type handover struct {
	entry   storage.Entry
	all     []app.Exported
	formats *chooser      // nil until the connection is loaded
	chosen  *app.Exported // nil while the format is chosen
	at      int           // the value under the cursor
	scroll  int
	open    bool // the value under the cursor is shown in full, also a secret
}

// exportsLoadedMsg is a connection in every format.
type exportsLoadedMsg struct {
	name string
	all  []app.Exported
	err  error
}

func (m *model) openExports(e storage.Entry) tea.Cmd {
	m.handing = &handover{entry: e, scroll: -1}
	load, name := m.app.Exports, e.Name
	return func() tea.Msg {
		all, err := load(name)
		return exportsLoadedMsg{name, all, err}
	}
}

func (m *model) exportsLoaded(msg exportsLoadedMsg) {
	h := m.handing
	if h == nil || h.entry.Name != msg.name {
		return
	}
	if msg.err != nil {
		m.handing = nil
		m.warn(steps.Sentence(msg.err))
		return
	}
	h.all = msg.all
	items := make([]pick, 0, len(h.all))
	for _, e := range h.all {
		items = append(items, pick{value: e.Format.Key, label: e.Format.Name, note: e.Format.Note, group: exportGroup(e)})
	}
	h.formats = newChooser(items)
}

// exportGroup is the heading that a format stands under.
func exportGroup(e app.Exported) string {
	switch {
	case !e.Takes():
		return "Cannot take " + steps.MethodLine(e.Profile)
	case e.Format.Product == e.Profile.Product && e.Format.Kind != export.Snippet:
		return "The product of this connection"
	}
	return map[export.Kind]string{export.Sheet: "Forms of products", export.File: "Files", export.Snippet: "Code that signs in"}[e.Format.Kind]
}

func (m *model) handoverKey(msg tea.KeyPressMsg) tea.Cmd {
	h := m.handing
	switch {
	case h.chosen != nil:
		return m.sheetKey(msg)
	case h.formats == nil || h.formats.key(msg, max(m.bodyHeight()-6, 1)):
		return nil
	}
	switch msg.String() {
	case "esc", "q":
		m.handing = nil
	case "enter":
		if item, ok := h.formats.selected(); ok {
			m.chooseFormat(item.value)
		}
	}
	return nil
}

func (m *model) chooseFormat(key string) {
	for i, e := range m.handing.all {
		switch {
		case e.Format.Key != key:
		case !e.Takes():
			m.warn(strings.Join(e.Problems, " "))
		default:
			m.handing.chosen, m.handing.at, m.handing.scroll, m.handing.open = &m.handing.all[i], 0, -1, false
		}
	}
}

func (m *model) sheetKey(msg tea.KeyPressMsg) tea.Cmd {
	h := m.handing
	fields := h.chosen.Fields
	if m.scrolled(&h.scroll, msg) {
		return nil
	}
	switch msg.String() {
	case "esc", "q":
		h.chosen, h.open = nil, false
	case "up", "k":
		h.at, h.scroll, h.open = max(h.at-1, 0), -1, false
	case "down", "j":
		h.at, h.scroll, h.open = min(h.at+1, len(fields)-1), -1, false
	case "v":
		h.open = !h.open && !fields[h.at].Copies().IsEmpty()
	case "w":
		return m.askExportPath()
	case "c", keyCopy, "enter":
		f := fields[h.at]
		if f.Copies().IsEmpty() {
			m.say(f.Label + " has no value to copy.")
			return nil
		}
		return m.copyCmd(f.Label, f.Copies(), f.IsSecret())
	}
	return nil
}

func (m *model) handoverPage() page {
	h := m.handing
	p := page{what: h.entry.Name + " " + signNote + " export", where: m.theme.environment(h.entry.Account), scroll: &h.scroll}
	switch {
	case h.chosen != nil:
		m.sheetPage(&p)
	case h.formats != nil:
		p.scroll = new(int)
		p.body.add(m.chooserLines(h.formats, "Where to?", nil, m.bodyWidth(false), m.bodyHeight()-len(m.remark(false)))...)
		p.keys = chooserKeys(h.formats, "open")
	default:
		p.keys = []hint{{"esc", "back"}}
	}
	return p
}

func (m *model) sheetPage(p *page) {
	t, h, wide := m.theme, m.handing, m.bodyWidth(false)
	e, b := h.chosen, &p.body
	b.add(t.accent.Bold(true).Render(clamped(e.Format.Name, wide)))
	for _, text := range e.Problems {
		b.add(m.inked(t.bad, signBad+" ", text, wide)...)
	}
	for _, text := range e.Warnings {
		b.add(m.inked(t.warn, signWarn+" ", text, wide)...)
	}
	if m.size() > small {
		b.add(m.inked(t.dim, "", e.Format.Note, wide)...)
		b.gap()
	}
	column := 0
	for _, f := range e.Fields {
		column = max(column, width(f.Label))
	}
	column = min(column, wide/2)
	for i, f := range e.Fields {
		from := len(b.lines)
		mark, label := "  ", t.dim
		if i == h.at {
			mark, label = t.accent.Bold(true).Render(pointer)+" ", t.plain
		}
		b.add(m.fieldLine(mark+label.Render(padded(f.Label, column))+"  ", f, i == h.at && h.open, wide)...)
		if i == h.at {
			b.look(from)
		}
	}
	p.keys = []hint{{"c", "copy"}, {"v", "show"}, {"w", "write to a file"}, {"esc", "formats"}, {signUp + signDown, "choose"}, {"?", "keys"}}
	if h.open {
		p.keys[1].does = "hide"
	}
}

// fieldLine is a value behind its label; one that is shown in full gets as many
// lines as it takes.
func (m *model) fieldLine(head string, f export.Field, open bool, wide int) []string {
	switch {
	case open:
		lines := []string{clamped(head, wide)}
		for _, line := range strings.Split(strings.TrimSuffix(f.Copies().Reveal(), "\n"), "\n") {
			for _, part := range cells(termsafe.Visible(line), wide-4) {
				lines = append(lines, "    "+part)
			}
		}
		return lines
	case f.Copies().IsEmpty():
		return []string{clamped(head+m.theme.dim.Render("(none)"), wide)}
	}
	shown := f.Masked()
	if f.IsSecret() {
		shown = strings.Replace(shown, export.Mask, strings.Repeat(signMask, len(export.Mask)), 1)
	}
	if first, _, more := strings.Cut(shown, "\n"); more { // a certificate: one line of it, else the rows below are pushed out
		shown = first + " " + signCut
	}
	return []string{clamped(head+termsafe.Visible(shown), wide)}
}

// cells cuts text into pieces of at most w columns, wherever that is: a key has
// no words to break at.
func cells(text string, w int) []string {
	var pieces []string
	piece := ""
	for _, r := range text {
		if width(piece+string(r)) > w {
			pieces, piece = append(pieces, piece), ""
		}
		piece += string(r)
	}
	return append(pieces, piece)
}
