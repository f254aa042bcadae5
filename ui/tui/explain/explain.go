// Package explain shows all facts about the item under the cursor and every key of a
// screen. It also shows pages for other people, such as the administrator.
package explain

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

// Explanation is shown over the screen that it explains.
type Explanation struct {
	frame  *frame.Frame
	below  wish.Screen
	scroll int
	page   *wish.ReadPage // a page for another person, shown instead of the explanation
}

// Of explains a screen.
func Of(f *frame.Frame, below wish.Screen) *Explanation {
	return &Explanation{frame: f, below: below}
}

// Page shows a page for another person over the screen below.
func Page(f *frame.Frame, below wish.Screen, page wish.ReadPage) *Explanation {
	return &Explanation{frame: f, below: below, page: &page}
}

// Typing returns false: every key closes or scrolls the explanation.
func (e *Explanation) Typing() bool { return false }

// Update handles a key.
func (e *Explanation) Update(msg tea.Msg) wish.List {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	if offset, ok := e.frame.Scrolled(e.View(), key.String()); ok {
		e.scroll = offset
		return nil
	}
	switch key.String() {
	case "down", "j":
		e.scroll = e.frame.ScrolledBy(e.View(), +1)
	case "up", "k":
		e.scroll = e.frame.ScrolledBy(e.View(), -1)
	default:
		return wish.List{wish.Close{}}
	}
	return nil
}

// View draws the explanation in the frame of the screen below.
func (e *Explanation) View() frame.Page {
	p := e.below.View()
	c := e.frame.Canvas(len(p.Stages) > 0)
	keys := p.Keys
	if keyed, ok := e.below.(wish.Keyed); ok {
		keys = keyed.AllKeys()
	}
	p.Aside, p.Columns = nil, frame.Columns{}
	p.Body, p.Scroll, p.Keys = e.body(c, keys), e.scroll, []parts.Hint{{Key: "esc", Does: "close"}}
	return p
}

func (e *Explanation) body(c parts.Canvas, keys []parts.Hint) parts.Body {
	var b parts.Body
	if e.page != nil {
		if e.page.File != "" {
			b.Add(c.Noted(theme.SignNote+"  ", "To give away, in "+e.page.File)...)
			b.Gap()
		}
		for _, line := range strings.Split(e.page.Text, "\n") {
			b.Add(strings.Split(ansi.Hardwrap(line, c.Wide, true), "\n")...)
		}
		return b
	}
	title, texts := "Keys", []string(nil)
	if explains, ok := e.below.(wish.Explainer); ok {
		var more []parts.Hint
		title, texts, more = explains.Explanation()
		keys = append(keys[:len(keys):len(keys)], more...)
	}
	b.Add(c.Heading(title)...)
	for _, text := range texts {
		b.Gap()
		for _, paragraph := range strings.Split(text, "\n\n") {
			b.Add(parts.Wrapped(paragraph, c.Wide)...)
		}
	}
	b.Gap()
	// The keys that the footer does not show.
	everywhere := []parts.Hint{{Key: ": or f3", Does: "commands: everything that can be done, and every connection"}, {Key: parts.KeyLeave, Does: "leave; asks first if something could be lost"}, {Key: "ctrl+z", Does: "suspend"}}
	for _, k := range append(keys[:len(keys):len(keys)], everywhere...) {
		b.Add(c.Bold.Render(parts.Padded(k.Key, 12)) + c.Dim.Render(parts.Clamped(k.Does, c.Wide-12)))
	}
	return b
}
