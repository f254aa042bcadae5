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
// TestEveryByteOfTheKeysFlipped, a team's in package ring.
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
			if again := marks.Open(seen, false, s.sealed, func(sealed []byte) ([]byte, error) { return s.opened(sealed, "") }, nil); !again.Foreign() {
				return errors.New("it is taken for what was seen")
			}
			return nil
		}, 1},
	} {
		t.Run(kind.name, func(t *testing.T) { kind.flip(t, s) })
	}
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
