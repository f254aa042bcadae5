package storage

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/storage/index"
)

func TestList(t *testing.T) {
	s := newTestSession(t)
	if entries, err := s.List(); err != nil || len(entries) != 0 {
		t.Errorf("an empty vault: %v, %v", entries, err)
	}
	mustSave(t, s, tbaProfile(t, "b"))
	mustSave(t, s, m2mProfile(t, "a"))
	mustSave(t, s, tbaProfile(t, "c"))
	mustSave(t, s, mustLoad(t, s, "c"))
	if err := os.WriteFile(s.vault.profilePath("b"), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := s.List()
	if err != nil || len(entries) != 3 {
		t.Fatalf("%v, %v", entries, err)
	}
	a, b, c := entries[0], entries[1], entries[2]
	if a.Name != "a" || a.Method != profile.M2M || a.Account.Realm() != "1234567_SB1" || a.KeyType != "p256" ||
		!a.NotAfter.Equal(start.AddDate(0, 0, 365)) || a.Err != nil {
		t.Errorf("a: %+v", a)
	}
	if b.Name != "b" || b.Err == nil {
		t.Errorf("b: %+v", b)
	}
	if c.Name != "c" || c.Generation != 2 || c.Tested.Company == "" || !c.NotAfter.IsZero() || !c.Has(profile.SOAP) {
		t.Errorf("c: %+v", c)
	}
	for _, entry := range entries {
		if !entry.ConsumerSecret.IsEmpty() || !entry.TokenSecret.IsEmpty() || !entry.PrivateKey.IsEmpty() {
			t.Errorf("%s has a secret", entry.Name)
		}
	}
}

// fillVault stores n connections quickly: the files are not synced one by one.
func fillVault(t testing.TB, s *Session, n int, age time.Duration) {
	t.Helper()
	if err := s.vault.disk.folder(s.vault.path(profiles)); err != nil {
		t.Fatal(err)
	}
	forms := []profile.Profile{tbaProfile(t, ""), m2mProfile(t, "")}
	forms[1].PrivateKey = forms[0].TokenSecret
	folder, err := os.Stat(s.vault.path(profiles)) // the time by the clock of the files
	if err != nil {
		t.Fatal(err)
	}
	modified := folder.ModTime().Add(-age)
	inParallel(n, func(i int) {
		p := forms[i%2]
		p.Name = fmt.Sprintf("profile-%05d", i)
		p.Changed = start
		text, err := encode(record{Kind: kindProfile, Name: p.Name, Saved: start, Generation: 1, Profile: toStored(p)})
		if err != nil {
			t.Error(err)
			return
		}
		sealed, err := seal(s.recipient, text)
		if err == nil {
			err = os.WriteFile(s.vault.profilePath(p.Name), sealed, fileMode)
		}
		if err == nil {
			err = os.Chtimes(s.vault.profilePath(p.Name), modified, modified)
		}
		if err != nil {
			t.Error(err)
		}
	})
}

func names(entries []Entry) string {
	var text strings.Builder
	for _, entry := range entries {
		fmt.Fprintln(&text, entry.Name, entry.Entity, entry.Generation, entry.NotAfter, entry.Tested, entry.Err)
	}
	return text.String()
}

func mustList(t testing.TB, s *Session) string {
	t.Helper()
	entries, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	return names(entries)
}

// TestIndexIsOnlyACache compares every listing with one that has no index.
func TestIndexIsOnlyACache(t *testing.T) {
	s := newTestSession(t)
	fillVault(t, s, indexFrom+10, time.Hour)
	fresh := func() string {
		t.Helper()
		*s.lists = lists{}
		if err := os.Remove(s.vault.path(indexFile)); err != nil {
			t.Fatal(err)
		}
		return mustList(t, s)
	}
	first := mustList(t, s)
	if n := s.readIndex().Len(); n != indexFrom+10 {
		t.Fatalf("the index knows %d", n)
	}
	if again := mustList(t, s); again != first || again != fresh() {
		t.Errorf("by the index:\n%s\nfirst:\n%s", again, first)
	}

	// A change, a new one, a removed one, a renamed one, a damaged one.
	p := mustLoad(t, s, "profile-00003")
	p.Entity = "changed"
	mustSave(t, s, p)
	mustSave(t, s, tbaProfile(t, "new"))
	if err := s.Remove("profile-00004"); err != nil {
		t.Fatal(err)
	}
	if err := s.Rename("profile-00005", "renamed"); err != nil {
		t.Fatal(err)
	}
	path := s.vault.profilePath("profile-00006")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	if err := os.WriteFile(path, content, fileMode); err != nil {
		t.Fatal(err)
	}
	if byIndex, without := mustList(t, s), fresh(); byIndex != without || !strings.Contains(byIndex, "changed") || !strings.Contains(byIndex, "damaged") {
		t.Errorf("by the index:\n%s\nwithout:\n%s", byIndex, without)
	}

	// Rubbish, nothing, another version, and a link in its place.
	want := mustList(t, s)
	other, err := seal(s.recipient, []byte(`{"version":2,"entries":[{"n":"ghost"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, []byte("rubbish"), other} {
		if err := os.WriteFile(s.vault.path(indexFile), bad, fileMode); err != nil {
			t.Fatal(err)
		}
		if got := mustList(t, s); got != want {
			t.Errorf("with %q as the index:\n%s", bad, got)
		}
	}
}

// TestIndexDoesNotBelieveYoungFiles: two changes within one tick of the clock
// leave the same size and time.
func TestIndexDoesNotBelieveYoungFiles(t *testing.T) {
	s := newTestSession(t)
	fillVault(t, s, indexFrom, 0)
	path := s.vault.profilePath("profile-00002")
	// The file is young when the index is written, however slow the computer is.
	ahead := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, ahead, ahead); err != nil {
		t.Fatal(err)
	}
	mustList(t, s)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Note(mustLoad(t, s, "profile-00002"), func(p *profile.Profile) { p.Tested.Role = "4" }); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(path); err != nil || after.Size() != info.Size() {
		t.Fatal("the note changed the size", err)
	}
	entries, err := s.List()
	if err != nil || entries[2].Err != nil {
		t.Fatal(err, entries[2].Err)
	}
	if entries[2].Tested.Role == "3" {
		t.Error("the list shows what was there before")
	}
}

func TestSmallVaultHasNoIndex(t *testing.T) {
	s := newTestSession(t)
	fillVault(t, s, 3, time.Hour)
	mustList(t, s)
	allFiles(t, s.vault.dir, func(path string, _ fs.FileInfo) {
		if strings.HasSuffix(path, indexFile) {
			t.Error("there is one")
		}
	})
}

// TestIndexOfThousands: the index of a large vault is larger than any value of a place.
func TestIndexOfThousands(t *testing.T) {
	s := newTestSession(t)
	lines := make([]index.Line, 8000)
	for i := range lines {
		lines[i].Entry.Name = fmt.Sprintf("profile-%05d", i)
		lines[i].Entry.Entity = fmt.Sprintf("%0150d", i)
		lines[i].File.Modified = time.Unix(0, 0)
	}
	s.writeIndex(index.Pack(len(lines), func(i int) *index.Line { return &lines[i] }))
	if n := s.readIndex().Len(); n != len(lines) {
		t.Errorf("the index knows %d", n)
	}
}

// TestSecondListOpensWhatChanged: within a session, also a small vault is not opened anew
// for each list. What is seen twice with the same size and time is one file.
func TestSecondListOpensWhatChanged(t *testing.T) {
	s := newTestSession(t)
	fillVault(t, s, 3, time.Hour)
	first := mustList(t, s)
	path := s.vault.file(profileKey("profile-00001"))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, info.Size()), fileMode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if again := mustList(t, s); again != first {
		t.Errorf("the file was opened again:\n%s", again)
	}
	if err := os.Chtimes(path, time.Time{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if changed := mustList(t, s); !strings.Contains(changed, "damaged") {
		t.Errorf("the file was not opened again:\n%s", changed)
	}
}
