package storage

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage/index"
)

// Entry is a connection in a list, without its secrets and its certificate.
type Entry = index.Entry

// List returns the connections, sorted by name. A damaged connection is in the list
// with its error and does not affect the others.
func (s *Session) List() ([]Entry, error) {
	rows, err := s.Rows()
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, rows.Len())
	inParallel(len(entries), func(i int) { entries[i] = rows.Entry(i) })
	return entries, nil
}

// EntryOf returns one connection as Rows would list it. Err is fs.ErrNotExist if there is
// none. A copy of a team's vault is not brought up to date.
func EntryOf(s *Session, name string) Entry {
	e := s.entry(name).Entry
	s.compare(&e)
	return e
}

// entry reads one connection for a list.
func (s *Session) entry(name string) index.Line {
	path := s.vault.file(profileKey(name))
	failed := func(err error) index.Line {
		return index.Line{Entry: Entry{Profile: profile.Profile{Name: shown(name)}, Err: err}}
	}
	if err := checkStoredName(name, path); err != nil {
		return failed(err)
	}
	sealed, info, err := s.vault.disk.read(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return failed(err)
	}
	if err != nil {
		return failed(s.vault.unread(name, profileKey(name), err))
	}
	r, err := s.here().unseal(sealed, profileKey(name), kindProfile, name)
	if err != nil {
		return failed(err)
	}
	return index.Line{Entry: summary(r), File: index.File{Size: info.Size(), Modified: info.ModTime()}}
}

// summary returns the entry of a stored connection.
func summary(r record) Entry {
	p := bare(r.Profile.toProfile(r.Name))
	if p.Old != nil {
		old := bare(*p.Old)
		p.Old = &old
	}
	return Entry{Profile: p, Generation: r.Generation, NotBefore: r.Profile.NotBefore, NotAfter: r.Profile.NotAfter}
}

// bare returns p without its secrets and its certificate.
func bare(p profile.Profile) profile.Profile {
	for _, f := range profile.Fields() {
		f.SetSecret(&p, secret.Secret{}) // this removes only secrets
	}
	p.Certificate = ""
	return p
}

// storedNames returns the names of the stored files in a folder, sorted; none if
// the folder does not exist.
func storedNames(folder string) ([]string, error) {
	opened, err := os.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	var parts [][]string // a slice that grows to thousands of names leaves three times its memory behind
	for {
		part, err := opened.Readdirnames(512)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	files := slices.Concat(parts...)
	names := files[:0]
	for _, file := range files {
		if name, ok := strings.CutSuffix(file, suffix); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// shown returns name for a list. A file name that is not a valid connection name is
// quoted: without its invisible characters it could look like a valid one.
func shown(name string) string {
	if profile.CheckName(name) != nil {
		return printable(strconv.Quote(name))
	}
	return name
}

// checkStoredName refuses a file name that Save cannot have made.
func checkStoredName(name, path string) error {
	if profile.CheckName(name) != nil {
		return &DamagedError{Name: name, Path: path, Err: errors.New("its file name is not a valid name of a connection")}
	}
	return nil
}

// inParallel calls work for 0 to n-1 on all processors: opening a file is half
// computing, half waiting.
func inParallel(n int, work func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	var panicked atomic.Value
	for range min(n, 2*runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panicked.CompareAndSwap(nil, struct{ any }{p})
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	group.Wait()
	if p, is := panicked.Load().(struct{ any }); is {
		panic(p.any) // panic again in the goroutine of the caller
	}
}
