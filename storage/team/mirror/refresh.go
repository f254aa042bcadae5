package mirror

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"suitekey/storage/place"
	"suitekey/storage/team/shared"
)

// Refresh updates the copy, unless a watch does so. It fails with place.ErrOutOfReach if
// the engine does not answer; the copy stays readable.
func (m *Mirror) Refresh(ctx context.Context) error {
	_, err := m.Refreshed(ctx)
	return err
}

// Refreshed is Refresh. It also returns the names of the connections in the copy, in no
// order, if it has just read the folder with their files; otherwise nil.
func (m *Mirror) Refreshed(ctx context.Context) (connections []string, err error) {
	if m.Away() != nil { // a copy takes longer than glance
		if _, err := m.Working(ctx); errors.Is(err, place.ErrOutOfReach) {
			return nil, err
		}
	}
	m.mu.Lock()
	current := m.watching > 0 && m.away == nil
	m.mu.Unlock()
	if current {
		return nil, nil
	}
	err = m.noted(m.folder.locked(func(f folder) (err error) {
		connections, err = m.refresh(ctx, f)
		return err
	}))
	return connections, err
}

// Complete reports whether there is a copy of everything, even an old one.
func (m *Mirror) Complete() bool { return m.folder.state().Revision > 0 }

func (m *Mirror) refresh(ctx context.Context, f folder) ([]string, error) {
	before := f.state()
	if before.Revision == 0 {
		return nil, m.first(ctx, f)
	}
	looked := lookedAt(f) // while the engine looks for changes
	s, err := m.engine.Since(ctx, copied, alone, before.Revision)
	names := <-looked
	if err != nil {
		return nil, err
	}
	if s.Cluster != before.Cluster || s.Revision < before.Revision {
		// Another engine, or one that was restored from a backup: the revisions of the copy
		// mean nothing there.
		f.forget()
		return nil, m.first(ctx, f)
	}
	now := state{s.Cluster, s.Revision, map[string]int{}}
	for _, v := range s.Changed {
		if err := f.put(v); err != nil {
			return nil, err
		}
		in, _, _ := strings.Cut(v.Key, "/")
		delete(names, in)
	}
	if err := m.removeAlone(f, s); err != nil {
		return nil, err
	}
	for _, in := range copied {
		there, err := names.count(f, in)
		if err != nil {
			return nil, err
		}
		if there+before.Foreign[in] != s.Counts[in] { // a value was removed, or the copy has lost one
			delete(names, in)
			if there, err = m.compare(ctx, f, in); err != nil {
				return nil, err
			}
		}
		if foreign := s.Counts[in] - there; foreign > 0 {
			now.Foreign[in] = foreign
		}
	}
	if s.Revision == before.Revision && maps.Equal(now.Foreign, before.Foreign) {
		return names["profiles"], nil
	}
	return names["profiles"], f.keep(now)
}

// found is the names of the values in folders of the copy. A folder that was not read, or
// that has changed since, is missing.
type found map[string][]string

// lookedAt reads the copied folders, and sends what it has found.
func lookedAt(f folder) <-chan found {
	looked := make(chan found, 1)
	go func() {
		all := found{}
		for _, in := range copied {
			if names, err := f.names(in); err == nil {
				all[in] = names
			}
		}
		looked <- all
	}()
	return looked
}

// count returns how many values a folder of the copy has now.
func (all found) count(f folder, in string) (int, error) {
	names, known := all[in]
	if known {
		return len(names), nil
	}
	return f.count(in)
}

// removeAlone removes values outside of folders that were removed in the engine.
func (m *Mirror) removeAlone(f folder, s shared.Snapshot) error {
	for _, key := range alone {
		if !slices.ContainsFunc(s.Changed, func(v shared.Value) bool { return v.Key == key }) {
			if err := f.remove(key); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare makes the keys of a folder of the copy equal to those of the engine, and returns
// how many keys the copy has.
func (m *Mirror) compare(ctx context.Context, f folder, in string) (int, error) {
	there, err := f.list(in)
	if err != nil {
		return 0, err
	}
	keys, err := m.engine.Keys(ctx, in)
	if err != nil {
		return 0, err
	}
	for _, l := range there {
		if _, still := keys[l.Key]; !still {
			if err := f.remove(l.Key); err != nil {
				return 0, err
			}
		}
		delete(keys, l.Key)
	}
	for key, revision := range keys {
		if !storable(key) {
			continue
		}
		sealed, err := m.engine.Read(ctx, key)
		if sealed == nil && err != nil {
			return 0, err
		}
		if err := f.put(shared.Value{Key: key, Sealed: sealed, Revision: revision}); err != nil {
			return 0, err
		}
	}
	return f.count(in)
}
