// Package explain shows all facts about the item under the cursor and every key of a
// screen. It also shows pages for other people, such as the administrator.
package explain

import (
	"slices"
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

// View draws the explanation in the frame of the screen below: the texts and the keys. A wide
// window shows the keys beside the texts.
func (e *Explanation) View() frame.Page {
	p := e.below.View()
	steps := len(p.Stages) > 0
	title, texts, groups := e.known(p.Keys)
	p.Body, p.Aside, p.Columns = parts.Body{}, nil, frame.Columns{}
	p.Scroll, p.Keys = e.scroll, []parts.Hint{{Key: "esc", Does: "close"}}
	c := e.frame.Canvas(steps)
	if e.page != nil {
		p.Body = e.given(c)
		return p
	}
	if beside := e.frame.Columns(steps, true); len(texts) > 0 && beside.Aside > 0 {
		c = e.frame.CanvasOf(beside)
		p.Aside, groups = e.frame.AsideCanvas(beside).KeyPage(groups), nil
	}
	b := &p.Body
	b.Add(c.Heading(title)...)
	b.Gap()
	b.Add(c.Paragraphs(texts)...)
	b.Gap()
	b.Add(c.KeyPage(groups)...)
	return p
}

// given returns the page for another person.
func (e *Explanation) given(c parts.Canvas) (b parts.Body) {
	if e.page.File != "" {
		b.Add(c.Noted(theme.SignNote+"  ", "To give away, in "+e.page.File)...)
		b.Gap()
	}
	for _, line := range strings.Split(e.page.Text, "\n") {
		b.Add(strings.Split(ansi.Hardwrap(line, c.Wide, true), "\n")...)
	}
	return b
}

// everywhere are the keys of every screen.
var everywhere = parts.KeyGroup{Title: "Everywhere", Hints: []parts.Hint{
	{Key: ": or f3", Does: "find any command"},
	{Key: parts.KeyLeave, Does: "leave; asks if work is lost"},
	{Key: "ctrl+z", Does: "suspend"},
	{Key: "ctrl+l", Does: "redraw the screen"},
	{Key: "f2", Does: "light or dark colours"},
}}

// known returns title, texts and keys of the screen below. footer has the keys of its footer.
func (e *Explanation) known(footer []parts.Hint) (title string, texts []string, groups []parts.KeyGroup) {
	title = "Keys"
	var more []parts.Hint
	if explains, ok := e.below.(wish.Explainer); ok {
		title, texts, more = explains.Explanation()
	}
	if keyed, ok := e.below.(wish.Keyed); ok {
		groups = keyed.AllKeys()
	} else {
		here := parts.KeyGroup{Title: "On this screen"}
		for _, hint := range slices.Concat(footer, more) {
			same := func(h parts.Hint) bool { return h.Key == hint.Key }
			if !slices.ContainsFunc(here.Hints, same) && !slices.ContainsFunc(everywhere.Hints, same) && !explaining(hint.Key) {
				here.Hints = append(here.Hints, hint)
			}
		}
		groups = []parts.KeyGroup{here}
	}
	return title, texts, append(groups, everywhere)
}

// explaining reports whether a key opens the explanation.
func explaining(key string) bool { return key == "?" || key == parts.KeyExplain }
