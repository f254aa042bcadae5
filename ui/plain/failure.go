package plain

import (
	"context"
	"errors"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app/verdict"
)

// failed says what went wrong in the work of a step. The person can fix it in this step,
// in an earlier one, or later.
func (j *journey) failed(ctx context.Context, err error) (again string, _ error) {
	if stopped(ctx, err) {
		return "", err
	}
	var test *setup.TestFailed
	var field *steps.FieldError
	switch {
	case errors.As(err, &test):
		return "", j.testFailed(ctx, test.Report)
	case errors.As(err, &field):
		j.say("Problem: %s", steps.Sentence(err))
		return field.Key, nil
	}
	j.say("Problem: %s", steps.Sentence(err))
	if fields := j.walk.Fields(); len(fields) > 0 {
		return fields[0].Key, nil
	}
	return "", j.whatNow(ctx, []choice{{"Try again", nil}})
}

// choice is something that the person can do next. Its error does it; nil repeats the
// step.
type choice struct {
	text string
	do   func() error
}

func (j *journey) testFailed(ctx context.Context, report diagnose.Report) error {
	j.gap()
	j.outcome(report)
	j.verdict(report)
	refusals := j.refusals()
	j.budget(refusals)
	for {
		choices := []choice{{"Run the test again", func() error { j.agreed = true; return nil }}}
		if refusals >= lockout.Stop {
			choices[0] = choice{"Sign in anyway: one more refusal locks the user", func() error { j.walk.ForceSignIn(); j.agreed = true; return nil }}
		}
		if report.Ask != nil {
			choices = append(choices, choice{toBeCertain, func() error { return errDecide }})
		}
		choices = append(choices, j.mends(report)...)
		choices = append(choices, j.cures(ctx, report.Causes)...)
		if j.walk.CanSkip() {
			choices = append(choices, choice{"Leave " + report.Profile + " for later and continue with the others", j.walk.Skip})
		}
		err := j.whatNow(ctx, choices)
		if !errors.Is(err, errDecide) {
			return err
		}
		if report, err = j.decide(ctx, report); err != nil {
			return err
		}
	}
}

// outcome says that the test failed, and the stages and the age of an earlier test that is
// told again.
func (j *journey) outcome(report diagnose.Report) {
	switch {
	case report.Kept:
		for _, check := range report.Checks {
			j.check(check)
		}
		j.say("%s", verdict.Age(report.At, j.app.Now()))
	case j.saved == "":
		j.say("The connection test did not pass. Nothing is saved yet.")
	default:
		j.say("The connection test did not pass.")
	}
}

// errDecide is the choice to enter the value from the audit trail.
var errDecide = errors.New("decide")

// refusals counts the refused sign-ins of this journey, including its drafts.
func (j *journey) refusals() int {
	return lockout.Recent(j.walk.State().Refusals, j.app.Now())
}

// mends returns the choices that open the steps with the fixes, the likeliest cause
// first.
func (j *journey) mends(report diagnose.Report) []choice {
	var choices []choice
	offered := map[string]bool{}
	marks, _ := j.walk.Progress()
	for _, cause := range report.Causes {
		for _, mark := range marks {
			if mark.Name != cause.Step || !mark.Done || offered[mark.Name] {
				continue
			}
			offered[mark.Name] = true
			choices = append(choices, choice{"Go to the step " + mark.Title, func() error { j.walk.GoTo(mark.Name); return nil }})
		}
	}
	return choices
}

// whatNow asks what to do after a failure.
func (j *journey) whatNow(ctx context.Context, choices []choice) error {
	back := func() error { return errBack }
	if j.saved != "" {
		choices = append(choices, choice{"Back to the list", back})
	} else {
		choices = append(choices, choice{"Go back one step", back}, choice{"Stop here", func() error { return errStop }})
	}
	texts := make([]string, 0, len(choices))
	for _, c := range choices {
		texts = append(texts, c.text)
	}
	j.gap()
	n, err := j.choose(ctx, "What now?", texts)
	if err != nil || choices[n].do == nil {
		return err
	}
	return choices[n].do()
}
