package journeys

import (
	"context"
	"maps"
	"testing"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// A set-up that was killed at any moment is finished by the next run from its draft,
// also after the connection was saved and before the draft was removed. The draft
// may be as old as its first answers.
func TestAnInterruptedSetupIsFinished(t *testing.T) {
	for name, kept := range map[string][]string{
		"from its first step": {steps.KeyAccount, steps.KeyName, steps.KeyMethod, steps.KeySurfaces},
		"from its last step":  nil,
	} {
		t.Run(name, func(t *testing.T) {
			for cut, done := 0, false; !done; cut++ {
				env, world, vault := practice(t)
				given := tbaAnswers(world.Practice())
				draft := draftOf(t, env, given, kept)
				vault.drafts["acme"] = draft
				off := power{left: cut}
				dark := env
				dark.Vault = darkVault{env.Vault, &off}
				_, err, killed := off.until(start(dark, given))
				if err != nil {
					t.Fatal(err)
				}
				if done = !killed; done {
					break
				}
				if _, left := vault.drafts["acme"]; !left {
					continue // it was killed after its last act
				}
				facts := savedFacts(vault)
				for saved := range maps.Keys(vault.profiles) {
					facts.Taken = append(facts.Taken, saved)
				}
				before, stored := vault.profiles["acme"]
				again, err := resume(env, setup.Setup(), facts, draft, given)
				if err != nil {
					t.Fatal(err)
				}
				if err := steps.Audit(setup.Setup(), again.State()); err != nil {
					t.Errorf("killed at checkpoint %d: the next run asks for %v", cut, err)
				}
				if outcome, err := steps.Run(context.Background(), again, nil); err != nil || outcome != steps.Done {
					t.Errorf("killed at checkpoint %d: the next run ends with %v, %v", cut, outcome, err)
				}
				now, there := vault.profiles["acme"]
				if !there || len(vault.drafts) > 0 || stored && !now.Tested.At.Equal(before.Tested.At) {
					t.Errorf("killed at checkpoint %d: saved %t, %d drafts, tested %v and %v", cut, there, len(vault.drafts), before.Tested.At, now.Tested.At)
				}
			}
		})
	}
}

// draftOf is the draft of a set-up with the answers to keys, or all of them.
func draftOf(t *testing.T, env steps.Env, given steps.Given, keys []string) secret.Secret {
	t.Helper()
	if keys != nil {
		whole := given
		given = steps.Given{Answers: map[string]string{}}
		for _, key := range keys {
			given.Answers[key] = whole.Answers[key]
		}
	}
	draft, err := start(env, given).Draft()
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// Another connection of that name is not what the draft came to.
func TestADraftWithAnotherCredentialIsNotFinished(t *testing.T) {
	env, world, vault := practice(t)
	given := tbaAnswers(world.Practice())
	draft := draftOf(t, env, given, nil)
	p := saveOne(t, env, given, vault)
	p.TokenID = p.ConsumerKey
	vault.profiles["acme"] = p
	facts := savedFacts(vault)
	facts.Taken = []string{"acme"}
	again, err := resume(env, setup.Setup(), facts, draft, steps.Given{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := steps.Run(context.Background(), again, nil); err == nil {
		t.Error("a set-up ended well beside another connection of its name")
	}
}
