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
	return slices.Contains(s.Item.Asks, "integration") || s.Item.Record && s.Item.Same == ""
}

// asksToken reports whether a person has to enter a new token. After Reset Credentials the
// tokens work with the new consumer pair (docs.oracle.com, section_4395597766).
func asksToken(s steps.State) bool {
	return steps.IsTBA(s) && (s.Value(steps.KeyHappened) != PairReset || slices.Contains(s.Item.Asks, "token"))
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
	step.When = func(s steps.State) bool { return s.Item.NewPair }
	step.Work = func(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		return setup.WriteCertificate(env, s)
	}
	step.Done = setup.HasPair
	return step
}

func newMappingStep() steps.Step {
	step := setup.UploadStep()
	step.When = steps.IsM2M
	step.Wait = setup.WaitForUpload(func(s steps.State) bool { // the certificate ID was given
		_, given := s.Answer(steps.KeyCertificateID)
		return given
	})
	return step
}

func itemTestStep() steps.Step {
	step := setup.TestStep()
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
	if failed == nil {
		return s, nil
	}
	now := env.Now()
	if problem := env.Vault.Note(s.Profile(), func(p *profile.Profile) { failed.Report.Remember(p, now) }); problem != nil {
		return s, errors.Join(err, problem)
	}
	item := s.Item
	item.Asks = slices.Clone(item.Asks)
	for _, cause := range failed.Report.Causes {
		if (cause.Step == "integration" || cause.Step == "token") && !slices.Contains(item.Asks, cause.Step) {
			item.Asks = append(item.Asks, cause.Step)
		}
	}
	return s.WithItem(item), err
}

func replaceStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, Doc: steps.Doc("save"), Work: saveItem,
	}
}

// saveItem saves the connection after a passed test.
func saveItem(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if !s.Report.OK {
		return s, steps.ErrUntested
	}
	report(steps.Progress{Text: "Saving " + s.Item.Name})
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
	item := s.Item
	item.State, item.Changed, item.CertificateID = steps.Fixed, changed, p.CertificateID
	return s.WithItem(item), nil
}

// waitForSkipped is the wait until a person has fixed the skipped connections in NetSuite.
func waitForSkipped(s steps.State) steps.Waiting {
	return steps.Waiting{
		Kind: steps.WaitDecision, Why: "Skipped: " + steps.List(s.Items.In(steps.Skipped).Names()) + ". They are unchanged and still do not work.",
		Next: "fix the skipped connections",
	}
}

func skippedStep() steps.Step {
	return steps.Step{
		Name: "skipped", Title: "Skipped", Doc: steps.Doc("skipped"), Wait: waitForSkipped,
		When: func(s steps.State) bool { return len(s.Items.In(steps.Skipped)) > 0 },
		Fields: []steps.Field{{
			Key: steps.KeyLeft, Label: "What do you want to do with the skipped connections?", Kind: steps.Choice,
			Default: func(steps.State) string { return "again" },
			Options: func(s steps.State) []steps.Option {
				return []steps.Option{
					{Value: "again", Label: "Continue with them now", Note: steps.List(s.Items.In(steps.Skipped).Names())},
					{Value: "finish", Label: "Finish without them", Note: "they stay unchanged"},
				}
			},
		}},
		Work: func(_ context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if s.Value(steps.KeyLeft) != "again" {
				return s, nil
			}
			for _, item := range s.Items.In(steps.Skipped) {
				item.State = steps.Selected
				s = s.WithItem(item)
			}
			return s, nil
		},
		LoopTo: func(s steps.State) string {
			if isSelected(s) {
				return eachName
			}
			return ""
		},
	}
}
