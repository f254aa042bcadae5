package testscreen

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
	"suitekey/ui/app/verdict"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/wish"
)

// aboutTrail reports whether the Login Audit Trail answers a question.
func aboutTrail(q diagnose.Question) bool { return strings.Contains(q.Menu, "Login Audit Trail") }

func openWhat(q diagnose.Question) string {
	if aboutTrail(q) {
		return "audit trail"
	}
	return "open the page"
}

// newPicker lists the values with which NetSuite may explain a refusal.
func newPicker(q diagnose.Question, decided string) *parts.List {
	const absent = "no line at that time: "
	items := make([]parts.Item, 0, len(q.Values)+1)
	at := 0
	for i, v := range q.Values {
		item := parts.Item{Value: v.Code, Label: v.Code, Note: v.Title}
		if rest, ok := strings.CutPrefix(v.Title, absent); ok {
			item.Label, item.Note = "(no line then)", rest
		} else if !aboutTrail(q) {
			item.Label, item.Note = v.Title, ""
		}
		if v.Code == decided {
			at = i
		}
		items = append(items, item)
	}
	items = append(items, parts.Item{Label: "(none of these)", Note: "it shows something else"})
	c := parts.NewList(items)
	c.At = at
	return c
}

func (t *Test) pickerKey(msg tea.KeyPressMsg) wish.List {
	if t.picker.Key(msg, t.frame.Screenful()) {
		return nil
	}
	switch msg.String() {
	case "esc":
		t.picker = nil
	case keyTrail:
		return t.openTrail()
	case "enter":
		if item, ok := t.picker.Selected(); ok {
			return t.decide(item.Value)
		}
	}
	return nil
}

// decide makes the diagnosis exact, without another sign-in.
func (t *Test) decide(code string) wish.List {
	t.picker, t.picked, t.report = nil, 0, t.asked
	if code == "" {
		return wish.List{wish.Say("Then suitekey does not know the cause: " + keyReport + " writes a report with all the evidence, for NetSuite's support.")}
	}
	t.report = diagnose.Decide(t.asked, code)
	return nil
}

// pickerBody asks for the one observation that decides between the causes.
func (t *Test) pickerBody() parts.Body {
	c, q := t.canvas(), *t.asked.Ask
	lead := append(c.Quiet(q.Text), "")
	for i, how := range q.How {
		lead = append(lead, parts.Hanging(c.Accent.Render(fmt.Sprint(i+1))+"  ", how, c.Wide)...)
		if i == 0 {
			lead = append(lead, "   "+c.Dim.Render(parts.Clamped(q.Menu, c.Wide-3)))
		}
	}
	title := "Which is it?"
	if aboutTrail(q) {
		title = "What does the column Detail say?"
	}
	if lead = append(lead, ""); beside(t) {
		lead = nil
	}
	var b parts.Body
	b.Add(t.picker.Lines(c, title, lead, t.frame.BodyHeight())...)
	return b
}

func (t *Test) pickerKeys() []parts.Hint {
	return t.picker.Keys("this is it", parts.Hint{Key: keyTrail, Does: openWhat(*t.asked.Ask)})
}

// Explanation says, during that question, where to find the observation; after a failure,
// the cause under the cursor and how to be certain of it. ok is false at any other time:
// the explanation of the step is enough.
func (t *Test) Explanation() (title string, texts []string, ok bool) {
	switch {
	case t.Asking():
		return "How to see it", lookUp(*t.asked.Ask), true
	case t.state != failed || len(t.report.Causes) == 0:
		return "", nil, false
	}
	cause, n := t.report.Causes[t.picked], 0
	for _, line := range verdict.Explained(cause) {
		switch line.Kind {
		case verdict.Why, verdict.Menu:
			texts = append(texts, line.Text)
		case verdict.Do:
			n++
			texts = append(texts, parts.Numbered(strconv.Itoa(n), line.Text))
		}
	}
	if ask := t.report.Ask; ask != nil {
		texts = append(texts, lookUp(*ask)...)
	}
	return cause.Title, texts, true
}

// lookUp says where to look up the answer to a question.
func lookUp(q diagnose.Question) []string {
	texts := []string{q.Text}
	if q.Menu != "" {
		texts = append(texts, q.Menu)
	}
	for n, how := range q.How {
		texts = append(texts, parts.Numbered(strconv.Itoa(n+1), how))
	}
	return texts
}
