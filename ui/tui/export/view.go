package export

import (
	"fmt"
	"strings"

	"suitekey/core/export"
	"suitekey/core/termsafe"
	"suitekey/ui/app"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// View draws the list of formats, or the chosen one. In a wide window the guide of the
// format stands at the right.
func (x *Export) View() frame.Page {
	f := x.env.Frame
	columns := f.ListColumns()
	c := f.CanvasOf(columns)
	p := frame.Page{What: "export " + theme.SignNote + " " + x.entry.Name, Where: f.Environment(x.entry.Account), Scroll: x.scroll, Columns: columns}
	switch {
	case x.chosen != nil:
		x.sheet(&p, c, columns.Aside > 0)
		p.Aside = guide(f.AsideCanvas(columns), *x.chosen)
	case x.formats != nil:
		p.Scroll = 0
		x.formats.Beside = columns.Aside > 0
		p.Body.Add(x.formats.Lines(c, "Where to?", nil, f.BodyHeight()-len(f.Remark(false)))...)
		p.Keys = x.formats.Keys("open")
		if e, ok := x.hovered(); ok {
			p.Aside = guide(f.AsideCanvas(columns), e)
		}
	default:
		p.Keys = []parts.Hint{{Key: "esc", Does: "back"}, {Key: "?", Does: "keys"}}
	}
	return p
}

// hovered returns the format under the cursor.
func (x *Export) hovered() (app.Exported, bool) {
	item, ok := x.formats.Selected()
	for _, e := range x.all {
		if ok && e.Format.Key == item.Value {
			return e, true
		}
	}
	return app.Exported{}, false
}

// Explanation returns what the format under the cursor is for, what it needs, and what a
// person does in the product.
func (x *Export) Explanation() (title string, texts []string, keys []parts.Hint) {
	e, ok := app.Exported{}, false
	if x.chosen != nil {
		e, ok = *x.chosen, true
	} else if x.formats != nil {
		e, ok = x.hovered()
	}
	if !ok {
		return "Export", nil, nil
	}
	texts = append([]string{e.Format.Note}, e.Problems...)
	if e.Takes() {
		texts = append(texts, e.Format.Guide.Needs...)
		for n, text := range inProduct(e) {
			texts = append(texts, parts.Numbered(fmt.Sprint(n+1), text))
		}
	}
	return e.Format.Name, texts, nil
}

// inProduct lists what a person does in the product, in order.
func inProduct(e app.Exported) []string {
	var list []string
	if e.Format.Guide.Where != "" {
		list = append(list, e.Format.Guide.Where)
	}
	return append(list, e.Format.Guide.Next...)
}

// guide lists what a person does in the product, in order.
func guide(c parts.Canvas, e app.Exported) []string {
	if c.Wide == 0 {
		return nil
	}
	lines := []string{c.Bold.Render(parts.Clamped(e.Format.Name, c.Wide))}
	lines = append(lines, c.Quiet(e.Format.Note)...)
	if !e.Takes() {
		return append(append(lines, ""), c.Inked(c.Warn, c.Warn.Render(theme.SignWarn)+" ", strings.Join(e.Problems, " "))...)
	}
	lines = append(lines, "")
	for _, need := range e.Format.Guide.Needs {
		lines = append(lines, c.Noted(theme.SignNote+"  ", need)...)
	}
	for n, text := range inProduct(e) {
		lines = append(lines, parts.Hanging(c.Accent.Render(fmt.Sprint(n+1))+"  ", text, c.Wide)...)
	}
	return lines
}

// sheet draws the values of the chosen format. guided reports that the guide is drawn
// beside it.
func (x *Export) sheet(p *frame.Page, c parts.Canvas, guided bool) {
	e, b := x.chosen, &p.Body
	b.Add(c.Heading(parts.Clamped(e.Format.Name, c.Wide))...)
	b.Pin()
	for _, text := range e.Problems {
		b.Add(c.Inked(c.Bad, theme.SignBad+" ", text)...)
	}
	for _, text := range e.Warnings {
		b.Add(c.Inked(c.Warn, theme.SignWarn+" ", text)...)
	}
	if c.Size > parts.Small && !guided {
		b.Add(c.Quiet(e.Format.Guide.Where)...)
	}
	if c.Size > parts.Small {
		b.Gap()
	}
	column := 0
	for _, f := range e.Fields {
		column = max(column, parts.Width(f.Label))
	}
	column = min(column, c.Wide/2)
	for i, f := range e.Fields {
		from := len(b.Lines)
		fieldLines(b, c, f, column, i == x.at, x.open)
		if i == x.at {
			b.Focus(from)
		}
	}
	if !guided {
		b.Gap()
		for _, need := range e.Format.Guide.Needs { // below the values, because a small screen has to show the values
			b.Add(c.Noted(theme.SignNote+"  ", need)...)
		}
		for n, next := range e.Format.Guide.Next {
			b.Add(parts.Hanging(c.Accent.Render(fmt.Sprint(n+1))+"  ", next, c.Wide)...)
		}
	}
	x.sheetKeys(p)
}

func (x *Export) sheetKeys(p *frame.Page) {
	show := "show"
	if x.open {
		show = "hide"
	}
	if fix, ok := x.chosen.Fix(); ok {
		p.Keys = append(p.Keys, parts.Hint{Key: keyFix, Does: fix.Does})
	}
	back := "formats"
	if x.product {
		back = "back"
	}
	p.Keys = append(p.Keys, []parts.Hint{{Key: "c", Does: "copy"}, {Key: "v", Does: show}, {Key: "w", Does: "write to a file"}, {Key: "esc", Does: back},
		{Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "?", Does: "keys"}}...)
}

// fieldLines draws a value behind its label; the selected one is a bar. A value that is
// shown in full takes as many lines as it needs.
func fieldLines(b *parts.Body, c parts.Canvas, f export.Field, column int, selected, open bool) {
	bar := parts.Chosen(selected, true)
	label := c.Dim
	if selected {
		label = c.Plain
	}
	head := label.Render(parts.Padded(f.Label, column)) + "  "
	room := c.Wide - parts.BarInset
	switch {
	case f.Copies().IsEmpty():
		b.Add(c.Bar(parts.Clamped(head+c.Dim.Render("(none)"), room), bar))
		return
	case selected && open:
		b.Add(c.Bar(head, bar))
		for _, line := range strings.Split(strings.TrimSuffix(f.Copies().Reveal(), "\n"), "\n") {
			for _, part := range parts.Cells(termsafe.Visible(line), room-2) {
				b.Add(c.Bar("  "+part, bar))
			}
		}
		return
	}
	shown := f.Masked()
	if f.IsSecret() {
		shown = strings.Replace(shown, export.Mask, strings.Repeat(theme.SignMask, len(export.Mask)), 1)
	}
	if first, _, more := strings.Cut(shown, "\n"); more { // one line of a certificate, so that the rows below stay visible
		shown = first + " " + theme.SignCut
	}
	b.Add(c.Bar(parts.Clamped(head+termsafe.Visible(shown), room), bar))
}
