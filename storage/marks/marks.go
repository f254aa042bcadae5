// Package marks remembers, for each connection of a vault, the newest state that this
// computer has seen. This detects an old file that was put back. The marks are outside of
// the vault's folder, so that a person who can replace only the vault cannot replace the
// marks, too.
package marks

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"suitekey/storage/folders"
	"suitekey/storage/private"
)

// Older is the error for a state that is older than one seen before.
type Older struct {
	Name string    // of the connection; "" for the vault's key
	Now  time.Time // of the state that is stored
	Seen time.Time // of the newest state that this computer has seen
}

func (e *Older) Error() string {
	const format = "2006-01-02 15:04:05"
	help := "if you have restored a backup, accept the state with --accept-older; if not, somebody else has replaced the file"
	if e.Name == "" {
		return "the file with the vault's key is an old one: the former passphrase opens the vault again; " + help
	}
	return fmt.Sprintf("%s is an older state than this computer has seen (stored %s, seen %s): %s", e.Name, e.Now.UTC().Format(format), e.Seen.UTC().Format(format), help)
}

// Opener decrypts a file of size bytes.
type Opener func(sealed io.ReaderAt, size int64) (string, error)

// Marks are the marks of one vault. Several goroutines can use them at the same time.
type Marks struct {
	path   string // "" keeps them in memory
	accept bool
	seal   func(text []byte) ([]byte, error)
	open   Opener

	mu      sync.Mutex
	now     state
	lower   map[string]int64 // accepted: the marks to set back
	taken   map[string]bool  // connections whose older state a person has accepted
	mark    string           // of the key file that was refused
	dirty   bool
	written time.Time

	foreign bool // a file exists, and the vault's key does not open it
}

const (
	keptKeys = 32
	largest  = 16 << 20
	tries    = 50 // to lock the file while nobody writes it
	between  = 20 * time.Millisecond
	often    = time.Second // one write serves many states that are stored within this time
)

// Path returns the file for the vault in the folder dir, or "" if the environment names no
// folder for the data that a program remembers between runs.
func Path(dir string, getenv func(string) string) string {
	folder := folders.State(getenv)
	if folder == "" {
		return ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	sum := sha256.Sum256([]byte(filepath.Clean(dir)))
	return filepath.Join(folder, "suitekey-seen", hex.EncodeToString(sum[:8])+".age")
}

// Open reads the marks. Call it before anything else of the vault is read. A missing or
// unreadable file counts as empty; then the marks of former, an earlier key of the vault,
// count. With accept, Open accepts older states as the present ones.
func Open(path string, accept bool, seal func([]byte) ([]byte, error), open Opener, former *Marks) *Marks {
	m := &Marks{path: path, accept: accept, seal: seal, open: open, lower: map[string]int64{}, taken: map[string]bool{}}
	if before, ok := readFile(path, open); ok {
		m.now, m.dirty = before, before.first
	} else if former != nil {
		former.mu.Lock()
		m.now = state{connections: former.now.connections.copied(), keys: slices.Clone(former.now.keys)}
		former.mu.Unlock()
		m.dirty = true
	} else if path != "" {
		_, err := os.Lstat(path)
		m.foreign = err == nil
	}
	return m
}

func readFile(path string, open Opener) (state, bool) {
	info, err := os.Lstat(path)
	if path == "" || err != nil || !info.Mode().IsRegular() || info.Size() > largest {
		return state{}, false
	}
	file, err := os.Open(path)
	if err != nil {
		return state{}, false
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil || info.Size() > largest { // replaced since
		return state{}, false
	}
	text, err := open(file, info.Size())
	if err != nil {
		return state{}, false
	}
	return parse(text)
}

// Foreign reports whether this computer remembers the vault with another key. This is the
// case after another computer has made a new key, and if somebody has replaced the vault by
// one that is encrypted to the person's public key.
func (m *Marks) Foreign() bool { return m.foreign && !m.accept }

// Take accepts the older state of one connection, at the next Check.
func (m *Marks) Take(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.taken[name] = true
}

// TakeKey accepts the file with the vault's key that CheckKey has refused.
func (m *Marks) TakeKey() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.keys = append(slices.DeleteFunc(m.now.keys, func(mark string) bool { return mark == m.mark }), m.mark)
	m.dirty = true
}

// Check fails with an Older if the state of a connection is older than one seen before.
func (m *Marks) Check(name string, changed time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, before := changed.UnixNano(), m.now.connections.at(name)
	switch {
	case now == before:
		return nil
	case now < before && !m.accept && !m.taken[name]:
		return &Older{Name: name, Now: changed, Seen: time.Unix(0, before)}
	case now < before:
		m.lower[name] = now
		delete(m.taken, name)
	}
	m.now.connections.note(name, now)
	m.dirty = true
	return nil
}

// Saved notes that this process has stored a state or removed the connection. In a quick
// series, some notes are not written until the next one, or until Flush.
func (m *Marks) Saved(name string, changed time.Time) {
	m.mu.Lock()
	if now := changed.UnixNano(); now > m.now.connections.at(name) {
		m.now.connections.note(name, now)
		m.dirty = true
	}
	waits := time.Since(m.written) < often
	m.mu.Unlock()
	if !waits {
		_ = m.Flush() // a lost mark does no harm: the next read makes it again
	}
}

// CheckKey fails with an Older if the file with the vault's key, identified by mark, was
// replaced by a later one before.
func (m *Marks) CheckKey(mark string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := slices.Index(m.now.keys, mark)
	switch {
	case at >= 0 && at == len(m.now.keys)-1:
		return nil
	case at >= 0 && !m.accept:
		m.mark = mark
		return &Older{}
	case at >= 0:
		m.now.keys = slices.Delete(m.now.keys, at, at+1)
	}
	m.now.keys = append(m.now.keys, mark)
	m.now.keys = m.now.keys[max(0, len(m.now.keys)-keptKeys):]
	m.dirty = true
	return nil
}

// Flush writes new marks. If another process has written meanwhile, the newer mark counts.
func (m *Marks) Flush() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.dirty || m.path == "" {
		return nil
	}
	if err := private.MkdirAll(filepath.Dir(m.path)); err != nil {
		return err
	}
	lock, err := m.locked()
	if err != nil {
		return err
	}
	defer lock.Unlock()
	if err := m.write(); err != nil {
		return fmt.Errorf("writing what this computer has seen: %w", err)
	}
	m.dirty, m.lower, m.written = false, map[string]int64{}, time.Now()
	return nil
}

// locked returns the lock of the file. It gives up after a number of tries in which nobody has
// written: of twenty that write at once, the last one waits for all others, and on a busy
// computer a time would be over without a try.
func (m *Marks) locked() (*flock.Flock, error) {
	lock := flock.New(m.path+".lock", flock.SetPermissions(0o600))
	last := modified(m.path)
	for left := tries; left > 0; left-- {
		if free, err := lock.TryLock(); free || err != nil {
			return lock, err
		}
		time.Sleep(between)
		if now := modified(m.path); !now.Equal(last) {
			last, left = now, tries
		}
	}
	return nil, errors.New("another suitekey writes the marks")
}

func modified(path string) time.Time {
	info, err := os.Lstat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// write stores the marks; the caller holds the lock.
func (m *Marks) write() error {
	// The marks of other processes do not go into m.now: the states to compare with them
	// may have been read before these processes wrote.
	together := m.now.connections.all()
	if others, ok := readFile(m.path, m.open); ok {
		for name, mark := range others.connections.all() {
			if _, back := m.lower[name]; !back && mark > together[name] {
				together[name] = mark
			}
		}
	}
	sealed, err := m.seal(text(together, m.now.keys))
	if err != nil {
		return err
	}
	temporary := m.path + ".tmp"
	_ = os.Remove(temporary)
	file, err := private.Create(temporary)
	if err != nil {
		return err
	}
	_, err = file.Write(sealed)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return private.Rename(temporary, m.path)
}
