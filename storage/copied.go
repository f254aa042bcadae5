package storage

import (
	"errors"
	"slices"

	"suitekey/storage/index"
	"suitekey/storage/place"
)

// refresh brings the copy of a shared place up to date. Without the place, the copy is
// read as it is, if there is one: a list that is empty would say that there is nothing.
// refresh returns what Refreshed returns, sorted.
func (s *Session) refresh() (connections []string, err error) {
	c, is := s.vault.place.(place.Copied)
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
	c, is := s.vault.place.(place.Copied)
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
