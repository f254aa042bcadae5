package storage

import (
	"os"
	"slices"
	"testing"
	"time"
)

func TestNames(t *testing.T) {
	if connections, drafts, err := Open(t.TempDir(), Options{}).Names(); err != nil || len(connections)+len(drafts) != 0 {
		t.Errorf("an empty folder: %v, %v, %v", connections, drafts, err)
	}
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "b"))
	mustSave(t, s, m2mProfile(t, "a"))
	if _, err := s.SaveDraft("later", []byte("x"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.vault.profilePath(" no name"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	connections, drafts, err := s.vault.Names()
	if err != nil || !slices.Equal(connections, []string{"a", "b"}) || !slices.Equal(drafts, []string{"later"}) {
		t.Errorf("%v, %v, %v", connections, drafts, err)
	}
}
