// Package export hands a connection over to other programs: a person chooses a format, then
// copies its values one by one into the form of the product.
package export

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/export"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// Export is the export of one connection.
type Export struct {
	env     *wizard.Env
	entry   storage.Entry
	product bool // open the product's form first
	all     []app.Exported
	formats *parts.List   // nil until the connection is loaded
	chosen  *app.Exported // nil while the person chooses the format
	at      int           // the value under the cursor
	scroll  int
	open    bool // the value under the cursor is shown in full, even a secret
}

// keyFix starts the journey that removes the product's problem with the connection.
const keyFix = "f"

// New returns the export screen of a connection.
func New(env *wizard.Env, w wish.Export) *Export {
	return &Export{env: env, entry: w.Entry, product: w.Product, scroll: -1}
}

// loadedMsg is a connection in every format.
type loadedMsg struct {
	of  *Export
	all []app.Exported
	err error
}

func (x *Export) load() tea.Msg {
	all, err := x.env.App.Exports(x.entry.Name)
	return loadedMsg{x, all, err}
}

// Typing reports whether a letter belongs to the search for a format.
func (x *Export) Typing() bool { return x.chosen == nil && x.formats != nil && x.formats.Searching() }

// Chosen returns the format on the screen; nil while the person chooses one.
func (x *Export) Chosen() *app.Exported { return x.chosen }

// Update handles a message.
func (x *Export) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case wish.OpenedMsg:
		return wish.List{wish.Do(x.load)}
	case loadedMsg:
		if msg.of == x {
			return x.loaded(msg)
		}
	case wish.LoadedMsg:
		return x.changed(msg.Entries)
	case wish.ChangedMsg:
		if slices.Contains(msg.Removed, x.entry.Name) {
			return wish.List{wish.Warn(wish.RemovedBySomebody(x.entry.Name))}
		}
		return x.changed(msg.Entries)
	case tea.KeyPressMsg:
		if x.chosen != nil {
			return x.sheetKey(msg)
		}
		return x.formatKey(msg)
	}
	return nil
}

// changed reads the connection again if a journey has changed it.
func (x *Export) changed(entries []storage.Entry) wish.List {
	for _, e := range entries {
		if e.Name == x.entry.Name && x.formats != nil && !e.Changed.Equal(x.entry.Changed) {
			x.entry = e
			return wish.List{wish.Do(x.load)}
		}
	}
	return nil
}

func (x *Export) loaded(msg loadedMsg) wish.List {
	if msg.err != nil {
		return wish.List{wish.Close{}, wish.Warn(steps.Sentence(msg.err))}
	}
	x.all = msg.all
	if x.formats != nil { // read again: keep the position
		return x.renewed()
	}
	items := make([]parts.Item, 0, len(x.all))
	for _, e := range x.all {
		items = append(items, parts.Item{Value: e.Format.Key, Label: e.Format.Name, Note: e.Format.Note, Group: groupOf(e)})
	}
	x.formats = parts.NewList(items)
	if x.product {
		return x.choose(x.entry.Product)
	}
	return nil
}

// renewed replaces the values of the format on the screen.
func (x *Export) renewed() wish.List {
	if x.chosen == nil {
		return nil
	}
	at, scroll, open := x.at, x.scroll, x.open
	wishes := x.choose(x.chosen.Format.Key)
	if x.chosen != nil {
		x.at, x.scroll, x.open = min(at, len(x.chosen.Fields)-1), scroll, open
	}
	return wishes
}

// groupOf returns the heading above a format.
func groupOf(e app.Exported) string {
	switch {
	case !e.Takes():
		return "Cannot take " + setup.MethodLine(e.Profile)
	case e.Format.Product == e.Profile.Product && e.Format.Kind != export.Snippet:
		return "The product of this connection"
	}
	return map[export.Kind]string{export.Sheet: "Forms of products", export.File: "Files", export.Snippet: "Code that signs in"}[e.Format.Kind]
}

func (x *Export) formatKey(msg tea.KeyPressMsg) wish.List {
	reading := x.formats == nil // esc closes the screen even if the vault does not answer
	if !reading && x.formats.Key(msg, x.env.Frame.Screenful()) {
		return nil
	}
	switch msg.String() {
	case "esc", "q":
		return wish.List{wish.Close{}}
	case "enter":
		if !reading {
			return x.take()
		}
	}
	return nil
}

// take opens the format under the cursor.
func (x *Export) take() wish.List {
	item, ok := x.formats.Selected()
	if !ok {
		return nil
	}
	return x.choose(item.Value)
}

// TakesClicks is true while the person chooses a format. People select values with the
// mouse to copy them.
func (x *Export) TakesClicks() bool { return x.chosen == nil && x.formats != nil }

// Click handles a click on a line of the page: it selects a format, and opens the one that
// is already selected.
func (x *Export) Click(line, _ int) wish.List {
	if x.TakesClicks() && x.formats.Click(line) {
		return x.take()
	}
	return nil
}

func (x *Export) choose(key string) wish.List {
	for i, e := range x.all {
		switch {
		case e.Format.Key != key:
		case !e.Takes():
			x.chosen = nil
			return wish.List{wish.Warn(strings.Join(e.Problems, " "))}
		default:
			x.chosen, x.at, x.scroll, x.open = &x.all[i], 0, -1, false
		}
	}
	return nil
}

func (x *Export) sheetKey(msg tea.KeyPressMsg) wish.List {
	fields := x.chosen.Fields
	if offset, ok := x.env.Frame.Scrolled(x.View(), msg.String()); ok {
		x.scroll = offset
		return nil
	}
	switch msg.String() {
	case "esc", "q":
		if x.product {
			return wish.List{wish.Close{}}
		}
		x.chosen, x.open = nil, false
	case "up", "k":
		x.at, x.scroll, x.open = max(x.at-1, 0), -1, false
	case "down", "j":
		x.at, x.scroll, x.open = min(x.at+1, len(fields)-1), -1, false
	case "v":
		x.open = !x.open && !fields[x.at].Copies().IsEmpty()
		if f := fields[x.at]; x.open && f.IsSecret() {
			return wish.List{wish.Record{Event: journal.Revealed, Of: x.chosen.Profile.Name, What: f.Label + ", on the screen"}}
		}
	case keyFix:
		if fix, ok := x.chosen.Fix(); ok {
			return wish.List{wish.Journey{Flow: fix.Verb, Given: fix.Given}}
		}
	case "w":
		return wish.List{wish.Open{Screen: x.askPath()}}
	case "c", parts.KeyCopy, "enter":
		f := fields[x.at]
		if f.Copies().IsEmpty() {
			return wish.List{wish.Say(f.Label + " has no value to copy.")}
		}
		return wish.List{wish.Copy{What: f.Label, Text: f.Copies(), Secret: f.IsSecret(), Of: x.chosen.Profile.Name}}
	}
	return nil
}
