package journal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"suitekey/storage/private"
)

// The limits of the log.
const (
	looseEntries = 128     // files with one entry; when there are more, all are packed
	keptPacks    = 32      // files with many entries
	largest      = 1 << 20 // bytes of a file

	suffix     = ".age"
	packSuffix = "-pack" + suffix
	stamp      = "20060102T150405.000000000Z"
)

// Log is the log in the folder of a vault.
type Log struct {
	Folder string
	Seal   func(text []byte) ([]byte, error)
	Open   func(sealed []byte) ([]byte, error)
	// Alone runs work while no other process runs work, or fails immediately.
	Alone func(work func() error) error
}

// Write adds an entry. A crash leaves either the whole entry or none.
func (l Log) Write(e Entry) error {
	text, err := file{Entries: []Entry{e}}.text()
	if err != nil {
		return err
	}
	// Not synced: a sync would take longer than everything else in a script's call. A power
	// cut can lose the entries of the last seconds.
	if err := l.write(newName(e.At, suffix), text, false); err != nil {
		return fmt.Errorf("writing the log of the vault: %w", err)
	}
	if names, err := l.names(); err == nil && len(names)-len(packs(names)) > looseEntries {
		_ = l.Alone(l.pack) // if this fails, the next Write packs
	}
	return nil
}

// newName returns a file name that no other process uses.
func newName(at time.Time, suffix string) string {
	var random [6]byte
	_, _ = rand.Read(random[:]) // never fails
	return at.UTC().Format(stamp) + "-" + hex.EncodeToString(random[:]) + suffix
}

func (l Log) write(name string, text []byte, synced bool) error {
	sealed, err := l.Seal(text)
	if err != nil {
		return err
	}
	if err := l.makeFolder(); err != nil {
		return err
	}
	path := filepath.Join(l.Folder, name)
	temporary := strings.TrimSuffix(path, suffix) + ".tmp"
	if err := fill(temporary, sealed, synced); err != nil {
		_ = os.Remove(temporary)
		return err
	}
	if err := private.Rename(temporary, path); err != nil {
		_ = os.Remove(temporary)
		return err
	}
	return nil
}

func (l Log) makeFolder() error {
	info, err := os.Lstat(l.Folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := private.Mkdir(l.Folder); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return private.KeepOwner(l.Folder)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%q is not a folder: move it away", l.Folder)
	}
	return nil
}

func fill(path string, sealed []byte, synced bool) error {
	opened, err := private.Create(path)
	if err != nil {
		return err
	}
	_, err = opened.Write(sealed)
	if err == nil && synced {
		err = opened.Sync()
	}
	return errors.Join(err, opened.Close(), private.KeepOwner(path))
}

// names returns the files of the log, oldest first.
func (l Log) names() ([]string, error) {
	entries, err := os.ReadDir(l.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), suffix) {
			names = append(names, entry.Name())
		}
	}
	return names, err
}

func packs(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasSuffix(name, packSuffix) })
}

// Damaged is a file of the log that cannot be read.
type Damaged struct {
	Path string
	Err  error
}

// Read returns the entries since a time, oldest first, and the files that cannot be read. A
// missing log is an empty log.
func (l Log) Read(since time.Time) ([]Entry, []Damaged, error) {
	names, err := l.names()
	if err != nil {
		return nil, nil, fmt.Errorf("reading the log of the vault: %w", err)
	}
	files, damaged := l.readAll(names)
	var all []Entry
	for _, name := range names {
		if !packed(files, name) {
			all = append(all, files[name].Entries...)
		}
	}
	all = slices.DeleteFunc(all, func(e Entry) bool { return e.Ended().Before(since) })
	sorted(all)
	return all, damaged, nil
}

// packed reports whether a pack also contains the entries of a file.
func packed(files map[string]file, name string) bool {
	for _, f := range files {
		if slices.Contains(f.Packed, name) {
			return true
		}
	}
	return false
}

func (l Log) readAll(names []string) (files map[string]file, damaged []Damaged) {
	files = map[string]file{}
	for _, name := range names {
		path := filepath.Join(l.Folder, name)
		f, err := l.read(path)
		switch {
		case errors.Is(err, fs.ErrNotExist): // packed since the folder was read
		case err != nil:
			damaged = append(damaged, Damaged{path, err})
		default:
			files[name] = f
		}
	}
	return files, damaged
}

func (l Log) read(path string) (file, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return file{}, err
	}
	if !info.Mode().IsRegular() || info.Size() > largest {
		return file{}, errors.New("it is not a file of a log")
	}
	if info.Size() == 0 && !strings.HasSuffix(path, packSuffix) {
		return file{}, nil // the remains of an entry after a power cut
	}
	sealed, err := os.ReadFile(path)
	if err != nil {
		return file{}, err
	}
	text, err := l.Open(sealed)
	if err != nil {
		return file{}, err
	}
	return parse(text)
}

// pack combines the files with one entry into one file, and removes the oldest packs.
// Unreadable files stay, unless there are many.
func (l Log) pack() error {
	names, err := l.names()
	if err != nil {
		return err
	}
	files, damaged := l.readAll(names)
	var together file
	var done []string
	for _, name := range names {
		if f, ok := files[name]; ok && !strings.HasSuffix(name, packSuffix) {
			done = append(done, name)
			if !packed(files, name) {
				together.Entries, together.Packed = append(together.Entries, f.Entries...), append(together.Packed, name)
			}
		}
	}
	if len(together.Entries) > 0 {
		together.Entries = merged(together.Entries)
		text, err := together.text()
		if err != nil {
			return err
		}
		if err := l.write(newName(together.Entries[0].At, packSuffix), text, true); err != nil {
			return err
		}
	}
	for _, each := range damaged {
		if len(damaged) > looseEntries/2 { // otherwise each new entry would read them all again
			done = append(done, filepath.Base(each.Path))
		}
	}
	if kept := packs(names); len(kept) >= keptPacks {
		done = append(done, kept[:len(kept)-keptPacks+1]...)
	}
	for _, name := range done {
		if err := private.Remove(filepath.Join(l.Folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
