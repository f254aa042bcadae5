package storage

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

func TestDrafts(t *testing.T) {
	s := newTestSession(t)
	for _, data := range [][]byte{[]byte("one"), {0, 0xff, '\n'}, bytes.Repeat([]byte("x"), 100_000), nil} {
		if err := saveDraft(s, "acme", data); err != nil {
			t.Fatal(err)
		}
		if got, _, err := s.LoadDraft("acme"); err != nil || !bytes.Equal(got, data) {
			t.Errorf("saved %.20q, loaded %.20q, %v", data, got, err)
		}
	}
	if found, err := s.Drafts(); err != nil || len(found) != 1 || found[0].Name != "acme" || found[0].Saved.Before(start) {
		t.Errorf("drafts: %+v, %v", found, err)
	}
	for range 2 {
		if err := s.RemoveDraft("acme", time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.LoadDraft("acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a removed draft: %v", err)
	}
}

// TestDraftsOfTwoWalks: each may hold the only copy of a private key.
func TestDraftsOfTwoWalks(t *testing.T) {
	one := newTestSession(t)
	two := unlock(t, one.vault.dir)
	var none time.Time
	wantDraft := func(want string) {
		t.Helper()
		if data, _, err := one.LoadDraft("acme"); err != nil || string(data) != want {
			t.Errorf("the draft is %q, %v; want %q", data, err, want)
		}
	}
	first, err := one.SaveDraft("acme", []byte("key of one"), none)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.SaveDraft("acme", []byte("key of two"), none); !errors.Is(err, ErrExists) {
		t.Errorf("another new one: %v", err)
	}
	wantDraft("key of one")
	_, taken, err := two.LoadDraft("acme")
	if err != nil || !taken.Equal(first) {
		t.Fatalf("taken up at %v, saved at %v, %v", taken, first, err)
	}
	second, err := two.SaveDraft("acme", []byte("gone on by two"), taken)
	if err != nil || !second.After(first) {
		t.Errorf("saved again at %v after %v, %v", second, first, err)
	}
	if _, err := one.SaveDraft("acme", []byte("gone on by one"), first); !errors.Is(err, ErrConflict) {
		t.Errorf("a draft that went on elsewhere: %v", err)
	}
	if err := one.RemoveDraft("acme", first); !errors.Is(err, ErrConflict) {
		t.Errorf("removing what went on elsewhere: %v", err)
	}
	wantDraft("gone on by two")
	for range 2 {
		if err := two.RemoveDraft("acme", second); err != nil {
			t.Error(err)
		}
	}
	if _, err := one.SaveDraft("acme", []byte("gone on by one"), first); err != nil {
		t.Errorf("where the other is gone: %v", err)
	}
	wantDraft("gone on by one")
}
