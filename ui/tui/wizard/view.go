package wizard

import (
	"fmt"
	"strings"

	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// View draws the journey as a page of the frame.
func (w *Wizard) View() frame.Page {
	f, state := w.env.Frame, w.form.State()
	p := frame.Page{What: w.walk.Flow().Title, Scroll: w.scroll, Keys: footer{pages{w}}.keys()}
	if name := app.Subject(w.walk.Flow(), state); name != "" && w.Journey() {
		p.What += " " + theme.SignNote + " " + name
		if f.Size() < parts.Normal {
			p.What = name
		}
	}
	p.Where = f.Environment(state.Account())
	if w.Journey() {
		p.Stages = pages{w}.stages()
		p.Where = strings.TrimSpace(p.Where + "   " + f.Theme.Dim.Render(w.walk.Stage().Position()))
	}
	d := drawing{pages: pages{w}}
	p.Columns = d.columns()
	p.Aside = d.aside(state, p.Columns)
	for _, d.room = range []room{ample, withoutWhy, withoutLinks} {
		if p.Body = d.body(state); len(p.Body.Lines) <= f.BodyHeight() {
			break
		}
	}
	return p
}

// room is how much of a page fits.
type room int

// The amounts of room, ample first. The instructions are more important than the reasons,
// which the explanation repeats, and than links that are not needed yet.
const (
	ample room = iota
	withoutWhy
	withoutLinks
)

// drawing draws the body of a wizard.
type drawing struct {
	pages
	room room
}

func (w drawing) body(state steps.State) parts.Body {
	var b parts.Body
	c, doc := w.env.Frame.CanvasOf(w.columns()), w.form.Page()
	switch {
	case w.Finished():
		w.endBody(&b, c)
		return b
	case w.test != nil && (w.phase != asking || len(w.form.Fields()) == 0):
		return w.test.Body(doc.Title)
	}
	b.Add(c.Heading(doc.Title)...)
	b.Pin()
	questionsFirst := c.Size == parts.Small && len(w.form.Fields()) > 0
	if questionsFirst {
		w.form.Draw(&b, w.phase == asking, w.optionRows())
	}
	if w.phase != showing {
		if w.room < withoutWhy {
			w.whyLines(&b, doc, c)
		}
		for _, odd := range doc.Odd {
			b.Gap()
			b.Add(parts.Hanging(c.Warn.Render(theme.SignWarn)+"  ", odd, c.Wide)...)
		}
		if doc.Old != "" {
			b.Add(parts.Hanging(c.Warn.Render(theme.SignWarn)+"  ", doc.Old, c.Wide)...)
		}
		w.doLines(&b, state, c.Wide)
	}
	if !questionsFirst {
		b.Gap()
		w.form.Draw(&b, w.phase == asking, max(w.optionRows(), w.leftRows(len(b.Lines))))
	}
	w.workLines(&b, c.Wide)
	w.cardBelow(&b, state, c.Wide)
	return b
}

// optionRows returns how many options of a long list are shown at once.
func (w drawing) optionRows() int {
	around := 11 // title, reasons, input, remarks
	for _, field := range w.form.Fields()[min(len(w.form.Fields()), 1):] {
		around += 4
		if list := field.Options; list != nil {
			if n := len(list(w.form.State())); n < form.FindFrom {
				around += n
			}
		}
	}
	return max(w.env.Frame.BodyHeight()-around, 4)
}

// leftRows returns how many options fit below so many lines, if the list is the first field of
// a step and shows all options.
func (w drawing) leftRows(taken int) int {
	const list, field = 3, 4 // its label, note and remark; a field of one line
	fields := w.form.Fields()
	if len(fields) == 0 || fields[0].Options == nil || len(fields[0].Options(w.form.State())) >= form.FindFrom {
		return 0
	}
	for _, other := range fields[1:] {
		if other.Options != nil {
			return 0
		}
	}
	return w.env.Frame.BodyHeight() - taken - list - field*(len(fields)-1)
}

// brief reports whether one sentence of why is enough, because the explanation has the
// others: in a set-up. A change of a saved connection, and a question without a journey,
// show the whole text.
func brief(w *Wizard) bool { return w.Journey() && !w.AboutSaved() }

// whyLines draws the reasons in dim text.
func (w drawing) whyLines(b *parts.Body, doc steps.Page, c parts.Canvas) {
	why := doc.Why
	if brief(w.Wizard) {
		why, _ = firstSentence(why)
	}
	if why == "" {
		return
	}
	for i, paragraph := range strings.Split(why, "\n\n") {
		if i > 0 {
			b.Gap()
		}
		b.Add(c.Quiet(paragraph)...)
	}
}

// doLines draws what to click in NetSuite, in order, with the menu path.
func (w drawing) doLines(b *parts.Body, state steps.State, wide int) {
	step := w.walk.Step()
	if step.Do == nil {
		return
	}
	t := w.env.Frame.Theme
	current, _ := w.current()
	b.Gap()
	for i, do := range step.Do(state) {
		number := t.Accent.Render(fmt.Sprintf("%d", i+1)) + "  "
		first, second := do.Menu, do.Text
		if first == "" {
			first, second = do.Text, ""
		}
		if strings.HasSuffix(first, second) {
			second = "" // "Create New" at the end of the menu path already says it
		}
		b.Add(parts.HungLines(number, parts.WrappedPaths(first, wide-3), "   ")...)
		if do.URL != "" && (w.room < withoutLinks || do.URL == current.URL || do.Menu == "") {
			w.linkLines(b, do, do.URL == current.URL, wide-3)
		}
		if second != "" {
			b.Add(parts.Indented(parts.Wrapped(second, wide-3), "   ")...)
		}
		w.settingLines(b, do.Settings, wide-3)
	}
	if w.practice.uploads(w.phase) {
		b.Add(parts.Hanging(t.Accent.Render(parts.KeyPractice)+"  ", "uploads it in practice", wide)...)
	}
}

// settingLines draws the values to enter on a page: the labels in a column, the values
// beside them.
func (w drawing) settingLines(b *parts.Body, settings []steps.Setting, wide int) {
	column := 0
	for _, setting := range settings {
		column = max(column, parts.Width(setting.Label)+2)
	}
	for _, setting := range settings {
		label := w.env.Frame.Theme.Dim.Render(parts.Padded(setting.Label, column))
		b.Add(parts.Indented(parts.HungLines(label, parts.WrappedPaths(setting.Value, wide-column), strings.Repeat(" ", column)), "   ")...)
	}
}

// linkLines draws a page of NetSuite, with the key that opens it if it is the next one. A
// link without a menu path is shown in full, because people often open it on another
// computer and it is longer than a line.
func (w drawing) linkLines(b *parts.Body, do steps.Instruction, current bool, wide int) {
	t, room := w.env.Frame.Theme, wide-parts.Width(parts.KeyOpen)-2
	pieces, keys := []string{parts.ShortLink(do.URL, room)}, []string{parts.KeyOpen}
	if do.Menu == "" {
		pieces, keys = parts.Cells(do.URL, room), []string{parts.KeyOpen, parts.KeyCopy}
	}
	for i, piece := range pieces {
		key := ""
		if current && i < len(keys) {
			key = t.Accent.Render(keys[i])
		}
		b.Add("   " + parts.Spread(t.Dim.Hyperlink(do.URL).Render(piece), key, wide))
	}
}

// workLines draws what the step's work does, what it found, or why it failed.
func (w drawing) workLines(b *parts.Body, wide int) {
	t := w.env.Frame.Theme
	switch {
	case w.phase == working:
		b.Gap()
		from := len(b.Lines)
		b.Add(parts.HungLines(w.spinner(), parts.WrappedPaths(w.job.doing, wide-3), "   ")...)
		b.Focus(from)
	case w.phase == showing:
		b.Gap()
		from := len(b.Lines)
		defer func() { b.Focus(from) }() // the verdict stays visible
		b.Add(w.outcomeLines(w.env.Frame.BodyHeight()-len(b.Lines), wide)...)
	case w.test != nil && w.test.Refusals() > 0:
		b.Gap()
		w.test.BudgetLines(b)
	case w.form.Problem() != "" && !w.form.ProblemAtField():
		b.Gap()
		from := len(b.Lines)
		for _, line := range parts.Hanging(theme.SignBad+" ", w.form.Problem(), wide) {
			b.Add(t.Bad.Render(line))
		}
		b.Focus(from)
	}
}

func (w drawing) spinner() string {
	return w.env.Frame.Theme.Accent.Render(theme.SpinnerFrames[w.job.frame%len(theme.SpinnerFrames)]) + "  "
}

// endBody draws the last screen of a journey: the result and the next steps.
func (w drawing) endBody(b *parts.Body, c parts.Canvas) {
	var lines []string
	for i, line := range w.walk.Step().Show(w.walk.State()) {
		style, mark := c.Plain, ""
		if i == 0 {
			style = c.Bold
		}
		if rest, is := strings.CutPrefix(line, steps.Caution); is {
			mark, line = c.Warn.Render(theme.SignWarn)+" ", rest
		}
		lines = append(lines, mark+style.Render(line))
	}
	if p, ok := w.saved(); ok && !w.AboutSaved() && c.Size > parts.Small {
		for _, line := range w.savedLines(p) {
			lines = append(lines, c.Dim.Render(line))
		}
	}
	if !w.env.App.Demo() && !w.AboutSaved() {
		where := w.env.App.Home()
		if team := w.env.App.Team; team != nil {
			where = "the team's vault " + team.Vault.Name()
		}
		lines = append(lines, c.Dim.Render("Saved and encrypted in "+where))
	}
	b.Add("")
	b.Add(c.Card(c.Good, lines)...)
	b.Gap()
	w.endKeyLines(b, c)
	for _, line := range w.nextCommands() {
		b.Add(parts.Indented(parts.Wrapped(line, c.Wide-2), "  ")...)
	}
}

// Summary returns the result of the journey for the scrollback.
func (w *Wizard) Summary() []string {
	var lines []string
	if last := w.walk.Step(); last.Show != nil {
		lines = append(lines, last.Show(w.walk.State())...)
	}
	return append(append(lines, ""), drawing{pages: pages{w}}.nextCommands()...)
}

// nextCommands returns the commands that may follow a journey.
func (w drawing) nextCommands() []string {
	if w.env.App.Demo() {
		return []string{"Practice is not saved. Next: suitekey setup"}
	}
	var lines []string
	for _, c := range app.Next(w.walk.Flow(), w.walk.State()) {
		lines = append(lines, parts.Padded(c.Line, 36)+c.Does)
	}
	return lines
}

// Explanation returns the facts about the field under the cursor and about the step, and
// the keys besides those of the footer.
func (w *Wizard) Explanation() (title string, texts []string, keys []parts.Hint) {
	keys = []parts.Hint{{Key: "pgup/pgdn", Does: "scroll"}}
	if len(w.form.Fields()) > 0 {
		keys = append(keys, parts.Hint{Key: "tab", Does: "next field; shift+tab: the previous one"}, parts.Hint{Key: "ctrl+u", Does: "empty the field"})
	}
	if w.test != nil {
		if title, texts, ok := w.test.Explanation(); ok {
			return title, texts, keys
		}
	}
	step := w.walk.Step()
	if step.Doc == nil {
		return step.Title, nil, keys
	}
	doc := w.form.Page()
	title = doc.Title
	if field, ok := w.form.Field(); ok {
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
	return title, texts, keys
}
