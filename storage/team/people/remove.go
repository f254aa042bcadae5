package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/ring"
)

// seen is the folder of the marks of what removed people have seen.
const seen = "seen"

// The limits of one Change: this many records, or this many bytes. An engine accepts 128
// operations and 1.5 MB at once, and a value has up to 1 MB.
const (
	batch      = 50
	mostAtOnce = 400 << 10
)

// current are the folders and records that the vault's current key opens. Earlier states
// stay encrypted to the keys of their time.
var current = []string{"profiles", "drafts", "cache", seen}

const settingsKey = "settings.age"

// Remove removes a member. The vault gets a new key, all current records are encrypted to
// it, and the credentials that the person could read are marked. marks are the marks of all
// connections, of which there are so many; see Mark. report receives how many of all records are done. If Remove is
// interrupted, the same call continues. It does not remove the engine's user.
func (t *Team) Remove(ctx context.Context, name string, marks []string, connections int, report func(done, all int)) error {
	if err := t.mayChange(); err != nil {
		return err
	}
	if !t.ring.Changing() {
		if err := t.beginRemoval(ctx, name, marks, connections); err != nil {
			return err
		}
	}
	return t.finishRemoval(ctx, report)
}

// Unfinished reports whether a removal was interrupted. FinishRemoval continues it.
func (t *Team) Unfinished() bool { return t.ring.Changing() }

// FinishRemoval continues a removal that was interrupted.
func (t *Team) FinishRemoval(ctx context.Context, report func(done, all int)) error {
	if err := t.mayChange(); err != nil || !t.ring.Changing() {
		return err
	}
	return t.finishRemoval(ctx, report)
}

// beginRemoval makes the new key and stores it, without the person, together with the
// marks. From then on, nobody writes with the former key.
func (t *Team) beginRemoval(ctx context.Context, name string, marks []string, connections int) error {
	doing := "removing " + name
	next, err := t.ring.Next(t.now())
	if err != nil {
		return err
	}
	var left members
	err = t.place.Change(ctx, doing, func(tx place.Tx) error {
		m, err := t.present(tx)
		if err != nil {
			return err
		}
		person, ok := m.find(name)
		switch {
		case !ok:
			return fmt.Errorf("nobody named %.70q is a member: suitekey team people shows the names", name)
		case person.Role == Admin && m.admins() == 1:
			return fmt.Errorf("%s is the only admin: make somebody else an admin first", name)
		}
		left = m.without(name)
		left.Former = append(slices.DeleteFunc(slices.Clone(m.Former), func(f Former) bool { return f.Name == name }),
			Former{Name: name, Removed: t.now().UTC().Truncate(time.Second), By: t.Self.Name, Seen: connections})
		return errors.Join(t.writeKeys(tx, next, left), t.writeMembers(tx, next, left), writeSeen(tx, next, name, marks))
	})
	if err != nil {
		return err
	}
	t.ring, t.members = next, left
	return nil
}

// present reads the members within a Change. It fails if the session still has a former
// key.
func (t *Team) present(tx place.Tx) (members, error) {
	keys, err := tx.List(storage.KeysFolder)
	if err != nil {
		return members{}, err
	}
	if len(keys) == 0 || slices.Max(keys) != storage.RingKey(t.ring.Number) {
		return members{}, ring.ErrReplaced
	}
	sealed, err := tx.Read(membersKey)
	if err != nil {
		return members{}, err
	}
	m, err := t.parseMembers(t.ring, sealed)
	if err == nil && m.Generation < t.members.Generation {
		err = fmt.Errorf("the list of members: %w", ErrOlder)
	}
	return m, err
}

// finishRemoval encrypts all current records to the new key, and then drops the former one.
// Every step can be repeated.
func (t *Team) finishRemoval(ctx context.Context, report func(done, all int)) error {
	keys, err := t.currentKeys(ctx)
	if err != nil {
		return err
	}
	for done := 0; done < len(keys); {
		n, err := t.reseal(ctx, keys[done:min(done+batch, len(keys))])
		if err != nil {
			return err
		}
		if done += n; report != nil {
			report(done, len(keys))
		}
	}
	finished := t.ring.Done()
	err = t.place.Change(ctx, "ending the removal", func(tx place.Tx) error {
		m, err := t.present(tx)
		if err != nil {
			return err
		}
		keys, err := tx.List(storage.KeysFolder)
		if err != nil {
			return err
		}
		for _, key := range keys { // the removed person can open these, and members do not need them
			if key != storage.RingKey(t.ring.Number) {
				tx.Remove(key)
			}
		}
		return errors.Join(t.writeKeys(tx, finished, m), t.writeMembers(tx, finished, m))
	})
	if err == nil {
		t.ring = finished
	}
	return err
}

func (t *Team) currentKeys(ctx context.Context) ([]string, error) {
	var keys []string
	for _, folder := range current {
		listed, err := t.place.List(ctx, folder)
		if err != nil {
			return nil, err
		}
		for _, each := range listed {
			if strings.HasSuffix(each.Key, ".age") {
				keys = append(keys, each.Key)
			}
		}
	}
	return append(keys, settingsKey), nil
}

// reseal encrypts records to the current key, as many as fit into one Change, and returns
// how many it has handled. A record that no key opens stays unchanged: it is damaged or
// forged, and reading it reports that.
func (t *Team) reseal(ctx context.Context, keys []string) (done int, err error) {
	err = t.place.Change(ctx, "encrypting again", func(tx place.Tx) error {
		done = 0
		if _, err := t.present(tx); err != nil {
			return err
		}
		if err := tx.Ahead(keys...); err != nil {
			return err
		}
		for size := 0; done < len(keys) && size < mostAtOnce; done++ {
			sealed, err := tx.Read(keys[done])
			if place.IsTrouble(err) {
				return err
			}
			if err != nil {
				continue // removed meanwhile, or larger than any record
			}
			text, err := t.ring.Open(sealed, false)
			if err != nil {
				continue
			}
			again, err := t.ring.Seal(text)
			if err != nil {
				return err
			}
			tx.Write(keys[done], again)
			size += len(again)
		}
		return nil
	})
	return done, err
}

// marked is the record of the credentials that a removed person has seen.
type marked struct {
	Version int      `json:"version"`
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Marks   []string `json:"marks"`
}

func seenKey(name string) string { return seen + "/" + name + ".age" }

func writeSeen(tx place.Tx, r *ring.Ring, name string, marks []string) error {
	text, err := json.Marshal(marked{version, seen, name, marks})
	if err != nil {
		return err
	}
	sealed, err := r.Seal(text)
	if err == nil && len(sealed) > place.MaxValue {
		err = fmt.Errorf("the vault has too many credentials (%d) to be marked as seen", len(marks))
	}
	if err == nil {
		tx.Write(seenKey(name), sealed)
	}
	return err
}

// SeenBy returns the marks that a removed person has seen.
func (t *Team) SeenBy(ctx context.Context, name string) (map[string]bool, error) {
	if !slices.ContainsFunc(t.members.Former, func(f Former) bool { return f.Name == name }) {
		return nil, fmt.Errorf("nobody named %.70q was removed from the team", name)
	}
	sealed, err := t.place.Read(ctx, seenKey(name))
	if err != nil {
		return nil, fmt.Errorf("reading what %s has seen: %w", name, err)
	}
	text, err := t.ring.Open(sealed, false)
	var m marked
	if err == nil && newer(text, seen) {
		return nil, fmt.Errorf("what %s has seen was stored by a newer suitekey: install the newer suitekey", name)
	}
	if err == nil {
		err = decode(text, &m)
	}
	if err != nil || m.Kind != seen || m.Name != name {
		return nil, fmt.Errorf("the marks of what %s has seen cannot be used: %w", name, errors.Join(err, errors.New("renew all connections")))
	}
	all := make(map[string]bool, len(m.Marks))
	for _, mark := range m.Marks {
		all[mark] = true
	}
	return all, nil
}

// Seen reports whether a connection still uses a credential whose mark is in marks. This
// includes the former credential until it is retired.
func Seen(marks map[string]bool, p profile.Profile) bool {
	return marks[Mark(p)] || p.Old != nil && marks[Mark(*p.Old)]
}
