package steps

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
	"suitekey/core/simulator"
)

// grantAnswers are those of a set-up in which a person signs in by OAuth 2.0.
func grantAnswers(t *testing.T, world *simulator.World, method string) Given {
	t.Helper()
	card := world.Practice()
	if err := world.SetPermission(card.Account, simulator.PermissionCertificates, true); err != nil {
		t.Fatal(err)
	}
	return Given{
		Answers: map[string]string{
			KeyAccount: card.Account, KeyName: "acme", KeyMethod: method, KeySurfaces: "rest,restlet",
			KeyUploadBy: byBrowser, KeyConsumerKey: card.ConsumerKey, KeyRedirectURI: card.RedirectURI,
		},
		Secrets: map[string]secret.Secret{
			KeyConsumerSecret: secret.New(card.ConsumerSecret),
			KeyPassphrase:     secret.New("four words and more"), KeyPassphraseAgain: secret.New("four words and more"),
		},
	}
}

// signInAt does what a person does on the open step: allow it in the browser and
// paste the address.
func signInAt(t *testing.T, walk *Walk, world *simulator.World) {
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
	if walk.Problems()[KeyRedirected] == "" {
		t.Error("a denial is taken")
	}
	signInAt(t, walk, world)
	if _, err := Run(t.Context(), walk, nil); err != nil {
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
	if err := world.TakePermission(world.Practice().Account, simulator.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	runTo(t, walk, "allow-upload")
	before := walk.State().CodeSignIn.State
	signInAt(t, walk, world)
	state, err := walk.Job()(t.Context(), nil)
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
		if f.Key == KeyUploadBy {
			walk.Set(f, byPage)
		}
	}
	runTo(t, walk, "upload")
}

func TestSignInByAPerson(t *testing.T) {
	env, world, vault := practice(t)
	walk := start(env, grantAnswers(t, world, "code"))
	runTo(t, walk, "allow-code")
	signInAt(t, walk, world)
	if _, err := Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
	p := vault.profiles["acme"]
	if p.RefreshToken.IsEmpty() || p.Tested.At.IsZero() || p.RedirectURI != world.Practice().RedirectURI {
		t.Errorf("saved %+v", p)
	}
	if left := time.Until(p.RefreshUntil); left < 6*24*time.Hour || left > 8*24*time.Hour {
		t.Errorf("the refresh token ends in %v", left)
	}
	again, err := About(Facts{Now: time.Now()}, p)
	if err != nil || !saved(again) {
		t.Errorf("what was saved is not what is read: %v", err)
	}
}
