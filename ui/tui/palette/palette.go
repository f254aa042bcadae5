// Package palette finds commands by typing: every key of the screen below, and every
// command and connection that the screens offer.
package palette

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// Palette is shown over the screen whose commands it lists.
type Palette struct {
	frame    *frame.Frame
	below    wish.Screen
	commands []wish.Command

	query   string
	rows    []int  // of commands: what the query leaves over
	lines   []line // the rows, below the titles of their groups
	at, top int    // the selected one of rows, and the first one of lines that is shown
	first   int    // the line of the body on which the lines begin
}

// line is one of the list: a row, or a text.
type line struct {
	row  int // of rows, -1 for none
	text string
}

// Of lists the commands of a screen: its keys, its own commands, and more.
func Of(f *frame.Frame, below wish.Screen, more []wish.Command) *Palette {
	p := &Palette{frame: f, below: below}
	keys := below.View().Keys
	if keyed, ok := below.(wish.Keyed); ok {
		keys = nil
		for _, group := range keyed.AllKeys() {
			keys = append(keys, group.Hints...)
		}
	}
	var own []wish.Command
	if commander, ok := below.(wish.Commander); ok {
		own = commander.Commands()
	}
	named := func(key string) bool { // one of the commands already says in full what the hint says in a word
		is := func(c wish.Command) bool { return c.Key == key }
		return slices.ContainsFunc(own, is) || slices.ContainsFunc(more, is)
	}
	p.commands = own
	for _, k := range keys {
		if pressed(k.Key) && k.Does != "commands" && !named(k.Key) {
			p.commands = append(p.commands, wish.Command{Title: capital(k.Does), Group: "This screen", Key: k.Key, Press: k.Key})
		}
	}
	p.commands = append(p.commands, more...)
	p.find("")
	return p
}

// pressed reports whether a hint names one single key, which the palette can press.
func pressed(key string) bool {
	return key != "type" && key != "pgup/pgdn" && key != theme.SignUp+theme.SignDown
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// Typing is true: letters belong to the search.
func (p *Palette) Typing() bool { return true }

// find keeps the commands that contain every word of the query. Commands whose title begins
// with the query come first.
func (p *Palette) find(query string) {
	p.query, p.rows, p.at = query, nil, 0
	words := strings.Fields(strings.ToLower(query))
	var begins, others []int
	for i, c := range p.commands {
		title := strings.ToLower(c.Title)
		text := title + " " + strings.ToLower(c.Note)
		switch {
		case slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) }):
		case len(words) > 0 && strings.HasPrefix(title, words[0]):
			begins = append(begins, i)
		default:
			others = append(others, i)
		}
	}
	p.rows = append(begins, others...)
	p.group()
}

// group puts the rows below the titles of their groups. The results of a query are in
// the order of their fit.
func (p *Palette) group() {
	p.lines, p.top = nil, 0
	group := ""
	for n, i := range p.rows {
		if of := p.commands[i].Group; p.query == "" && of != group {
			if n > 0 {
				p.lines = append(p.lines, line{-1, ""})
			}
			group = of
			p.lines = append(p.lines, line{-1, group})
		}
		p.lines = append(p.lines, line{row: n})
	}
}

// Update handles a message.
func (p *Palette) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		clean, _ := steps.CleanLine(steps.Shorten(msg.Content, 64))
		p.find(p.query + clean)
	case tea.KeyPressMsg:
		return p.key(msg)
	}
	return nil
}

func (p *Palette) key(msg tea.KeyPressMsg) wish.List {
	switch name := msg.String(); {
	case parts.Moved(name, &p.at, len(p.rows), p.frame.Screenful(), true):
	case name == "esc" && p.query != "", name == "ctrl+u":
		p.find("")
	case name == "esc":
		return wish.List{wish.Close{}}
	case name == "enter":
		return p.take()
	case msg.Text != "" || name == "backspace":
		p.find(parts.Searched(p.query, msg))
	}
	return nil
}

// take runs the command under the cursor on the screen below.
func (p *Palette) take() wish.List {
	if p.at >= len(p.rows) {
		return nil
	}
	command := p.commands[p.rows[p.at]]
	wishes := wish.List{wish.Close{}}
	if command.Press != "" {
		return append(wishes, wish.Press{Key: command.Press})
	}
	return append(wishes, command.Wishes...)
}

// TakesClicks is true: nobody copies text from this screen.
func (p *Palette) TakesClicks() bool { return true }

// Click is a click on a line of the page.
func (p *Palette) Click(y, _ int) wish.List {
	at := p.top + y - p.first
	if y < p.first || at >= len(p.lines) || p.lines[at].row < 0 {
		return nil
	}
	p.at = p.lines[at].row
	return p.take()
}

// View draws the matching commands around the cursor.
func (p *Palette) View() frame.Page {
	c := p.frame.Canvas(false)
	page := frame.Page{What: "Commands", Scroll: -1}
	b := &page.Body
	query := c.Dim.Render("Type what to do, or the name of a connection.")
	if p.query != "" {
		query = p.query + c.Reverse.Render(" ")
	}
	b.Add(parts.Spread(c.Accent.Bold(true).Render(": ")+query, c.Dim.Render(fmt.Sprintf("%d", len(p.rows))), c.Wide), "")
	p.first = len(b.Lines)
	h := max(p.frame.BodyHeight()-p.first, 1)
	shown := p.window(h)
	column := 0
	for _, l := range shown {
		if l.row >= 0 {
			column = max(column, parts.Width(p.commands[p.rows[l.row]].Title))
		}
	}
	column = min(column, c.Wide*3/5)
	for _, l := range shown {
		if l.row < 0 {
			b.Add(c.Dim.Render(parts.Clamped(l.text, c.Wide)))
			continue
		}
		here := l.row == p.at
		b.Add(c.Bar(p.row(p.commands[p.rows[l.row]], c, column, here), parts.Chosen(here, true)))
	}
	if len(p.rows) == 0 {
		b.Add(c.Dim.Render("  No match. esc shows all."))
	}
	page.Keys = []parts.Hint{{Key: "enter", Does: "do it"}, {Key: "esc", Does: "close"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "type", Does: "to find"}}
	return page
}

// window are the h lines around the cursor; the title above the first row is among them.
func (p *Palette) window(h int) []line {
	at := slices.IndexFunc(p.lines, func(l line) bool { return l.row == p.at })
	from := at
	for from > 0 && p.lines[from-1].row < 0 {
		from--
	}
	p.top = max(min(max(p.top, at-h+1), from), 0)
	return p.lines[p.top:min(p.top+h, len(p.lines))]
}

func (p *Palette) row(command wish.Command, c parts.Canvas, column int, here bool) string {
	style := c.Plain
	if here {
		style = c.Bold
	}
	row := style.Render(parts.Padded(command.Title, column))
	if c.Size > parts.Small {
		row += "  " + c.Dim.Render(command.Note)
	}
	return parts.Spread(row, c.Accent.Render(command.Key), c.Wide-parts.BarInset-1)
}
