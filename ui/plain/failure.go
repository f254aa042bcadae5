package plain

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/diagnose"
	"suitekey/steps"
)

// failed tells what went wrong with the work of a step and lets the person
// mend it: on this step, on an earlier one, or later.
func (j *journey) failed(ctx context.Context, err error) (again string, _ error) {
	if stopped(ctx, err) {
		return "", err
	}
	var test *steps.TestFailed
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

// choice is a way on, and the error that takes it: nil does the step again.
type choice struct {
	text string
	do   func() error
}

func (j *journey) testFailed(ctx context.Context, report diagnose.Report) error {
	j.gap()
	j.say("The connection test did not pass. Nothing is saved yet.")
	if len(report.Causes) > 0 {
		j.say("In order of likelihood:")
	}
	j.causes(report.Causes)
	if report.Refused {
		j.refused++
	}
	if j.refused >= 3 {
		j.say("Warning: %d sign-ins were refused. At 5 NetSuite locks the user for 30 minutes: mend the cause before the next try.", j.refused)
	}
	choices := []choice{{"Run the test again", nil}}
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
	return j.whatNow(ctx, choices)
}

// causes lists what may be wrong, best guess first.
func (c *Console) causes(causes []diagnose.Cause) {
	for n, cause := range causes {
		mark := numbered(n + 1)
		rest := "     "
		c.item(mark, "%s", cause.Title)
		if cause.Fix != "" {
			c.item(rest, "%s", cause.Fix)
		}
		if cause.Menu != "" {
			c.item(rest, "In NetSuite: %s", cause.Menu)
		}
		if cause.URL != "" {
			c.item(rest, "Link: %s", cause.URL)
		}
	}
}

// whatNow asks for a way on after a failure.
func (j *journey) whatNow(ctx context.Context, choices []choice) error {
	choices = append(choices,
		choice{"Go back one step", func() error { return errBack }},
		choice{"Stop here", func() error { return errStop }})
	texts := make([]string, 0, len(choices))
	for _, c := range choices {
		texts = append(texts, c.text)
	}
	j.gap()
	n, err := j.choose(ctx, fmt.Sprintf("What now? Number from 1 to %d:", len(choices)), texts)
	if err != nil || choices[n].do == nil {
		return err
	}
	return choices[n].do()
}
