package journeys

import (
	"context"
	"errors"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// Five refused sign-ins lock the user: a journey stops before, also across its
// drafts, unless the person insists.
func TestRefusalsAreCountedAcrossDrafts(t *testing.T) {
	env, world, _ := practice(t)
	given := tbaAnswers(world.Practice())
	given.Secrets[steps.KeyTokenSecret] = secret.New(strings.Repeat("ab", 32))
	walk := start(env, given)
	var failed *setup.TestFailed
	for try := 1; try <= 6; try++ {
		if _, err := steps.Run(context.Background(), walk, nil); !errors.As(err, &failed) {
			t.Fatalf("try %d: %v", try, err)
		}
		draft, err := walk.Draft()
		if err != nil {
			t.Fatal(err)
		}
		if walk, err = resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(refusals(world)); n != 4 {
		t.Errorf("six tests cost %d failed sign-ins, want 4", n)
	}
	walk.ForceSignIn()
	if _, err := steps.Run(context.Background(), walk, nil); !errors.As(err, &failed) {
		t.Fatal(err)
	}
	if n := len(refusals(world)); n != 5 {
		t.Errorf("a forced test did not sign in: %d", n)
	}
	if walk.State().Force {
		t.Error("the force outlives the test it was meant for")
	}
}
