package journeys

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/diagnose"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// memoryVault keeps what a journey saves, in memory.
type memoryVault struct {
	mu       sync.Mutex
	created  secret.Secret
	profiles map[string]profile.Profile
	drafts   map[string]secret.Secret
	changes  [][]string // the names of the fields that each Replace was told
}

func (v *memoryVault) Create(passphrase secret.Secret, _ bool) (string, error) {
	v.created = passphrase
	return "", nil
}

func (v *memoryVault) MakeRecovery(passphrase secret.Secret) (steps.Sheet, error) {
	if !passphrase.Equal(v.created) {
		return steps.Sheet{}, errors.New("another passphrase")
	}
	return steps.Sheet{Home: "vault", Day: "today", Key: secret.New("AGE-SECRET-KEY-1ABCDEFGH")}, nil
}

func (v *memoryVault) Save(p profile.Profile, _ string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, taken := v.profiles[p.Name]; taken {
		return fs.ErrExist
	}
	v.profiles[p.Name] = p
	return nil
}

func (v *memoryVault) Load(name string) (profile.Profile, error) {
	p, ok := v.profiles[name]
	if !ok {
		return p, steps.NotThere{Err: errors.New("no connection is called " + name)}
	}
	return p, nil
}

func (v *memoryVault) Replace(p profile.Profile, _ string, fields []string) error {
	if former := v.profiles[p.Name]; !p.Changed.Equal(former.Changed) {
		return errors.New(p.Name + " was changed meanwhile")
	}
	p.Changed = p.Changed.Add(1)
	v.profiles[p.Name] = p
	v.changes = append(v.changes, fields)
	return nil
}

func (v *memoryVault) Note(of profile.Profile, change func(*profile.Profile)) error {
	p, err := v.Load(of.Name)
	if err == nil {
		change(&p)
		v.profiles[of.Name] = p
	}
	return err
}

func (v *memoryVault) Working(ctx context.Context, _ string, work func(context.Context, steps.Vault) error) error {
	return work(ctx, nil)
}

func (v *memoryVault) Alone(ctx context.Context, _ string, work func(context.Context) error) error {
	return work(ctx)
}

func (v *memoryVault) SaveDraft(name string, data secret.Secret) error {
	v.drafts[name] = data
	return nil
}

func (v *memoryVault) RemoveDraft(name string) error {
	delete(v.drafts, name)
	return nil
}

// practice is an Env whose NetSuite is the simulator.
func practice(t *testing.T) (steps.Env, *simulator.World, *memoryVault) {
	t.Helper()
	world := simulator.New(simulator.Options{Now: clocktest.Now})
	t.Cleanup(func() { _ = world.Close() })
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{RootCAs: world.Pool(), DialContext: world.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	vault := &memoryVault{profiles: map[string]profile.Profile{}, drafts: map[string]secret.Secret{}}
	keys := &steps.Keys{}
	t.Cleanup(keys.Cancel)
	return steps.Env{
		Now: clocktest.Now, Vault: vault, Keys: keys, SignIns: signIns(t), OpenBrowser: func(string) error { return errors.New("no browser") }, TestTimeout: 5 * time.Second,
		Client:           netsuite.New(netsuite.Options{Transport: transport, Now: clocktest.Now}),
		WriteCertificate: func(name, _ string) (string, error) { return "/practice/" + name + "-certificate.pem", nil },
		WritePage:        func(file, _ string) (string, error) { return "/practice/" + file, nil },
		ReadFile:         func(_ context.Context, path string) ([]byte, error) { return os.ReadFile(path) },
	}, world, vault
}

func tbaAnswers(card records.Practice) steps.Given {
	return steps.Given{
		Answers: map[string]string{
			steps.KeyAccount: card.Account, steps.KeyName: "acme", steps.KeyMethod: "tba", steps.KeySurfaces: "rest,restlet,soap",
			steps.KeyConsumerKey: " " + card.ConsumerKey + "\n", steps.KeyTokenID: `"` + card.TokenID + `"`,
		},
		Secrets: map[string]secret.Secret{
			steps.KeyConsumerSecret: secret.New(card.ConsumerSecret), steps.KeyTokenSecret: secret.New(card.TokenSecret),
			steps.KeyPassphrase: secret.New("four words and more"), steps.KeyPassphraseAgain: secret.New("four words and more"),
		},
	}
}

func start(env steps.Env, g steps.Given) *steps.Walk {
	return steps.NewWalk(env, setup.Setup(), g.Apply(steps.NewState(steps.Facts{Now: clocktest.Now()})))
}

func TestSetupByTBA(t *testing.T) {
	env, world, vault := practice(t)
	var checks []string
	walk := start(env, tbaAnswers(world.Practice()))
	outcome, err := steps.Run(context.Background(), walk, func(p steps.Progress) {
		if p.Check != nil && p.Check.State == diagnose.OK {
			checks = append(checks, p.Check.Name)
		}
	})
	if err != nil || outcome != steps.Done {
		t.Fatalf("outcome %v, error %v", outcome, err)
	}
	p, saved := vault.profiles["acme"]
	if !saved || !p.Tested.At.After(time.Time{}) || vault.created.IsEmpty() {
		t.Errorf("saved %v, tested %v, vault made %v", saved, p.Tested.At, !vault.created.IsEmpty())
	}
	if p.WSDL == "" || p.Retries != 5 || p.Timeout != 300*time.Second || p.RetryInterval != 5*time.Second {
		t.Errorf("settings of the calls: %q, %d, %v, %v", p.WSDL, p.Retries, p.Timeout, p.RetryInterval)
	}
	if len(checks) == 0 {
		t.Error("the stages of the test were not reported")
	}
}

func m2mAnswers(card records.Practice, name, keyType string) steps.Given {
	return steps.Given{
		Answers: map[string]string{
			steps.KeyAccount: card.Account, steps.KeyName: name, steps.KeyMethod: "m2m", steps.KeySurfaces: "rest,restlet",
			steps.KeyConsumerKey: card.ConsumerKey, steps.KeyKeyType: keyType, steps.KeyCertificateDays: "365",
		},
		Secrets: map[string]secret.Secret{
			steps.KeyPassphrase: secret.New("four words and more"), steps.KeyPassphraseAgain: secret.New("four words and more"),
		},
	}
}

func TestSetupByM2MWaitsForTheUpload(t *testing.T) {
	env, world, vault := practice(t)
	card := world.Practice()
	for _, keyType := range []string{"p256", "p384", "p521", "rsa3072"} {
		t.Run(keyType, func(t *testing.T) {
			given := m2mAnswers(card, "acme-"+keyType, keyType)
			walk := start(env, given)
			outcome, err := steps.Run(context.Background(), walk, nil)
			if err != nil || outcome != steps.Paused || walk.Step().Name != "upload" {
				t.Fatalf("first run: %v, %v at %s", outcome, err, walk.Step().Name)
			}
			draft, err := walk.Draft()
			if err != nil {
				t.Fatal(err)
			}
			predicted := walk.State().Certificate.ID()
			mapped, err := world.MapCertificate(card.Account, card.ConsumerKey, card.Role, card.Entity, []byte(walk.State().Certificate.PEM()))
			if err != nil || mapped != predicted {
				t.Fatalf("NetSuite shows %q, predicted was %q (%v)", mapped, predicted, err)
			}
			again, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given)
			if err != nil {
				t.Fatal(err)
			}
			if outcome, err := steps.Run(context.Background(), again, nil); err != nil || outcome != steps.Done {
				t.Fatalf("second run: %v, %v", outcome, err)
			}
			if got := vault.profiles["acme-"+keyType]; got.CertificateID != predicted || got.PrivateKey.IsEmpty() {
				t.Errorf("saved with certificate ID %q", got.CertificateID)
			}
		})
	}
}

func TestFailedTestSavesNothing(t *testing.T) {
	env, world, vault := practice(t)
	given := tbaAnswers(world.Practice())
	given.Secrets[steps.KeyTokenSecret] = secret.New(strings.Repeat("ab", 32))
	_, err := steps.Run(context.Background(), start(env, given), nil)
	var failed *setup.TestFailed
	if !errors.As(err, &failed) {
		t.Fatalf("error %v, want a failed test", err)
	}
	if len(vault.profiles) != 0 || !vault.created.IsEmpty() {
		t.Error("something was saved although the test failed")
	}
	if len(failed.Report.Causes) == 0 || failed.Report.Causes[0].Step == "" {
		t.Errorf("no cause with a step to mend it: %+v", failed.Report.Causes)
	}
	if refused := len(refusals(world)); refused != 1 {
		t.Errorf("%d failed sign-ins, want 1: five lock the user", refused)
	}
}

func refusals(world *simulator.World) []string {
	var details []string
	for _, signIn := range world.AuditTrail(world.Practice().Account) {
		if signIn.Detail != "" {
			details = append(details, signIn.Detail)
		}
	}
	return details
}

func TestUnknownAccountStopsAtTheFirstStep(t *testing.T) {
	env, world, _ := practice(t)
	given := tbaAnswers(world.Practice())
	given.Answers[steps.KeyAccount] = "1111111"
	walk := start(env, given)
	if _, err := steps.Run(context.Background(), walk, nil); err == nil || walk.Step().Name != "account" {
		t.Errorf("error %v at %s", err, walk.Step().Name)
	}
}

func TestWorkRunsAgainAfterBack(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, m2mAnswers(world.Practice(), "acme", "p256"))
	if _, err := steps.Run(context.Background(), walk, nil); err != nil {
		t.Fatal(err)
	}
	first := walk.State().Certificate.ID()
	if !walk.GoTo("key-pair") {
		t.Fatal("cannot go back to the key pair")
	}
	if _, err := steps.Run(context.Background(), walk, nil); err != nil || walk.State().Certificate.ID() != first {
		t.Errorf("coming back made another certificate (%v)", err)
	}
	walk.GoTo("key")
	f, _ := steps.FieldOf(steps.KeyKeyType)
	walk.Set(f, "p384")
	if _, err := steps.Run(context.Background(), walk, nil); err != nil || walk.State().Certificate.ID() == first {
		t.Errorf("another key type kept the old certificate (%v)", err)
	}
}

func TestKeysAreCancelled(t *testing.T) {
	keys := &steps.Keys{}
	keys.Start("rsa4096")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := keys.Take(ctx, "rsa4096"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want a cancellation", err)
	}
	key, err := keys.Take(context.Background(), "p256")
	if err != nil || key.IsZero() {
		t.Errorf("no key after a cancellation: %v", err)
	}
}

// The canary: nothing that a front end may print of a journey holds a secret.
func TestNoSecretLeavesTheState(t *testing.T) {
	env, world, _ := practice(t)
	given := tbaAnswers(world.Practice())
	marks := maps.Clone(given.Secrets)
	walk := start(env, given)
	var said strings.Builder
	_, err := steps.Run(context.Background(), walk, func(p steps.Progress) { fmt.Fprintf(&said, "%+v", p) })
	fmt.Fprintf(&said, "%v %+v %#v %v", walk.State(), walk.State(), walk.State(), err)
	for key, mark := range marks {
		if strings.Contains(said.String(), mark.Reveal()) {
			t.Errorf("the %s was printed", key)
		}
	}
}

// resume reads a draft and continues it.
func resume(env steps.Env, flow steps.Flow, facts steps.Facts, data secret.Secret, given steps.Given) (*steps.Walk, error) {
	u, err := steps.ReadDraft(data)
	if err != nil {
		return nil, err
	}
	w, _, err := u.Resume(env, flow, facts, given)
	return w, err
}
