// Package teams makes and joins teams' vaults. It has what the front ends do with an
// engine and its people, without a terminal.
package teams

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/people"
	"suitekey/storage/team/shared"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/problem"
)

// Desk makes and joins vaults of teams.
type Desk struct {
	Home         string // the folder of the person's own vault
	Now          func() time.Time
	WorkFactor   int
	IdentityFile string // of a machine: instead of a passphrase
}

// Member is this person or machine in a vault that it has opened or made.
type Member struct {
	Vault *vaults.Vault
	Team  *people.Team
	close func() error
}

// Close ends the connections to the engine.
func (m *Member) Close() error { return m.close() }

// Complete checks the known values of an engine before anybody is asked, and makes the
// paths of its files absolute, because later runs may be in other folders.
func Complete(e engine.Engine) (engine.Engine, error) {
	addresses, err := engine.ParseAddresses(strings.Join(e.Addresses, ","))
	if err != nil {
		return e, &problem.UsageError{Err: err}
	}
	e.Addresses = addresses
	for _, path := range []*string{&e.CAFile, &e.CertFile, &e.KeyFile, &e.PasswordFile} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return e, err
		}
	}
	if err := e.Check(); err != nil {
		return e, &problem.UsageError{Err: err}
	}
	return e, nil
}

// Needs reports whether making or joining a vault needs a passphrase, and whether it is
// the passphrase of an existing key.
func (d *Desk) Needs(vault string) (passphrase, existing bool, err error) {
	if d.IdentityFile != "" {
		return false, false, nil
	}
	existing, err = d.keyOf(vault).Exists()
	return true, existing, err
}

// keyOf returns the vault whose key is the person's key in a team's vault.
func (d *Desk) keyOf(vault string) *storage.Vault {
	return storage.Open(vaults.FolderOf(d.Home, vault), storage.Options{Now: d.Now, WorkFactor: d.WorkFactor})
}

// identity returns the identity of this machine, or of this person; it makes a missing
// one.
func (d *Desk) identity(vault string, passphrase secret.Secret) (people.Identity, error) {
	if d.IdentityFile != "" {
		return people.ReadIdentity(d.IdentityFile)
	}
	key := d.keyOf(vault)
	exists, err := key.Exists()
	if err != nil {
		return people.Identity{}, err
	}
	open := key.Create
	if exists {
		open = key.Unlock
	}
	session, err := open(passphrase)
	if err != nil {
		return people.Identity{}, err
	}
	return people.IdentityOf(storage.OwnKey(session)), nil
}

// Vault opens the vault in a folder, or makes one there.
func (d *Desk) Vault(folder string, passphrase secret.Secret) (*storage.Session, error) {
	vault := storage.Open(folder, storage.Options{Now: d.Now, WorkFactor: d.WorkFactor})
	exists, err := vault.Exists()
	if err != nil {
		return nil, err
	}
	if exists {
		return vault.Unlock(passphrase)
	}
	return vault.Create(passphrase)
}

// CheckName returns an error unless this computer can have a vault and a person of
// these names.
func (d *Desk) CheckName(vault, self string) error {
	if err := profile.CheckName(vault); err != nil {
		return &problem.UsageError{Err: fmt.Errorf("the vault's name: %w", err)}
	}
	if vault == vaults.Own {
		return problem.Usage("the vault's name: " + vault + " means your own vault; choose another name")
	}
	if err := profile.CheckName(self); err != nil {
		return &problem.UsageError{Err: fmt.Errorf("your name in the team: %w", err)}
	}
	return nil
}

// Init makes a vault in the engine, with this person as its first admin.
func (d *Desk) Init(ctx context.Context, e engine.Engine, self string, passphrase secret.Secret) (*Member, error) {
	if known, err := vaults.Load(d.Home, e.Vault); err == nil && known.Known.Number > 0 {
		return nil, problem.Usage("this computer already knows a vault named "+e.Vault, "suitekey --vault "+e.Vault+" opens it")
	} else if err != nil && !errors.Is(err, vaults.ErrUnknown) {
		return nil, err
	}
	return d.enter(ctx, e, self, passphrase, func(o people.Options) (*people.Team, error) { return people.Create(ctx, o, self) })
}

func (d *Desk) enter(_ context.Context, e engine.Engine, self string, passphrase secret.Secret, open func(people.Options) (*people.Team, error)) (*Member, error) {
	identity, err := d.identity(e.Vault, passphrase)
	if err != nil {
		return nil, err
	}
	at := shared.Open(e, self)
	team, err := open(people.Options{Vault: e.Vault, Place: at, Identity: identity, Now: d.Now})
	m := &Member{Vault: vaults.New(d.Home, e, self), Team: team, close: at.Close}
	if err == nil {
		err = m.Vault.Learn(team.Known())
	}
	if err != nil {
		return nil, errors.Join(err, at.Close())
	}
	return m, nil
}

// Joining is a person or a machine that wants to join a vault.
type Joining struct {
	Vault    *vaults.Vault
	Identity people.Identity
	Asked    bool // a request is in the engine; otherwise the admin needs the public key

	desk *Desk
	at   *shared.Place
}

// Close ends the connections to the engine.
func (j *Joining) Close() error { return j.at.Close() }

// Join makes a missing key for the person, remembers the vault as one that waits for an
// admin, and leaves a request in the engine. If the engine refuses the request, Asked is
// false.
func (d *Desk) Join(ctx context.Context, e engine.Engine, self string, passphrase secret.Secret) (*Joining, error) {
	v := vaults.New(d.Home, e, self)
	if known, err := vaults.Load(d.Home, e.Vault); err == nil {
		v.Known = known.Known
	}
	identity, err := d.identity(e.Vault, passphrase)
	if err != nil {
		return nil, err
	}
	v.Waiting = true
	if err := v.Save(); err != nil {
		return nil, err
	}
	j := &Joining{Vault: v, Identity: identity, desk: d, at: shared.Open(e, self)}
	return j, nil
}

// Ask leaves the request.
func (j *Joining) Ask(ctx context.Context) error {
	err := people.Ask(ctx, j.at, j.Vault.Self, j.Identity, j.desk.Now())
	j.Asked = err == nil
	if errors.Is(err, place.ErrForbidden) {
		return nil
	}
	return err
}

// Open opens the vault if an admin has added the person; otherwise it returns nil.
// Confirm makes the vault known to this computer.
func (j *Joining) Open(ctx context.Context) (*people.Team, error) {
	team, err := people.Open(ctx, people.Options{Vault: j.Vault.Name(), Place: j.at, Identity: j.Identity, Now: j.desk.Now, Known: j.Vault.Known})
	if errors.Is(err, people.ErrNotMember) || errors.Is(err, people.ErrNoVault) {
		return nil, nil
	}
	return team, err
}

// Wait waits until something changes in the engine, or ctx ends.
func (j *Joining) Wait(ctx context.Context) error {
	changes, err := j.at.Watch(ctx)
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case key, open := <-changes:
			if !open || strings.HasPrefix(key, storage.KeysFolder+"/") {
				return nil
			}
		}
	}
}

// Confirm remembers the vault: the person has compared its fingerprint with an admin.
func (j *Joining) Confirm(team *people.Team) error {
	j.Vault.Self = team.Self.Name
	return j.Vault.Learn(team.Known())
}

// SameFingerprint compares what a person typed with a fingerprint: blanks and the case
// of hexadecimal digits do not matter.
func SameFingerprint(typed, fingerprint string) bool {
	plain := func(text string) string {
		return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ':' }), "")
	}
	if strings.Contains(fingerprint, "SHA256:") {
		return strings.TrimSpace(typed) == fingerprint
	}
	return strings.EqualFold(plain(typed), plain(fingerprint))
}

// Commands returns the commands of etcdctl with which the operator of the engine makes
// the roles of a vault.
func Commands(vault string) []string {
	prefix := engine.Engine{Vault: vault}.Prefix()
	var lines []string
	for _, role := range people.Roles {
		name := RoleName(vault, role)
		lines = append(lines, "etcdctl role add "+name)
		for _, p := range people.Permissions(prefix, role) {
			kind := "read"
			if p.Write {
				kind = "readwrite"
			}
			lines = append(lines, fmt.Sprintf("etcdctl role grant-permission --prefix=true %s %s %s", name, kind, p.Prefix))
		}
	}
	return lines
}

// RoleName returns the name of a role in the engine.
func RoleName(vault string, role people.Role) string { return "suitekey-" + vault + "-" + string(role) }

// UserCommands returns the commands that make a user of the engine with a role. A user
// who signs in with a certificate has no password.
func UserCommands(vault, user string, role people.Role, passwords bool) []string {
	add := "etcdctl user add " + user + " --no-password"
	if passwords {
		add = "etcdctl user add " + user
	}
	return []string{add, "etcdctl user grant-role " + user + " " + RoleName(vault, role)}
}

// EndCommands returns the commands that remove a user of the engine.
func EndCommands(user string) []string { return []string{"etcdctl user delete " + user} }

// UserName returns the proposed name in a team: the name of this computer's user, as far
// as it is valid.
func UserName(getenv func(string) string) string {
	for _, variable := range []string{"USER", "USERNAME", "LOGNAME"} {
		name := strings.ToLower(getenv(variable))
		if i := strings.LastIndexAny(name, `\/`); i >= 0 {
			name = name[i+1:]
		}
		if profile.CheckName(name) == nil {
			return name
		}
	}
	return ""
}

// Known returns the teams' vaults that this computer knows, and the name of the default; ""
// is the person's own. With an error it returns those that can be read.
func (d *Desk) Known() (all []*vaults.Vault, standard string, err error) {
	all, err = vaults.List(d.Home)
	standard, failed := vaults.Default(d.Home)
	return all, standard, errors.Join(err, failed)
}

// Use chooses the default vault; "" is the person's own.
func (d *Desk) Use(name string) error {
	err := vaults.SetDefault(d.Home, name)
	if errors.Is(err, vaults.ErrUnknown) {
		return &problem.UsageError{Err: err}
	}
	return err
}

// WriteMachine stores the identity of a machine in a file that nobody else can read. It
// does not replace a file.
func WriteMachine(path string, text secret.Secret) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text.Reveal())
	return errors.Join(err, file.Close())
}

// Marks returns the marks of the credentials of all connections, which a removed person
// could have seen. read is the number of readable connections; some of them may have the
// same credential.
func Marks(entries []storage.Entry) (marks []string, read int) {
	for _, e := range entries {
		if e.Err != nil {
			continue
		}
		read++
		marks = append(marks, people.Mark(e.Profile))
		if e.Old != nil {
			marks = append(marks, people.Mark(*e.Old))
		}
	}
	slices.Sort(marks)
	return slices.Compact(marks), read
}
