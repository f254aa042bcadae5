package app

import (
	"errors"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app/access"
)

// TestPublicClientGoesOn: every test spends the refresh token, and the next one
// has to be in the vault, also for whoever loaded the connection before.
func TestPublicClientGoesOn(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	p := byCode(t, a, true)
	for range 2 {
		former := load(t, a, "acme").RefreshToken
		if report, err := a.Access().Test(t.Context(), "acme", nil); err != nil || !report.OK {
			t.Fatalf("a test: %v, %v", err, report.Err)
		}
		if load(t, a, "acme").RefreshToken.Equal(former) {
			t.Error("the refresh token is still the former one")
		}
		if _, err := a.Access().Token(t.Context(), p, access.Options{Refresh: true}); err != nil {
			t.Fatalf("an access token: %v", err)
		}
	}
}

// TestNetSuiteEndsAPublicClientsSignIn: how long the refresh token holds is set on
// the record, so that the day that suitekey expects is no reason not to try; a
// refusal is, until somebody signs in again.
func TestNetSuiteEndsAPublicClientsSignIn(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	p := byCode(t, a, true)
	late := clocktest.Now().Add(-time.Hour)
	note := func() {
		if err := a.Session().Note(p, func(p *profile.Profile) { p.RefreshUntil = late }); err != nil {
			t.Fatal(err)
		}
	}
	note()
	if _, err := a.Access().Token(t.Context(), load(t, a, "acme"), access.Options{Refresh: true}); err != nil {
		t.Fatalf("past the expected end: %v", err)
	}
	p = load(t, a, "acme")
	if !p.RefreshUntil.After(clocktest.Now()) {
		t.Errorf("the new refresh token ends on %v", p.RefreshUntil)
	}
	if err := a.client.RevokeRefresh(t.Context(), netsuite.CodeGrantFor(p), p.RefreshToken); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Access().Token(t.Context(), p, access.Options{Refresh: true}); !errors.Is(err, netsuite.ErrSignInAgain) {
		t.Fatalf("revoked: %v", err)
	}
	if p = load(t, a, "acme"); len(p.Refusals) != 1 || p.RefreshUntil.After(clocktest.Now()) {
		t.Errorf("after a refusal it ends on %v, refusals %v", p.RefreshUntil, p.Refusals)
	}
	if _, err := a.Access().Token(t.Context(), p, access.Options{Refresh: true}); !errors.Is(err, ErrExpired) {
		t.Errorf("tried again after a refusal: %v", err)
	}
}

func TestUndoGoesOnWithTheNewestRefreshToken(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	p := byCode(t, a, true)
	p.Retries = 3
	if err := a.Session().Save(p, storage.Change{Journey: "test", Fields: []string{"retries"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Access().Token(t.Context(), load(t, a, "acme"), access.Options{Refresh: true}); err != nil {
		t.Fatal(err)
	}
	e, err := a.Earlier("acme", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Access().Undo(t.Context(), e, access.UndoOptions{}); err != nil {
		t.Fatalf("back to a state whose refresh token is spent: %v", err)
	}
	if _, err := a.Access().Token(t.Context(), load(t, a, "acme"), access.Options{Refresh: true}); err != nil {
		t.Errorf("after going back: %v", err)
	}
}
