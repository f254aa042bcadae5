package home

import (
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/core/span"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/suggest"
)

// chosen draws the connection under the cursor at the right of the list: what it is, how
// long it works, and what a person can do with it.
func (h *Home) chosen(c parts.Canvas) []string {
	r, ok := h.selected()
	if !ok || c.Wide == 0 {
		return nil
	}
	if r.draft != nil {
		lines := []string{c.Bold.Render(parts.Clamped(r.name(), c.Wide)), ""}
		return append(lines, parts.Wrapped(h.said(r), c.Wide)...)
	}
	lines := []string{parts.Spread(c.Bold.Render(r.name()), h.kind(*r.entry), c.Wide)}
	if known := h.known(r); known != "" {
		lines = append(lines, c.Dim.Render(parts.Clamped(known, c.Wide)))
	}
	lines = append(lines, "")
	sign, ink, _ := suggest.Condition(c.Theme, *r.entry, h.app.Now(), h.rules)
	lines = append(lines, parts.Hanging(ink.Render(sign)+" ", h.said(r), c.Wide)...)
	lines = append(append(lines, ""), h.ways(*r.entry, c)...)
	if r.entry.Err != nil {
		return lines
	}
	lines = append(lines, c.Rule())
	for _, fact := range facts(r.entry.Profile) {
		const label = 14
		text := parts.Wrapped(fact.Value, c.Wide-label)
		for i, line := range text {
			head := ""
			if i == 0 {
				head = fact.Label
			}
			lines = append(lines, c.Dim.Render(parts.Padded(head, label))+line)
		}
	}
	return lines
}

// kind returns the environment of a connection. Production is the chip of the screen.
func (h *Home) kind(e storage.Entry) string {
	switch {
	case e.Err != nil:
		return ""
	case e.Account.Kind() == account.Production:
		return h.frame.Theme.Amber.Render(" PRODUCTION ")
	}
	return h.frame.Theme.Dim.Render(string(e.Account.Kind()))
}

// ways lists the journeys for a connection with their keys. The journeys that its health
// demands come first.
func (h *Home) ways(e storage.Entry, c parts.Canvas) []string {
	var lines []string
	add := func(key, text string, called bool) {
		style := c.Plain
		if called {
			style = c.Bold
		}
		mark := c.Accent.Bold(true).Render(parts.Padded(key, 3))
		for i, line := range parts.Wrapped(text, c.Wide-3) {
			if i > 0 {
				mark = "   "
			}
			lines = append(lines, mark+style.Render(line))
		}
	}
	ways, called := suggest.Ways(e, h.app.Now(), h.rules)
	for i, w := range ways {
		add(suggest.Keys[w.Verb], w.Text, called && i == 0)
	}
	if e.Err == nil && refusedLast(e) {
		add("l", "See the last diagnosis again, without a sign-in", false)
	}
	if h.app.Demo() && e.Err == nil {
		add(keyRefresh, "Practice: refresh the sandbox, which breaks its connections", false)
	}
	return lines
}

// facts lists the most important facts about a connection.
func facts(p profile.Profile) []app.Line {
	var surfaces []string
	for _, s := range p.Surfaces {
		surfaces = append(surfaces, s.Describe().Short)
	}
	user := strings.Trim(p.Tested.Entity+", "+p.Tested.Role, ", ")
	if user == "" {
		user = strings.Trim(p.Entity+", "+p.Role, ", ")
	}
	date := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Format("2 January 2006")
	}
	list := []app.Line{
		{Label: "Account", Value: p.Account.Realm()}, {Label: "Used by", Value: productName(p)}, {Label: "User, role", Value: user},
		{Label: "Interfaces", Value: strings.Join(surfaces, ", ")}, {Label: "Tested", Value: date(p.Tested.At)}, {Label: "Set up", Value: date(p.Created)},
	}
	if p.Changed.After(p.Created) {
		list = append(list, app.Line{Label: "Changed", Value: date(p.Changed)})
	}
	known := list[:0]
	for _, line := range list {
		if line.Value != "" {
			known = append(known, line)
		}
	}
	return known
}

func productName(p profile.Profile) string {
	if p.Product == "" {
		return ""
	}
	return product.NameOf(p.Product)
}

// selectedLines draws more about the row under the cursor below the list, if there is no
// room beside it.
func (h *Home) selectedLines(c parts.Canvas, columns frame.Columns) []string {
	r, ok := h.selected()
	if !ok || h.frame.Size() == parts.Small || columns.Aside > 0 {
		return nil
	}
	const most = 4
	text := h.said(r)
	head := c.Rule()
	if r.draft == nil {
		text = r.entry.Name + h.inBrackets(r) + ": " + text
	}
	lines := parts.Wrapped(text, c.Wide)
	lines = append([]string{head}, lines[:min(len(lines), most)]...)
	if r.entry == nil || h.finding {
		return lines
	}
	ways := h.ways(*r.entry, c)
	if room := h.frame.BodyHeight() - len(lines) - len(h.rows) - 4; len(ways) > 0 && len(ways) <= room {
		return append(append(lines, ""), ways...)
	}
	return lines
}

// said returns the sentence about a row.
func (h *Home) said(r row) string {
	switch {
	case r.draft != nil && r.draft.Err != nil:
		return steps.Sentence(r.draft.Err)
	case r.draft != nil:
		return h.unfinished(*r.draft)
	}
	return app.Health(*r.entry, h.app.Now(), h.rules).Sentence()
}

// unfinished describes a draft: what it is, what it waits for and since when.
func (h *Home) unfinished(d drafts.Draft) string {
	text := "Unfinished: " + d.What
	if d.Where != "" {
		text += ", " + d.Where
	}
	return text + ", kept " + span.Ago(h.app.Now().Sub(d.Kept)) + ". enter continues the journey."
}

// known returns the tags of a connection, and whether it is the default.
func (h *Home) known(r row) string {
	if r.entry == nil {
		return ""
	}
	var words []string
	if r.entry.Name == h.usual {
		words = append(words, "the default")
	}
	for _, tag := range r.entry.Tags {
		words = append(words, "#"+tag)
	}
	return strings.Join(words, ", ")
}

func (h *Home) inBrackets(r row) string {
	if known := h.known(r); known != "" {
		return " (" + known + ")"
	}
	return ""
}
