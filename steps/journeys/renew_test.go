package journeys

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/health"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/steps"
)

// renewal is a saved connection by certificate in the practice account.
type renewal struct {
	t     *testing.T
	env   steps.Env
	world *simulator.World
	vault *memoryVault
	card  records.Practice
	was   profile.Profile

	unattended bool
}

func newRenewal(t *testing.T) *renewal {
	t.Helper()
	env, world, vault := practice(t)
	r := &renewal{t: t, env: env, world: world, vault: vault, card: world.Practice()}
	given := m2mAnswers(r.card, "acme", "p256")
	walk := start(env, given)
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
		t.Fatal(outcome, err)
	}
	r.mapped(walk.State().Certificate)
	if err := walk.Next(); err != nil {
		t.Fatal(err)
	}
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Done {
		t.Fatal(outcome, err)
	}
	r.was = vault.profiles["acme"]
	return r
}

// mapped does the upload by hand.
func (r *renewal) mapped(c m2m.Certificate) {
	r.t.Helper()
	if _, err := r.world.MapCertificate(r.card.Account, r.card.ConsumerKey, r.card.Role, r.card.Entity, []byte(c.PEM())); err != nil {
		r.t.Fatal(err)
	}
}

// crowd maps n certificates that nobody here uses.
func (r *renewal) crowd(n int) (ids []string) {
	r.t.Helper()
	for range n {
		_, certificate := makePEM(r.t, clocktest.Now().Add(-time.Hour))
		c, err := m2m.ParseCertificate([]byte(certificate))
		if err != nil {
			r.t.Fatal(err)
		}
		r.mapped(c)
		ids = append(ids, c.ID())
	}
	return ids
}

func (r *renewal) begin(answers map[string]string) *steps.Walk {
	r.t.Helper()
	p := r.vault.profiles["acme"]
	s, err := steps.StateFromProfile(steps.Facts{Now: r.env.Now(), VaultExists: true}, p)
	if err != nil {
		r.t.Fatal(err)
	}
	return steps.NewWalk(r.env, Renew(), steps.Given{Answers: r.sure(answers), Unattended: r.unattended}.Apply(s))
}

// sure adds to answers the account ID that a production account wants for what
// cannot be taken back.
func (r *renewal) sure(answers map[string]string) map[string]string {
	all := map[string]string{steps.KeyConfirmAccount: r.card.Account}
	maps.Copy(all, answers)
	return all
}

// resume takes up the draft that was kept.
func (r *renewal) resume(answers map[string]string) *steps.Walk {
	r.t.Helper()
	data, kept := r.vault.drafts["acme.renew"]
	if !kept {
		r.t.Fatal("no draft was kept")
	}
	w, err := resume(r.env, Renew(), steps.Facts{Now: r.env.Now(), VaultExists: true}, data, steps.Given{Answers: r.sure(answers), Unattended: r.unattended})
	if err != nil {
		r.t.Fatal(err)
	}
	return w
}

func (r *renewal) run(w *steps.Walk, want steps.Outcome, at string) {
	r.t.Helper()
	outcome, err := steps.Run(context.Background(), w, nil)
	if err != nil || outcome != want || w.Step().Name != at {
		r.t.Fatalf("ended with %v, %v at %s, want %v at %s", outcome, err, w.Step().Name, want, at)
	}
}

// signsIn tells whether NetSuite takes the credential of p.
func (r *renewal) signsIn(p profile.Profile) bool {
	r.t.Helper()
	key, err := m2m.ParseKey(p.PrivateKey, secret.Secret{})
	if err != nil {
		r.t.Fatal(err)
	}
	_, err = r.env.Client.Token(context.Background(), p.Account, netsuite.TokenRequest{
		ClientID: p.ConsumerKey, CertificateID: p.CertificateID, Scopes: p.Scopes, Algorithm: m2m.Algorithm(p.JWTAlgorithm), Key: key,
	})
	if err != nil && !netsuite.Counts(err) {
		r.t.Fatal(err)
	}
	return err == nil
}

// ended checks a renewal that is done: the new one works, the former one does as
// it should, nothing is left.
func (r *renewal) ended(formerWorks bool) profile.Profile {
	r.t.Helper()
	p := r.vault.profiles["acme"]
	if p.CertificateID == r.was.CertificateID || p.PrivateKey.Equal(r.was.PrivateKey) {
		r.t.Error("nothing was renewed")
	}
	if !r.signsIn(p) {
		r.t.Error("the new certificate does not sign in")
	}
	if r.signsIn(r.was) != formerWorks {
		r.t.Errorf("the former certificate works: %v, want %v", !formerWorks, formerWorks)
	}
	if len(r.vault.drafts) > 0 {
		r.t.Error("a draft stays behind")
	}
	if n := len(r.world.Uploads(r.card.Account)); n != 2 {
		r.t.Errorf("%d certificates were uploaded, want 2 with the first", n)
	}
	return p
}

func TestRenewByAPI(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(nil)
	r.run(walk, steps.Paused, "in-use")
	p := r.vault.profiles["acme"]
	if p.Old == nil || !p.Old.PrivateKey.Equal(r.was.PrivateKey) || p.Old.Old != nil {
		t.Fatal("the former credential is not kept")
	}
	if !r.signsIn(r.was) || !r.signsIn(p) {
		t.Error("both certificates must work until the confirmation")
	}
	if c := walk.State().Certificate; c.Subject() != "CN=suitekey acme" || c.NotAfter().Sub(c.NotBefore()) != 365*24*time.Hour {
		t.Errorf("the new certificate is for %s and %v", c.Subject(), c.NotAfter().Sub(c.NotBefore()))
	}
	r.run(r.resume(nil), steps.Paused, "in-use") // a second run confirms nothing
	r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), steps.Done, "retire")
	p = r.ended(false)
	if p.Old != nil || p.Timeout != r.was.Timeout || len(p.Scopes) != len(r.was.Scopes) {
		t.Error("the rest of the connection was changed")
	}
	if p.KeyType != "p256" || p.JWTAlgorithm != "ES256" {
		t.Errorf("the new key is %s, %s", p.KeyType, p.JWTAlgorithm)
	}
}

func TestRenewWithAnotherKind(t *testing.T) {
	r := newRenewal(t)
	r.run(r.begin(map[string]string{steps.KeyKeyType: "p384", steps.KeyCertificateDays: "90"}), steps.Paused, "in-use")
	p := r.vault.profiles["acme"]
	if p.KeyType != "p384" || p.JWTAlgorithm != "ES384" || !r.signsIn(p) {
		t.Errorf("renewed to %s, %s", p.KeyType, p.JWTAlgorithm)
	}
}

func TestRenewByHand(t *testing.T) {
	r := newRenewal(t)
	if err := r.world.TakePermission(r.card.Account, records.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	walk := r.begin(nil)
	r.run(walk, steps.Paused, "upload")
	if why := RotationClosed(walk.State()); !strings.Contains(why, "permission") {
		t.Errorf("why by hand: %q", why)
	}
	r.mapped(walk.State().Certificate)
	walk = r.resume(nil) // coming back says that it is done
	r.run(walk, steps.Paused, "in-use")
	_, err := steps.Run(context.Background(), r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), nil)
	if err == nil || !strings.Contains(err.Error(), "revoked") { // a person can answer at once
		t.Fatalf("without the permission: %v", err)
	}
	r.unattended = true
	// What suitekey may not revoke is left to a person, and fails no run of a scheduler.
	walk = r.resume(map[string]string{steps.KeyProductHasIt: "yes"})
	r.run(walk, steps.Done, "retire")
	p := r.ended(true)
	if p.Old == nil || !strings.Contains(p.Unrevoked, "does not allow this role to manage its certificates") || !p.RetireOn.IsZero() {
		t.Fatalf("without the permission: %q, %v", p.Unrevoked, p.RetireOn)
	}
	if said := strings.Join(walk.Step().Show(walk.State()), " "); !strings.Contains(said, "then run suitekey renew acme --retire by_hand") {
		t.Error(said)
	}
	var next health.Item
	for _, item := range health.Of(p, health.Validity{}, r.env.Now(), health.Rules{}).Items {
		if item.What == health.Former {
			next = item
		}
	}
	if next.Level != health.Due || !strings.Contains(next.Sentence, "suitekey renew acme --retire by_hand") || !strings.Contains(next.Sentence, "(M2M) Setup,") {
		t.Errorf("%+v", next)
	}
	if !r.signsIn(r.was) {
		t.Error("the former certificate was touched")
	}
	r.run(r.begin(map[string]string{steps.KeyRetire: "by_hand"}), steps.Done, "retire") // without saying again that the product has the key
	if p := r.ended(true); p.Old != nil || p.Unrevoked != "" {
		t.Errorf("the former credential is still in the vault: %q", p.Unrevoked)
	}
}

// TestRenewGoesBackToTheAPI renews after an administrator has granted the permission
// that was missing at first.
func TestRenewGoesBackToTheAPI(t *testing.T) {
	r := newRenewal(t)
	if err := r.world.TakePermission(r.card.Account, records.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	walk := r.begin(nil)
	r.run(walk, steps.Paused, "upload")
	made := walk.State().Certificate.ID()
	if err := r.world.SetPermission(r.card.Account, records.PermissionCertificates, true); err != nil {
		t.Fatal(err)
	}
	walk = r.resume(nil)
	r.run(walk, steps.Paused, "in-use")
	p := r.vault.profiles["acme"]
	if p.CertificateID != made || len(p.Refusals) != 0 || !r.signsIn(p) {
		t.Errorf("certificate %s, not %s; refused sign-ins %v", p.CertificateID, made, p.Refusals)
	}
}

func TestWhyNotOpen(t *testing.T) {
	for _, row := range []struct {
		err   netsuite.Error
		says  string
		never string
	}{
		{netsuite.Error{Status: 404, Class: netsuite.Unexpected, Host: "h"}, "does not offer", "permission"},
		{netsuite.Error{Status: 501, Class: netsuite.Unexpected, Host: "h"}, "does not offer", "permission"},
		{netsuite.Error{Status: 403, Class: netsuite.Forbidden, Message: "You need the 'X' permission to access this."}, "it needs the permission", "Perhaps"},
		{netsuite.Error{Status: 400, Class: netsuite.Forbidden, Code: "INSUFFICIENT_PERMISSION"}, "it needs the permission", "Perhaps"},
		{netsuite.Error{Status: 403, Class: netsuite.Forbidden}, "does not name the reason (HTTP 403)", "it needs"},
	} {
		if got := whyNotOpen(&row.err); !strings.Contains(got, row.says) || strings.Contains(got, row.never) {
			t.Errorf("%d %s: %s", row.err.Status, row.err.Code, got)
		}
	}
}

func TestHandoverByCommand(t *testing.T) {
	r := newRenewal(t)
	var got struct {
		line        string
		input       secret.Secret
		environment []string
	}
	var fails error
	r.env.RunCommand = func(_ context.Context, line string, input secret.Secret, environment []string) (string, error) {
		got.line, got.input, got.environment = line, input, environment
		return "stored", fails
	}
	fails = errors.New("ended with exit code 3")
	answers := map[string]string{steps.KeyHandoverCommand: "store it"}
	_, err := steps.Run(context.Background(), r.begin(answers), nil)
	if err == nil || !strings.Contains(err.Error(), "exit code 3") || !strings.Contains(err.Error(), "stored") {
		t.Fatalf("a failing command: %v", err)
	}
	if !r.signsIn(r.was) {
		t.Fatal("the former certificate is gone")
	}
	fails = nil
	r.run(r.resume(answers), steps.Done, "retire")
	p := r.ended(false)
	if got.line != "store it" || !got.input.Equal(p.PrivateKey) {
		t.Error("the command did not get the new key on its input")
	}
	all := strings.Join(got.environment, "\n")
	for _, want := range []string{"SUITEKEY_PROFILE=acme", "NETSUITE_CERTIFICATE_ID=" + p.CertificateID, "NETSUITE_CONSUMER_KEY=" + p.ConsumerKey, "SUITEKEY_CERTIFICATE=-----BEGIN CERTIFICATE-----"} {
		if !strings.Contains(all, want) {
			t.Errorf("the environment lacks %s", want)
		}
	}
	if strings.Contains(all, "PRIVATE KEY") {
		t.Error("the key is in the environment")
	}
}

func TestKeepTheFormerOne(t *testing.T) {
	r := newRenewal(t)
	on := clocktest.Now().AddDate(0, 0, 5).Format(time.DateOnly)
	r.run(r.begin(nil), steps.Paused, "in-use")
	r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes", steps.KeyRetire: "until", steps.KeyRetireOn: on}), steps.Done, "retire")
	p := r.ended(true)
	if p.Old == nil || p.RetireOn.Format(time.DateOnly) != on {
		t.Fatalf("kept: %v until %v", p.Old != nil, p.RetireOn)
	}
	// The next renewal retires it first, and renews nothing.
	r.run(r.begin(nil), steps.Done, "retire")
	if p = r.ended(false); p.Old != nil {
		t.Error("the former one is still there")
	}
	r.run(r.begin(nil), steps.Paused, "in-use") // and the one after that renews
}

func TestStaleRenewal(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(nil)
	for walk.Step().Name != "save" {
		step(t, walk)
	}
	other := r.vault.profiles["acme"]
	_, certificate := makePEM(t, clocktest.Now())
	other.Certificate, other.CertificateID = certificate, "another"
	r.vault.profiles["acme"] = other
	// It was overtaken by another run: what it made replaces that one's certificate,
	// which is kept and works until somebody says that it may go.
	r.run(r.resume(nil), steps.Paused, "in-use")
	p := r.vault.profiles["acme"]
	if p.Old == nil || p.Old.CertificateID != "another" || !r.signsIn(p) {
		t.Error("somebody else's new certificate was overwritten")
	}
}

// TestStaleRenewalBeforeItsPair is about a draft that had read the certificates when
// another run replaced the one in use: it reads them again, where it would have signed in
// with the former one, or uploaded a certificate that it could not save.
func TestStaleRenewalBeforeItsPair(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(nil)
	for walk.Step().Name != "due" {
		step(t, walk)
	}
	for range 2 { // the certificates are read, and the kind of key is chosen
		step(t, walk)
	}
	other := r.vault.profiles["acme"]
	_, certificate := makePEM(t, clocktest.Now())
	other.Certificate, other.CertificateID = certificate, "another"
	r.vault.profiles["acme"] = other
	r.run(r.resume(nil), steps.Paused, "upload") // NetSuite does not have that certificate here: a person uploads the next one
}

func TestNothingToRenew(t *testing.T) {
	env, world, vault := practice(t)
	saveOne(t, env, tbaAnswers(world.Practice()), vault)
	s, err := steps.StateFromProfile(steps.Facts{Now: clocktest.Now()}, vault.profiles["acme"])
	if err != nil {
		t.Fatal(err)
	}
	if _, err = steps.Run(context.Background(), steps.NewWalk(env, Renew(), s), nil); err == nil || !strings.Contains(err.Error(), "TBA") {
		t.Errorf("a renewal of a TBA connection: %v", err)
	}
}

// The pair in use is no new one, whoever brings it.
func TestRenewWithTheSamePair(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(map[string]string{steps.KeyKeyType: steps.ExistingKey})
	r.env.ReadFile = nil // both are pasted
	for walk.Step().Name != "existing-key" {
		step(t, walk)
	}
	walk.SetPEM(walk.Fields()[0], r.was.PrivateKey.Reveal())
	for _, f := range walk.Fields() {
		if f.Key == steps.KeyCertificateFile {
			walk.SetPEM(f, r.was.Certificate)
		}
	}
	var field *steps.FieldError
	if _, err := steps.Run(context.Background(), walk, nil); !errors.As(err, &field) || field.Key != steps.KeyCertificateFile {
		t.Errorf("the pair in use is taken for a new one: %v at %s", err, walk.Step().Name)
	}
}
