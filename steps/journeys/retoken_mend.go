package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// asksPair reports whether a person has to enter the consumer pair.
func asksPair(s steps.State) bool {
	item := s.CurrentItem()
	return hasItem(s) && (slices.Contains(item.Asks, "integration") || item.Record && item.Same == "")
}

// asksToken reports whether a person has to enter a new token. After Reset Credentials the
// tokens work with the new consumer pair (docs.oracle.com, section_4395597766).
func asksToken(s steps.State) bool {
	return hasItem(s) && steps.IsTBA(s) && (s.Value(steps.KeyHappened) != PairReset || slices.Contains(s.CurrentItem().Asks, "token"))
}

func newRecordStep() steps.Step {
	step := setup.IntegrationStep()
	step.When = asksPair
	step.Do = func(s steps.State) []steps.Instruction {
		at := steps.Instruction{Menu: account.PageIntegrations.Menu(), URL: s.Link(account.PageIntegrations)}
		if s.Value(steps.KeyHappened) == PairReset {
			at.Text = "Enter the values that Reset Credentials has shown. If they are lost, open the record and choose Edit, Reset Credentials: all products of the record then need the new pair"
			return []steps.Instruction{at}
		}
		at.Text = "Find the record: a refresh deletes records that existed only in the sandbox. An existing record has the values of production"
		return append([]steps.Instruction{at}, setup.IntegrationStep().Do(s)...)
	}
	return step
}

func newTokenStep() steps.Step {
	step := setup.TokenStep().If(asksToken)
	step.Do = func(s steps.State) []steps.Instruction {
		do := setup.TokenStep().Do(s)
		was := s.Former.Tested
		do[0].Text = fmt.Sprintf("Choose the same record, user (%s) and role (%s) as before", steps.OrElse(was.Entity, "of the integration"), steps.OrElse(was.Role, "of the integration"))
		return do
	}
	base := step.Fields[0].Check
	step.Fields = slices.Clone(step.Fields)
	step.Fields[0].Check = func(s steps.State, text string) steps.Finding {
		found := base(s, text)
		if found.Problem == "" && text != "" && text == s.Former.TokenID {
			found.Warning = "This is the saved token ID, and NetSuite refuses that token: make a new token."
		}
		return found
	}
	return step
}

// renewedPairStep shows the new pair that replaces an unusable certificate.
func renewedPairStep() steps.Step {
	step := setup.KeyPairStep()
	step.When = func(s steps.State) bool { return hasItem(s) && s.CurrentItem().NewPair }
	step.Work = func(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		return setup.WriteCertificate(env, s)
	}
	step.Done = setup.HasPair
	return step
}

func newMappingStep() steps.Step {
	step := setup.UploadStep()
	step.When = func(s steps.State) bool { return hasItem(s) && steps.IsM2M(s) }
	step.Wait = setup.WaitForUpload(func(s steps.State) bool { // the certificate ID was given
		_, given := s.Answer(steps.KeyCertificateID)
		return given
	})
	return step
}

func itemTestStep() steps.Step {
	step := setup.TestStep().If(hasItem)
	step.Work = testItem
	step.Done = func(s steps.State) bool { return s.Report.OK }
	return step
}

// testItem tests the current connection. After a failure the journey also asks for the
// values that the causes name.
func testItem(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	s, err := setup.RunTest(ctx, env, s, report)
	var failed *setup.TestFailed
	if err != nil && !errors.As(err, &failed) || ctx.Err() != nil {
		return s, err
	}
	noted, problem := s, error(nil)
	if failed == nil {
		noted.Batch.Refusals = nil
		return noted, nil
	}
	if noted, problem = note(s, env, s.Profile(), failed.Report); problem != nil {
		return s, errors.Join(err, problem)
	}
	return noted.ChangeItem(s.Batch.Current, func(i *steps.Item) {
		i.Asks = slices.Clone(i.Asks)
		for _, cause := range failed.Report.Causes {
			if (cause.Step == "integration" || cause.Step == "token") && !slices.Contains(i.Asks, cause.Step) {
				i.Asks = append(i.Asks, cause.Step)
			}
		}
	}), err
}

func replaceStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, Doc: steps.Doc("save"), When: hasItem,
		Work: saveItem,
		LoopTo: func(s steps.State) string {
			if hasItem(s) {
				return turnName
			}
			return ""
		},
	}
}

// saveItem saves the current connection after a passed test and selects the next one.
func saveItem(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if !s.Report.OK {
		return s, steps.ErrUntested
	}
	name := s.Batch.Current
	report(steps.Progress{Text: "Saving " + name})
	p := s.Profile()
	changed := profile.Diff(s.Former, p)
	s, err := steps.ReplaceSaved(env, s, p, "retoken")
	if err != nil {
		return s, err
	}
	now := env.Now()
	if err := env.Vault.Note(s.Former, func(p *profile.Profile) { s.Report.Remember(p, now) }); err != nil {
		return s, err
	}
	s = s.ChangeItem(name, func(i *steps.Item) {
		i.State, i.Changed, i.CertificateID = steps.Fixed, changed, p.CertificateID
	})
	return selectNext(env, s)
}

// waitForSkipped is the wait until a person has fixed the skipped connections in NetSuite.
func waitForSkipped(s steps.State) steps.Waiting {
	var names []string
	for _, i := range s.Batch.InState(steps.Skipped) {
		names = append(names, i.Name)
	}
	return steps.Waiting{
		Kind: steps.WaitDecision, Why: "Skipped: " + steps.List(names) + ". They are unchanged and still do not work.",
		Next: "fix the skipped connections",
	}
}

func skippedStep() steps.Step {
	return steps.Step{
		Name: "skipped", Title: "Skipped", Doc: steps.Doc("skipped"), Wait: waitForSkipped,
		When: func(s steps.State) bool { return !hasItem(s) && len(s.Batch.InState(steps.Skipped)) > 0 },
		Fields: []steps.Field{{
			Key: steps.KeyLeft, Label: "What do you want to do with the skipped connections?", Kind: steps.Choice,
			Default: func(steps.State) string { return "again" },
			Options: func(s steps.State) []steps.Option {
				var names []string
				for _, i := range s.Batch.InState(steps.Skipped) {
					names = append(names, i.Name)
				}
				return []steps.Option{
					{Value: "again", Label: "Continue with them now", Note: steps.List(names)},
					{Value: "finish", Label: "Finish without them", Note: "they stay unchanged"},
				}
			},
		}},
		Work: func(_ context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if s.Value(steps.KeyLeft) != "again" {
				return s, nil
			}
			for _, item := range s.Batch.InState(steps.Skipped) {
				s = s.ChangeItem(item.Name, func(i *steps.Item) { i.State = steps.Selected })
			}
			return selectNext(env, s)
		},
		LoopTo: func(s steps.State) string {
			if hasItem(s) {
				return turnName
			}
			return ""
		},
	}
}
