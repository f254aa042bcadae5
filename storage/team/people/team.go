// Package people manages who may open a team's vault. The vault's key is encrypted to every
// person and machine, and everything else only to the vault's key, so that adding a member
// is one small change.
package people

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/ring"
)

var (
	// ErrNoVault means that the engine has no vault under this name.
	ErrNoVault = errors.New("there is no team's vault of this name in the engine: an admin makes one with suitekey team init")
	// ErrVaultExists means that there is one already.
	ErrVaultExists = errors.New("the engine already has a vault of this name: suitekey team join asks to be added to it")
	// ErrNotMember means that the vault's key is not encrypted to this identity.
	ErrNotMember = errors.New("this vault is not open to you: an admin adds you with suitekey team add, or you were removed")
	// ErrNotAdmin means that only an admin may do this.
	ErrNotAdmin = errors.New("only an admin of the vault may change its people")
	// ErrOlder means that an older state was put back.
	ErrOlder = errors.New("somebody has put an older state into the engine")
	// ErrStranger means that the vault's key differs from the one that this computer knows.
	ErrStranger = errors.New("the vault's key in the engine is not the one that this computer knows")
)

// Known is what a computer remembers of a vault. Nothing of it is secret.
type Known struct {
	Recipient  string `json:"recipient"`  // of the vault's current key
	Number     int    `json:"number"`     // of that key
	Generation int    `json:"generation"` // of the members
}

// Team is an open vault with its members.
type Team struct {
	Self Person // whose identity opened it

	vault   string
	place   place.Place
	now     func() time.Time
	ring    *ring.Ring
	members members
}

// Options of Create and Open.
type Options struct {
	Vault    string // the vault's name
	Place    place.Place
	Identity Identity
	Now      func() time.Time
	Known    Known // zero on the first time
}

// Create creates a vault with one member, its first admin.
func Create(ctx context.Context, o Options, name string) (*Team, error) {
	if err := errors.Join(profile.CheckName(o.Vault), profile.CheckName(name)); err != nil {
		return nil, err
	}
	t := &Team{vault: o.Vault, place: o.Place, now: o.Now, Self: Person{
		Name: name, Recipient: o.Identity.Recipient, Role: Admin, Added: o.Now().UTC().Truncate(time.Second),
	}}
	const doing = "making the team's vault"
	err := o.Place.Change(ctx, doing, func(tx place.Tx) error {
		if keys, err := tx.List(storage.KeysFolder); err != nil || len(keys) > 0 {
			return errors.Join(err, vaultExists(len(keys)))
		}
		fresh, err := ring.New(o.Vault, o.Now())
		if err != nil {
			return err
		}
		t.ring = fresh
		t.members = members{Version: version, Kind: membersKind, Vault: o.Vault}.with(t.Self)
		return errors.Join(t.writeKeys(tx, t.ring, t.members), t.writeMembers(tx, t.ring, t.members))
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

func vaultExists(keys int) error {
	if keys > 0 {
		return ErrVaultExists
	}
	return nil
}

// Open opens a vault with an identity. It fails with ErrNoVault or ErrNotMember, with
// ErrStranger or ErrOlder if the engine returns another or an older vault than this
// computer knows, or with an error that says what is damaged or forged.
func Open(ctx context.Context, o Options) (*Team, error) {
	t := &Team{vault: o.Vault, place: o.Place, now: o.Now}
	const doing = "opening the team's vault"
	number, err := t.newest(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	sealed, err := o.Place.Read(ctx, storage.RingKey(number))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	if t.ring, err = openRing(sealed, o.Identity, o.Vault); err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	if err := o.Known.check(t.ring, number); err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	if err := t.readMembers(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	if o.Known.Number == t.ring.Number && t.members.Generation < o.Known.Generation {
		return nil, fmt.Errorf("%s: the list of members is older than the one this computer has seen: %w", doing, ErrOlder)
	}
	self, ok := t.members.owner(o.Identity.Recipient)
	if !ok {
		return nil, fmt.Errorf("%s: the list of members does not name you: %w", doing, ErrNotMember)
	}
	t.Self = self
	return t, nil
}

// check compares the vault's key with the one that this computer knows: the operator of the
// engine could present a vault of their own, to be filled with secrets.
func (k Known) check(r *ring.Ring, number int) error {
	switch {
	case r.Number != number:
		return fmt.Errorf("the vault's keys %d are stored as number %d: %w", r.Number, number, ErrOlder)
	case k.Recipient == "":
		return nil
	case r.Number < k.Number:
		return fmt.Errorf("the vault's key has the number %d, and this computer has seen number %d: %w", r.Number, k.Number, ErrOlder)
	case !r.Follows(k.Recipient) || r.Number == k.Number && r.Recipient() != k.Recipient:
		return fmt.Errorf("%w (its fingerprint is %s): somebody has replaced the vault; do not type secrets, and ask an admin over another channel", ErrStranger, Fingerprint(r.Recipient()))
	}
	return nil
}

// newest returns the number of the vault's current keys.
func (t *Team) newest(ctx context.Context) (int, error) {
	listed, err := t.place.List(ctx, storage.KeysFolder)
	if err != nil {
		return 0, err
	}
	number := 0
	for _, each := range listed {
		digits := strings.TrimSuffix(path.Base(each.Key), ".age")
		if n, err := strconv.Atoi(digits); err == nil && each.Key == storage.RingKey(n) {
			number = max(number, n)
		}
	}
	if number == 0 {
		return 0, ErrNoVault
	}
	return number, nil
}

func openRing(sealed []byte, identity Identity, vault string) (*ring.Ring, error) {
	reader, err := age.Decrypt(bytes.NewReader(sealed), identity.key)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, ErrNotMember
	}
	if err != nil {
		return nil, errors.New("the vault's keys in the engine are damaged, or not keys of suitekey")
	}
	text, err := io.ReadAll(io.LimitReader(reader, place.MaxValue))
	if err != nil {
		return nil, errors.New("the vault's keys in the engine are damaged")
	}
	return ring.Parse(text, vault)
}

func (t *Team) readMembers(ctx context.Context) error {
	sealed, err := t.place.Read(ctx, membersKey)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("the list of members is missing in the engine: restore it from a backup of the engine")
	case place.IsTrouble(err):
		return err
	case err != nil:
		return fmt.Errorf("the list of members in the engine cannot be used: %w", err)
	}
	t.members, err = t.parseMembers(t.ring, sealed)
	return err
}

func (t *Team) parseMembers(r *ring.Ring, sealed []byte) (members, error) {
	text, err := r.Open(sealed, false)
	switch {
	case errors.Is(err, ring.ErrForged), errors.Is(err, ring.ErrOtherKey):
		return members{}, fmt.Errorf("the list of members cannot be trusted: %w; nobody was added, and nothing was encrypted to it", err)
	case err != nil:
		return members{}, errors.New("the list of members in the engine is damaged, or not a record of suitekey")
	}
	m, err := parseMembers(text, t.vault)
	if err != nil {
		return members{}, fmt.Errorf("the list of members cannot be used: %w", err)
	}
	return m, nil
}

// Ring returns the vault's keys, for storage.Session.With.
func (t *Team) Ring() *ring.Ring { return t.ring }

// Known returns what a computer has to remember of the vault.
func (t *Team) Known() Known {
	return Known{Recipient: t.ring.Recipient(), Number: t.ring.Number, Generation: t.members.Generation}
}

// Fingerprint returns the fingerprint of the vault, which a person who joins compares with
// an admin.
func (t *Team) Fingerprint() string { return Fingerprint(t.ring.Recipient()) }

// People returns the members by name.
func (t *Team) People() []Person { return slices.Clone(t.members.People) }

// Member returns the member with the name; ok is false if there is none.
func (t *Team) Member(name string) (p Person, ok bool) { return t.members.find(name) }

// Former returns the removed members, the latest first.
func (t *Team) Former() []Former {
	former := slices.Clone(t.members.Former)
	slices.Reverse(former)
	return former
}

// Role reads which role the person has by now: an admin may have given another one since the
// vault was opened.
func (t *Team) Role(ctx context.Context) (Role, error) {
	sealed, err := t.place.Read(ctx, membersKey)
	if err != nil {
		return "", err
	}
	now, err := t.parseMembers(t.ring, sealed)
	if err != nil {
		return "", err
	}
	self, ok := now.owner(t.Self.Recipient)
	if !ok {
		return "", ErrNotMember
	}
	return self.Role, nil
}

// mayChange fails with ErrNotAdmin, before the engine would refuse.
func (t *Team) mayChange() error {
	if t.Self.Role != Admin {
		return fmt.Errorf("%w: you are %s, with the role %s", ErrNotAdmin, t.Self.Name, t.Self.Role)
	}
	return nil
}

// Add adds a member, or gives a member another role or public key. It removes the member's
// request to join.
func (t *Team) Add(ctx context.Context, p Person) error {
	return t.add(ctx, p, func(place.Tx, members) error { return nil })
}

// add is Add, if may allows it within the Change.
func (t *Team) add(ctx context.Context, p Person, may func(place.Tx, members) error) error {
	if err := t.mayChange(); err != nil {
		return err
	}
	stored, _, err := ParseRecipient(p.Recipient)
	if err != nil {
		return err
	}
	if err := profile.CheckName(p.Name); err != nil {
		return fmt.Errorf("the person's name: %w", err)
	}
	if _, err := ParseRole(string(p.Role)); err != nil {
		return err
	}
	p.Recipient, p.Added, p.By = stored, t.now().UTC().Truncate(time.Second), t.Self.Name
	return t.change(ctx, "adding "+p.Name, func(tx place.Tx, m members) (members, error) {
		if err := may(tx, m); err != nil {
			return m, err
		}
		if owner, ok := m.owner(p.Recipient); ok && owner.Name != p.Name {
			return m, fmt.Errorf("this public key already belongs to %s", owner.Name)
		}
		if before, ok := m.find(p.Name); ok && before.Role == Admin && p.Role != Admin && m.admins() == 1 {
			return m, fmt.Errorf("%s is the only admin: make somebody else an admin first", p.Name)
		}
		if before, ok := m.find(p.Name); ok && before.Recipient == p.Recipient { // another role
			p.Machine = before.Machine
		}
		next := m.with(p)
		if key := joinKey(p.Name); exists(tx, key) {
			tx.Remove(key)
		}
		return next, t.writeKeys(tx, t.ring, next)
	})
}

func exists(tx place.Tx, key string) bool {
	_, err := tx.Read(key)
	return err == nil
}

// change changes the members, as they are stored now, in one Change.
func (t *Team) change(ctx context.Context, doing string, work func(place.Tx, members) (members, error)) error {
	var next members
	err := t.place.Change(ctx, doing, func(tx place.Tx) error {
		now, err := t.present(tx)
		if err != nil {
			return err
		}
		if next, err = work(tx, now); err != nil {
			return err
		}
		return t.writeMembers(tx, t.ring, next)
	})
	if err != nil {
		return err
	}
	t.members = next
	if self, ok := next.find(t.Self.Name); ok {
		t.Self = self
	}
	return nil
}
