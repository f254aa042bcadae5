package testscreen

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/practice"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// Faults lists the faults that a practice connection can meet. It is drawn over the test
// from which it was opened.
type Faults struct {
	app   *app.App
	frame *frame.Frame
	list  *parts.List
	below wish.Screen
	again string
}

// Met is the wish to show the injected fault of the practice accounts; "" for none.
type Met struct{ Name string }

// NewFaults lists the faults for the connection of the wish.
func NewFaults(a *app.App, f *frame.Frame, w wish.ChooseFault, below wish.Screen) *Faults {
	var items []parts.Item
	if f.Fault != "" {
		items = append(items, parts.Item{Label: "none", Note: "everything works again", Group: "now: " + f.Fault})
	}
	for _, fault := range practice.Faults() {
		met := fault.Surface == "" || w.Subject.Has(profile.Surface(fault.Surface))
		if !met || !slices.Contains(fault.Methods, string(w.Subject.Method)) {
			continue
		}
		items = append(items, parts.Item{Value: fault.Name, Label: fault.Name, Note: fault.Title, Group: fault.Group})
	}
	return &Faults{app: a, frame: f, list: parts.NewList(items), below: below, again: w.Again}
}

// Typing reports whether a letter belongs to the search.
func (s *Faults) Typing() bool { return s.list.Searching() }

// Names returns the names of the listed faults.
func (s *Faults) Names() []string {
	var names []string
	for _, item := range s.list.Items {
		names = append(names, item.Value)
	}
	return names
}

// Update handles a key.
func (s *Faults) Update(msg tea.Msg) wish.List {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok || s.list.Key(key, s.frame.Screenful()) {
		return nil
	}
	switch key.String() {
	case "esc":
		return wish.List{wish.Close{}}
	case "enter":
		return s.take()
	}
	return nil
}

// take injects the fault under the cursor.
func (s *Faults) take() wish.List {
	item, ok := s.list.Selected()
	if !ok {
		return nil
	}
	return append(wish.List{wish.Close{}}, s.meet(item.Value)...)
}

// TakesClicks is true: nobody copies text from this screen.
func (s *Faults) TakesClicks() bool { return true }

// Click handles a click on a line of the page: it selects a fault, and injects the one that
// is already selected.
func (s *Faults) Click(line, _ int) wish.List {
	if s.list.Click(line) {
		return s.take()
	}
	return nil
}

// meet injects the fault in the practice accounts, which are all in memory.
func (s *Faults) meet(name string) wish.List {
	if err := s.app.Practice().Inject(name); err != nil {
		return wish.List{wish.Warn(steps.Sentence(err))}
	}
	said := "The practice account now simulates " + name + ". " + s.again
	switch fault := s.app.Practice().Fault(); {
	case name == "":
		said = "No fault is simulated: everything works again. " + s.again
	case fault.Surface == string(profile.Connect) && fault.Ambiguous:
		said = "The practice account now simulates " + name + ". A driver meets the fault, a test does not."
	}
	return wish.List{Met{name}, wish.Say(said)}
}

// View draws the list in the frame of the test.
func (s *Faults) View() frame.Page {
	p := s.below.View()
	columns := s.frame.ListColumns()
	p.Stages, p.Aside, p.Scroll, p.Body, p.Columns = nil, nil, 0, parts.Body{}, columns
	s.list.Beside = columns.Aside > 0
	p.Body.Add(s.list.Lines(s.frame.CanvasOf(columns), "Which fault should be simulated?", nil, s.frame.BodyHeight())...)
	if item, ok := s.list.Selected(); ok && s.list.Beside {
		c := s.frame.AsideCanvas(columns)
		p.Aside = append([]string{c.Bold.Render(parts.Clamped(item.Label, c.Wide))}, c.Quiet(item.Note)...)
	}
	p.Keys = s.list.Keys("simulate")
	return p
}
