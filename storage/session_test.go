package storage

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage/index"
)

func TestSaveAndLoad(t *testing.T) {
	s := newTestSession(t)
	for _, p := range []profile.Profile{tbaProfile(t, "acme-tba"), m2mProfile(t, "acme-m2m"), {Name: "empty"}} {
		mustSave(t, s, p)
		got := mustLoad(t, unlock(t, s.vault.dir), p.Name)
		if !got.Created.Equal(start) || !got.Changed.Equal(start) {
			t.Errorf("%s: created %v, changed %v", p.Name, got.Created, got.Changed)
		}
		p.Created, p.Changed = got.Created, got.Changed
		if plain(got) != plain(p) {
			t.Errorf("saved  %s\nloaded %s", plain(p), plain(got))
		}
	}
	if _, err := s.Load("nobody"); !errors.Is(err, ErrNotFound) {
		t.Errorf("loading what is not there: %v", err)
	}
}

func TestSaveRefusesToLoseAChange(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	if err := s.Save(tbaProfile(t, "acme"), Change{}); !errors.Is(err, ErrExists) {
		t.Errorf("a second new one: %v", err)
	}
	one, other := mustLoad(t, s, "acme"), mustLoad(t, unlock(t, s.vault.dir), "acme")
	one.Entity = "one"
	mustSave(t, s, one)
	other.Entity = "other"
	if err := s.Save(other, Change{}); !errors.Is(err, ErrConflict) {
		t.Errorf("a change over a change: %v", err)
	}
	if err := s.Remove("acme"); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(one, Change{}); !errors.Is(err, ErrConflict) {
		t.Errorf("a change of what was removed: %v", err)
	}
}

func TestValuesThatCannotBeStored(t *testing.T) {
	s := newTestSession(t)
	p := tbaProfile(t, "acme")
	p.TokenSecret = secret.New("not \xff text")
	if err := s.Save(p, Change{}); err == nil || !strings.Contains(err.Error(), "paste it again") {
		t.Errorf("bytes that JSON would replace: %v", err)
	}
	p.TokenSecret = secret.New(strings.Repeat("x", 2<<20))
	if err := s.Save(p, Change{}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("2 MB: %v", err)
	}
	if entries, err := s.List(); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestNote(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	edited := mustLoad(t, s, "acme")
	refused := start.Add(time.Hour)
	err := s.Note(mustLoad(t, s, "acme"), func(p *profile.Profile) {
		p.Refusals = append(p.Refusals, refused)
		p.Tested.Company = "Acme"
		p.TokenID = "must not be taken over"
	})
	if err != nil {
		t.Fatal(err)
	}
	noted := mustLoad(t, s, "acme")
	if noted.Tested.Company != "Acme" || len(noted.Refusals) != 2 || noted.TokenID != edited.TokenID {
		t.Errorf("noted: %+v", noted)
	}
	if states, err := s.History("acme"); err != nil || len(states) != 1 {
		t.Errorf("a note made a new state: %v, %v", states, err)
	}
	// Whoever is editing meanwhile can still save, and does not lose the refusal.
	mustSave(t, s, edited)
	if got := mustLoad(t, s, "acme").Refusals; !slices.ContainsFunc(got, refused.Equal) || len(got) != 2 {
		t.Errorf("refusals after the save: %v", got)
	}
	if err := s.Note(profile.Profile{Name: "nobody"}, func(*profile.Profile) {}); !errors.Is(err, ErrNotFound) {
		t.Errorf("noting what is not there: %v", err)
	}
}

func TestHistoryAndUndo(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	for i := 2; i <= 3; i++ {
		p := mustLoad(t, s, "acme")
		p.Entity = fmt.Sprint("entity ", i)
		if err := s.Save(p, Change{Journey: "renew", Fields: []string{"entity"}}); err != nil {
			t.Fatal(err)
		}
	}
	states, err := s.History("acme")
	if err != nil || len(states) != 3 || states[0].Number != 3 || !states[0].Current || states[0].Journey != "renew" ||
		states[1].Number != 2 || states[1].Current || states[2].Journey != "setup" || states[2].Fields[0] != "account" {
		t.Fatalf("history: %+v, %v", states, err)
	}
	undone, err := s.LoadGeneration("acme", 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Save(undone, Change{Journey: "undo"}); err != nil {
		t.Fatal(err)
	}
	if p := mustLoad(t, s, "acme"); p.Entity != "entity 2" {
		t.Errorf("after undo: %q", p.Entity)
	}
	if _, err := s.LoadGeneration("acme", 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a state that never was: %v", err)
	}
	if _, err := s.History("nobody"); !errors.Is(err, ErrNotFound) {
		t.Errorf("history of nobody: %v", err)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	for range keptGenerations + 5 {
		mustSave(t, s, mustLoad(t, s, "acme"))
	}
	if states, err := s.History("acme"); err != nil || len(states) != keptGenerations+1 || states[0].Number != keptGenerations+6 {
		t.Errorf("%d states, %v", len(states), err)
	}
}

func TestRemoveAndBringBack(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	before := mustLoad(t, s, "acme")
	if err := s.Remove("acme"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load("acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("after removal: %v", err)
	}
	if err := s.Remove("acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("removing it twice: %v", err)
	}
	states, err := s.History("acme")
	if err != nil || len(states) != 1 || states[0].Current {
		t.Fatalf("history of a removed one: %+v, %v", states, err)
	}
	p, err := s.LoadGeneration("acme", states[0].Number)
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, p)
	after := mustLoad(t, s, "acme")
	before.Changed = after.Changed
	if plain(before) != plain(after) {
		t.Errorf("removed      %s\nbrought back %s", plain(before), plain(after))
	}
}

// TestCanary looks for the marked secrets in every file of a vault in use.
func TestCanary(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme-tba"))
	mustSave(t, s, m2mProfile(t, "acme-m2m"))
	mustSave(t, s, mustLoad(t, s, "acme-tba"))
	if err := errors.Join(saveDraft(s, "acme", []byte(markDraft)), s.Rename("acme-tba", "acme"), s.Remove("acme-m2m")); err != nil {
		t.Fatal(err)
	}
	entries, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	s.writeIndex(index.Pack(1, func(int) *index.Line { return &index.Line{Entry: entries[0]} }))
	marks := []string{markConsumer, markToken, markKey, markDraft, passphrase.Reveal(), s.keys.current.String(), s.recipient.String()}
	files := 0
	allFiles(t, s.vault.dir, func(path string, info fs.FileInfo) {
		if !info.Mode().IsRegular() {
			return
		}
		files++
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range marks {
			for _, form := range forms(mark) {
				if bytes.Contains(bytes.ToLower(content), bytes.ToLower([]byte(form))) {
					t.Errorf("%s holds %q", path, form)
				}
			}
		}
	})
	if files < 8 {
		t.Errorf("only %d files looked at", files)
	}
	for _, printed := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", *s), fmt.Sprintf("%#v", s), fmt.Sprintf("%x", struct{ s *Session }{s})} {
		for _, form := range forms(s.keys.current.String()) {
			if strings.Contains(strings.ToLower(printed), strings.ToLower(form)) {
				t.Errorf("a print shows the key: %s", printed)
			}
		}
	}
}

// forms are the ways in which a text may hide: plain, hex, and base64 at each of
// the three alignments, without the characters that its neighbours influence.
func forms(mark string) []string {
	all := []string{mark, hex.EncodeToString([]byte(mark))}
	for shift := range 3 {
		padded := append(make([]byte, shift), mark...)
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := encoding.EncodeToString(padded)
			all = append(all, text[4:len(text)-4])
		}
	}
	return all
}
