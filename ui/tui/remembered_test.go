package tui

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"suitekey/steps"
	"suitekey/ui/tui/wish"
)

// A question outside a journey, which esc closes, shows what was typed when it is opened again:
// no secret, and nothing that confirms what cannot be undone. Every command of the palette is
// tried, so that a new question is, too.
func TestQuestionsKeepWhatIsTyped(t *testing.T) {
	c := furnished(t)
	c.over("shop")
	kept := map[string]bool{}
	question := func(open func()) {
		t.Helper()
		open()
		w := c.model.top()
		if w == nil || w.Journey() || !w.Asking() {
			return
		}
		for i, field := range w.Form().Fields() {
			if field.Options != nil {
				continue
			}
			empty := w.Form().Text(i) // or what is proposed
			for _, text := range []string{"~/projects/shop.env", strings.Repeat("0af3", 16)} {
				c.field(field.Key)
				c.press("ctrl+u")
				c.typed(text)
				c.press("esc")
				if c.model.top() == w {
					t.Fatalf("esc does not close %s:\n%s", w.Walk().Flow().Title, c.look())
				}
				open()
				want := text
				if field.NotKept || field.Kind == steps.Secret || !strings.HasPrefix(text, "~") {
					want = empty
				} else {
					kept[w.Walk().Flow().Name] = true
				}
				w = c.model.top()
				if got := w.Form().Text(i); got != want {
					t.Errorf("%s of %s is %q, not %q", field.Label, w.Walk().Flow().Title, got, want)
				}
			}
		}
		c.press("esc")
	}
	home := func() {
		t.Helper()
		for n := 0; c.model.top() != nil || len(c.model.stack) > 0; n++ {
			if n > 5 {
				t.Fatalf("there is no way back to the list:\n%s", c.look())
			}
			c.press("esc")
		}
	}
	for _, command := range c.model.home.Commands() {
		question(func() {
			c.run(c.model.grant(c.model.home, command.Wishes))
			c.settled()
		})
		home()
	}
	c.press("e")
	c.until("Where to?")
	c.press("/", "d", "o", "t", "e", "n", "v", "enter", "enter")
	c.until("c copy")
	question(func() { c.press("w"); c.settled() })
	if got, want := slices.Sorted(maps.Keys(kept)), []string{"export", "import", "inspect"}; !slices.Equal(got, want) {
		t.Errorf("the questions that keep what is typed are %v, not %v", got, want)
	}
}

// A question keeps what was chosen, too. A question that was answered is empty again.
func TestAQuestionIsEmptyOnceAnswered(t *testing.T) {
	c := furnished(t)
	c.press("i", "down", "tab")
	c.typed("~/shop.json")
	chosen := c.texts()
	c.press("esc", "i")
	if got := c.texts(); !maps.Equal(got, chosen) {
		t.Errorf("the question shows %q, not %q", got, chosen)
	}
	c.press("esc")

	p, err := c.app.Load("shop")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "shop.pem")
	write(t, file, p.Certificate)
	c.run(c.model.grant(c.model.home, wish.List{wish.Inspect{}}))
	c.typed(file)
	c.press("enter")
	c.until("NetSuite accepts this certificate.")
	c.press("esc")
	if got := c.texts()["inspected_file"]; got != file {
		t.Errorf("the question shows %q, not %q", got, file)
	}
	c.press("enter")
	c.until("NetSuite accepts this certificate.")
	c.press("enter")
	c.run(c.model.grant(c.model.home, wish.List{wish.Inspect{}}))
	if got := c.texts()["inspected_file"]; got != "" {
		t.Errorf("the question that was answered shows %q", got)
	}
}

// settled waits for the screen that is on its way.
func (c *screen) settled() {
	for c.model.opening.on {
		c.send(<-c.msgs)
	}
}
