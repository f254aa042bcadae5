package storage

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

func cachedSession(t *testing.T) (*Session, profile.Profile, AccessToken) {
	t.Helper()
	s := newTestSession(t)
	mustSave(t, s, m2mProfile(t, "acme"))
	p := mustLoad(t, s, "acme")
	token := AccessToken{Access: secret.New("eyJ.access.token"), Got: time.Unix(1_800_000_000, 0).UTC(), Expires: time.Unix(1_800_003_600, 0).UTC()}
	if err := TokensOf(s).Cache(p, token); err != nil {
		t.Fatal(err)
	}
	return s, p, token
}

func TestCachedToken(t *testing.T) {
	s, p, token := cachedSession(t)
	got, ok := TokensOf(s).Cached(p)
	if !ok || !got.Access.Equal(token.Access) || !got.Expires.Equal(token.Expires) || !got.Got.Equal(token.Got) {
		t.Fatalf("got %v, %v", got, ok)
	}
	sealed, err := os.ReadFile(cachePath(s.vault, "acme"))
	if err != nil || string(sealed[:len("age-encryption.org")]) != "age-encryption.org" {
		t.Errorf("it is not encrypted: %v", err)
	}
	for what, change := range map[string]func(*profile.Profile){
		"certificate ID": func(p *profile.Profile) { p.CertificateID = "another" },
		"client ID":      func(p *profile.Profile) { p.ConsumerKey = "another" },
		"scopes":         func(p *profile.Profile) { p.Scopes = []string{"restlets"} },
		"mark":           func(p *profile.Profile) { p.Changed = p.Changed.Add(1) },
		"method":         func(p *profile.Profile) { p.Method = profile.Code },
		"name":           func(p *profile.Profile) { p.Name = "other" },
	} {
		changed := p
		change(&changed)
		if _, ok := TokensOf(s).Cached(changed); ok {
			t.Errorf("another %s gets the token", what)
		}
	}
}

// Nothing but the right file opens as a token, and none of that is an error.
func TestCachedTokenDamaged(t *testing.T) {
	s, p, _ := cachedSession(t)
	path := cachePath(s.vault, "acme")
	profileFile, err := os.ReadFile(s.vault.profilePath("acme"))
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{"empty": nil, "a profile": profileFile, "garbage": []byte("garbage")} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok := TokensOf(s).Cached(p); ok {
			t.Errorf("%s is taken for a token", what)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, ok := TokensOf(s).Cached(p); ok {
		t.Error("a token that is gone is found")
	}
}

func TestTokenGoesWithItsConnection(t *testing.T) {
	for what, change := range map[string]func(*Session, profile.Profile) error{
		"remove": func(s *Session, _ profile.Profile) error { return s.Remove("acme") },
		"rename": func(s *Session, _ profile.Profile) error { return s.Rename("acme", "other") },
		"save":   func(s *Session, p profile.Profile) error { return s.Save(p, Change{Journey: "undo"}) },
	} {
		s, p, token := cachedSession(t)
		if err := change(s, p); err != nil {
			t.Fatal(what, err)
		}
		if _, err := os.Stat(cachePath(s.vault, "acme")); !os.IsNotExist(err) {
			t.Errorf("after %s the token is still there: %v", what, err)
		}
		if err := TokensOf(s).Cache(p, token); err != nil { // a call that was under way
			t.Error(what, err)
		}
		if _, err := os.Stat(cachePath(s.vault, "acme")); !os.IsNotExist(err) {
			t.Errorf("after %s a late token is kept: %v", what, err)
		}
	}
	s, p, _ := cachedSession(t)
	if err := s.Note(mustLoad(t, s, "acme"), func(p *profile.Profile) { p.Tested.Company = "noted" }); err != nil {
		t.Fatal(err)
	}
	if _, ok := TokensOf(s).Cached(p); !ok {
		t.Error("a test costs the token")
	}
}

func TestKeepRefreshToken(t *testing.T) {
	s := newTestSession(t)
	first, second, until := secret.New("first refresh token"), secret.New("second refresh token"), time.Unix(1_800_000_000, 0).UTC()
	mustSave(t, s, profile.Profile{Name: "acme", Method: profile.Code, RefreshToken: first})
	before := mustLoad(t, s, "acme")
	if err := s.KeepRefreshToken("acme", first, second, until); err != nil {
		t.Fatal(err)
	}
	p := mustLoad(t, s, "acme")
	if !p.RefreshToken.Equal(second) || !p.RefreshUntil.Equal(until) || !p.Changed.Equal(before.Changed) {
		t.Errorf("%s", plain(p))
	}
	if states, err := s.History("acme"); err != nil || len(states) != 1 {
		t.Errorf("%d states, %v", len(states), err)
	}
	if err := s.KeepRefreshToken("acme", first, secret.New("third"), until); !errors.Is(err, ErrConflict) {
		t.Errorf("a spent one replaces another: %v", err)
	}
	if err := s.KeepRefreshToken("nobody", first, second, until); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// Two at once are one after the other, and nobody waits for ever.
func TestAlone(t *testing.T) {
	s := newTestSession(t)
	inside, done := make(chan bool), make(chan error)
	go func() {
		done <- s.Alone(t.Context(), "acme", func(context.Context) error { inside <- true; <-inside; return nil })
	}()
	<-inside
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Alone(soon, "acme", func(context.Context) error { t.Error("two at once"); return nil }); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	mustSave(t, s, profile.Profile{Name: "acme"}) // goes on meanwhile
	inside <- true
	if err := <-done; err != nil {
		t.Error(err)
	}
}
