//go:build unix

package mirror

import (
	"context"
	"errors"
	"testing"
	"time"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
)

// An engine whose nodes take connections and answer nothing costs its whole time once.
// From then on the copy answers, and a glance finds out when the engine answers again.
func TestPausedEngine(t *testing.T) {
	c := cluster(t)
	e, dir := vaultOf(c), t.TempDir()
	m := open(t, e, dir)
	placetest.Write(t, m, "profiles/acme.age", "one")
	if err := m.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Pause(0); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got, err := m.Read(t.Context(), "profiles/acme.age"); err != nil || string(got) != string(placetest.Sealed("one")) || m.Away() == nil {
			t.Errorf("reading: %q, %v, away %v", got, err, m.Away())
		}
		m.mu.Lock()
		m.tried = time.Time{} // as if time had passed
		m.mu.Unlock()
		brief, cancel := context.WithTimeout(t.Context(), 4*glance)
		if err := m.Refresh(brief); !errors.Is(err, place.ErrOutOfReach) {
			t.Errorf("refreshing: %v", err)
		}
		cancel()
	}
	if err := c.Resume(0); err != nil {
		t.Fatal(err)
	}
	m.mu.Lock()
	m.tried = time.Time{}
	m.mu.Unlock()
	placetest.Write(t, open(t, e, t.TempDir()), "profiles/acme.age", "two")
	for m.Refresh(t.Context()) != nil { // until the client has noticed
		m.mu.Lock()
		m.tried = time.Time{}
		m.mu.Unlock()
	}
	wantCopy(t, dir, "profiles/acme.age", "two")
}
