package people

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/ring"
)

var day = time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC)

func now() time.Time { return day }

func identity(t *testing.T) Identity {
	t.Helper()
	i, _, err := NewMachine()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// office is a vault with an admin called anna and a member called ben, in a folder.
type office struct {
	t         *testing.T
	folder    string
	place     place.Place
	anna, ben Identity
	admin     *Team
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, folder: t.TempDir(), anna: identity(t), ben: identity(t)}
	o.place = storage.OpenFolder(o.folder)
	var err error
	if o.admin, err = Create(t.Context(), o.options(o.anna), "anna"); err != nil {
		t.Fatal(err)
	}
	if err := o.admin.Add(t.Context(), Person{Name: "ben", Recipient: o.ben.Recipient, Role: Member}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) options(i Identity) Options {
	return Options{Vault: "acme", Place: o.place, Identity: i, Now: now}
}

func (o *office) open(i Identity) *Team {
	o.t.Helper()
	team, err := Open(o.t.Context(), o.options(i))
	if err != nil {
		o.t.Fatal(err)
	}
	return team
}

// session opens the vault's connections as a person does.
func (o *office) session(team *Team) *storage.Session {
	return storage.OpenShared(o.t.TempDir(), o.place, storage.Options{Now: now}).WithRing(team.Ring())
}

func (o *office) path(key string) string { return filepath.Join(o.folder, filepath.FromSlash(key)) }

func (o *office) replace(key string, value []byte) {
	o.t.Helper()
	if err := os.MkdirAll(filepath.Dir(o.path(key)), 0o700); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(o.path(key), value, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) value(key string) []byte {
	o.t.Helper()
	value, err := os.ReadFile(o.path(key))
	if err != nil {
		o.t.Fatal(err)
	}
	return value
}

func connection(t *testing.T, name string) profile.Profile {
	t.Helper()
	id, err := account.Parse("1234567")
	if err != nil {
		t.Fatal(err)
	}
	return profile.Profile{Name: name, Account: id, Method: profile.TBA, ConsumerKey: "c", ConsumerSecret: secret.New("s"),
		TokenID: "token-of-" + name, TokenSecret: secret.New("t"), SignatureAlgorithm: "HMAC-SHA256", Surfaces: []profile.Surface{profile.REST}}
}

func TestMembersOpenTheVault(t *testing.T) {
	o := newOffice(t)
	if err := o.session(o.admin).Save(connection(t, "acme"), storage.Change{}); err != nil {
		t.Fatal(err)
	}
	ben := o.open(o.ben)
	if ben.Self.Role != Member || ben.Fingerprint() != o.admin.Fingerprint() || len(ben.People()) != 2 {
		t.Errorf("ben sees %+v", ben)
	}
	if p, err := o.session(ben).Load("acme"); err != nil || p.TokenSecret.Reveal() != "t" {
		t.Errorf("ben loads %v", err)
	}
	if err := ben.Add(t.Context(), Person{Name: "eve", Recipient: identity(t).Recipient, Role: Admin}); !errors.Is(err, ErrNotAdmin) {
		t.Errorf("a member adds somebody: %v", err)
	}
	if err := ben.Remove(t.Context(), "anna", nil, 0, nil); !errors.Is(err, ErrNotAdmin) {
		t.Errorf("a member removes an admin: %v", err)
	}
	if _, err := Open(t.Context(), o.options(identity(t))); !errors.Is(err, ErrNotMember) {
		t.Errorf("a stranger opens the vault: %v", err)
	}
	if _, err := Create(t.Context(), o.options(o.anna), "anna"); !errors.Is(err, ErrVaultExists) {
		t.Errorf("a second vault: %v", err)
	}
	other := o.options(o.anna)
	other.Place = storage.OpenFolder(t.TempDir())
	if _, err := Open(t.Context(), other); !errors.Is(err, ErrNoVault) {
		t.Errorf("no vault: %v", err)
	}
}

// Whatever the engine gives out instead of what was stored is refused with a sentence,
// and nobody becomes a member by it.
func TestWhatTheEngineCouldDo(t *testing.T) {
	evil := identity(t)
	withEvil := func(o *office, seal func(text []byte) []byte) {
		m := o.admin.members.with(Person{Name: "evil", Recipient: evil.Recipient, Role: Admin})
		text, err := m.text()
		if err != nil {
			t.Fatal(err)
		}
		o.replace(membersKey, seal(text))
	}
	for name, test := range map[string]struct {
		does func(o *office, before []byte)
		want string
	}{
		"members under a key of its own": {func(o *office, _ []byte) {
			r, _ := ring.New("acme", day)
			withEvil(o, func(text []byte) []byte { s, _ := r.Seal(text); return s })
		}, "another key than this vault's"},
		"members without an HMAC": {func(o *office, _ []byte) {
			withEvil(o, func(text []byte) []byte { return encrypted(t, o.admin.ring.Recipient(), text) })
		}, "its HMAC is wrong"},
		"older members":  {func(o *office, before []byte) { o.replace(membersKey, before) }, "older"},
		"another record": {func(o *office, _ []byte) { o.replace(membersKey, sealedBy(o, `{"kind":"profile"}`)) }, "the list of members cannot be used"},
		"another vault's": {func(o *office, _ []byte) {
			o.replace(membersKey, sealedBy(o, `{"version":1,"kind":"members","vault":"other","generation":9,"people":[{"name":"x","recipient":"`+evil.Recipient+`","role":"admin","added":"2026-11-21T14:02:00Z"}]}`))
		}, "another vault"},
		"a newer connection": {func(o *office, _ []byte) { o.replace(membersKey, sealedBy(o, `{"version":9,"kind":"profile"}`)) }, "not a list of members"},
		"a newer version": {func(o *office, _ []byte) {
			o.replace(membersKey, sealedBy(o, `{"version":9,"kind":"members","groups":[]}`))
		}, "newer suitekey"},
		"no age file":        {func(o *office, _ []byte) { o.replace(membersKey, []byte("<html>\x1b[2J")) }, "damaged, or not a record"},
		"empty members":      {func(o *office, _ []byte) { o.replace(membersKey, nil) }, "damaged, or not a record"},
		"no members":         {func(o *office, _ []byte) { _ = os.Remove(o.path(membersKey)) }, "missing in the engine"},
		"1.6 MB":             {func(o *office, _ []byte) { o.replace(membersKey, make([]byte, 1_600_000)) }, "larger than"},
		"keys that are none": {func(o *office, _ []byte) { o.replace(storage.RingKey(1), []byte("garbage")) }, "damaged, or not keys"},
		"keys of another": {func(o *office, _ []byte) {
			r, _ := ring.New("other", day)
			o.replace(storage.RingKey(1), encrypted(t, o.ben.Recipient, r.Text()))
		}, "belong to another vault"},
		"a vault of its own": {func(o *office, _ []byte) {
			r, _ := ring.New("acme", day)
			o.replace(storage.RingKey(1), encrypted(t, o.ben.Recipient, r.Text()))
		}, "not the one that this computer knows"},
		"a next vault of its": {func(o *office, _ []byte) {
			r, _ := ring.New("acme", day)
			r, _ = r.Next(day)
			o.replace(storage.RingKey(2), encrypted(t, o.ben.Recipient, r.Text()))
		}, "not the one that this computer knows"},
		"keys under another number": {func(o *office, _ []byte) { o.replace(storage.RingKey(7), o.value(storage.RingKey(1))) }, "are stored as number 7"},
		"keys with control characters": {func(o *office, _ []byte) {
			o.replace("keys/\x1b[2J.age", []byte("x"))
			o.replace("joins/\x1b[2J.age", []byte("x"))
			o.replace("keys/999999999.txt", []byte("x"))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			before := o.value(membersKey)
			if err := o.admin.Add(t.Context(), Person{Name: "carl", Recipient: identity(t).Recipient, Role: Reader}); err != nil {
				t.Fatal(err)
			}
			known := o.open(o.ben).Known()
			test.does(o, before)
			options := o.options(o.ben)
			options.Known = known
			_, err := Open(t.Context(), options)
			if (err == nil) != (test.want == "") || err != nil && (!strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\x1b")) {
				t.Errorf("ben opens it: %v", err)
			}
			if test.want == "" {
				return
			}
			// An admin who has the vault open adds nobody on this ground.
			_ = o.admin.Add(context.Background(), Person{Name: "dora", Recipient: identity(t).Recipient, Role: Member})
			if _, err := Open(t.Context(), o.options(evil)); err == nil {
				t.Error("the stranger has become a member")
			}
		})
	}
}

func sealedBy(o *office, text string) []byte {
	sealed, err := o.admin.ring.Seal([]byte(text))
	if err != nil {
		o.t.Fatal(err)
	}
	return sealed
}

func encrypted(t *testing.T, to string, text []byte) []byte {
	t.Helper()
	recipient, err := age.ParseX25519Recipient(to)
	if err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err == nil {
		_, err = w.Write(text)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

// After a removal the person opens nothing that is stored from then on, the others open
// everything, and what the person has seen stays marked until it is renewed.
func TestRemoval(t *testing.T) {
	o := newOffice(t)
	s := o.session(o.admin)
	var marks []string
	for _, name := range []string{"acme", "globex", "initech"} {
		p := connection(t, name)
		if err := s.Save(p, storage.Change{}); err != nil {
			t.Fatal(err)
		}
		marks = append(marks, Mark(p))
	}
	benBefore := o.open(o.ben)
	o.replace("profiles/damaged.age", []byte("garbage"))
	var reports []int
	if err := o.admin.Remove(t.Context(), "ben", marks, len(marks), func(done, all int) { reports = append(reports, done, all) }); err != nil {
		t.Fatal(err)
	}
	if len(reports) == 0 || reports[len(reports)-1] != reports[len(reports)-2] {
		t.Errorf("reported %v", reports)
	}
	if _, err := Open(t.Context(), o.options(o.ben)); !errors.Is(err, ErrNotMember) {
		t.Errorf("ben still opens the vault: %v", err)
	}
	if _, err := o.session(benBefore).Load("acme"); err == nil {
		t.Error("ben's former key opens a current state")
	}
	if err := o.session(benBefore).Save(connection(t, "planted"), storage.Change{}); !errors.Is(err, ring.ErrReplaced) {
		t.Errorf("ben's former key writes: %v", err)
	}
	admin := o.open(o.anna)
	s = o.session(admin)
	p, err := s.Load("acme")
	if err != nil {
		t.Fatal(err)
	}
	seenBy, err := admin.SeenBy(t.Context(), "ben")
	if err != nil || !Seen(seenBy, p) || len(admin.Former()) != 1 || admin.Former()[0].Seen != 3 {
		t.Errorf("ben has seen %v, %v; former %+v", seenBy, err, admin.Former())
	}
	old := p
	p.TokenID, p.Old = "renewed", &old
	if err := s.Save(p, storage.Change{}); err != nil {
		t.Fatal(err)
	}
	if !Seen(seenBy, p) {
		t.Error("the former credential is not retired, and counts for nothing")
	}
	if p.Old = nil; Seen(seenBy, p) {
		t.Error("a renewed connection is still marked")
	}
	if history, err := s.History("acme"); err != nil || len(history) != 2 || history[1].Err != nil {
		t.Errorf("the history is %+v, %v", history, err)
	}
	if _, err := admin.SeenBy(t.Context(), "nobody"); err == nil {
		t.Error("marks of somebody who was not removed")
	}
	if string(o.value("profiles/damaged.age")) != "garbage" {
		t.Error("a damaged record was touched")
	}
}

// A removal that is interrupted at any of its changes is finished by the next call, and
// until then everybody who is left opens everything.
func TestInterruptedRemoval(t *testing.T) {
	for stop := 1; ; stop++ {
		o := newOffice(t)
		s := o.session(o.admin)
		for _, name := range []string{"a", "b"} {
			if err := s.Save(connection(t, name), storage.Change{}); err != nil {
				t.Fatal(err)
			}
		}
		o.admin.place = &placetest.Failing{Place: o.place, After: stop}
		err := o.admin.Remove(t.Context(), "ben", nil, 0, nil)
		if err == nil {
			if stop < 3 {
				t.Fatalf("only %d changes", stop)
			}
			return
		}
		admin := o.open(o.anna)
		for _, name := range []string{"a", "b"} {
			if _, err := o.session(admin).Load(name); err != nil {
				t.Errorf("stopped at %d: %v", stop, err)
			}
		}
		if admin.Unfinished() {
			err = admin.FinishRemoval(t.Context(), nil)
		} else {
			err = admin.Remove(t.Context(), "ben", nil, 0, nil)
		}
		if err != nil {
			t.Fatalf("stopped at %d: %v", stop, err)
		}
		if _, err := Open(t.Context(), o.options(o.ben)); !errors.Is(err, ErrNotMember) {
			t.Errorf("stopped at %d: ben: %v", stop, err)
		}
		again := o.open(o.anna)
		if again.Unfinished() || again.ring.Number != 2 {
			t.Errorf("stopped at %d: %v", stop, again.ring)
		}
		if entries, err := os.ReadDir(o.path("keys")); err != nil || len(entries) != 1 {
			t.Errorf("the keys are %v, %v", entries, err)
		}
	}
}

func TestTheLastAdminStays(t *testing.T) {
	o := newOffice(t)
	if err := o.admin.Remove(t.Context(), "anna", nil, 0, nil); err == nil || !strings.Contains(err.Error(), "only admin") {
		t.Errorf("removed: %v", err)
	}
	if err := o.admin.Add(t.Context(), Person{Name: "anna", Recipient: o.anna.Recipient, Role: Member}); err == nil || !strings.Contains(err.Error(), "only admin") {
		t.Errorf("made a member: %v", err)
	}
	if err := o.admin.Remove(t.Context(), "nobody", nil, 0, nil); err == nil || !strings.Contains(err.Error(), "is a member") {
		t.Errorf("removed nobody: %v", err)
	}
	if err := o.admin.Add(t.Context(), Person{Name: "carl", Recipient: o.ben.Recipient, Role: Member}); err == nil || !strings.Contains(err.Error(), "belongs to ben") {
		t.Errorf("one key for two people: %v", err)
	}
	if o.admin.Unfinished() {
		t.Error("a refused removal has begun")
	}
}

func TestRequests(t *testing.T) {
	o := newOffice(t)
	carl := identity(t)
	if err := Ask(t.Context(), o.place, "carl", carl, day); err != nil {
		t.Fatal(err)
	}
	o.replace("joins/large.age", bytes.Repeat([]byte(" "), 9000))
	o.replace("joins/moved.age", o.value("joins/carl.age"))
	sealed, err := sealRequest([]byte(`{"name":"secret","recipient":"AGE-SECRET-KEY-1X","made":"2026-11-21T14:02:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	o.replace("joins/secret.age", sealed)
	all, err := o.admin.Requests(t.Context())
	if err != nil || len(all) != 4 {
		t.Fatalf("requests %+v, %v", all, err)
	}
	for _, r := range all {
		if (r.Name == "carl") != (r.Err == nil) {
			t.Errorf("%+v", r)
		}
	}
	if all[0].Fingerprint() != Fingerprint(carl.Recipient) {
		t.Error("the fingerprints differ")
	}
	if err := o.admin.Add(t.Context(), Person{Name: "carl", Recipient: all[0].Recipient, Role: Reader}); err != nil {
		t.Fatal(err)
	}
	if o.open(carl).Self.Role != Reader {
		t.Error("carl has another role")
	}
	if err := errors.Join(o.admin.Refuse(t.Context(), "moved"), o.admin.Refuse(t.Context(), "large"), o.admin.Refuse(t.Context(), "secret")); err != nil {
		t.Fatal(err)
	}
	if all, err = o.admin.Requests(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("left are %+v, %v", all, err)
	}
	if err := o.admin.Refuse(t.Context(), "carl"); err == nil {
		t.Error("a request that is not there was refused")
	}
}

func TestPermissions(t *testing.T) {
	if got := Permissions("suitekey/acme/", Admin); !slices.Equal(got, []Permission{{"suitekey/acme/", true}}) {
		t.Errorf("admin: %v", got)
	}
	for _, role := range []Role{Member, Renewer, Reader} {
		for _, p := range Permissions("suitekey/acme/", role) {
			for _, admins := range []string{"keys", "members", "seen"} {
				if p.Write && strings.HasPrefix("suitekey/acme/"+admins, p.Prefix) {
					t.Errorf("%s writes %s", role, admins)
				}
			}
		}
	}
}
