package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app/practice"
)

// finish walks the set-up of a demo to its end with the practice values, as a
// newcomer does who takes one at every question.
func finish(t *testing.T, a *App, given map[string]string) steps.State {
	t.Helper()
	facts, err := a.Facts()
	if err != nil {
		t.Fatal(err)
	}
	walk := steps.NewWalk(a.Env(), setup.Setup(), steps.Given{Answers: given}.Apply(steps.NewState(facts)))
	for !walk.Ended() {
		for _, f := range walk.Fields() {
			text := walk.Text(f)
			if value, ok := a.Practice().Value(walk.State(), f.Key); ok {
				text = value
			}
			if f.Key == steps.KeyCertificateID {
				if text, err = a.Practice().Upload(walk.State()); err != nil {
					t.Fatal(err)
				}
			}
			walk.Set(f, text)
		}
		if job := walk.StartWork(); job != nil {
			state, err := job(t.Context(), nil)
			walk.Finish(state)
			if err != nil {
				t.Fatalf("step %s: %v", walk.Step().Name, err)
			}
		}
		if err := walk.Next(); err != nil {
			t.Fatalf("step %s: %v %v", walk.Step().Name, err, walk.Problems())
		}
	}
	return walk.State()
}

func TestDemoFromNothingToSaved(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	finish(t, a, map[string]string{steps.KeyMethod: "m2m", steps.KeySurfaces: "rest", steps.KeyName: "acme"})
	finish(t, a, map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest,soap", steps.KeyName: "acme-tba"})

	entries, err := a.Profiles()
	if err != nil || len(entries) != 2 {
		t.Fatalf("saved %+v, %v", entries, err)
	}
	for _, name := range []string{"acme", "acme-tba"} {
		var seen []string
		report, err := a.Access().Test(t.Context(), name, func(c diagnose.Check) { seen = append(seen, c.Name) })
		if err != nil || !report.OK || len(seen) == 0 {
			t.Errorf("testing %s: %+v, %v", name, report, err)
		}
		if p, err := a.Load(name); err != nil || p.Tested.At.IsZero() || len(p.Refusals) != 0 {
			t.Errorf("the vault says of %s: %+v, %v", name, p.Tested, err)
		}
	}
	if err := a.Rename("acme", "acme-two"); err != nil {
		t.Error(err)
	}
	if err := a.Remove("acme-two"); err != nil {
		t.Error(err)
	}
}

func TestRefusedSignInIsNoted(t *testing.T) {
	t.Parallel()
	a := newApp(t, Options{Demo: true})
	finish(t, a, map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest", steps.KeyName: "acme"})
	if err := a.practice.World.RevokeToken("9999901"); err != nil {
		t.Fatal(err)
	}
	// The fourth is the last one before NetSuite locks the user.
	for _, want := range []int{1, 2, 3, 4} {
		report, err := a.Access().Test(t.Context(), "acme", nil)
		if err != nil || report.OK || !report.Refused {
			t.Fatalf("got %+v, %v", report, err)
		}
		if got, err := a.Access().Refusals("acme"); err != nil || got != want {
			t.Errorf("%d refusals are noted, want %d (%v)", got, want, err)
		}
	}
	report, err := a.Access().Test(t.Context(), "acme", nil)
	if err != nil || report.Refused || report.Causes[0].Code != "SignInsSpent" {
		t.Errorf("a fifth sign-in was tried: %+v, %v", report, err)
	}
	if report, err = a.Access().TestForced(t.Context(), "acme", nil); err != nil || !report.Refused {
		t.Errorf("it was not forced: %+v, %v", report, err)
	}
}

// NetSuite locks users, not connections.
func TestRefusalsOfOneUserAddUp(t *testing.T) {
	t.Parallel()
	a := newApp(t, Options{Demo: true})
	for _, name := range []string{"one", "two"} {
		finish(t, a, map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest", steps.KeyName: name})
	}
	if err := a.Practice().Inject("token-revoked"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Access().Test(t.Context(), "one", nil); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Access().Refusals("two"); err != nil || got == 0 {
		t.Errorf("%d refusals, %v", got, err)
	}
}

func TestMeet(t *testing.T) {
	a := newApp(t, Options{Demo: true, Fault: "account-unknown"})
	if a.Practice().Fault().Name != "account-unknown" || len(practice.Faults()) < 50 {
		t.Errorf("met %+v of %d", a.Practice().Fault(), len(practice.Faults()))
	}
	groups, last := map[string]bool{}, ""
	for _, f := range practice.Faults() {
		if f.Group != last && groups[f.Group] {
			t.Errorf("the group %s is torn apart", f.Group)
		}
		last, groups[f.Group] = f.Group, true
	}
	if err := a.Practice().Inject("no-such"); err == nil || a.Practice().Fault().Name != "account-unknown" {
		t.Errorf("met %+v, %v", a.Practice().Fault(), err)
	}
	if err := a.Practice().Inject("sandbox-refreshed"); err != nil {
		t.Errorf("a fault of sandboxes alone: %v", err)
	}
	if err := a.Practice().Inject(""); err != nil || a.Practice().Fault().Name != "" {
		t.Errorf("after mending %+v, %v", a.Practice().Fault(), err)
	}
	var wrong *UsageError
	if _, err := New(Options{Demo: true, Fault: "nonce", Now: clocktest.Now}); !errors.As(err, &wrong) || !strings.Contains(wrong.Hints[0], "nonce-used") {
		t.Errorf("got %v", err)
	}
	if _, err := New(Options{Fault: "nonce-used", Home: t.TempDir(), Now: clocktest.Now}); !errors.As(err, &wrong) {
		t.Errorf("a fault without practice: %v", err)
	}
	if newApp(t, Options{Home: t.TempDir()}).Practice().Inject("nonce-used") == nil {
		t.Error("a real account met a fault")
	}
}

func TestDemoLeavesNothing(t *testing.T) {
	a, err := New(Options{Demo: true, WorkFactor: cheap, Now: clocktest.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.CreateVault(secret.New(practice.Passphrase), false); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(a.Home()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the throw-away vault is still there: %v", err)
	}
}

func TestPracticeCard(t *testing.T) {
	real := newApp(t, Options{Home: t.TempDir()})
	if real.Practice() != nil || real.Demo() {
		t.Error("a real run has a practice card")
	}
	a := newApp(t, Options{Demo: true})
	state := steps.NewState(steps.Facts{}).With(steps.KeyMethod, "tba").With(steps.KeyAccount, "9999901-sb1")
	labels := map[string]string{}
	for _, line := range a.Practice().Lines(state) {
		labels[line.Label] = line.Value
	}
	for _, label := range []string{"Account", "Consumer key", "Consumer secret", "Token ID", "Token secret", "Passphrase"} {
		if labels[label] == "" {
			t.Errorf("the card lacks %s: %v", label, labels)
		}
	}
	sandbox, _ := a.Practice().Value(state, steps.KeyTokenSecret)
	production, _ := a.Practice().Value(state.With(steps.KeyAccount, "9999901"), steps.KeyTokenSecret)
	if sandbox == production || sandbox == "" {
		t.Error("the sandbox has the token of production")
	}
	if _, ok := a.Practice().Value(state, steps.KeyTimeout); ok {
		t.Error("a field with a default has a practice value")
	}
	if err := secret.CheckPassphrase(secret.New(practice.Passphrase)); err != nil {
		t.Error(err)
	}
}

func TestDescribeHoldsNoSecret(t *testing.T) {
	p := profile.Profile{
		Name: "acme", Method: profile.TBA, ConsumerKey: "key", TokenID: "token",
		ConsumerSecret: secret.New("canary-consumer"), TokenSecret: secret.New("canary-token"), PrivateKey: secret.New("canary-key"),
	}
	for _, line := range Describe(p) {
		if strings.Contains(line.Value, "canary") {
			t.Errorf("%s shows a secret", line.Label)
		}
	}
}

func TestLogHoldsNoSecret(t *testing.T) {
	log := filepath.Join(t.TempDir(), "calls.log")
	a := newApp(t, Options{Demo: true, LogFile: log})
	state := finish(t, a, map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest"})
	text, err := os.ReadFile(log)
	if err != nil || !strings.Contains(string(text), `"host":"9999901.suitetalk.api.netsuite.com"`) {
		t.Fatalf("the log says %.200s, %v", text, err)
	}
	for _, value := range []string{
		state.Secret(steps.KeyConsumerSecret).Reveal(), state.Secret(steps.KeyTokenSecret).Reveal(), state.Value(steps.KeyTokenID), "OAuth",
	} {
		if strings.Contains(string(text), value) {
			t.Errorf("the log holds %.12q...", value)
		}
	}
}
