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
	"suitekey/core/secret"
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
	if err := s.refresh(); err != nil {
		return nil, err
	}
	s.finishPending()
	names, err := storedNames(s.vault.path(profiles))
	if err != nil {
		return nil, s.vault.explain("listing the connections", err)
	}
	entries := make([]Entry, len(names))
	changed := s.fromIndex(names, entries)
	if len(changed) == 0 {
		return entries, nil
	}
	opened := make([]indexed, len(changed))
	inParallel(len(changed), func(n int) {
		name := names[changed[n]]
		opened[n] = s.entry(name, s.vault.file(profileKey(name)))
	})
	s.repair(names, changed, opened)
	for n, i := range changed {
		entries[i] = opened[n].entry
	}
	if len(names) >= indexFrom && len(changed) >= min(indexAgain, len(names)) {
		s.renewIndex(names, entries, changed, opened)
	}
	return slices.DeleteFunc(entries, func(e Entry) bool { return errors.Is(e.Err, fs.ErrNotExist) }), nil // removed since the folder was read
}

// fromIndex fills in the entries that the index knows, as long as their files have
// not changed, and returns the numbers of the others.
func (s *Session) fromIndex(names []string, entries []Entry) (changed []int) {
	known := s.readIndex(len(names))
	lines := known.find(names)
	folder := openFolder(s.vault.path(profiles))
	defer folder.close()
	const part = 256 // of the list, for one goroutine
	missed := make([][]int, (len(names)+part-1)/part)
	inParallel(len(missed), func(n int) {
		r := reader{x: &known.packed}
		for i := n * part; i < min((n+1)*part, len(names)); i++ {
			if lines[i] >= 0 {
				name, file := r.head(lines[i])
				if now, ok := folder.state(names[i] + suffix); ok && known.trusts(file, now) && r.entry(name, &entries[i]) {
					continue
				}
				entries[i] = Entry{}
			}
			missed[n] = append(missed[n], i)
		}
	})
	return slices.Concat(missed...)
}

// renewIndex writes the index for entries, of which those with the numbers changed
// have been opened now.
func (s *Session) renewIndex(names []string, entries []Entry, changed []int, opened []indexed) {
	all := make([]indexed, len(entries))
	known := s.readIndex(len(names))
	lines := known.find(names)
	r := reader{x: &known.packed}
	for i := range entries {
		all[i].entry = entries[i]
		if lines[i] >= 0 {
			_, file := r.head(lines[i])
			all[i].size, all[i].modified = file.size, file.modified
		}
	}
	for n, i := range changed {
		all[i] = opened[n]
	}
	s.writeIndex(all)
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
		return failed(s.vault.unread(name, profileKey(name), err))
	}
	r, err := s.here().unseal(sealed, profileKey(name), kindProfile, name)
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
		f.SetSecret(&p, secret.Secret{}) // nothing but secrets
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
	files, err := opened.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
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
