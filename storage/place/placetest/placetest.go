// Package placetest contains the tests that every place.Place has to pass.
package placetest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"suitekey/storage/place"
)

// Setup is an empty place under test.
type Setup struct {
	Place place.Place
	Other place.Place                    // the same place, as another process opens it
	Put   func(key string, value []byte) // writes without the place's checks, as a stranger can
}

// Run runs all tests, each in a new place from open.
func Run(t *testing.T, open func(t *testing.T) Setup) {
	for name, test := range map[string]func(*testing.T, Setup){
		"values":         values,
		"lists":          lists,
		"own writes":     ownWrites,
		"all or nothing": allOrNothing,
		"keys":           keys,
		"sizes":          sizes,
		"counting":       counting,
		"folders":        newInFolder,
		"hold":           hold,
		"hold ends":      holdEnds,
		"watch":          watch,
		"strangers":      strangers,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// Sealed returns bytes that look like text encrypted by age.
func Sealed(text string) []byte { return []byte("age-encryption.org/v1\n" + text) }

func text(sealed []byte) string {
	return strings.TrimPrefix(string(sealed), "age-encryption.org/v1\n")
}

// Write writes one value.
func Write(t testing.TB, p place.Place, key, value string) {
	t.Helper()
	err := p.Change(t.Context(), "writing "+key, func(tx place.Tx) error {
		tx.Write(key, Sealed(value))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func wantValue(t testing.TB, p place.Place, key, want string) {
	t.Helper()
	got, err := p.Read(t.Context(), key)
	switch {
	case want == "" && !errors.Is(err, fs.ErrNotExist):
		t.Errorf("%s is %q, %v, and should not be there", key, got, err)
	case want != "" && (err != nil || !bytes.Equal(got, Sealed(want))):
		t.Errorf("%s is %q, %v, want %q", key, got, err, want)
	}
}

func wantList(t testing.TB, p place.Place, folder string, want ...string) map[string]string {
	t.Helper()
	listed, err := p.List(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	marks := map[string]string{}
	for _, l := range listed {
		got = append(got, l.Key)
		marks[l.Key] = l.Mark
		if strings.HasSuffix(l.Key, "/") != (l.Mark == "") {
			t.Errorf("%s has the mark %q", l.Key, l.Mark)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q lists %q, want %q", folder, got, want)
	}
	return marks
}

func values(t *testing.T, s Setup) {
	wantValue(t, s.Place, "profiles/acme.age", "")
	Write(t, s.Place, "profiles/acme.age", "one")
	wantValue(t, s.Other, "profiles/acme.age", "one")
	Write(t, s.Other, "profiles/acme.age", "two")
	wantValue(t, s.Place, "profiles/acme.age", "two")
	for range 2 { // removing a missing key is not an error
		err := s.Place.Change(t.Context(), "removing", func(tx place.Tx) error {
			tx.Remove("profiles/acme.age")
			tx.Clear("cache/acme.age")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		wantValue(t, s.Other, "profiles/acme.age", "")
	}
}

func lists(t *testing.T, s Setup) {
	wantList(t, s.Place, "profiles")
	for _, key := range []string{"settings.age", "profiles/b.age", "profiles/a.age", "profiles-2/x.age", "history/a/000001.age", "history/b/000001.age", "history/b/000002.age"} {
		Write(t, s.Place, key, key)
	}
	before := wantList(t, s.Other, "profiles", "profiles/a.age", "profiles/b.age")
	wantList(t, s.Place, "history", "history/a/", "history/b/")
	wantList(t, s.Place, "history/b", "history/b/000001.age", "history/b/000002.age")
	wantList(t, s.Place, "", "history/", "profiles-2/", "profiles/", "settings.age")
	Write(t, s.Place, "profiles/a.age", "another value")
	after := wantList(t, s.Other, "profiles", "profiles/a.age", "profiles/b.age")
	if before["profiles/a.age"] == after["profiles/a.age"] || before["profiles/b.age"] != after["profiles/b.age"] {
		t.Errorf("marks before %v, after %v", before, after)
	}
}

func ownWrites(t *testing.T, s Setup) {
	Write(t, s.Place, "history/a/000001.age", "one")
	err := s.Place.Change(t.Context(), "changing", func(tx place.Tx) error {
		if err := tx.Ahead("history/a/000001.age", "pending.age"); err != nil {
			return err
		}
		if got, err := tx.Read("history/a/000001.age"); err != nil || text(got) != "one" {
			t.Errorf("read ahead: %q, %v", got, err)
		}
		if got, err := tx.Read("pending.age"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("nothing, read ahead: %q, %v", got, err)
		}
		tx.Write("history/a/000002.age", Sealed("two"))
		tx.Write("pending.age", Sealed("intent"))
		tx.Remove("history/a/000001.age")
		tx.Remove("pending.age")
		if got, err := tx.Read("history/a/000002.age"); err != nil || text(got) != "two" {
			t.Errorf("its own write: %q, %v", got, err)
		}
		if got, err := tx.Read("history/a/000001.age"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("its own removal: %q, %v", got, err)
		}
		if keys, err := tx.List("history/a"); err != nil || !slices.Equal(keys, []string{"history/a/000002.age"}) {
			t.Errorf("its own list: %q, %v", keys, err)
		}
		wantValue(t, s.Other, "history/a/000002.age", "") // nothing is visible before the end
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantList(t, s.Other, "history/a", "history/a/000002.age")
	wantValue(t, s.Other, "pending.age", "")
}

func allOrNothing(t *testing.T, s Setup) {
	Write(t, s.Place, "profiles/a.age", "one")
	wrong := errors.New("wrong")
	err := s.Place.Change(t.Context(), "changing", func(tx place.Tx) error {
		tx.Write("profiles/a.age", Sealed("two"))
		tx.Write("profiles/b.age", Sealed("two"))
		return wrong
	})
	if err != wrong {
		t.Errorf("the error of the work became %v", err)
	}
	wantValue(t, s.Place, "profiles/a.age", "one")
	wantList(t, s.Place, "profiles", "profiles/a.age")
}

func keys(t *testing.T, s Setup) {
	for _, key := range []string{"", ".", "..", "/etc/passwd", "../evil.age", "profiles/../../evil.age", "profiles//a.age", "profiles/", "a\x00b.age", "\x1b[2J.age", `a\b.age`, strings.Repeat("a", 600)} {
		if _, err := s.Place.Read(t.Context(), key); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("reading %q: %v", key, err)
		} else if strings.ContainsAny(err.Error(), "\x00\x1b") {
			t.Errorf("the error repeats control characters: %q", err)
		}
		err := s.Place.Change(t.Context(), "writing", func(tx place.Tx) error {
			tx.Write("profiles/first.age", Sealed("x"))
			tx.Write(key, Sealed("x"))
			return nil
		})
		if err == nil {
			t.Errorf("wrote %q", key)
		}
		wantValue(t, s.Other, "profiles/first.age", "")
	}
}

func sizes(t *testing.T, s Setup) {
	for size, fits := range map[int]bool{0: true, 5000: true, place.MaxValue: true, place.MaxValue + 1: false, 1_600_000: false, 3 << 20: false} {
		value := Sealed(strings.Repeat("x", max(0, size-len(Sealed("")))))
		err := s.Place.Change(t.Context(), "saving acme", func(tx place.Tx) error {
			tx.Write("profiles/small.age", Sealed(fmt.Sprint(size)))
			tx.Write("profiles/acme.age", value)
			return nil
		})
		if (err == nil) != fits {
			t.Errorf("%d bytes: %v", size, err)
		}
		small, err := s.Other.Read(t.Context(), "profiles/small.age")
		if stored := err == nil && text(small) == strconv.Itoa(size); stored != fits {
			t.Errorf("%d bytes: the value beside it is %q, %v", size, small, err)
		}
	}
}

// strangers writes values that suitekey cannot have written.
func strangers(t *testing.T, s Setup) {
	Write(t, s.Place, "profiles/good.age", "good")
	s.Put("profiles/large.age", Sealed(strings.Repeat("x", place.MaxValue+1)))
	if _, err := s.Place.Read(t.Context(), "profiles/large.age"); err == nil || place.IsTrouble(err) {
		t.Errorf("a large value: %v", err)
	}
	wantValue(t, s.Place, "profiles/good.age", "good")
	err := s.Place.Change(t.Context(), "replacing", func(tx place.Tx) error {
		_, err := tx.Read("profiles/large.age")
		if err == nil || place.IsTrouble(err) {
			t.Errorf("a large value in a change: %v", err)
		}
		tx.Write("profiles/large.age", Sealed("small"))
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wantValue(t, s.Other, "profiles/large.age", "small")
}
