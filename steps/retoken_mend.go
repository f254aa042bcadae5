package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// asksPair tells whether the consumer pair has to be entered.
func asksPair(s State) bool {
	item := s.current()
	return mending(s) && (slices.Contains(item.Asks, "integration") || item.Record && item.Same == "")
}

// asksToken tells whether a new token has to be entered. After Reset Credentials
// the token pairs work with the new consumer pair (docs.oracle.com,
// section_4395597766).
func asksToken(s State) bool {
	return mending(s) && isTBA(s) && (s.Value(KeyHappened) != PairReset || slices.Contains(s.current().Asks, "token"))
}

func newRecordStep() Step {
	step := integrationStep()
	step.When = asksPair
	step.Do = func(s State) []Instruction {
		at := Instruction{Menu: account.PageIntegrations.Menu(), URL: s.link(account.PageIntegrations)}
		if s.Value(KeyHappened) == PairReset {
			at.Text = "Take the values that Reset Credentials has shown. If they are lost: the record, Edit, Reset Credentials, which cuts off everything that uses the record"
			return []Instruction{at}
		}
		at.Text = "Look for the record: a refresh removes those that existed in the sandbox alone. If it is there, its values are production's"
		return append([]Instruction{at}, integrationStep().Do(s)...)
	}
	return step
}

func newTokenStep() Step {
	step := tokenStep().while(asksToken)
	step.Do = func(s State) []Instruction {
		do := tokenStep().Do(s)
		was := s.Former.Tested
		do[0].Text = fmt.Sprintf("Choose the same record, user (%s) and role (%s) as before", orElse(was.Entity, "of the integration"), orElse(was.Role, "of the integration"))
		return do
	}
	base := step.Fields[0].Check
	step.Fields = slices.Clone(step.Fields)
	step.Fields[0].Check = func(s State, text string) Finding {
		found := base(s, text)
		if found.Problem == "" && text != "" && text == s.Former.TokenID {
			found.Warning = "This is the token ID that is saved already, and that NetSuite refuses: make a new token."
		}
		return found
	}
	return step
}

// while narrows a step to some states.
func (s Step) while(guard func(State) bool) Step {
	former := s
	s.When = func(state State) bool { return guard(state) && former.Applies(state) }
	return s
}

// renewedPairStep shows the pair that was made because the former certificate is of
// no use any more.
func renewedPairStep() Step {
	step := keyPairStep()
	step.When = func(s State) bool { return mending(s) && s.current().NewPair }
	step.Work = func(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
		return writeCertificate(env, s)
	}
	step.Done = hasPair
	return step
}

func newMappingStep() Step {
	step := uploadStep()
	step.When = func(s State) bool { return mending(s) && isM2M(s) }
	step.Wait = waitForUpload(func(s State) bool { // somebody has handed the ID back
		_, given := s.Answer(KeyCertificateID)
		return given
	})
	return step
}

func mendedStep() Step {
	step := testStep().while(mending)
	step.Work = testMended
	step.Done = func(s State) bool { return s.Report.OK }
	return step
}

// testMended tests the connection whose turn it is. What its failure points to is
// asked then, though it was thought to have survived.
func testMended(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	s, err := test(ctx, env, s, report)
	var failed *TestFailed
	if err != nil && !errors.As(err, &failed) || ctx.Err() != nil {
		return s, err
	}
	noted, problem := s, error(nil)
	if failed == nil {
		noted.Sitting.Refusals = nil
		return noted, nil
	}
	if noted, problem = s.noted(env, s.Profile(), failed.Report); problem != nil {
		return s, errors.Join(err, problem)
	}
	return noted.change(s.Sitting.Current, func(i *Item) {
		i.Asks = slices.Clone(i.Asks)
		for _, cause := range failed.Report.Causes {
			if (cause.Step == "integration" || cause.Step == "token") && !slices.Contains(i.Asks, cause.Step) {
				i.Asks = append(i.Asks, cause.Step)
			}
		}
	}), err
}

func replaceStep() Step {
	return Step{
		Name: "save", Title: "Save", NoReturn: Always, Doc: doc("save"), When: mending,
		Work: replaceMended,
		LoopTo: func(s State) string {
			if mending(s) {
				return turnName
			}
			return ""
		},
	}
}

// replaceMended stores the connection whose turn it is, only a tested one, and
// turns to the next.
func replaceMended(_ context.Context, env Env, s State, report func(Progress)) (State, error) {
	if !s.Report.OK {
		return s, errUntested
	}
	name := s.Sitting.Current
	report(Progress{Text: "Saving " + name})
	p := s.Profile()
	changed := profile.Diff(s.Former, p)
	s, err := replace(env, s, p, "retoken")
	if err != nil {
		return s, err
	}
	now := env.Now()
	if err := env.Vault.Note(s.Former, func(p *profile.Profile) { s.Report.Remember(p, now) }); err != nil {
		return s, err
	}
	s = s.change(name, func(i *Item) {
		i.Turn, i.Changed, i.CertificateID = Mended, changed, p.CertificateID
	})
	return turnToNext(env, s)
}

// waitForLeft is the wait until what the skipped connections lack has been fixed.
func waitForLeft(s State) Waiting {
	var names []string
	for _, i := range s.Sitting.With(Left) {
		names = append(names, i.Name)
	}
	return Waiting{
		Kind: WaitDecision, Why: "Skipped: " + list(names) + ". They are unchanged and still do not work.",
		Next: "fix what was skipped",
	}
}

func leftStep() Step {
	return Step{
		Name: "left", Title: "Left for later", Doc: doc("left"), Wait: waitForLeft,
		When: func(s State) bool { return !mending(s) && len(s.Sitting.With(Left)) > 0 },
		Fields: []Field{{
			Key: KeyLeft, Label: "What about the others?", Kind: Choice,
			Default: func(State) string { return "again" },
			Options: func(s State) []Option {
				var names []string
				for _, i := range s.Sitting.With(Left) {
					names = append(names, i.Name)
				}
				return []Option{
					{Value: "again", Label: "Take them up now", Note: list(names)},
					{Value: "finish", Label: "Finish without them", Note: "they stay as they are"},
				}
			},
		}},
		Work: func(_ context.Context, env Env, s State, _ func(Progress)) (State, error) {
			if s.Value(KeyLeft) != "again" {
				return s, nil
			}
			for _, item := range s.Sitting.With(Left) {
				s = s.change(item.Name, func(i *Item) { i.Turn = Chosen })
			}
			return turnToNext(env, s)
		},
		LoopTo: func(s State) string {
			if mending(s) {
				return turnName
			}
			return ""
		},
	}
}
