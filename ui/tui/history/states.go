package history

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/tasks"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// States lists the earlier states of a connection and restores one of them.
type States struct {
	cursor
	env   *wizard.Env
	found LoadedMsg
}

// Typing returns false: the screen has no text field.
func (s *States) Typing() bool { return false }

// Update handles a key.
func (s *States) Update(msg tea.Msg) wish.List {
	return s.update(msg, len(s.found.states), s.env.Frame.Screenful(), s.bringBack)
}

// TakesClicks is true: nobody copies text from this screen.
func (s *States) TakesClicks() bool { return true }

// Click handles a click on a line of the page: it selects a state. A click on the selected
// state restores it after a question.
func (s *States) Click(line, _ int) wish.List {
	return s.click(line, len(s.found.states), s.bringBack)
}

// bringBack asks for a confirmation, then tests and restores the state.
func (s *States) bringBack() wish.List {
	e := s.found.states[s.at]
	confirm := tasks.Confirm(s.env, s.env.App.Restoration(e), e.Account)
	return wish.List{wish.BringBack{Screen: confirmed(s.env, confirm, s.found)}}
}

// confirmed returns to the list of states if the person does not confirm.
func confirmed(env *wizard.Env, w *wizard.Wizard, found LoadedMsg) *wizard.Wizard {
	w.Back = func(*wizard.Wizard) wish.List { return append(wish.List{wish.Close{}}, Show(env, found)...) }
	return w
}

// View draws the states as a table, newest first, and the changes that the selected one
// would make.
func (s *States) View() frame.Page {
	f := s.env.Frame
	columns := f.ListColumns()
	c := f.CanvasOf(columns)
	p := frame.Page{What: "history " + theme.SignNote + " " + s.found.name, Where: f.Environment(s.found.states[0].Account), Scroll: -1, Columns: columns}
	b := &p.Body
	b.Add(c.Heading("What " + s.found.name + " was before")...)
	b.Pin()
	if c.Size > parts.Small {
		b.Add(c.Quiet("Every earlier state is kept, encrypted. suitekey tests a state before it restores the state, and keeps the present one, too.")...)
		b.Gap()
	}
	changes := s.changes(c)
	if columns.Aside > 0 {
		p.Aside, changes = s.changes(f.AsideCanvas(columns)), nil
	}
	from, to := s.scroll(f.BodyHeight()-len(b.Lines)-len(changes)-2, len(s.found.states))
	table := parts.Table{Columns: []parts.Column{{Title: "State", Right: true}, {Title: "Saved"}, {Title: "By", Drop: 1}}, Sorted: -1, At: s.at - s.top}
	for _, e := range s.found.states[from:to] {
		table.Rows = append(table.Rows, s.row(e, c))
	}
	b.Add(table.Draw(c)...)
	s.first = len(b.Lines) - len(table.Rows)
	b.Gap()
	end := len(b.Lines)
	b.Add(changes...)
	b.From, b.To = s.first+s.at-s.top, max(end, s.first+1)
	p.Keys = []parts.Hint{{Key: "enter", Does: "restore it"}, {Key: "esc", Does: "back"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "?", Does: "keys"}}
	return p
}

func (s *States) row(e connections.Earlier, c parts.Canvas) parts.TableRow {
	g := e.Generation
	return parts.TableRow{Cells: []parts.Cell{
		{Text: strconv.Itoa(g.Number), Style: c.Plain},
		{Text: s.saved(g), Style: c.Plain},
		{Text: connections.MadeBy(g, journeyName(g.Journey)), Style: c.Dim},
	}}
}

func (s *States) saved(g storage.Generation) string {
	return g.Saved.In(s.env.App.Now().Location()).Format("2 January 2006 15:04")
}

// changes lists what the selected state would change, with the present values.
func (s *States) changes(c parts.Canvas) []string {
	e := s.found.states[s.at]
	text := "Restoring state " + strconv.Itoa(e.Generation.Number) + " changes: " + profile.Names(e.Changes) + "."
	switch {
	case e.Removed:
		text = s.found.name + " was removed. State " + strconv.Itoa(e.Generation.Number) + " restores it."
	case e.Damaged:
		text = "The stored state is damaged. State " + strconv.Itoa(e.Generation.Number) + " replaces it."
	}
	lines := parts.Wrapped(text, c.Wide)
	if now := s.found.now; now != nil && now.Err == nil {
		lines = append(lines, c.Quiet(fmt.Sprintf("Now: state %d, saved %s by %s.", now.Number, s.saved(*now), connections.MadeBy(*now, journeyName(now.Journey))))...)
	}
	if s.found.damaged > 0 {
		lines = append(lines, c.Inked(c.Warn, c.Warn.Render(theme.SignWarn)+" ", fmt.Sprintf("States that cannot be read: %d.", s.found.damaged))...)
	}
	return lines
}

// journeyName returns the name for people of the journey that saved a state.
func journeyName(name string) string {
	for _, flow := range steps.Flows() {
		if flow.Name == name {
			return flow.Title
		}
	}
	return strings.ReplaceAll(name, "_", " ")
}
