package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/profile"
	"suitekey/storage/place"
)

const (
	// keptGenerations is the number of earlier states that are kept per connection.
	keptGenerations = 20
	// sharedGenerations is the same in a team's vault: ten states of 10,000 connections
	// take 1.5 GB of an engine.
	sharedGenerations = 10
)

// KeptStates returns how many earlier states of a connection the vault keeps.
func KeptStates(s *Session) int {
	if s.ring != nil {
		return sharedGenerations
	}
	return keptGenerations
}

// Generation is the current state of a connection or an earlier one.
type Generation struct {
	Number  int
	Saved   time.Time
	Journey string   // the journey that made it
	By      string   // the person or machine that saved it, as its computer says; "" in a vault of one person
	Fields  []string // the keys of the fields that changed
	Current bool     // false for every state if the connection was removed
	Err     error    // a DamagedError or NewerError; then only Number is known
}

// History returns the states of a connection, the newest first, also of a removed
// connection. It fails with ErrNotFound if there never was such a connection.
func (s *Session) History(name string) ([]Generation, error) {
	if err := profile.CheckName(name); err != nil {
		return nil, err
	}
	s.finishPending()
	v := s.view()
	numbers, err := v.generations(name)
	if err != nil {
		return nil, err
	}
	var states []Generation
	current, err := v.current(name)
	switch {
	case err == nil:
		states = append(states, describe(current, current.Generation))
		states[0].Current = true
		// A crash can leave a copy of the current state in the history.
		numbers = slices.DeleteFunc(numbers, func(n int) bool { return n >= current.Generation })
	case !errors.Is(err, ErrNotFound):
		states = append(states, Generation{Current: true, Err: err})
	case len(numbers) == 0:
		return nil, err
	}
	for _, number := range slices.Backward(numbers) {
		r, err := v.generation(name, number)
		state := describe(r, number)
		state.Err = err
		states = append(states, state)
	}
	return states, nil
}

// Removed lists the connections that only have earlier states, by name.
func (s *Session) Removed() ([]string, error) {
	s.finishPending()
	v := s.view()
	folders, err := v.from.List(history)
	if err != nil {
		return nil, s.vault.explain("listing the removed connections", err)
	}
	there, err := v.names(profiles)
	if err != nil {
		return nil, s.vault.explain("listing the removed connections", err)
	}
	var names []string
	for _, folder := range folders {
		name := path.Base(folder)
		if _, stored := slices.BinarySearch(there, name); stored || profile.CheckName(name) != nil {
			continue
		}
		if numbers, err := v.generations(name); err == nil && len(numbers) > 0 {
			names = append(names, name)
		}
	}
	return names, nil
}

func describe(r record, number int) Generation {
	return Generation{Number: number, Saved: r.Saved, Journey: r.Journey, By: r.By, Fields: r.Fields}
}

// LoadGeneration returns an earlier state that Save accepts: its Changed is that
// of the current state, or zero if the connection was removed. It fails with
// ErrNotFound, a DamagedError or a NewerError.
func (s *Session) LoadGeneration(name string, number int) (profile.Profile, error) {
	if err := profile.CheckName(name); err != nil {
		return profile.Profile{}, err
	}
	s.finishPending()
	v := s.view()
	current, err := v.current(name)
	if err == nil && current.Generation == number {
		return current.Profile.toProfile(name), nil
	}
	var newer *NewerError
	if errors.As(err, &newer) {
		return profile.Profile{}, err
	}
	removed := errors.Is(err, ErrNotFound)
	earlier, err := v.generation(name, number)
	if errors.Is(err, fs.ErrNotExist) {
		return profile.Profile{}, &namedError{fmt.Sprintf("%s has no state number %d: see its history", name, number), ErrNotFound}
	}
	if err != nil {
		return profile.Profile{}, err
	}
	p := earlier.Profile.toProfile(name)
	switch {
	case removed:
		p.Changed = time.Time{}
	case current.Profile != nil:
		p.Changed = current.Profile.Changed
		keepRefresh(&p, current) // the refresh token of the earlier state may be spent
	}
	return p, nil
}

func (v view) generation(name string, number int) (record, error) {
	key := generationKey(name, number)
	r, err := v.read(key, kindProfile, name)
	if err == nil && r.Generation != number {
		return record{}, &DamagedError{Name: name, Path: v.vault.file(key), Err: fmt.Errorf("it contains state %d, not %d: the file was moved", r.Generation, number)}
	}
	return r, err
}

// generations returns the numbers of the earlier states, ascending.
func (v view) generations(name string) ([]int, error) {
	keys, err := v.from.List(history + "/" + name)
	if err != nil {
		return nil, v.vault.explain("reading the history of "+name, err)
	}
	var numbers []int
	for _, key := range keys {
		digits, ok := strings.CutSuffix(path.Base(key), suffix)
		number, err := strconv.Atoi(digits)
		if ok && err == nil && number > 0 && key == generationKey(name, number) {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// archive copies the stored state of name, readable or not, to the history. It
// returns the number of the state, or the newest number in the history if nothing
// is stored. A second call does no harm, so a crash after archive needs no repair.
func (c changing) archive(name string) (int, error) {
	numbers, err := c.generations(name)
	if err != nil {
		return 0, err
	}
	newest := 0
	if len(numbers) > 0 {
		newest = numbers[len(numbers)-1]
	}
	key := profileKey(name)
	sealed, err := c.from.Read(key)
	var system *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return newest, nil
	case errors.As(err, &system), err != nil && place.IsTrouble(err):
		return 0, err
	case err != nil: // a link or a device: there is no state to keep
		return newest, nil
	}
	number := newest + 1
	if r, err := c.unseal(sealed, key, kindProfile, name); err == nil {
		number = r.Generation
	}
	target := generationKey(name, number)
	if there, err := c.from.Read(target); err == nil && bytes.Equal(there, sealed) {
		return max(number, newest), nil
	}
	return max(number, newest), c.writeRaw(target, sealed)
}

// prune removes the oldest states.
func (c changing) prune(name string) {
	numbers, err := c.generations(name)
	for err == nil && len(numbers) > KeptStates(c.Session) {
		c.tx.Clear(generationKey(name, numbers[0]))
		numbers = numbers[1:]
	}
}
