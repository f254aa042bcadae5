package home

import (
	"fmt"
	"strings"

	"suitekey/core/health"
	"suitekey/core/profile"
	"suitekey/steps/setup"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
	"suitekey/ui/tui/theme"
)

// The columns of the list.
const (
	columnSign = iota
	columnName
	columnKind
	columnAccount
	columnMethod
	columnEnds
	columnTest
)

func tableColumns() []parts.Column {
	return []parts.Column{
		columnSign: {}, columnName: {Title: "Name", Most: 28}, columnKind: {Title: "Environment", Drop: 1},
		columnAccount: {Title: "Account", Drop: 3}, columnMethod: {Title: "Method", Drop: 2},
		columnEnds: {Title: "Ends in", Right: true}, columnTest: {Title: "Test", Right: true, Drop: 4},
	}
}

// list draws the visible part of the connections only, so that a key is fast even with
// thousands of them.
func (h *Home) list(p *frame.Page, columns frame.Columns) {
	c, b := h.frame.CanvasOf(columns), &p.Body
	b.Add(h.heading(c)...)
	said := h.selectedLines(c, columns)
	rows := max(h.frame.BodyHeight()-len(b.Lines)-len(said)-2-len(h.frame.Remark(false)), 1)
	h.top = min(max(h.top, h.at-rows+1), h.at)
	h.top = min(h.top, max(len(h.rows)-rows, 0))
	table := parts.Table{Columns: tableColumns(), Sorted: h.order.column(), At: h.at - h.top}
	for i := h.top; i < min(h.top+rows, len(h.rows)); i++ {
		table.Rows = append(table.Rows, h.tableRow(h.rows[i], c))
	}
	h.table = table
	b.Add(table.Draw(c)...)
	h.first = len(b.Lines) - len(table.Rows)
	if len(h.rows) == 0 {
		b.Add(c.Dim.Render("  No match. esc shows all."))
	}
	if len(said) > 0 {
		b.Add("")
		b.Add(said...)
	}
	p.Keys = h.listKeys()
	p.Columns = columns
	p.Aside = h.chosen(h.frame.AsideCanvas(columns))
}

// heading returns the line with the search. A large window reserves the line, so that the
// list does not move when a search begins.
func (h *Home) heading(c parts.Canvas) []string {
	switch {
	case h.finding || h.query != "":
	case c.Size == parts.Normal:
		return []string{""}
	default:
		return nil
	}
	title := c.Accent.Bold(true).Render("/ ") + h.query
	if h.finding {
		title += c.Reverse.Render(" ")
	}
	count := fmt.Sprintf("%d of %d", len(h.rows), len(h.entries)+len(h.drafts))
	return []string{parts.Spread(title, c.Dim.Render(count), c.Wide)}
}

// where returns the right end of the header: how many connections need attention, and how
// long the vault stays open.
func (h *Home) where(c parts.Canvas) string {
	said := h.teamSaid(c)
	switch text := "vault unlocked"; {
	case h.app.Team != nil:
	case !h.app.Unlocked():
		if len(h.vaults) > 1 {
			said = append(said, c.Dim.Render("your own vault"))
		}
	default:
		if len(h.vaults) > 1 { // not one of a team
			text = "your own vault, unlocked"
		}
		if h.until != "" {
			text += " until " + h.until
		}
		said = append(said, c.Dim.Render(text))
	}
	switch {
	case h.calls == "" || isClosed(h.team):
	case h.worst > health.Due:
		said = append(said, c.Bad.Render(theme.SignBad+" "+h.calls))
	default:
		said = append(said, c.Warn.Render(theme.SignWarn+" "+h.calls))
	}
	return strings.Join(said, c.Dim.Render(" "+theme.SignNote+" "))
}

func (h *Home) tableRow(r row, c parts.Canvas) parts.TableRow {
	if r.draft != nil {
		said := "unfinished, kept " + r.draft.Kept.In(h.app.Now().Location()).Format("2 January 15:04")
		if r.draft.Where != "" {
			said = r.draft.Where
		}
		return parts.TableRow{Whole: c.Dim.Render(theme.SignToDo) + "  " + c.Plain.Render(r.name()) + "  " + c.Dim.Render(said)}
	}
	e := r.entry
	sign, ink, state := suggest.Condition(c.Theme, *e, h.app.Now(), h.rules)
	name := r.name()
	if r.below {
		name = theme.SignBelow + " " + name
	}
	if e.Err != nil {
		return parts.TableRow{Whole: ink.Render(sign) + "  " + c.Plain.Render(name) + "  " + ink.Render(state.Brief())}
	}
	end := h.ends[r.number]
	last := testedWhen(*e, h.app.Now())
	if who := h.worksOn(e.Name); who != "" {
		last = who
	}
	return parts.TableRow{Cells: []parts.Cell{
		columnSign: {Text: sign, Style: ink}, columnName: {Text: name, Style: c.Plain},
		columnKind:    {Text: strings.TrimPrefix(string(e.Account.Kind()), "release "), Style: c.Plain},
		columnAccount: {Text: e.Account.Realm(), Style: c.Plain},
		columnMethod:  {Text: methodBrief(e.Profile), Style: c.Plain},
		columnEnds:    {Text: end.text, Style: end.ink(c.Theme, h.app.Now())},
		columnTest:    {Text: last, Style: c.Dim},
	}}
}

func methodBrief(p profile.Profile) string {
	if p.Method == profile.TBA {
		return "TBA"
	}
	return setup.MethodLine(p)
}
