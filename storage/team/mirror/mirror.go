// Package mirror keeps a copy of a team's vault in a folder of this computer: the same
// sealed bytes under the same names. A list is therefore as fast as in a vault of one
// person, and can be read while the engine is out of reach. Writing needs the engine.
// Earlier states of connections are not copied.
package mirror

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"suitekey/storage/place"
	"suitekey/storage/team/shared"
)

var (
	copied = []string{"profiles", "drafts", "keys", "seen"} // folders
	alone  = []string{"members.age"}                        // values outside of folders
)

// again is how long after a failed attempt to reach the engine reads do not try again.
const again = 3 * time.Second

// Mirror is a team's vault with its copy. It is a place.Place.
type Mirror struct {
	engine *shared.Place
	folder folder

	mu       sync.Mutex
	away     error     // why the engine is out of reach
	tried    time.Time // when that was found
	watching int       // running watches that keep the copy up to date
}

// New returns the vault p with its copy in the folder dir.
func New(p *shared.Place, dir string) *Mirror { return &Mirror{engine: p, folder: folder(dir)} }

// Away returns why the engine is out of reach; nil if it answered the last request.
func (m *Mirror) Away() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.away
}

// noted remembers whether the engine has answered.
func (m *Mirror) noted(err error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case errors.Is(err, place.ErrOutOfReach):
		m.away, m.tried = err, time.Now()
	case err == nil || !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded):
		m.away = nil
	}
	return err
}

// justTried returns the reason if the engine was found out of reach a moment ago.
func (m *Mirror) justTried() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil && time.Since(m.tried) < again {
		return m.away
	}
	return nil
}

// glance is how long a read waits for an engine that did not answer before.
const glance = time.Second

// asked runs one read of the engine and remembers whether the engine has answered. It does
// not run the read if the engine was out of reach a moment ago. Once the engine is out of
// reach, reads wait only briefly for it, and the copy answers.
func (m *Mirror) asked(ctx context.Context, read func(context.Context) error) error {
	if err := m.justTried(); err != nil {
		return err
	}
	before := m.Away()
	if before == nil {
		return m.noted(read(ctx))
	}
	brief, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	err := read(brief)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = before
	}
	return m.noted(err)
}

// isCopied reports whether a key or a folder is in the copy.
func isCopied(key string) bool {
	first, _, _ := strings.Cut(key, "/")
	return slices.Contains(copied, first) || slices.Contains(alone, key)
}

// notCopied says why the copy cannot answer while the engine is out of reach.
func notCopied(key string, err error) error {
	if first, _, _ := strings.Cut(key, "/"); first == "history" {
		return fmt.Errorf("earlier states are not copied to this computer: %w", err)
	}
	return err
}

// Read implements place.Place. While the engine is out of reach, the copy answers. The copy
// contains everything that was read before, so nobody sees an older state of a connection
// than before.
func (m *Mirror) Read(ctx context.Context, key string) ([]byte, error) {
	var value shared.Value
	err := m.asked(ctx, func(ctx context.Context) (err error) {
		value, err = m.engine.Value(ctx, key)
		return err
	})
	if !errors.Is(err, place.ErrOutOfReach) {
		if err == nil && isCopied(key) && !m.folder.knows(value) {
			m.apply([]shared.Value{value})
		}
		return value.Sealed, err
	}
	if !isCopied(key) {
		return nil, notCopied(key, err)
	}
	return m.folder.read(key)
}

// List implements place.Place. While the engine is out of reach, the copy answers.
func (m *Mirror) List(ctx context.Context, in string) ([]place.Listed, error) {
	var listed []place.Listed
	err := m.asked(ctx, func(ctx context.Context) (err error) {
		listed, err = m.engine.List(ctx, in)
		return err
	})
	if !errors.Is(err, place.ErrOutOfReach) {
		return listed, err
	}
	if !isCopied(in) {
		return nil, notCopied(in, err)
	}
	return m.folder.list(in)
}

// Change implements place.Place. It needs the engine.
func (m *Mirror) Change(ctx context.Context, doing string, work func(place.Tx) error) error {
	changed, err := m.engine.Changed(ctx, doing, work)
	if m.noted(err) == nil {
		m.apply(changed)
	}
	return err
}

// apply writes values into the copy. Refresh repairs what fails.
func (m *Mirror) apply(values []shared.Value) {
	m.folder.locked(func(f folder) error {
		for _, v := range values {
			if isCopied(v.Key) {
				_ = f.put(v)
			}
		}
		return nil
	})
}

// Hold implements place.Place. It needs the engine.
func (m *Mirror) Hold(ctx context.Context, name string, ttl time.Duration, work func(context.Context) error) error {
	return m.engine.Hold(ctx, name, ttl, work)
}

// Held implements place.Place.
func (m *Mirror) Held(ctx context.Context) error { return m.engine.Held(ctx) }

// Working returns what members work on now.
func (m *Mirror) Working(ctx context.Context) ([]shared.Working, error) {
	var working []shared.Working
	err := m.asked(ctx, func(ctx context.Context) (err error) {
		working, err = m.engine.Working(ctx)
		return err
	})
	return working, err
}

// Connect begins to connect to the engine and does not wait.
func (m *Mirror) Connect() { m.engine.Connect() }

// Close ends the connections to the engine.
func (m *Mirror) Close() error { return m.engine.Close() }

// Watch implements place.Place. A change is in the copy before its key is sent. What has
// changed since the copy was brought up to date is sent as well: the list that somebody
// has read from the copy does not show it.
func (m *Mirror) Watch(ctx context.Context) (<-chan string, error) {
	if !m.Complete() {
		if err := m.Refresh(ctx); err != nil {
			return nil, err
		}
	}
	state := m.folder.state()
	changes, err := m.engine.Changes(ctx, state.Revision)
	if m.noted(err) != nil {
		return nil, err
	}
	m.watched(+1)
	keys := make(chan string)
	go func() {
		defer close(keys)
		defer m.watched(-1)
		for v := range changes {
			m.apply([]shared.Value{v})
			select {
			case keys <- v.Key:
			case <-ctx.Done():
				return
			}
		}
	}()
	return keys, nil
}

func (m *Mirror) watched(by int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watching += by
}

// Repair copies values again that cannot be read from the copy, after a power cut or
// because somebody has changed a file.
func (m *Mirror) Repair(ctx context.Context, keys []string) error {
	return m.noted(m.folder.locked(func(f folder) error {
		for _, key := range keys {
			sealed, err := m.engine.Read(ctx, key)
			if sealed == nil && err != nil {
				return err
			}
			stamp, _ := os.Lstat(f.path(key))
			if err := f.put(shared.Value{Key: key, Sealed: sealed}); err != nil {
				return err
			}
			if stamp != nil { // the revision that the file already has
				_ = os.Chtimes(f.path(key), time.Time{}, stamp.ModTime())
			}
		}
		return nil
	}))
}

var _ place.Place = (*Mirror)(nil)
