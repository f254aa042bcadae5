package storage

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"
)

// TestPurge: nothing of the connection is left in any file, and the neighbour is whole.
func TestPurge(t *testing.T) {
	s := unlock(t, prepared(t).dir)
	p := mustLoad(t, s, "acme")
	if err := TokensOf(s).Cache(p, AccessToken{Expires: start.Add(time.Hour), Got: start}); err != nil {
		t.Fatal(err)
	}
	if err := s.Purge("acme"); err != nil {
		t.Fatal(err)
	}
	allFiles(t, s.vault.dir, func(path string, info fs.FileInfo) {
		if strings.Contains(path, "acme") {
			t.Errorf("%s is left", path)
		}
		if sealed, err := os.ReadFile(path); err == nil {
			if text, err := open(sealed, s.keys.current); err == nil && bytes.Contains(text, []byte(`"acme"`)) {
				t.Errorf("%s still tells of it", path)
			}
		}
	})
	if _, err := s.History("acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("its history: %v", err)
	}
	if err := s.Purge("acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("once more: %v", err)
	}
	mustLoad(t, s, "neighbour")
	if err := s.Purge("gone"); err != nil { // removed before: its history is left
		t.Error(err)
	}
}

// TestKilledPurge: the same call ends what a crash interrupted.
func TestKilledPurge(t *testing.T) {
	template := prepared(t)
	for n := 1; ; n++ {
		v := copyOf(t, template, "purge")
		s := unlock(t, v.dir)
		stop := &stopper{stopAt: n, forGood: true}
		s.vault.disk.before = stop.before
		err := s.Purge("acme")
		if stop.calls < n {
			if n < 6 {
				t.Errorf("only %d system calls were seen: %v", n-1, stop.trace)
			}
			return
		}
		s.vault.disk.before = nil
		mustLoad(t, s, "neighbour")
		if again := s.Purge("acme"); err != nil && again != nil && !errors.Is(again, ErrNotFound) {
			t.Errorf("stopped before call %d (%s): then %v", n, stop.trace[n-1], again)
		}
		if _, err := s.History("acme"); !errors.Is(err, ErrNotFound) {
			t.Errorf("stopped before call %d (%s): its history: %v", n, stop.trace[n-1], err)
		}
	}
}
