package details

import (
	"suitekey/core/span"
	"suitekey/steps/setup"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/theme"
)

// View draws the values, with the health of the connection above. In a wide window the
// journeys stand at the right.
func (d *Details) View() frame.Page {
	f := d.env.Frame
	columns := f.ListColumns()
	c := f.CanvasOf(columns)
	p := frame.Page{What: d.entry.Name, Where: f.Environment(d.entry.Account), Scroll: d.scroll, Keys: d.keys(), Columns: columns}
	sign, style, state := suggest.Condition(c.Theme, d.entry, d.env.App.Now(), d.env.App.HealthRules())
	b := &p.Body
	b.Add(parts.Spread(c.Accent.Bold(true).Render(d.entry.Name), c.Dim.Render(setup.MethodLine(d.entry.Profile)), c.Wide))
	b.Pin()
	if d.gone != "" {
		b.Add(c.Inked(c.Warn, c.Warn.Render(theme.SignWarn)+"  ", d.gone)...)
	} else {
		b.Add(parts.Hanging(style.Render(sign)+"  ", state.Sentence(), c.Wide)...)
	}
	b.Gap()
	column := 24
	if c.Wide < 50 {
		column = 14
	}
	gaps := d.heads() - 1
	airy := len(b.Lines)+len(d.lines)+gaps+len(f.Remark(false)) <= f.BodyHeight()
	for i, line := range d.lines {
		if line.head {
			if i > 0 && airy {
				b.Gap()
			}
			b.Add(c.Dim.Render("  " + line.label))
			continue
		}
		from := len(b.Lines)
		d.row(b, c, line, column, i == d.at)
		if i == d.at {
			b.Focus(from)
		}
	}
	p.Aside = d.aside(f.AsideCanvas(columns))
	return p
}

// heads counts the titles among the values.
func (d *Details) heads() int {
	n := 0
	for _, line := range d.lines {
		if line.head {
			n++
		}
	}
	return n
}

// row draws a value behind its label. The selected value is shown in full.
func (d *Details) row(b *parts.Body, c parts.Canvas, line detail, column int, selected bool) {
	room := c.Wide - parts.BarInset - column - 2
	label := c.Dim.Render(parts.Padded(line.label, column)) + "  "
	if !selected {
		b.Add(c.Bar(label+parts.Clamped(line.text, room), parts.Unselected))
		return
	}
	for _, piece := range parts.Cells(line.text, room) {
		b.Add(c.Bar(label+piece, parts.Selected))
		label = parts.Padded("", column) + "  "
	}
}

// aside lists the journeys for the connection and the other keys.
func (d *Details) aside(c parts.Canvas) []string {
	if c.Wide == 0 || d.gone != "" {
		return nil
	}
	lines := []string{c.Bold.Render("What you can do"), ""}
	add := func(key, text string) {
		lines = append(lines, parts.Hanging(c.Accent.Bold(true).Render(parts.Padded(key, 3)), text, c.Wide)...)
	}
	ways, _ := suggest.Ways(d.entry, d.env.App.Now(), d.env.App.HealthRules())
	for _, w := range ways {
		add(suggest.Keys[w.Verb], w.Text)
	}
	lines = append(lines, c.Rule())
	add("c", "Copy the value under the cursor. suitekey clears a secret from the clipboard later.")
	add("e", "Export it to the product that uses it")
	add("t", "Test it: one sign-in")
	if at, ok := d.failed(); ok {
		add("l", "See the last diagnosis again: "+span.Ago(d.env.App.Now().Sub(at))+", without a sign-in")
	}
	add("h", "History: restore an earlier state")
	add("d", "Remove it")
	return lines
}
