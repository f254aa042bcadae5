package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
)

// history lists the states of a connection and offers to bring one back. The
// name is asked for: that of a removed connection stands in no list.
func (h *house) history(ctx context.Context) error {
	name, err := h.ask(ctx, "Which connection? Its name, also that of a removed one:", false)
	if err != nil {
		return err
	}
	states, err := h.app.History(name)
	if err != nil {
		return err
	}
	var earlier []storage.Generation
	texts := []string{"Back to the list"}
	for _, s := range states {
		line := stateLine(s, h.app)
		h.item("  ", "%s", line)
		if s.Err == nil && !s.Current {
			earlier = append(earlier, s)
			texts = append(texts, fmt.Sprintf("Bring back state %d", s.Number))
		}
	}
	if len(earlier) == 0 {
		h.say("There is no earlier state to bring back.")
		return nil
	}
	n, err := h.choose(ctx, fmt.Sprintf("What now? Number from 1 to %d:", len(texts)), texts)
	if err != nil || n == 0 {
		return err
	}
	return h.undo(ctx, name, earlier[n-1].Number)
}

func stateLine(s storage.Generation, a *app.App) string {
	if s.Err != nil {
		return fmt.Sprintf("State %d: %s", s.Number, steps.Sentence(s.Err))
	}
	line := fmt.Sprintf("State %d, %s, by %s", s.Number, s.Saved.In(a.Now().Location()).Format("2 January 2006 15:04"), s.Journey)
	if len(s.Fields) > 0 {
		line += ", changed: " + strings.Join(s.Fields, ", ")
	}
	if s.Current {
		line += ". This is how it is now"
	}
	return line
}

func (h *house) undo(ctx context.Context, name string, number int) error {
	e, err := h.app.Earlier(name, number)
	if err != nil {
		return err
	}
	for _, line := range connections.UndoLines(e, h.app.Now()) {
		h.say("%s", line)
	}
	sure, err := confirmUndo(ctx, h.Console, e)
	if err != nil || !sure {
		return err
	}
	h.say("Testing that state.")
	report, err := h.app.Access().Undo(ctx, e, access.UndoOptions{Report: h.check})
	var failed *steps.TestFailed
	if errors.As(err, &failed) {
		h.say("It does not pass the test, so nothing was changed.")
		h.verdict(report)
		return nil
	}
	if err != nil {
		return err
	}
	h.say("%s is again as in state %d.", name, number)
	if e.OtherCredential() {
		h.say("What it signed in with until now may go on working in NetSuite: revoke it there if nothing uses it.")
	}
	return nil
}

// ConfirmUndo asks before an earlier state is brought back. For a production
// account its ID has to be typed.
func ConfirmUndo(ctx context.Context, c *Console, e connections.Earlier) (bool, error) {
	sure, err := confirmUndo(ctx, c, e)
	return sure, ended(ctx, err)
}

func confirmUndo(ctx context.Context, c *Console, e connections.Earlier) (bool, error) {
	if e.Account.Guarded() {
		return c.typed(ctx, e.Name(), e.Account, "Type the account ID to bring that state back:", "nothing was changed")
	}
	yes, err := c.confirm(ctx, "Test it, and bring it back if it works?", false)
	if err == nil && !yes {
		c.say("Nothing was changed.")
	}
	return yes, err
}
