package storage

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
)

func TestFolderIsAPlace(t *testing.T) {
	placetest.Run(t, func(t *testing.T) placetest.Setup {
		dir := t.TempDir()
		return placetest.Setup{Place: OpenFolder(dir), Other: OpenFolder(dir), Put: func(key string, value []byte) {
			path := filepath.Join(dir, filepath.FromSlash(key))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), folderMode), os.WriteFile(path, value, fileMode)); err != nil {
				t.Fatal(err)
			}
		}}
	})
}

// TestFolderTakesBack stops a Change of several values before each system call.
func TestFolderTakesBack(t *testing.T) {
	for n := 1; ; n++ {
		f := newFolder(t.TempDir())
		for _, key := range []string{"profiles/a.age", "profiles/b.age", "history/a/000001.age"} {
			placetest.Write(t, f, key, "before")
		}
		stop := &stopper{stopAt: n}
		f.disk.before = stop.before
		err := f.Change(t.Context(), "changing", func(tx place.Tx) error {
			tx.Write("profiles/a.age", placetest.Sealed("after"))
			tx.Write("drafts/c.age", placetest.Sealed("after"))
			tx.Remove("profiles/b.age")
			tx.Remove("history/a/000001.age")
			return nil
		})
		f.disk.before = nil
		if stop.calls < n {
			if err != nil || n < 10 {
				t.Errorf("%d calls: %v", n-1, err)
			}
			return
		}
		values := ""
		for _, key := range []string{"profiles/a.age", "profiles/b.age", "history/a/000001.age", "drafts/c.age"} {
			if sealed, err := f.Read(t.Context(), key); err == nil {
				values += string(sealed[len(placetest.Sealed("")):])
			}
			values += " "
		}
		const before, after = "before before before  ", "after   after "
		if err != nil && values != before && stop.trace[n-1] != "sync folder profiles" && stop.trace[n-1] != "sync folder a" || err == nil && values != after {
			t.Errorf("stopped before call %d (%s): %v, and the values are %q", n, stop.trace[n-1], err, values)
		}
	}
}
