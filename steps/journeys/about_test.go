package journeys

import (
	"context"
	"errors"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
)

// saveOne saves a connection that works and returns it.
func saveOne(t *testing.T, env steps.Env, g steps.Given, vault *memoryVault) profile.Profile {
	t.Helper()
	if _, err := steps.Run(context.Background(), start(env, g), nil); err != nil {
		t.Fatal(err)
	}
	return vault.profiles[g.Answers[steps.KeyName]]
}

func TestAboutKeepsEverything(t *testing.T) {
	env, world, vault := practice(t)
	p := saveOne(t, env, tbaAnswers(world.Practice()), vault)
	s, err := steps.StateFromProfile(steps.Facts{Now: clocktest.Now()}, p)
	if err != nil {
		t.Fatal(err)
	}
	if changed := profile.Diff(p, s.Profile()); len(changed) > 0 {
		t.Errorf("a journey that changes nothing changes %v", changed)
	}
	if !steps.AlreadySaved(s) {
		t.Error("what is in the vault is not taken for saved")
	}
	s = s.With(steps.KeyTokenID, "another")
	if changed := profile.Diff(p, s.Profile()); len(changed) != 1 || changed[0] != "token_id" {
		t.Errorf("another token ID changes %v", changed)
	}
	if !s.Profile().TokenSince.Equal(s.Facts.Now) {
		t.Error("the age of a new token starts before it was there")
	}
}

// looping is a journey that does its middle step several times.
func looping(done *[]string, rounds int) steps.Flow {
	work := func(name string) func(context.Context, steps.Env, steps.State, func(steps.Progress)) (steps.State, error) {
		return func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			*done = append(*done, name)
			if name == "second" && len(*done) == 2 {
				return s, errors.New("the power went away")
			}
			return s, nil
		}
	}
	return steps.Flow{
		Name: "looping", AboutSaved: true, Draft: func(steps.State) string { return "acme.looping" },
		Steps: []steps.Step{
			{Name: "first", Work: work("first")},
			{Name: "second", Work: work("second"), LoopTo: func(steps.State) string {
				if len(*done) < rounds {
					return "second"
				}
				return ""
			}},
			{Name: "last", Work: work("last")},
		},
	}
}

func TestSavedJourneyIsKeptAtEachStep(t *testing.T) {
	env, _, vault := practice(t)
	var done []string
	flow := looping(&done, 5)
	walk := steps.NewWalk(env, flow, steps.NewState(steps.Facts{}))
	if _, err := steps.Run(context.Background(), walk, nil); err == nil {
		t.Fatal("the failure is lost")
	}
	data, kept := vault.drafts["acme.looping"]
	if !kept {
		t.Fatal("no draft was kept")
	}
	walk, err := resume(env, flow, steps.Facts{}, data, steps.Given{})
	if err != nil || walk.Step().Name != "second" {
		t.Fatalf("taken up at %s, %v", walk.Step().Name, err)
	}
	if _, err := steps.Run(context.Background(), walk, nil); err != nil {
		t.Fatal(err)
	}
	if got := len(done); got != 6 || done[5] != "last" {
		t.Errorf("done: %v", done)
	}
	if len(vault.drafts) > 0 {
		t.Error("the draft of a finished journey stays behind")
	}
}

func TestSavedJourneyDoesNothingThatItCannotKeep(t *testing.T) {
	env, _, _ := practice(t)
	var done []string
	env.Vault = fullVault{env.Vault}
	walk := steps.NewWalk(env, looping(&done, 3), steps.NewState(steps.Facts{}))
	if _, err := steps.Run(context.Background(), walk, nil); err == nil || len(done) > 0 {
		t.Errorf("done %v, error %v", done, err)
	}
}

// fullVault cannot keep anything more.
type fullVault struct{ steps.Vault }

func (fullVault) SaveDraft(string, secret.Secret) error { return errors.New("the disk is full") }

// A renewal that is proven and saved takes no other certificate ID, and no other
// key either: that would undo the proof, and cost refused sign-ins.
func TestWhatIsGivenTooLateChangesNothing(t *testing.T) {
	late := map[string]string{steps.KeyCertificateID: strings.Repeat("A", 43), steps.KeyKeyType: "p384", steps.KeyProductHasIt: "yes"}
	r := newRenewal(t)
	r.run(r.begin(nil), steps.Paused, "in-use")
	was := r.vault.profiles["acme"].CertificateID
	r.run(r.resume(late), steps.Done, "retire")
	if refused := refusals(r.world); len(refused) != 0 {
		t.Errorf("refused sign-ins: %v", refused)
	}
	if p := r.ended(false); p.CertificateID != was {
		t.Error("another certificate was made")
	}

	m := newMigration(t)
	m.toWord()
	for key, text := range late {
		m.given.Answers[key] = text
	}
	if walk, outcome, err := m.run(); err != nil || outcome != steps.Done || m.vault.profiles["acme"].Old != nil {
		t.Errorf("%v, %v at %s", outcome, err, walk.Step().Name)
	}
}

// Before it is saved, another answer is heard.
func TestAnUploadTakesAnotherID(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(map[string]string{steps.KeyRotateBy: "hand"})
	r.run(walk, steps.Paused, "upload")
	r.mapped(walk.State().Certificate)
	if _, err := steps.Run(context.Background(), r.resume(map[string]string{steps.KeyCertificateID: strings.Repeat("A", 43)}), nil); err == nil {
		t.Fatal("the ID that was given is not used")
	}
	r.run(r.resume(map[string]string{steps.KeyCertificateID: walk.State().Certificate.ID()}), steps.Paused, "in-use")
}
