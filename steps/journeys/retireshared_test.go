package journeys

import (
	"context"
	"errors"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/secret"
	"suitekey/steps"
)

// saved is what the vault has now, as the front ends list it.
func (r *renewal) saved() steps.Facts {
	facts := steps.Facts{Now: clocktest.Now(), VaultExists: true}
	for _, p := range r.vault.profiles {
		facts.Saved = append(facts.Saved, p)
	}
	return facts
}

// about begins a renewal of a connection among others.
func (r *renewal) about(name string, answers map[string]string) *steps.Walk {
	r.t.Helper()
	s, err := steps.StateFromProfile(r.saved(), r.vault.profiles[name])
	if err != nil {
		r.t.Fatal(err)
	}
	return steps.NewWalk(r.env, Renew(), steps.Given{Answers: r.sure(answers)}.Apply(s))
}

// Two connections with one certificate: retiring it for the one would cut the
// product of the other off.
func TestASharedCertificateIsNotRevoked(t *testing.T) {
	r := newRenewal(t)
	twin := r.was
	twin.Name = "twin"
	r.vault.profiles["twin"] = twin
	r.env.RunCommand = func(context.Context, string, secret.Secret, []string) (string, error) { return "", nil }
	handOver := map[string]string{steps.KeyHandoverCommand: "hand it over"}

	walk := r.about("acme", handOver)
	r.run(walk, steps.Done, "retire")
	if said := strings.Join(walk.Step().Show(walk.State()), "\n"); !strings.Contains(said, "also used by twin") {
		t.Errorf("it says %q", said)
	}
	acme := r.vault.profiles["acme"]
	if !r.signsIn(twin) || acme.Old == nil || acme.RetireOn.IsZero() {
		t.Fatalf("the other connection signs in: %v; kept until %v: %v", r.signsIn(twin), acme.RetireOn, acme.Old != nil)
	}
	r.run(r.about("acme", nil), steps.Done, "retire") // and again, to no avail
	if !r.signsIn(twin) {
		t.Fatal("the other connection was cut off")
	}
	r.run(r.about("twin", handOver), steps.Done, "retire")
	if r.signsIn(r.was) || !r.signsIn(r.vault.profiles["twin"]) || r.vault.profiles["twin"].Old != nil {
		t.Error("nobody needs the former certificate any more, and it is not retired")
	}
	r.run(r.about("acme", nil), steps.Done, "retire")
	if r.vault.profiles["acme"].Old != nil {
		t.Error("the former certificate stays in the vault permanently")
	}
}

func TestNoRoomByAnothersCertificate(t *testing.T) {
	r := newRenewal(t)
	others := r.crowd(4)
	twin := r.was
	twin.Name, twin.CertificateID = "twin", others[1]
	r.vault.profiles["twin"] = twin
	walk := r.about("acme", nil)
	_, err := steps.Run(context.Background(), walk, nil)
	var field *steps.FieldError
	if !errors.As(err, &field) || !strings.Contains(err.Error(), "used by twin") {
		t.Fatalf("with five active certificates: %v", err)
	}
	options := walk.Fields()[1].Options(walk.State())
	if len(options) != 4 {
		t.Errorf("offered: %+v", options)
	}
	for _, option := range options {
		if option.Value == others[1] {
			t.Error("the certificate of another connection can be revoked")
		}
	}
}

func TestASharedTokenIsNotRevoked(t *testing.T) {
	m := newMigration(t)
	twin := m.vault.profiles["acme"]
	twin.Name = "twin"
	m.toWord()
	walk := m.begin()
	s := walk.State()
	s.Facts.Saved = append(s.Facts.Saved, twin)
	walk.Finish(s)
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Done || m.vault.profiles["acme"].Old == nil {
		t.Fatal(outcome, err)
	}
	if said := strings.Join(walk.Step().Show(walk.State()), " "); !strings.Contains(said, "also used by twin") || !strings.Contains(said, "suitekey migrate acme") {
		t.Errorf("said: %s", said)
	}
	if err := m.env.Client.RevokeToken(context.Background(), twin.Account, twin.Signer()); err != nil { // it works until now
		t.Errorf("the other connection was cut off: %v", err)
	}
}
