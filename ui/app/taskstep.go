package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/steps"
	"suitekey/steps/setup"
)

// The fields of a task's step.
const (
	KeyConfirm = "confirm" // yes, no or revoke; for production the account ID
	KeyRevoke  = "revoke"  // whether to revoke, where the account ID is typed
)

// The answers to these fields.
const (
	AnswerNo     = "no"
	AnswerYes    = "yes"
	AnswerRevoke = "revoke"
)

// Step returns the task as a step for a screen. The state's Note has the result; it is ""
// if the task was not confirmed.
func (t Task) Step() steps.Step {
	means := strings.Join(t.Means, "\n\n")
	if t.Revoke != nil && t.Revoke.Warning != "" {
		means += "\n\n" + t.Revoke.Warning
	}
	page := steps.Page{Title: t.Title, Why: means}
	if t.Explain != "" {
		page.Explain = map[string]string{"": t.Explain}
	}
	step := steps.Step{Name: "confirm", Title: t.Title, NoReturn: steps.Always, Doc: func(steps.State) steps.Page { return page }}
	if t.Account.IsZero() {
		step.Fields = []steps.Field{choice(KeyConfirm, "Sure?", AnswerNo, t.options())}
	} else {
		step.Fields = []steps.Field{t.typed()}
		if t.Revoke != nil {
			step.Fields = append(step.Fields, choice(KeyRevoke, t.Revoke.Question, AnswerNo, []steps.Option{
				{Value: AnswerNo, Label: "No, " + t.Revoke.No}, {Value: AnswerRevoke, Label: "Yes, " + t.Revoke.Yes},
			}))
		}
	}
	step.Work = t.work
	return step
}

func choice(key, label, usual string, options []steps.Option) steps.Field {
	return steps.Field{
		Key: key, Label: label, Kind: steps.Choice, NotKept: true,
		Suggest: func(steps.State) string { return usual },
		Options: func(steps.State) []steps.Option { return options },
	}
}

func (t Task) options() []steps.Option {
	options := []steps.Option{{Value: AnswerNo, Label: t.No}, {Value: AnswerYes, Label: t.Yes}}
	if t.Revoke != nil {
		options[1].Label = "Yes, and " + t.Revoke.No
		options = append(options, steps.Option{Value: AnswerRevoke, Label: "Yes, and " + t.Revoke.Yes})
	}
	return options
}

// typed asks for the ID of a production account: yes is typed too easily.
func (t Task) typed() steps.Field {
	return steps.Field{
		Key: KeyConfirm, Label: t.Typing, NotKept: true, Needed: t.Typing + ", or press esc.",
		Check: func(_ steps.State, text string) steps.Finding {
			if !t.Account.Confirmed(text) {
				return steps.Finding{Problem: fmt.Sprintf("Type %s, or press esc to leave the connection as it is.", t.Account.Realm())}
			}
			return steps.Finding{}
		},
	}
}

func (t Task) work(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	confirmed, _ := s.Answer(KeyConfirm)
	revoke, _ := s.Answer(KeyRevoke)
	if t.Account.IsZero() && confirmed != AnswerYes && confirmed != AnswerRevoke {
		return s, nil
	}
	result, err := t.Do(ctx, TaskOptions{Revoke: confirmed == AnswerRevoke || revoke == AnswerRevoke}, report)
	var failed *setup.TestFailed
	if errors.As(err, &failed) {
		return s, fmt.Errorf("that state does not pass the test, and nothing was changed: %s", failed)
	}
	if err != nil {
		return s, err
	}
	s.Note = result.Brief
	return s, nil
}
