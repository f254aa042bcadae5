// Package move copies connections with their history and unfinished journeys from one vault
// to another: from a folder to a team's vault, and back. It never replaces a value in the
// target, and an interrupted move can be repeated.
package move

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/storage/place"
)

// Plan is what a move would do. Each list is sorted by the names of the connections.
type Plan struct {
	Move    []string // will be copied
	There   []string // already in the other vault and equal: nothing to do
	Before  []Before // moved before and no longer equal: not copied
	Clashes []string // another connection in the other vault has the name
	Damaged []string // cannot be read, and are left out
}

// Conflicts reports whether a person has to decide about a connection first.
func (p Plan) Conflicts() bool {
	return len(p.Clashes) > 0 || slices.ContainsFunc(p.Before, func(b Before) bool { return b.Since == Diverged })
}

// folders are the folders with one value of a connection; history is the folder with a
// subfolder for each connection. The connection itself is copied last, so that a partial
// copy does not count as a connection.
var folders = []string{"drafts", "profiles"}

const (
	history = "history"
	suffix  = ".age"
	// The limits of one Change: this many values, or this many bytes. An engine accepts 128
	// operations and 1.5 MB at once, and a value has up to 1 MB.
	mostValues = 50
	mostBytes  = 400 << 10
)

// vault reads the values of a session.
type vault struct {
	session *storage.Session
	place   place.Place
	names   map[string]bool
	states  int // earlier states of a connection that both vaults keep
}

func look(ctx context.Context, s, other *storage.Session) (*vault, error) {
	v := &vault{session: s, place: storage.PlaceOf(s), names: map[string]bool{}, states: min(storage.KeptStates(s), storage.KeptStates(other))}
	for _, folder := range append([]string{history}, folders...) {
		listed, err := v.place.List(ctx, folder)
		if err != nil {
			return nil, err
		}
		for _, each := range listed {
			name := strings.TrimSuffix(strings.TrimSuffix(path.Base(each.Key), suffix), "/")
			if profile.CheckName(name) == nil {
				v.names[name] = true
			}
		}
	}
	return v, nil
}

// keys returns the keys of a connection, its history first: as many states as both vaults
// keep.
func (v *vault) keys(ctx context.Context, name string) ([]string, error) {
	keys, err := v.history(ctx, name)
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		keys = append(keys, folder+"/"+name+suffix)
	}
	return keys, nil
}

// history returns the keys of the earlier states that both vaults keep, the oldest first.
func (v *vault) history(ctx context.Context, name string) ([]string, error) {
	listed, err := v.place.List(ctx, history+"/"+name)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, each := range listed[max(0, len(listed)-v.states):] {
		keys = append(keys, each.Key)
	}
	return keys, nil
}

// text returns the decrypted value of key, or nil.
func (v *vault) text(ctx context.Context, key string) ([]byte, error) {
	sealed, err := v.place.Read(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return storage.OpenValue(v.session, key, sealed)
}

// value is a decrypted value of a connection.
type value struct {
	key  string
	text []byte
}

// values returns all values of a connection. An error that is not about the place means
// that one of them is damaged.
func (v *vault) values(ctx context.Context, name string) ([]value, error) {
	keys, err := v.keys(ctx, name)
	if err != nil {
		return nil, err
	}
	sealed, err := v.sealed(ctx, keys)
	if err != nil {
		return nil, err
	}
	var all []value
	for _, key := range keys {
		if sealed[key] == nil {
			continue
		}
		text, err := storage.OpenValue(v.session, key, sealed[key])
		if err != nil {
			return nil, err
		}
		all = append(all, value{key, text})
	}
	return all, nil
}

// sealed reads keys. It asks an engine for all of them at once. It reads a folder without
// the folder's lock, so that a read-only folder works, too.
func (v *vault) sealed(ctx context.Context, keys []string) (map[string][]byte, error) {
	all := map[string][]byte{}
	from := func(read func(key string) ([]byte, error)) error {
		for _, key := range keys {
			sealed, err := read(key)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			all[key] = sealed
		}
		return nil
	}
	if _, engine := v.place.(interface{ Refresh(context.Context) error }); !engine {
		return all, from(func(key string) ([]byte, error) { return v.place.Read(ctx, key) })
	}
	return all, v.place.Change(ctx, "reading the vault", func(tx place.Tx) error {
		if err := tx.Ahead(keys...); err != nil {
			return err
		}
		return from(tx.Read)
	})
}

// Look returns what a move from one vault to another would do. It changes nothing.
func Look(ctx context.Context, from, to *storage.Session) (Plan, error) {
	var plan Plan
	source, err := look(ctx, from, to)
	if err != nil {
		return plan, err
	}
	target, err := look(ctx, to, from)
	if err != nil {
		return plan, err
	}
	var open []pending
	taken := map[string]bool{}
	verdicts := map[string]verdict{}
	for _, name := range sorted(source.names) {
		found, err := source.compared(ctx, target, name)
		if err != nil {
			return plan, err
		}
		switch verdicts[name] = found.verdict; found.verdict {
		case there:
			taken[name] = true
		case moves, clashes:
			if found.present != (state{}) {
				open = append(open, found)
			}
		}
	}
	var before map[string]Before
	if len(open) > 0 {
		if before, err = moved(ctx, target, open, taken); err != nil {
			return plan, err
		}
	}
	lists := map[verdict]*[]string{moves: &plan.Move, there: &plan.There, clashes: &plan.Clashes, damaged: &plan.Damaged}
	for _, name := range sorted(source.names) {
		if b, is := before[name]; is {
			plan.Before = append(plan.Before, b)
			continue
		}
		list := lists[verdicts[name]]
		*list = append(*list, name)
	}
	return plan, nil
}

func sorted(names map[string]bool) []string {
	var all []string
	for name := range names {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

type verdict int

const (
	moves verdict = iota
	there
	clashes
	damaged
)

// compared says what a move does with a connection, as far as its name tells. If a part of
// the connection is in the target and equal, an earlier move was interrupted.
func (v *vault) compared(ctx context.Context, target *vault, name string) (pending, error) {
	p := pending{name: name, verdict: damaged}
	values, err := v.values(ctx, name)
	if place.IsTrouble(err) {
		return p, err
	}
	if err != nil {
		return p, nil
	}
	p.present = newest(values)
	p.verdict, err = target.verdict(ctx, name, values)
	return p, err
}

// verdict compares the values of a connection with those of the target under its name.
func (v *vault) verdict(ctx context.Context, name string, values []value) (verdict, error) {
	if !v.names[name] {
		return moves, nil
	}
	own := map[string][]byte{}
	for _, each := range values {
		own[each.key] = each.text
	}
	keys, err := v.keys(ctx, name)
	if err != nil {
		return 0, err
	}
	same := 0
	for _, key := range keys {
		text, err := v.text(ctx, key)
		switch {
		case place.IsTrouble(err):
			return 0, err
		case err != nil:
			return clashes, nil
		case text == nil:
		case !bytes.Equal(text, own[key]):
			return clashes, nil
		default:
			same++
		}
	}
	if same == len(values) {
		return there, nil
	}
	return moves, nil
}

// Copy copies connections by name. It reports how many of all are done. It does not replace
// a connection that appears in the target meanwhile.
func Copy(ctx context.Context, from, to *storage.Session, names []string, report func(done, all int)) error {
	source, err := look(ctx, from, to)
	if err != nil {
		return err
	}
	for i, name := range names {
		values, err := source.values(ctx, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if err := write(ctx, to, name, values); err != nil {
			return err
		}
		if report != nil {
			report(i+1, len(names))
		}
	}
	return nil
}

func write(ctx context.Context, to *storage.Session, name string, values []value) error {
	target := storage.PlaceOf(to)
	for len(values) > 0 {
		n, size := 0, 0
		for n < len(values) && n < mostValues && (n == 0 || size+len(values[n].text) < mostBytes) {
			size += len(values[n].text)
			n++
		}
		err := target.Change(ctx, "copying "+name, func(tx place.Tx) error {
			var keys []string
			for _, each := range values[:n] {
				keys = append(keys, each.key)
			}
			if err := tx.Ahead(keys...); err != nil {
				return err
			}
			for _, each := range values[:n] {
				switch there, err := tx.Read(each.key); {
				case errors.Is(err, fs.ErrNotExist):
				case err != nil:
					return err
				default:
					if text, err := storage.OpenValue(to, each.key, there); err == nil && bytes.Equal(text, each.text) {
						continue
					}
					return fmt.Errorf("%s was made in the other vault meanwhile: nothing there was replaced", name)
				}
				sealed, err := storage.SealValue(to, each.text)
				if err != nil {
					return err
				}
				tx.Write(each.key, sealed)
			}
			return nil
		})
		if err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
