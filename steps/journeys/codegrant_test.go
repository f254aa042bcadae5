package journeys

import (
	"errors"
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// grantAnswers are those of a set-up in which a person signs in by OAuth 2.0.
func grantAnswers(t *testing.T, world *simulator.World, method string) steps.Given {
	t.Helper()
	card := world.Practice()
	if err := world.SetPermission(card.Account, records.PermissionCertificates, true); err != nil {
		t.Fatal(err)
	}
	return steps.Given{
		Answers: map[string]string{
			steps.KeyAccount: card.Account, steps.KeyName: "acme", steps.KeyMethod: method, steps.KeySurfaces: "rest,restlet",
			steps.KeyUploadBy: steps.ByBrowser, steps.KeyConsumerKey: card.ConsumerKey, steps.KeyRedirectURI: card.RedirectURI,
		},
		Secrets: map[string]secret.Secret{
			steps.KeyConsumerSecret: secret.New(card.ConsumerSecret),
			steps.KeyPassphrase:     secret.New("four words and more"), steps.KeyPassphraseAgain: secret.New("four words and more"),
		},
	}
}

// signInAt does what a person does on the open step: allow it in the browser and
// paste the address.
func signInAt(t *testing.T, walk *steps.Walk, world *simulator.World) {
	t.Helper()
	link := walk.Step().Do(walk.State())[0].URL
	redirect, err := world.Browse(link, true)
	if err != nil {
		t.Fatalf("%s: %v", link, err)
	}
	walk.Set(walk.Fields()[0], redirect)
	if problems := walk.Problems(); len(problems) > 0 {
		t.Fatal(problems)
	}
}

func TestUploadByBrowser(t *testing.T) {
	env, world, vault := practice(t)
	walk := start(env, grantAnswers(t, world, "m2m"))
	runTo(t, walk, "allow-upload")
	walk.Set(walk.Fields()[0], "https://localhost/suitekey?error=access_denied&state="+walk.State().CodeSignIn.State)
	if walk.Problems()[steps.KeyRedirected] == "" {
		t.Error("a denial is taken")
	}
	signInAt(t, walk, world)
	if _, err := steps.Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
	p := vault.profiles["acme"]
	if p.Tested.At.IsZero() || p.CertificateID == "" || p.Entity == "" || p.Role == "" {
		t.Errorf("saved %+v", p)
	}
	if !p.ConsumerSecret.IsEmpty() || !p.RefreshToken.IsEmpty() {
		t.Error("what was for the upload alone is in the vault")
	}
	if got := len(world.Uploads(p.Account.Realm())); got != 1 {
		t.Errorf("%d certificates were uploaded", got)
	}
}

func TestUploadByBrowserWithoutPermission(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, grantAnswers(t, world, "m2m"))
	if err := world.TakePermission(world.Practice().Account, records.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	runTo(t, walk, "allow-upload")
	before := walk.State().CodeSignIn.State
	signInAt(t, walk, world)
	state, err := walk.StartWork()(t.Context(), nil)
	walk.Finish(state)
	if err == nil || !strings.HasPrefix(err.Error(), "uploading the certificate: ") {
		t.Fatalf("without the permission: %v", err)
	}
	if walk.State().CodeSignIn.State == before {
		t.Error("the link is one that was used")
	}
	// No dead end: by hand it goes on.
	for walk.Step().Name != "role" && walk.Back() {
	}
	for _, f := range walk.Fields() {
		if f.Key == steps.KeyUploadBy {
			walk.Set(f, setup.ByPage)
		}
	}
	runTo(t, walk, "upload")
}

func TestSignInByAPerson(t *testing.T) {
	env, world, vault := practice(t)
	walk := start(env, grantAnswers(t, world, "code"))
	runTo(t, walk, "allow-code")
	signInAt(t, walk, world)
	if _, err := steps.Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
	p := vault.profiles["acme"]
	if p.RefreshToken.IsEmpty() || p.Tested.At.IsZero() || p.RedirectURI != world.Practice().RedirectURI {
		t.Errorf("saved %+v", p)
	}
	if left := p.RefreshUntil.Sub(clocktest.Now()); left < 6*24*time.Hour || left > 8*24*time.Hour {
		t.Errorf("the refresh token ends in %v", left)
	}
	again, err := steps.StateFromProfile(steps.Facts{Now: clocktest.Now()}, p)
	if err != nil || !steps.AlreadySaved(again) {
		t.Errorf("what was saved is not what is read: %v", err)
	}
}

// TestSignInTakesTwoRuns: what the answer is redeemed with waits in the draft.
func TestSignInTakesTwoRuns(t *testing.T) {
	for _, method := range []string{"code", "m2m"} {
		env, world, vault := practice(t)
		given := grantAnswers(t, world, method)
		given.Unattended = true
		walk := start(env, given)
		if err := steps.Audit(walk.Flow(), walk.State()); err != nil {
			t.Fatalf("%s: the address is asked for before there is a link: %v", method, err)
		}
		outcome, err := steps.Run(t.Context(), walk, nil)
		if err != nil || outcome != steps.Paused {
			t.Fatalf("%s: %v, %v", method, outcome, err)
		}
		draft, _ := walk.Draft()
		redirect, err := world.Browse(walk.State().Authorize(), true)
		if err != nil {
			t.Fatal(err)
		}
		again, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given)
		if err != nil {
			t.Fatal(err)
		}
		if outcome, err = steps.Run(t.Context(), again, nil); outcome != steps.Paused || again.State().Authorize() != walk.State().Authorize() {
			t.Errorf("%s: without the address: %v, %v", method, outcome, err)
		}
		given.Secrets[steps.KeyRedirected] = secret.New(redirect)
		if again, err = resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given); err != nil {
			t.Fatal(err)
		}
		if outcome, err = steps.Run(t.Context(), again, nil); err != nil || outcome != steps.Done || vault.profiles["acme"].Tested.At.IsZero() {
			t.Errorf("%s: with the address: %v, %v", method, outcome, err)
		}
	}
}

// TestRefusedSignInIsBegunAnew: where the refresh token is of no use, the step to
// which the test points has a link again.
func TestRefusedSignInIsBegunAnew(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, grantAnswers(t, world, "code"))
	runTo(t, walk, "allow-code")
	signInAt(t, walk, world)
	runTo(t, walk, "test")
	if err := env.Client.RevokeRefresh(t.Context(), walk.State().CodeGrant(), walk.State().RefreshToken); err != nil {
		t.Fatal(err)
	}
	state, err := walk.StartWork()(t.Context(), nil)
	walk.Finish(state)
	var failed *setup.TestFailed
	if !errors.As(err, &failed) || failed.Report.Causes[0].Step != "allow-code" || !walk.GoTo("allow-code") {
		t.Fatalf("%v, %+v", err, failed.Report.Causes)
	}
	signInAt(t, walk, world)
	if _, err := steps.Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
}

// signers saves connections of the practice sandbox at which people sign in.
func signers(t *testing.T, env steps.Env, world *simulator.World, vault *memoryVault, public bool, names ...string) {
	t.Helper()
	if err := world.SetBox(sandbox, records.BoxPublicClient, public); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		given := grantAnswers(t, world, "code")
		given.Answers[steps.KeyAccount], given.Answers[steps.KeyName] = sandbox, name
		if public {
			delete(given.Secrets, steps.KeyConsumerSecret)
		}
		walk := start(env, given)
		runTo(t, walk, "allow-code")
		signInAt(t, walk, world)
		if _, err := steps.Run(t.Context(), walk, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRetokenSignsInAgain: a person's sign-in is repeated, with the draft taken up
// at every step, and those that still work go on with the token they have by now.
func TestRetokenSignsInAgain(t *testing.T) {
	for _, public := range []bool{false, true} {
		env, world, vault := practice(t)
		signers(t, env, world, vault, public, "anna", "bert")
		sandboxes(t, env, world, vault, "acme")
		ended, worked := vault.profiles["anna"], vault.profiles["bert"]
		if err := env.Client.RevokeRefresh(t.Context(), netsuite.CodeGrantFor(ended), ended.RefreshToken); err != nil {
			t.Fatal(err)
		}
		walk := retoken(env, vault, steps.Given{Answers: map[string]string{steps.KeyHappened: TokenLost}})
		var seen []string
		for !walk.Ended() {
			name := walk.Step().Name
			seen = append(seen, name)
			if name == "allow-code" {
				signInAt(t, walk, world)
			}
			forward(t, walk)
			if draft, kept := vault.drafts["9999901-sb1.retoken"]; kept && !walk.Ended() {
				at := walk.Step().Name
				again, err := resume(env, Retoken(), savedFacts(vault), draft, steps.Given{})
				if err != nil {
					t.Fatal(err)
				}
				if got := again.Step().Name; got != at && !(at == "save" && got == "test") {
					t.Errorf("taken up at %s instead of %s", got, at)
				}
				walk = again
				runTo(t, walk, at)
			}
		}
		if got := strings.Join(seen, " "); got != "lost triage choose turn ask-code allow-code test save checklist" {
			t.Errorf("public %v: %s", public, got)
		}
		for name, former := range map[string]profile.Profile{"anna": ended, "bert": worked} {
			p := vault.profiles[name]
			if same := p.RefreshToken.Equal(former.RefreshToken); same != (name == "bert" && !public) {
				t.Errorf("public %v, %s: the same refresh token: %v", public, name, same)
			}
			if _, err := env.Client.Refresh(t.Context(), netsuite.CodeGrantFor(p), p.RefreshToken); err != nil {
				t.Errorf("public %v, %s: %v", public, name, err)
			}
		}
	}
}
