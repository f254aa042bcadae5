package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"suitekey/core/secret"
	"suitekey/storage/journal"
	"suitekey/storage/marks"
)

// kindOfFile is a kind of file in a vault, or beside it, that may be damaged.
type kindOfFile struct {
	name string
	path string // the file that is harmed
	// harmed looks at the vault while a byte is wrong. It says what it must not be.
	harmed func() error
	every  int // flip each so-manieth byte behind the header; 1 is all of them
}

// TestEveryByteOfEveryKind flips each byte of a file of each kind: what is wrong is named or
// counts as missing, never as something else, and the neighbours do not suffer. The files of
// the vault's key are harmed in TestEveryByteOfTheIdentityFlipped, those of other keys in
// TestEveryByteOfTheKeysFlipped, a team's in package ring; packs of the log and an intent to
// rename below.
func TestEveryByteOfEveryKind(t *testing.T) {
	v := prepared(t)
	s := unlock(t, v.dir)
	fillVault(t, s, indexFrom+10, 0)
	if err := s.SetDefault("acme"); err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, m2mProfile(t, "bearer"))
	bearer := mustLoad(t, s, "bearer")
	token := AccessToken{Access: secret.New("eyJ.access.token"), Got: start, Expires: start.AddDate(1, 0, 0)}
	if err := TokensOf(s).Cache(bearer, token); err != nil {
		t.Fatal(err)
	}
	if err := SignInsOf(s).KeepRefusedSignIns("somebody", []byte("twice")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Log().Write(journal.Entry{At: start, Event: journal.Unlocked, What: "by the passphrase"}); err != nil {
			t.Fatal(err)
		}
	}
	sheet, s, err := s.MakeRecovery(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	seen := filepath.Join(t.TempDir(), "seen.age")
	watched, marked, err := s.Watched(seen, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	mustLoad(t, watched, "acme")
	if err := marked.Flush(); err != nil {
		t.Fatal(err)
	}
	list := mustList(t, s) // and writes the index
	logs, err := filepath.Glob(s.vault.path(logs, "*"))
	if err != nil || len(logs) != 2 {
		t.Fatalf("%v, %v", logs, err)
	}
	isDamaged := func(err error) error {
		if d := (*DamagedError)(nil); errors.As(err, &d) {
			return nil
		}
		return fmt.Errorf("it is not called damaged: %w", err)
	}
	for _, kind := range []kindOfFile{
		{"a connection", s.vault.profilePath("acme"), func() error { _, err := s.Load("acme"); return isDamaged(err) }, 1},
		{"an earlier state", s.vault.generationPath("acme", 1), func() error { _, err := s.LoadGeneration("acme", 1); return isDamaged(err) }, 1},
		{"a draft", s.vault.draftPath("acme"), func() error { _, _, err := s.LoadDraft("acme"); return isDamaged(err) }, 1},
		{"the settings", s.vault.path(settingsFile), func() error { _, err := s.Default(); return isDamaged(err) }, 1},
		{"an access token", cachePath(s.vault, "bearer"), func() error {
			if _, ok := TokensOf(s).Cached(bearer); ok {
				return errors.New("it is taken for a token")
			}
			return nil
		}, 1},
		{"refused sign-ins", s.vault.path("cache", userMark("somebody")+".age"), func() error {
			if log := SignInsOf(s).RefusedSignIns("somebody"); log != nil {
				return fmt.Errorf("taken for refused sign-ins: %q", log)
			}
			return nil
		}, 1},
		{"an entry of the log", logs[0], func() error {
			entries, damaged, err := s.Log().Read(start.AddDate(-1, 0, 0))
			if err != nil || len(entries) != 1 || len(damaged) != 1 {
				return fmt.Errorf("%d entries, %d damaged: %w", len(entries), len(damaged), err)
			}
			return nil
		}, 1},
		{"the recovery file", s.vault.path(recoveryFile), func() error {
			if _, err := s.vault.Recover(sheet, nextPassphrase); !errors.Is(err, ErrWrongRecovery) {
				return fmt.Errorf("with the key of the sheet: %w", err)
			}
			return nil
		}, 1},
		{"the index", s.vault.path(indexFile), func() error {
			if now := mustList(t, s); now != list {
				return errors.New("the list is another one")
			}
			return nil
		}, 2003},
		{"what was seen", seen, func() error {
			if again := marks.Open(seen, false, s.sealed, openedOutside(s), nil); !again.Foreign() {
				return errors.New("it is taken for what was seen")
			}
			return nil
		}, 1},
	} {
		t.Run(kind.name, func(t *testing.T) { kind.flip(t, s) })
	}
}

// TestEveryByteOfAPackFlipped: entries of the log that were packed together are missing,
// and the pack is named; the entries beside it are read.
func TestEveryByteOfAPackFlipped(t *testing.T) {
	v := prepared(t)
	s := unlock(t, v.dir)
	events := []string{journal.Unlocked, journal.Exported, journal.Ran}
	var pack []string
	for n := 0; len(pack) == 0; n++ {
		if err := s.Log().Write(journal.Entry{At: start.AddDate(0, 0, n%5), Event: events[n%3], What: "by the passphrase"}); err != nil {
			t.Fatal(err)
		}
		pack, _ = filepath.Glob(s.vault.path(logs, "*-pack.age"))
	}
	if err := s.Log().Write(journal.Entry{At: start.AddDate(0, 0, 9), Event: journal.Revealed}); err != nil {
		t.Fatal(err)
	}
	if entries, damaged, err := s.Log().Read(start); err != nil || len(entries) < 5 || len(damaged) != 0 {
		t.Fatalf("%d entries, %d damaged, %v", len(entries), len(damaged), err)
	}
	kindOfFile{"a pack of the log", pack[0], func() error {
		entries, damaged, err := s.Log().Read(start)
		if err != nil || len(entries) != 1 || entries[0].Event != journal.Revealed || len(damaged) != 1 || damaged[0].Path != pack[0] {
			return fmt.Errorf("%d entries, damaged: %v: %w", len(entries), damaged, err)
		}
		return nil
	}, 11}.flip(t, s)
}

// TestEveryByteOfAnIntentFlipped: a damaged intent to rename is dropped, and nothing is
// renamed; a whole one is carried out.
func TestEveryByteOfAnIntentFlipped(t *testing.T) {
	v := prepared(t)
	s := unlock(t, v.dir)
	intent := record{Kind: kindRename, Name: pendingName, From: "acme", To: "moved", Saved: instant(start)}
	if err := s.change("leaving an intent", func(c changing) error { return c.write(pendingFile, intent) }); err != nil {
		t.Fatal(err)
	}
	path := s.vault.path(pendingFile)
	kindOfFile{"an intent to rename", path, func() error {
		s.finishPending()
		_, moved := s.Load("moved")
		_, stays := os.Stat(path)
		_, err := s.Load("acme")
		if err != nil || !errors.Is(moved, ErrNotFound) || !errors.Is(stays, os.ErrNotExist) {
			return fmt.Errorf("acme: %w, moved: %w, the intent: %w", err, moved, stays)
		}
		return nil
	}, 1}.flip(t, s)
	s.finishPending()
	mustLoad(t, s, "moved")
}

// flip harms the header of the file byte by byte, and the rest.
func (k kindOfFile) flip(t *testing.T, s *Session) {
	whole, err := os.ReadFile(k.path)
	if err != nil {
		t.Fatal(err)
	}
	const header = 250
	for i := 0; i < len(whole); i++ {
		if k.every > 1 && i%k.every != 0 && (i > header || i%20 != 0) {
			continue
		}
		harmed := bytes.Clone(whole)
		harmed[i] ^= 0x10
		if err := os.WriteFile(k.path, harmed, fileMode); err != nil {
			t.Fatal(err)
		}
		if err := k.harmed(); err != nil {
			t.Fatalf("byte %d of %d: %v", i, len(whole), err)
		}
	}
	mustLoad(t, s, "neighbour")
	if err := os.WriteFile(k.path, whole, fileMode); err != nil {
		t.Fatal(err)
	}
}
