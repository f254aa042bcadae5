package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/clocktest"
)

// plainLog is a log that is not encrypted.
func plainLog(t *testing.T) Log {
	t.Helper()
	var lock sync.Mutex
	return Log{
		Folder: filepath.Join(t.TempDir(), "log"),
		Seal:   func(text []byte) ([]byte, error) { return append([]byte("sealed:"), text...), nil },
		Open: func(sealed []byte) ([]byte, error) {
			text, ok := strings.CutPrefix(string(sealed), "sealed:")
			if !ok {
				return nil, errors.New("not sealed")
			}
			return []byte(text), nil
		},
		Alone: func(work func() error) error {
			if !lock.TryLock() {
				return errors.New("busy")
			}
			defer lock.Unlock()
			return work()
		},
	}
}

func counted(t *testing.T, l Log) (times int, damaged []Damaged) {
	t.Helper()
	entries, damaged, err := l.Read(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		times += e.Times()
	}
	return times, damaged
}

// 50 writers at once lose nothing, while others pack and read.
func TestManyWriters(t *testing.T) {
	l := plainLog(t)
	var group sync.WaitGroup
	for writer := range 50 {
		group.Go(func() {
			for n := range 6 {
				if err := l.Write(New(clocktest.Now().Add(time.Duration(n)*time.Minute), Ran, fmt.Sprint("c", writer), "node")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if times, damaged := counted(t, l); times != 300 || len(damaged) != 0 {
		t.Errorf("%d entries, want 300; damaged: %v", times, damaged)
	}
	names, _ := l.names()
	if len(packs(names)) == 0 || len(names) > looseEntries+60 {
		t.Errorf("%d files, %d of them packs", len(names), len(packs(names)))
	}
}

func TestBounded(t *testing.T) {
	l := plainLog(t)
	start := clocktest.Now()
	entry := func(day int) Entry {
		return Entry{At: start.AddDate(0, 0, day), Event: Exported, User: "ada", Computer: "here"}
	}
	for day := range keptPacks {
		text, err := file{Entries: []Entry{entry(day)}}.text()
		if err != nil || l.write(newName(entry(day).At, packSuffix), text, true) != nil {
			t.Fatal(err)
		}
	}
	const more = looseEntries + 10
	for day := range more {
		if err := l.Write(entry(keptPacks + day)); err != nil {
			t.Fatal(err)
		}
	}
	names, _ := l.names()
	if len(names) > looseEntries+keptPacks || len(packs(names)) != keptPacks {
		t.Errorf("%d files, %d of them packs", len(names), len(packs(names)))
	}
	entries, _, _ := l.Read(time.Time{})
	first, last := entries[0].At, entries[len(entries)-1].At
	if len(entries) != keptPacks-1+more || !first.Equal(entry(1).At) || !last.Equal(entry(keptPacks+more-1).At) {
		t.Errorf("%d entries, from %v to %v", len(entries), first, last)
	}
}

func TestMerged(t *testing.T) {
	at := clocktest.Now().Truncate(24 * time.Hour).Add(8 * time.Hour)
	entry := func(after time.Duration, what string) Entry {
		return Entry{At: at.Add(after), Event: Ran, Profile: "acme", What: what, User: "ada", Computer: "here"}
	}
	got := merged([]Entry{entry(time.Hour, "node"), entry(0, "node"), entry(2*time.Hour, "node"), entry(time.Hour, "sh"), entry(24*time.Hour, "node")})
	if len(got) != 3 || got[0].Count != 3 || !got[0].At.Equal(at) || !got[0].Last.Equal(at.Add(2*time.Hour)) || got[1].What != "sh" || got[1].Times() != 1 {
		t.Errorf("merged to %+v", got)
	}
	if again := merged(got); fmt.Sprint(again) != fmt.Sprint(got) {
		t.Errorf("merged again: %+v", again)
	}
}

// A crash while files are packed leaves entries twice; they count once.
func TestCrashWhilePacking(t *testing.T) {
	l := plainLog(t)
	for n := range looseEntries {
		if err := l.Write(New(clocktest.Now().Add(time.Duration(n)*time.Second), Token, "acme", "")); err != nil {
			t.Fatal(err)
		}
	}
	names, _ := l.names()
	kept, err := os.ReadFile(filepath.Join(l.Folder, names[7]))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(New(clocktest.Now(), Token, "acme", "")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(l.Folder, names[7]), kept, 0o600); err != nil { // as if it had not been removed
		t.Fatal(err)
	}
	if times, _ := counted(t, l); times != looseEntries+1 {
		t.Errorf("%d entries, want %d", times, looseEntries+1)
	}
	for range looseEntries {
		if err := l.Write(New(clocktest.Now(), Token, "acme", "")); err != nil {
			t.Fatal(err)
		}
	}
	if times, _ := counted(t, l); times != 2*looseEntries+1 {
		t.Errorf("%d entries, want %d", times, 2*looseEntries+1)
	}
}

// What is damaged is named, and keeps nothing from being written or read.
func TestDamagedLog(t *testing.T) {
	l := plainLog(t)
	if err := l.Write(New(clocktest.Now(), Revealed, "acme", "")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"20260101T000000.000000000Z-aa.age": "rubbish", "x.age": "sealed:{", "y.age": "sealed:{\"version\":9}", "z-pack.age": "", "empty.age": "sealed:",
	} {
		if err := os.WriteFile(filepath.Join(l.Folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(l.Folder, "folder.age"), 0o700); err != nil {
		t.Fatal(err)
	}
	if times, damaged := counted(t, l); times != 1 || len(damaged) != 6 {
		t.Errorf("%d entries, damaged %v", times, damaged)
	}
	for range looseEntries + 2 {
		if err := l.Write(New(clocktest.Now(), Revealed, "acme", "")); err != nil {
			t.Fatal(err)
		}
	}
	if times, damaged := counted(t, l); times != looseEntries+3 || len(damaged) != 6 {
		t.Errorf("%d entries, damaged %v", times, damaged)
	}
	if err := (Log{Folder: filepath.Join(l.Folder, "x.age"), Seal: l.Seal}).Write(New(clocktest.Now(), Revealed, "", "")); err == nil {
		t.Error("a file in the place of the folder is no error")
	}
}

// A name from outside cannot write to the terminal or fill the log.
func TestTextsOfEntries(t *testing.T) {
	e := New(clocktest.Now(), Exported, "acme", "\x1b[2Jevil\n"+strings.Repeat("é", 200))
	if strings.ContainsAny(e.What, "\x1b\n") || len(e.What) > longest || !strings.HasPrefix(e.What, "[2Jevil") || e.User == "" || e.Computer == "" {
		t.Errorf("%+v", e)
	}
}

// A power cut can leave an entry without its content: it is none, and no damage.
func TestEmptyEntry(t *testing.T) {
	l := plainLog(t)
	if err := l.Write(Entry{At: clocktest.Now(), Event: Exported}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(l.Folder, newName(clocktest.Now(), suffix)), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	entries, damaged, err := l.Read(time.Time{})
	if err != nil || len(entries) != 1 || len(damaged) != 0 {
		t.Errorf("%v, damaged %v, %v", entries, damaged, err)
	}
}
