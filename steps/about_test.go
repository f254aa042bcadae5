package steps

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// saveOne saves a connection that works and returns it.
func saveOne(t *testing.T, env Env, g Given, vault *memoryVault) profile.Profile {
	t.Helper()
	if _, err := Run(context.Background(), start(env, g), nil); err != nil {
		t.Fatal(err)
	}
	return vault.profiles[g.Answers[KeyName]]
}

func TestAboutKeepsEverything(t *testing.T) {
	env, world, vault := practice(t)
	p := saveOne(t, env, tbaAnswers(world.Practice()), vault)
	s, err := StateFromProfile(Facts{Now: time.Now()}, p)
	if err != nil {
		t.Fatal(err)
	}
	if changed := profile.Diff(p, s.Profile()); len(changed) > 0 {
		t.Errorf("a journey that changes nothing changes %v", changed)
	}
	if !saved(s) {
		t.Error("what is in the vault is not taken for saved")
	}
	s = s.With(KeyTokenID, "another")
	if changed := profile.Diff(p, s.Profile()); len(changed) != 1 || changed[0] != "token_id" {
		t.Errorf("another token ID changes %v", changed)
	}
	if !s.Profile().TokenSince.Equal(s.Facts.Now) {
		t.Error("the age of a new token starts before it was there")
	}
}

// sitting is a journey that does its middle step several times.
func sitting(done *[]string, rounds int) Flow {
	work := func(name string) func(context.Context, Env, State, func(Progress)) (State, error) {
		return func(_ context.Context, _ Env, s State, _ func(Progress)) (State, error) {
			*done = append(*done, name)
			if name == "second" && len(*done) == 2 {
				return s, errors.New("the power went away")
			}
			return s, nil
		}
	}
	return Flow{
		Name: "sitting", AboutSaved: true, Draft: func(State) string { return "acme.sitting" },
		Steps: []Step{
			{Name: "first", Work: work("first")},
			{Name: "second", Work: work("second"), LoopTo: func(State) string {
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
	flow := sitting(&done, 5)
	walk := NewWalk(env, flow, NewState(Facts{}))
	if _, err := Run(context.Background(), walk, nil); err == nil {
		t.Fatal("the failure is lost")
	}
	data, kept := vault.drafts["acme.sitting"]
	if !kept {
		t.Fatal("no draft was kept")
	}
	walk, err := Resume(env, flow, Facts{}, data, Given{})
	if err != nil || walk.Step().Name != "second" {
		t.Fatalf("taken up at %s, %v", walk.Step().Name, err)
	}
	if _, err := Run(context.Background(), walk, nil); err != nil {
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
	walk := NewWalk(env, sitting(&done, 3), NewState(Facts{}))
	if _, err := Run(context.Background(), walk, nil); err == nil || len(done) > 0 {
		t.Errorf("done %v, error %v", done, err)
	}
}

// fullVault cannot keep anything more.
type fullVault struct{ Vault }

func (fullVault) SaveDraft(string, secret.Secret) error { return errors.New("the disk is full") }

// A renewal that is proven and saved takes no other certificate ID, and no other
// key either: that would undo the proof, and cost refused sign-ins.
func TestWhatIsGivenTooLateChangesNothing(t *testing.T) {
	late := map[string]string{KeyCertificateID: strings.Repeat("A", 43), KeyKeyType: "p384", KeyProductHasIt: "yes"}
	r := newRenewal(t)
	r.run(r.begin(nil), Paused, "word")
	was := r.vault.profiles["acme"].CertificateID
	r.run(r.resume(late), Done, "retire")
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
	if walk, outcome, err := m.run(); err != nil || outcome != Done || m.vault.profiles["acme"].Old != nil {
		t.Errorf("%v, %v at %s", outcome, err, walk.Step().Name)
	}
}

// Before it is saved, another answer is heard.
func TestAnUploadTakesAnotherID(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(map[string]string{KeyRotateBy: "hand"})
	r.run(walk, Paused, "upload")
	r.mapped(walk.State().Certificate)
	if _, err := Run(context.Background(), r.resume(map[string]string{KeyCertificateID: strings.Repeat("A", 43)}), nil); err == nil {
		t.Fatal("the ID that was given is not used")
	}
	r.run(r.resume(map[string]string{KeyCertificateID: walk.State().Certificate.ID()}), Paused, "word")
}
