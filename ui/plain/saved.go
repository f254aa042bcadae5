package plain

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/ui/app"
)

// mendError is the choice of a journey that mends what a test has found.
type mendError struct{ way app.Suggestion }

func (e *mendError) Error() string { return e.way.Verb }

// test tests a saved connection, until it works or the person has had enough.
func (h *house) test(ctx context.Context) error {
	e, err := h.pick(ctx)
	if err != nil {
		return err
	}
	run := h.app.Access().Test
	for {
		h.say("Testing %s.", e.Name)
		report, err := run(ctx, e.Name, h.check)
		if err != nil {
			return err
		}
		if report.OK {
			h.say("%s works.", e.Name)
			h.verdict(report)
			return nil
		}
		h.say("The test did not pass.")
		h.verdict(report)
		force, err := h.afterFailure(ctx, e.Name, report)
		var mend *mendError
		switch {
		case errors.Is(err, errBack):
			return nil
		case errors.As(err, &mend):
			return begin(ctx, h.app, h.Console, mend.way.Verb, mend.way.Given)
		case err != nil:
			return err
		case force:
			run = h.app.Access().TestForced
		}
	}
}

// afterFailure asks for a way on: nil tests again, with force even though the
// next refusal locks the user.
func (h *house) afterFailure(ctx context.Context, name string, report diagnose.Report) (force bool, err error) {
	refusals, err := h.app.Access().Refusals(name)
	if err != nil {
		return false, err
	}
	h.budget(refusals)
	for {
		again := "Test again"
		if refusals >= lockout.Stop {
			again = "Test anyway: one more refusal locks the user"
		}
		texts := []string{"Back to the list", again}
		if report.Ask != nil {
			texts = append(texts, toBeCertain)
		}
		before := len(texts)
		cures, ways := h.cures(name, report)
		texts = append(texts, cures...)
		h.gap()
		n, err := h.choose(ctx, fmt.Sprintf("What now? Number from 1 to %d:", len(texts)), texts)
		switch {
		case err != nil:
			return false, err
		case n == 0:
			return false, errBack
		case n == 1:
			return refusals >= lockout.Stop, nil
		case n >= before:
			return false, &mendError{ways[n-before]}
		}
		if report, err = h.decide(ctx, report); err != nil {
			return false, err
		}
	}
}
