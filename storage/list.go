package storage

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"suitekey/core/profile"
)

// Entry is a connection in a list, without its secrets and its certificate.
type Entry struct {
	profile.Profile
	Generation int
	NotBefore  time.Time // start of the validity of its certificate; zero without a certificate
	NotAfter   time.Time // end of the validity
	Err        error     // why it cannot be read, as Load says it; then only Name is known
}

// List returns the connections, sorted by name. A damaged connection is in the list
// with its error and does not affect the others.
func (s *Session) List() ([]Entry, error) {
	s.finishPending()
	names, err := storedNames(s.vault.path(profiles))
	if err != nil {
		return nil, s.vault.explain("listing the connections", err)
	}
	known := s.readIndex(len(names))
	found := make([]indexed, len(names))
	var read atomic.Int64
	inParallel(len(names), func(i int) {
		path := s.profilePath(names[i])
		info, err := os.Lstat(path)
		if err == nil {
			if hit, ok := known[names[i]]; ok && hit.agrees(info) {
				found[i] = hit
				return
			}
		}
		read.Add(1)
		found[i] = s.entry(names[i], path)
	})
	if read.Load() >= indexFrom {
		s.writeIndex(found)
	}
	entries := make([]Entry, 0, len(found))
	for _, f := range found {
		if !errors.Is(f.entry.Err, fs.ErrNotExist) { // removed since the folder was read
			entries = append(entries, f.entry)
		}
	}
	return entries, nil
}

// entry reads one connection for List.
func (s *Session) entry(name, path string) indexed {
	failed := func(err error) indexed {
		return indexed{entry: Entry{Profile: profile.Profile{Name: shown(name)}, Err: err}}
	}
	if err := checkStoredName(name, path); err != nil {
		return failed(err)
	}
	sealed, info, err := s.vault.disk.read(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return failed(err)
	}
	if err != nil {
		return failed(s.unread(name, path, err))
	}
	r, err := s.unseal(sealed, path, kindProfile, name)
	if err != nil {
		return failed(err)
	}
	return indexed{entry: summary(r), size: info.Size(), modified: info.ModTime()}
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
		if f.IsSecret() {
			f.Clear(&p)
		}
	}
	p.Certificate = ""
	return p
}

// storedNames returns the names of the stored files in a folder, sorted; none if
// the folder does not exist.
func storedNames(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), suffix); ok {
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

// checkStoredName refuses a file name that Save could not have made.
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
