package move

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"suitekey/storage"
	"suitekey/storage/place"
)

// Since says what has become of a connection after an earlier move.
type Since int

const (
	Changed  Since = iota // in the target: it has newer states there
	Renamed               // in the target, with or without newer states
	Removed               // in the target
	Diverged              // in the source, or in both: the target does not have the source's state
)

// Before is a connection that was moved before and is no longer the same in both vaults.
type Before struct {
	Name  string // in the source
	Now   string // in the target; "" if it was removed there
	Since Since
}

// A record names its connection, but a rename changes that name. The time at which a
// connection was created stays the same, to the nanosecond, in all of its states, together
// with the account. In the same way, Changed identifies a state: a rename or a test does not
// change it.
type origin struct {
	account string
	created int64 // UnixNano
}

// state is one state of a connection.
type state struct {
	of      origin
	changed int64 // UnixNano
}

func stateOf(account string, created, changed time.Time) (state, bool) {
	return state{origin{account, created.UnixNano()}, changed.UnixNano()}, !created.IsZero()
}

// stateIn returns the state that a decrypted record contains; ok is false for a draft.
func stateIn(text []byte) (s state, ok bool) {
	var record struct {
		Profile *struct {
			Account          string
			Created, Changed time.Time
		}
	}
	if json.Unmarshal(text, &record) != nil || record.Profile == nil {
		return state{}, false
	}
	return stateOf(record.Profile.Account, record.Profile.Created, record.Profile.Changed)
}

// newest returns the present state of a connection, or of a removed one its last state. In
// values, the history comes first, and the connection last.
func newest(values []value) state {
	for _, each := range slices.Backward(values) {
		if s, ok := stateIn(each.text); ok {
			return s
		}
	}
	return state{}
}

// twin is a connection of the target.
type twin struct {
	name    string
	present state
	removed bool
}

// twins returns the connections of a vault by their origin, and the removed ones.
func twins(ctx context.Context, v *vault) (map[origin][]twin, error) {
	all := map[origin][]twin{}
	rows, err := v.session.Rows()
	if err != nil {
		return nil, err
	}
	var e storage.Entry
	for i := range rows.Len() {
		if rows.Read(i, &e); e.Err != nil {
			continue
		}
		if s, ok := stateOf(e.Account.Realm(), e.Created, e.Changed); ok {
			all[s.of] = append(all[s.of], twin{e.Name, s, false})
		}
	}
	removed, err := v.session.Removed()
	if err != nil {
		return nil, err
	}
	for _, name := range removed {
		keys, err := v.history(ctx, name)
		if err != nil {
			return nil, err
		}
		if len(keys) == 0 {
			continue
		}
		text, err := v.text(ctx, keys[len(keys)-1])
		if place.IsTrouble(err) {
			return nil, err
		}
		if s, ok := stateIn(text); ok {
			all[s.of] = append(all[s.of], twin{name, s, true})
		}
	}
	return all, nil
}

// contains reports whether a connection of the vault has, or had, this state.
func (v *vault) contains(ctx context.Context, t twin, wanted state) (bool, error) {
	if t.present == wanted {
		return true, nil
	}
	keys, err := v.history(ctx, t.name)
	if err != nil {
		return false, err
	}
	for _, key := range slices.Backward(keys) {
		text, err := v.text(ctx, key)
		if place.IsTrouble(err) {
			return false, err
		}
		if s, ok := stateIn(text); ok && s == wanted {
			return true, nil
		}
	}
	return false, nil
}

// pending is a connection of the source that the target does not have under its name with
// its values.
type pending struct {
	name    string
	present state
	verdict verdict
}

// moved finds those of open that an earlier move has copied, though the target has renamed,
// changed or removed them since. taken are the names in the target that belong to other
// connections of the source.
func moved(ctx context.Context, target *vault, open []pending, taken map[string]bool) (map[string]Before, error) {
	all, err := twins(ctx, target)
	if err != nil {
		return nil, err
	}
	open = slices.DeleteFunc(slices.Clone(open), func(p pending) bool {
		// Under its name with its values: only a draft or an earlier state is missing.
		same := p.verdict == moves && slices.Contains(all[p.present.of], twin{p.name, p.present, false})
		taken[p.name] = taken[p.name] || same
		return same
	})
	before := map[string]Before{}
	for _, p := range open { // first by the state: two connections can have one origin
		found, err := containing(ctx, target, all[p.present.of], p, taken)
		if err != nil {
			return nil, err
		}
		if found != nil {
			taken[found.name] = true
			before[p.name] = p.since(*found)
		}
	}
	for _, p := range open {
		same := func(t twin) bool { return !t.removed && !taken[t.name] }
		if _, done := before[p.name]; done {
			continue
		}
		if i := slices.IndexFunc(all[p.present.of], same); i >= 0 {
			name := all[p.present.of][i].name
			taken[name] = true
			before[p.name] = Before{p.name, name, Diverged}
		}
	}
	return before, nil
}

// containing returns the connection of the target that has or had the present state of p.
func containing(ctx context.Context, target *vault, candidates []twin, p pending, taken map[string]bool) (*twin, error) {
	for _, t := range candidates {
		if taken[t.name] || t.removed && t.name == p.name && p.verdict == moves { // a move that was interrupted in the middle
			continue
		}
		if there, err := target.contains(ctx, t, p.present); there || err != nil {
			return &t, err
		}
	}
	return nil, nil
}

func (p pending) since(t twin) Before {
	switch {
	case t.removed:
		return Before{p.name, "", Removed}
	case t.name != p.name:
		return Before{p.name, t.name, Renamed}
	}
	return Before{p.name, t.name, Changed}
}
