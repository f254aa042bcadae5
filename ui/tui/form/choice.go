package form

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
)

// FindFrom is the number of options from which typing searches them: longer lists are too
// long to read.
const FindFrom = 10

// choice is a field with options: one of them, or several.
type choice struct {
	value   *value
	options []steps.Option
	multi   bool
	finds   bool // letters search the options

	query string
	rows  []int // indices of the options that match the query
	at    int   // index in rows
}

func newChoice(field steps.Field, list []steps.Option, v *value) *choice {
	c := &choice{value: v, options: list, multi: field.Kind == steps.Multi}
	c.finds = !c.multi && len(list) >= FindFrom
	chosen := v.text
	c.find("")
	c.moveTo(chosen)
	return c
}

// find keeps the options that contain every word of the query.
func (c *choice) find(query string) {
	c.query, c.rows, c.at = query, nil, 0
	words := strings.Fields(strings.ToLower(query))
	for i, o := range c.options {
		text := strings.ToLower(o.Label + " " + o.Note)
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) }) {
			c.rows = append(c.rows, i)
		}
	}
	c.choose()
}

// moveTo puts the cursor on the option with the value, or on the first one.
func (c *choice) moveTo(text string) {
	c.at = max(slices.IndexFunc(c.rows, func(i int) bool { return c.options[i].Value == text }), 0)
	c.choose()
}

// choose stores the option under the cursor as the value of a single choice.
func (c *choice) choose() {
	if o, ok := c.hovered(); ok && !c.multi {
		c.value.text = o.Value
	}
}

// hovered returns the option under the cursor.
func (c *choice) hovered() (steps.Option, bool) {
	if c.at >= len(c.rows) {
		return steps.Option{}, false
	}
	return c.options[c.rows[c.at]], true
}

// press handles a key.
func (c *choice) press(msg tea.KeyPressMsg) {
	const screenful = 8
	switch name := msg.String(); {
	case parts.Moved(name, &c.at, len(c.rows), screenful, c.finds):
		c.choose()
	case name == "G" && !c.finds:
		c.at = max(len(c.rows)-1, 0)
		c.choose()
	case c.multi && (name == "space" || name == "x"):
		c.tick()
	case c.finds && name == "ctrl+u":
		c.find("")
	case c.finds && (msg.Text != "" || name == "backspace"):
		before := c.value.text
		c.find(parts.Searched(c.query, msg))
		if c.query == "" {
			c.moveTo(before)
		}
	}
}

// tick adds the option under the cursor to the answer, or removes it. The answer keeps the
// order of the list.
func (c *choice) tick() {
	hovered, ok := c.hovered()
	if !ok {
		return
	}
	ticked := listOf(c.value.text)
	var values []string
	for _, o := range c.options {
		if slices.Contains(ticked, o.Value) != (o.Value == hovered.Value) {
			values = append(values, o.Value)
		}
	}
	c.value.text = strings.Join(values, ",")
}

func listOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// draw draws the options. The option under the cursor is a bar, with its note beside it or,
// if there is no room, below it. The lines from to to must be visible. draw shows at most
// most options; 0 means all.
func (c *choice) draw(on parts.Canvas, focused bool, most int) (lines []string, from, to int) {
	place, column := notesPlace(c.options, on.Wide-parts.BarInset-c.markWidth())
	first, last := 0, len(c.rows)
	if most > 0 && last > most {
		first = min(max(c.at-most/2, 0), last-most)
		last = first + most
	}
	below := c.notesBelow(on, place)
	for n := first; n < last; n++ {
		o, here := c.options[c.rows[n]], n == c.at
		if here {
			from = len(lines)
		}
		lines = append(lines, on.Bar(c.row(on, o, here, place, column), parts.Chosen(here && (focused || !c.multi), focused)))
		if here {
			lines = append(lines, c.note(on, o, below)...)
			to = len(lines)
		}
	}
	whole := last - first + below
	if len(c.rows) == 0 {
		to = 1
		lines = append(lines, on.Dim.Render(parts.Clamped("  No match. ctrl+u shows all.", on.Wide)))
	}
	if c.finds {
		whole = min(most, len(c.options)) + below
	}
	for len(lines) < whole { // lines below must not move
		lines = append(lines, "")
	}
	return lines, from, to
}

func (c *choice) markWidth() int {
	if c.multi {
		return len("[x] ")
	}
	return 0
}

// row draws an option with its mark and, if there is room, its note.
func (c *choice) row(on parts.Canvas, o steps.Option, here bool, place placement, column int) string {
	label, mark := on.Plain, ""
	if here {
		label = on.Bold
	}
	if c.multi {
		mark = "[ ] "
		if slices.Contains(listOf(c.value.text), o.Value) {
			mark = on.Accent.Render("[x]") + " "
		}
	}
	switch {
	case o.Note == "" || place == notesBelow:
		return mark + label.Render(parts.Clamped(o.Label, on.Wide-parts.BarInset-c.markWidth()))
	case place == notesInColumn:
		return mark + label.Render(parts.Padded(o.Label, column)) + on.Dim.Render(o.Note)
	}
	return mark + label.Render(o.Label) + "  " + on.Dim.Render(o.Note)
}

// note returns the note of an option in at most so many lines.
func (c *choice) note(on parts.Canvas, o steps.Option, most int) (lines []string) {
	if most == 0 || o.Note == "" {
		return nil
	}
	wrapped := parts.Wrapped(o.Note, c.noteWide(on))
	if len(wrapped) > most {
		wrapped = append(wrapped[:most-1:most-1], parts.Clamped(strings.Join(wrapped[most-1:], " "), c.noteWide(on)))
	}
	for _, line := range wrapped {
		lines = append(lines, "    "+on.Dim.Render(line))
	}
	return lines
}

func (c *choice) noteWide(on parts.Canvas) int { return on.Wide - 4 }

// notesBelow returns the number of lines of the longest note below an option.
func (c *choice) notesBelow(on parts.Canvas, place placement) (lines int) {
	switch {
	case place != notesBelow:
		return 0
	case c.finds: // the next option is more useful than the end of a note
		return 1
	}
	for _, o := range c.options {
		if o.Note != "" {
			lines = max(lines, len(parts.Wrapped(o.Note, c.noteWide(on))))
		}
	}
	return lines
}

// placement says where the notes of the options are drawn.
type placement int

const (
	notesBelow placement = iota
	notesBehind
	notesInColumn
)

func notesPlace(list []steps.Option, w int) (place placement, column int) {
	longest, widest := 0, 0
	for _, o := range list {
		column = max(column, parts.Width(o.Label)+2)
		longest = max(longest, parts.Width(o.Note))
		widest = max(widest, parts.Width(o.Label)+2+parts.Width(o.Note))
	}
	switch {
	case column+longest <= w:
		return notesInColumn, column
	case widest <= w:
		return notesBehind, 0
	}
	return notesBelow, 0
}
