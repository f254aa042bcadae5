package plain

import (
	"context"
	"fmt"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
)

// history lists the states of a connection and offers to restore one. It asks for the
// name, because no list contains removed connections.
func (h *house) history(ctx context.Context) error {
	name, err := h.ask(ctx, "Name of the connection, which may have been removed:", false)
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
			texts = append(texts, fmt.Sprintf("Restore state %d", s.Number))
		}
	}
	if len(earlier) == 0 {
		h.say("There is no earlier state to restore.")
		return nil
	}
	if err := h.app.Team.MayChange(); err != nil { // there is nothing to choose
		h.say("%s", steps.Sentence(err))
		return nil
	}
	n, err := h.choose(ctx, "What now?", texts)
	if err != nil || n == 0 {
		return err
	}
	return h.undo(ctx, name, earlier[n-1].Number)
}

func stateLine(s storage.Generation, a *app.App) string {
	if s.Err != nil {
		return fmt.Sprintf("State %d: %s", s.Number, steps.Sentence(s.Err))
	}
	line := fmt.Sprintf("State %d, %s, by %s", s.Number, s.Saved.In(a.Now().Location()).Format("2 January 2006 15:04"), connections.MadeBy(s, s.Journey))
	if len(s.Fields) > 0 {
		line += ", changed: " + profile.Names(s.Fields)
	}
	if s.Current {
		line += ". This is the current state"
	}
	return line
}

func (h *house) undo(ctx context.Context, name string, number int) error {
	e, err := h.app.Earlier(name, number)
	if err != nil {
		return err
	}
	return h.task(ctx, h.app.Restoration(e))
}
