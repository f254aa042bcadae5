// Package team has the verb about teams' vaults: their engine, their people, and copies
// into and out of them.
package team

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/storage/team/people"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app"
	"suitekey/ui/app/teams"
	"suitekey/ui/cli/nearest"
	"suitekey/ui/cli/verb"
)

// options are the flags of team.
type options struct {
	*verb.Globals
	at, cert, key, user, passwordFile string // the engine
	as, role, fingerprint, out        string
	fromFile, newFile                 string // passphrases of other vaults
	machine, dryRun, skip, passwords  bool
	wait                              time.Duration
}

// action is one of the verb's actions.
type action struct {
	name   string
	words  string // what follows the name, as in its help
	least  int
	most   int
	flags  []string
	run    func(*options, context.Context, []string) error
	inTeam bool // it needs an open vault of a team
}

var engineFlags = []string{"at", "cert", "key", "engine-user", "engine-password-file"}

var actions []action

func init() { // else the actions would be part of their own initialization
	actions = []action{
		{"roles", "VAULT", 1, 1, []string{"passwords"}, (*options).roles, false},
		{"init", "VAULT", 1, 1, append([]string{"as"}, engineFlags...), (*options).init, false},
		{"join", "VAULT", 1, 1, append([]string{"as", "fingerprint", "wait"}, engineFlags...), (*options).join, false},
		{"check", "[VAULT]", 0, 1, engineFlags, (*options).check, false},
		{"list", "", 0, 0, nil, (*options).list, false},
		{"use", "VAULT|own", 1, 1, nil, (*options).use, false},
		{"people", "", 0, 0, nil, (*options).people, true},
		{"add", "NAME [PUBLIC-KEY]", 1, 4, []string{"role", "machine", "fingerprint", "out"}, (*options).add, true},
		{"refuse", "NAME", 1, 1, nil, (*options).refuse, true},
		{"remove", "NAME", 1, 1, nil, (*options).remove, true},
		{"in", "FOLDER", 1, 1, []string{"dry-run", "skip-clashes", "from-passphrase-file"}, (*options).in, true},
		{"out", "FOLDER", 1, 1, []string{"dry-run", "skip-clashes", "new-passphrase-file"}, (*options).moveOut, true},
	}
}

func names() []string {
	var all []string
	for _, a := range actions {
		all = append(all, a.name)
	}
	return all
}

// Team makes the verb team.
func Team(g *verb.Globals) *cobra.Command {
	o := &options{Globals: g}
	cmd := &cobra.Command{
		Use:   "team ACTION",
		Short: "Share a vault with a team, on etcd",
		Long: `Many people and machines can share one vault, which is stored in etcd.

  roles VAULT         prints the commands for the operator of etcd
  check [VAULT]       tests the connection to the engine, and says what you may do there
  init VAULT          makes a vault; you are its first admin
  join VAULT          asks to be added; run it again once an admin has added you
  list                the vaults that this computer knows: your own, and those of teams
  use VAULT|own       chooses the vault that is used without --vault
  people              who may open the vault, and who asks to be added
  add NAME [KEY]      adds a person: by a public key (age1..., ssh-ed25519 ...), or one
                      who has asked. With --machine and without a key it prints the
                      identity of a new machine, for SUITEKEY_IDENTITY_FILE
  refuse NAME         removes somebody's request
  remove NAME         removes a person: the vault gets a new key
  in FOLDER           copies the connections of a vault in a folder to the team's
  out FOLDER          copies the team's connections to a vault in a folder

people, add, refuse, remove, in and out are about the vault of --vault, or about
the only one that this computer knows.

Name the engine with --at, --ca-file, --cert and --key, or with --engine-user and
--engine-password-file instead of a certificate. suitekey remembers them.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLine(verb.ExitUnreachable, "the engine cannot be reached"), verb.CodeLocked,
				verb.CodeLine(verb.ExitWaiting, "waiting for an admin, or for the comparison of fingerprints"), verb.CodeCancelled),
		Example: "  suitekey team init acme --at e1:2379,e2:2379,e3:2379 --ca-file ca.crt --cert anna.crt --key anna.key\n" +
			"  suitekey team join acme --at e1:2379 --ca-file ca.crt --cert ben.crt --key ben.key\n" +
			"  suitekey team add ben --role member\n  suitekey team add ci --machine > renewer.key\n  suitekey team in ~/.config/suitekey --dry-run",
		Args: o.arguments, ValidArgs: names(),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, _ := find(args[0])
			return a.run(o, cmd.Context(), args[1:])
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *options) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.at, "at", "", "`addresses` of the engine's nodes: host:port, separated by commas")
	f.StringVar(&o.cert, "cert", "", "`file` with your certificate for the engine (PEM)")
	f.StringVar(&o.key, "key", "", "`file` with the certificate's private key (PEM)")
	f.StringVar(&o.user, "engine-user", "", "your user `name` in the engine, without a certificate")
	f.StringVar(&o.passwordFile, "engine-password-file", "", "`file` with that user's password in its first line")
	f.StringVar(&o.as, "as", "", "your `name` in the team (default: your user name on this computer)")
	f.StringVar(&o.role, "role", "", "with add: admin, member, renewer or reader (default: member, for a machine renewer)")
	f.BoolVar(&o.machine, "machine", false, "with add: a machine, which has no passphrase")
	f.StringVar(&o.out, "out", "", "with add --machine: write the identity to this `file`")
	f.StringVar(&o.fingerprint, "fingerprint", "", "with join and add: the `fingerprint` that the other side has told you")
	f.DurationVar(&o.wait, "wait", 0, "with join: wait this long to be added, for example 10m")
	f.BoolVar(&o.dryRun, "dry-run", false, "with in and out: show what would be copied, and change nothing")
	f.BoolVar(&o.skip, "skip-clashes", false, "with in and out: leave out connections whose names are in use")
	f.StringVar(&o.fromFile, "from-passphrase-file", "", "with in: `file` with the passphrase of the vault in the folder")
	f.StringVar(&o.newFile, "new-passphrase-file", "", "with out: `file` with the passphrase of the vault in the folder")
	f.BoolVar(&o.passwords, "passwords", false, "with roles: users have passwords instead of certificates")
}

func find(name string) (action, bool) {
	for _, a := range actions {
		if a.name == name {
			return a, true
		}
	}
	return action{}, false
}

// arguments checks the action, its words and that each flag belongs to it.
func (o *options) arguments(cmd *cobra.Command, args []string) error {
	const help = "see suitekey team --help"
	if len(args) == 0 {
		return app.Usage("an action is missing: "+strings.Join(names(), ", "), help)
	}
	a, ok := find(args[0])
	if !ok {
		hints := []string{help}
		if near := nearest.Name(args[0], names()); near != "" {
			hints = append([]string{"did you mean suitekey team " + near + "?"}, hints...)
		}
		return app.Usage(verb.NoSuch("action", args[0]), hints...)
	}
	call := strings.TrimSpace("suitekey team " + a.name + " " + a.words)
	switch given := len(args) - 1; {
	case given < a.least:
		return app.Usage("an argument is missing: "+call, help)
	case given > a.most:
		return app.Usage("one argument too many: "+call, help)
	}
	for _, name := range append([]string{"as", "role", "machine", "out", "fingerprint", "wait", "dry-run", "skip-clashes", "from-passphrase-file", "new-passphrase-file", "passwords"}, engineFlags...) {
		if cmd.Flags().Changed(name) && !contains(a.flags, name) {
			return app.Usage("--"+name+" does not belong to "+call, help)
		}
	}
	return nil
}

func contains(all []string, one string) bool {
	for _, each := range all {
		if each == one {
			return true
		}
	}
	return false
}

// desk opens this run without any team's vault.
func (o *options) desk() (*app.App, *teams.Desk, error) {
	o.Vault = app.OwnVault
	a, err := o.Open()
	if err != nil {
		return nil, nil, err
	}
	if a.Demo() {
		return nil, nil, app.Usage("practice has no team's vault")
	}
	return a, a.Desk(), nil
}

// open opens and unlocks the named team's vault, or the default.
func (o *options) open(ctx context.Context) (*app.App, *people.Team, error) {
	if o.Vault == "" && o.Getenv(app.VaultVariable) == "" {
		if err := o.onlyOne(); err != nil {
			return nil, nil, err
		}
	}
	a, err := o.Open()
	if err != nil {
		return nil, nil, err
	}
	if a.Team == nil {
		_, err := a.Team.People()
		return nil, nil, err
	}
	if err := o.Unlock(ctx, a); err != nil {
		return nil, nil, err
	}
	team, err := a.Team.People()
	return a, team, err
}

// onlyOne chooses the only vault that this computer knows if there is no default.
func (o *options) onlyOne() error {
	_, desk, err := o.desk()
	o.Vault = ""
	if err != nil {
		return err
	}
	all, standard, err := desk.Known()
	if err != nil || standard != "" {
		return err
	}
	switch len(all) {
	case 0:
		return app.Usage("this computer knows no team's vault", "suitekey team init VAULT --at ADDRESSES makes one", "suitekey team join VAULT --at ADDRESSES asks to be added to one")
	case 1:
		o.Vault = all[0].Name()
		return nil
	}
	return app.Usage("this computer knows several teams' vaults: name one with --vault", "suitekey team list shows them", "suitekey team use VAULT chooses a default")
}

// self returns the name of this person in a team's vault.
func (o *options) self(desk *teams.Desk, vault string) (string, error) {
	name := o.as
	if known, err := vaults.Load(desk.Home, vault); name == "" && err == nil {
		name = known.Self
	}
	if name == "" {
		name = teams.UserName(o.Getenv)
	}
	if name == "" {
		return "", app.Usage("give your name in the team: --as NAME")
	}
	if err := profile.CheckName(name); err != nil {
		return "", &app.UsageError{Err: fmt.Errorf("your name in the team: %w", err)}
	}
	return name, nil
}

// result is what `team --json` prints. Its fields depend on the action.
type result struct {
	OK          bool      `json:"ok"`
	Action      string    `json:"action"`
	Vault       string    `json:"vault,omitempty"`
	State       string    `json:"state,omitempty"`       // joined or waiting
	Name        string    `json:"name,omitempty"`        // of the person or machine that it is about
	Role        string    `json:"role,omitempty"`        // of that person, or what the engine allows
	Fingerprint string    `json:"fingerprint,omitempty"` // of the vault
	Recipient   string    `json:"recipient,omitempty"`   // the person's public key
	Own         string    `json:"own_fingerprint,omitempty"`
	Identity    string    `json:"identity,omitempty"` // of a new machine; secret
	Commands    []string  `json:"commands,omitempty"` // for the operator of the engine
	Checks      []check   `json:"checks,omitempty"`
	People      []person  `json:"people,omitempty"`
	Requests    []request `json:"requests,omitempty"`
	Former      []former  `json:"former,omitempty"`
	Vaults      []known   `json:"vaults,omitempty"`
	Problem     string    `json:"problem,omitempty"` // why some vaults cannot be read
	Plan        *plan     `json:"plan,omitempty"`
	Seen        *int      `json:"seen,omitempty"` // connections that a removed person could read
}

type check struct {
	Stage   string `json:"stage"`
	Address string `json:"address,omitempty"`
	Level   string `json:"level"`
	Text    string `json:"text"`
	Fix     string `json:"fix,omitempty"`
}

type person struct {
	Name        string `json:"name"`
	Role        string `json:"role"`
	Machine     bool   `json:"machine"`
	Fingerprint string `json:"fingerprint"`
	Recipient   string `json:"recipient"`
	Added       string `json:"added"`
	By          string `json:"by,omitempty"`
	You         bool   `json:"you"`
}

type request struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint,omitempty"`
	Made        string `json:"made,omitempty"`
	Problem     string `json:"problem,omitempty"`
}

type former struct {
	Name    string `json:"name"`
	Removed string `json:"removed"`
	By      string `json:"by,omitempty"`
	Seen    int    `json:"seen"`
	Left    int    `json:"left"` // connections that still sign in with what the person has seen
}

type known struct {
	Name      string   `json:"name"`
	Folder    string   `json:"folder"`
	Made      bool     `json:"made"`
	Addresses []string `json:"addresses"`
	Self      string   `json:"self"`
	Waiting   bool     `json:"waiting"`
	Default   bool     `json:"default"`
}

type plan struct {
	Copied  []string `json:"copied"`
	There   []string `json:"there"`
	Before  []before `json:"before"`
	Clashes []string `json:"clashes"`
	Damaged []string `json:"damaged"`
	DryRun  bool     `json:"dry_run"`
}

// before is a connection that was moved before and is not the same in both vaults any more.
type before struct {
	Name  string `json:"name"`
	Now   string `json:"now,omitempty"`
	State string `json:"state"`
}

// reported returns the error of a failure that is already printed.
func reported(err error) error { return &verb.Reported{Err: err} }

var (
	errClashes  = errors.New("names are in use")
	errDiverged = errors.New("connections that were moved before have other values")
)
