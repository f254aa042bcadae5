package app

import (
	"errors"
	"strings"
	"testing"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
)

// TestTakingOverKeepsConnections: connections of another vault are tested side by side, and
// none closes the connections to NetSuite that the others use.
func TestTakingOverKeepsConnections(t *testing.T) {
	a := furnished(t)
	takeOver := takingOver(t, a, otherVault(t, a, load(t, a, "shop-sb1"), "first", "second"))
	for _, name := range []string{"first", "second"} {
		report, err := takeOver.One(t.Context(), name, name, diagnose.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range report.Checks {
			if open := strings.Contains(check.Detail, "open already"); check.Name == diagnose.Channel && name == "second" && !open {
				t.Errorf("%s: a new connection: %s", name, check.Detail)
			}
		}
	}
}

// TestTakingOverCountsRefusals: a connection of another vault is of a user whose sign-ins
// here were refused four times. The next one, which may lock the user, is not sent: neither
// where the refusals were there before, nor where they came in the middle of the import.
func TestTakingOverCountsRefusals(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	finish(t, a, map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest", steps.KeyName: "acme"})
	other := otherVault(t, a, load(t, a, "acme"), "copy")
	before := takingOver(t, a, other)
	if err := a.practice.World.RevokeToken("9999901"); err != nil {
		t.Fatal(err)
	}
	for range lockout.Stop {
		if report, err := a.Access().Test(t.Context(), "acme", nil); err != nil || !report.Refused {
			t.Fatalf("got %+v, %v", report, err)
		}
	}
	for when, takeOver := range map[string]*access.TakeOver{"before": takingOver(t, a, other), "in the middle": before} {
		report, err := takeOver.One(t.Context(), "copy", "copy", diagnose.Options{})
		var failed *setup.TestFailed
		if !errors.As(err, &failed) || report.Refused || report.Refusals > 0 || len(report.Causes) == 0 || report.Causes[0].Code != "SignInsSpent" {
			t.Errorf("refusals %s: a fifth sign-in was tried: %+v, %v", when, report, err)
		}
	}
}

// otherVault makes another vault with copies of p and opens it.
func otherVault(t *testing.T, a *App, p profile.Profile, names ...string) *connections.OtherVault {
	t.Helper()
	folder, passphrase := t.TempDir(), secret.New("of the other vault")
	there, err := storage.Open(folder, storage.Options{WorkFactor: cheap, Now: a.Now}).Create(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		p.Name, p.Changed = name, time.Time{}
		if err := there.Save(p, storage.Change{Journey: "setup"}); err != nil {
			t.Fatal(err)
		}
	}
	other, err := a.OpenOther(folder, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return other
}

func takingOver(t *testing.T, a *App, other *connections.OtherVault) *access.TakeOver {
	t.Helper()
	takeOver, err := a.Access().TakeOver(other)
	if err != nil {
		t.Fatal(err)
	}
	return takeOver
}
