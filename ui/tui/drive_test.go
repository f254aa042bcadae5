package tui

import (
	"maps"
	"strings"
	"time"

	"suitekey/steps"
)

// Tests say where they want to be and what they answer on the way. A new step, or
// one more field, is answered by what is preselected or by the practice account,
// and edits no test.

// answer keeps answers by the key of their fields. They are given on the steps that
// ask for them, in this journey, when the test goes there.
func (c *screen) answer(answers map[string]string) {
	if c.answers == nil {
		c.answers = map[string]string{}
	}
	maps.Copy(c.answers, answers)
}

// to goes on until a step is open.
func (c *screen) to(step string) {
	c.t.Helper()
	for n := 0; c.at() != step; n++ {
		if n > 60 {
			c.t.Fatalf("there is no way to %s:\n%s", step, c.look())
		}
		c.through()
	}
}

// back goes back until a step is open.
func (c *screen) back(step string) {
	c.t.Helper()
	for n := 0; c.at() != step; n++ {
		if n > 60 {
			c.t.Fatalf("there is no way back to %s:\n%s", step, c.look())
		}
		c.press("esc")
	}
}

// through answers the open step, does its work, and waits for the next one.
func (c *screen) through() {
	c.t.Helper()
	from := c.at()
	c.fill()
	if from == "upload" {
		c.press("ctrl+p")
		c.until("has uploaded the certificate")
	}
	limit := time.After(hangs)
	for n := 0; c.at() == from; n++ {
		if !c.model.top().Working() {
			if n > 60 {
				c.t.Fatalf("%s is not left:\n%s", from, c.look())
			}
			c.press("enter")
			continue
		}
		select {
		case msg := <-c.msgs:
			c.send(msg)
		case <-limit:
			c.t.Fatalf("the work of %s does not end:\n%s", from, c.look())
		}
	}
}

// field puts the cursor on a field of the open step.
func (c *screen) field(key string) {
	c.t.Helper()
	for range c.model.top().Form().Fields() {
		if field, _ := c.model.top().Form().Field(); field.Key == key {
			return
		}
		c.press("tab")
	}
	for range c.model.top().Form().Fields() {
		if field, _ := c.model.top().Form().Field(); field.Key == key {
			return
		}
		c.press("shift+tab")
	}
	c.wantField(key)
}

// fill answers the fields of the open step, as far as there are answers, and what is
// needed and empty by the practice account. The cursor is on the last field then.
func (c *screen) fill() {
	c.t.Helper()
	w := c.model.top()
	if !w.Asking() {
		return
	}
	for i := 0; i < len(w.Form().Fields()); i++ { // an answer can make a field come or go
		field := w.Form().Fields()[i]
		for n := 0; w.Form().At() != i; n++ {
			if n > len(w.Form().Fields()) {
				c.t.Fatalf("the cursor does not come to %s:\n%s", field.Key, c.look())
			}
			if w.Form().At() > i {
				c.press("shift+tab")
			} else {
				c.press("tab")
			}
		}
		value, given := c.answers[field.Key]
		switch {
		case !given && (w.Form().Text(i) != "" || field.Optional):
		case !given:
			c.press("ctrl+p")
		case field.Kind == steps.Choice:
			c.hover(value)
		case field.Kind == steps.Multi:
			c.choose(strings.Split(value, ",")...)
		case w.Form().Text(i) != value:
			c.press("ctrl+u")
			c.typed(value)
		}
	}
}
