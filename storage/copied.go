package storage

import (
	"context"
	"errors"
	"slices"

	"suitekey/storage/index"
	"suitekey/storage/place"
)

// A copied place keeps a copy of its profiles, drafts and keys in the vault's folder, so
// that lists are read there.
type copied interface {
	// Refreshed brings the copy up to date. It fails with place.ErrOutOfReach if it cannot.
	// It returns the names of the connections if it has just read their folder, else nil.
	Refreshed(ctx context.Context) (connections []string, err error)
	// Complete reports whether there is a copy of everything, even an old one.
	Complete() bool
	// Repair copies keys again.
	Repair(ctx context.Context, keys []string) error
}

// refresh brings the copy of a shared place up to date. Without the place, the copy is
// read as it is, if there is one: a list that is empty would say that there is nothing.
// refresh returns what Refreshed returns, sorted.
func (s *Session) refresh() (connections []string, err error) {
	c, is := s.vault.place.(copied)
	if !is {
		return nil, nil
	}
	connections, err = c.Refreshed(s.context())
	if errors.Is(err, place.ErrOutOfReach) && c.Complete() {
		return nil, nil
	}
	slices.Sort(connections)
	return connections, s.vault.explain("copying the team's vault to this computer", err)
}

// repair reads damaged values of the copy once more from the place: a power cut destroys
// files of the copy, but not of the place.
func (s *Session) repair(names []string, numbers []int, opened []index.Line) {
	c, is := s.vault.place.(copied)
	if !is {
		return
	}
	for n, i := range numbers {
		var damaged *DamagedError
		if !errors.As(opened[n].Entry.Err, &damaged) || checkStoredName(names[i], "") != nil {
			continue
		}
		if c.Repair(s.context(), []string{profileKey(names[i])}) == nil {
			opened[n] = s.entry(names[i])
		}
	}
}
