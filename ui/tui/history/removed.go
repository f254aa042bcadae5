package history

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// RemovedMsg lists the removed connections that can be restored.
type RemovedMsg struct {
	found []connections.Removed
	err   error
}

// RemovedCmd lists the removed connections.
func RemovedCmd(a *app.App) tea.Cmd {
	return func() tea.Msg {
		if !a.Unlocked() {
			return RemovedMsg{}
		}
		found, err := a.Removed()
		return RemovedMsg{found, err}
	}
}

// ShowRemoved lists the removed connections. If there is only one, it shows its states.
func ShowRemoved(env *wizard.Env, msg RemovedMsg) wish.List {
	switch {
	case msg.err != nil:
		return wish.List{wish.Warn(steps.Sentence(msg.err))}
	case len(msg.found) == 0:
		return wish.List{wish.Say("No connection was removed.")}
	case len(msg.found) == 1:
		return wish.List{wish.History{Name: msg.found[0].Name}}
	}
	return wish.List{wish.Open{Screen: &Removed{env: env, found: msg.found}}}
}

// Removed lists the removed connections, and shows the states of one.
type Removed struct {
	cursor
	env   *wizard.Env
	found []connections.Removed
}

// Typing is false: nothing is typed here.
func (r *Removed) Typing() bool { return false }

// Update takes a key.
func (r *Removed) Update(msg tea.Msg) wish.List {
	return r.update(msg, len(r.found), r.env.Frame.Screenful(), r.states)
}

func (r *Removed) states() wish.List {
	return wish.List{wish.Close{}, wish.History{Name: r.found[r.at].Name}}
}

// TakesClicks is true: nobody copies text from here.
func (r *Removed) TakesClicks() bool { return true }

// Click is a click on a line of the page: it selects a row, and opens the one that is
// selected already.
func (r *Removed) Click(line, _ int) wish.List {
	return r.click(line, len(r.found), r.states)
}

// View draws the connections as a table, and what comes back with the selected one.
func (r *Removed) View() frame.Page {
	f := r.env.Frame
	columns := f.ListColumns()
	c := f.CanvasOf(columns)
	p := frame.Page{What: "removed connections", Where: f.Environment(r.found[r.at].State.Account), Scroll: -1, Columns: columns}
	b := &p.Body
	b.Add(c.Heading("Which connection do you want to restore?")...)
	b.Pin()
	b.Gap()
	says := r.comesBack(c)
	if columns.Aside > 0 {
		p.Aside, says = r.comesBack(f.AsideCanvas(columns)), nil
	}
	from, to := r.scroll(f.BodyHeight()-len(b.Lines)-len(says)-2, len(r.found))
	table := parts.Table{Sorted: -1, At: r.at - r.top, Columns: []parts.Column{
		{Title: "Name", Most: 28}, {Title: "Account"}, {Title: "Method", Drop: 2}, {Title: "Removed", Drop: 1}, {Title: "By", Most: 20, Drop: 3},
	}}
	for _, found := range r.found[from:to] {
		table.Rows = append(table.Rows, r.row(found, c))
	}
	b.Add(table.Draw(c)...)
	r.first = len(b.Lines) - len(table.Rows)
	b.Gap()
	b.Add(says...)
	b.From, b.To = r.first+r.at-r.top, len(b.Lines)
	p.Keys = []parts.Hint{{Key: "enter", Does: "its states"}, {Key: "esc", Does: "back"}, {Key: theme.SignUp + theme.SignDown, Does: "choose"}, {Key: "?", Does: "keys"}}
	return p
}

func (r *Removed) row(of connections.Removed, c parts.Canvas) parts.TableRow {
	who := "–"
	if of.User != "" {
		who = of.User
	}
	return parts.TableRow{Cells: []parts.Cell{
		{Text: of.Name, Style: c.Plain}, {Text: of.State.Account.Realm(), Style: c.Plain}, {Text: setup.MethodLine(of.State), Style: c.Plain},
		{Text: r.day(of.At), Style: c.Plain}, {Text: who, Style: c.Dim},
	}}
}

func (r *Removed) day(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return at.In(r.env.App.Now().Location()).Format("2 January 2006")
}

// comesBack says what a restore of the selected connection restores, and what it does not.
func (r *Removed) comesBack(c parts.Canvas) []string {
	of := r.found[r.at]
	lines := parts.Wrapped(fmt.Sprintf("suitekey restores %s with all values and secrets, as saved on %s, after a test that signs in once.", of.Name, r.day(of.Saved)), c.Wide)
	lines = append(lines, c.Quiet("A token or certificate that was revoked in NetSuite stays revoked.")...)
	if of.States > 1 {
		lines = append(lines, c.Quiet(fmt.Sprintf("%d states are kept, and you choose one.", of.States))...)
	}
	return lines
}
