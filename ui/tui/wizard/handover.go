package wizard

import (
	"suitekey/core/export"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// keyProduct opens the form of the product to which the connection is handed over.
const keyProduct = "e"

// Keys at the end of a journey that has saved a connection.
const (
	keyCommand = "c" // copies the command that tests the connection
	keyAnother = "n" // sets up another connection
)

// saved returns the connection that a finished journey has saved. Practice without a list
// saves nothing.
func (w pages) saved() (p profile.Profile, ok bool) {
	state := w.walk.State()
	p = state.Profile()
	if w.AboutSaved() {
		p = state.Former
	}
	return p, w.Finished() && w.Journey() && p.Name != "" && len(state.Items) == 0 && w.env.App.Unlocked()
}

// endKey handles a key of a hand-over, or of the end of a journey.
func (w pages) endKey(key string) (wishes wish.List, done bool) {
	if p, ok := w.handsOver(); ok && key == keyProduct {
		return wish.List{wish.Export{Entry: storage.Entry{Profile: p}, Product: hasForm(p)}}, true
	}
	p, ok := w.saved()
	if !ok {
		return nil, false
	}
	switch key {
	case keyProduct:
		return wish.List{wish.Export{Entry: storage.Entry{Profile: p}, Product: hasForm(p)}}, true
	case keyCommand:
		return wish.List{wish.Copy{What: "the command", Text: secret.New(testCommand(p))}}, true
	case keyAnother:
		if w.env.Home {
			return append(w.Done(w.Wizard), wish.Journey{Flow: setup.Setup().Name}), true
		}
	}
	return nil, false
}

// endHints returns the keys of the end, for the lines below the card.
func (w pages) endHints() []parts.Hint {
	p, ok := w.saved()
	if !ok {
		return nil
	}
	hints := []parts.Hint{{Key: keyProduct, Does: productForm(p)}, {Key: keyCommand, Does: "copy the test"}}
	if w.env.Home {
		hints = append(hints, parts.Hint{Key: keyAnother, Does: "set up another"})
	}
	return hints
}

func testCommand(p profile.Profile) string { return "suitekey test " + p.Name }

func hasForm(p profile.Profile) bool {
	_, known := export.Find(p.Product)
	return known
}

// handsOver returns the saved connection that the open step hands over to its product.
// During typing, the key is text.
func (w pages) handsOver() (p profile.Profile, ok bool) {
	ok = w.walk.Step().HandsOver && (w.phase == asking || w.phase == showing) && !w.Typing()
	return w.walk.State().Former, ok
}

// productForm names what keyProduct opens.
func productForm(p profile.Profile) string {
	if f, known := export.Find(p.Product); known {
		return "the form of " + f.Name
	}
	return "export"
}

// endKeyLines lists what can be done with the connection now, with keys.
func (w drawing) endKeyLines(b *parts.Body, c parts.Canvas) {
	p, ok := w.saved()
	if !ok {
		return
	}
	put := "export it to its product"
	if hasForm(p) {
		put = "put the values into " + productForm(p) + ", one by one"
	}
	rows := [][2]string{{keyProduct, put}, {keyCommand, "copy its test: " + testCommand(p)}}
	if w.env.Home {
		rows = append(rows, [2]string{keyAnother, "set up another"})
	}
	for _, row := range rows {
		b.Add(parts.Hanging("  "+c.Accent.Bold(true).Render(row[0])+"  ", row[1], c.Wide)...)
	}
	b.Gap()
}
