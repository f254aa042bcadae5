// Package app is what the three front ends share: the vault and its
// passphrase, the client, certificates on disk, the browser, the demo. It
// prints nothing and asks nothing.
package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/storage/folders"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/doctor"
	"suitekey/ui/app/drafts"
	"suitekey/ui/app/files"
	"suitekey/ui/app/practice"
	"suitekey/ui/app/problem"
	"time"

	"suitekey/core/netsuite"
)

// Options of an App. The zero value is an App on the real network with the
// vault in its usual place.
type Options struct {
	Home           string            // --home: the vault's folder
	Vault          string            // --vault: the name of a team's vault
	CAFile         string            // --ca-file: authorities to trust in addition to the system's
	Demo           bool              // the simulator and a throw-away vault
	PassphraseFile string            // --passphrase-file
	LogFile        string            // --log: one line a call to NetSuite, without credentials
	Fault          string            // --fault: what the practice accounts of a demo meet
	Version        string            // of suitekey, for reports
	AcceptOlder    bool              // --accept-older: what went back in time is taken as the present state
	Strict         bool              // --strict: a file with secrets that others can read is an error
	Warn           func(text string) // tells a person; nil: nobody is told
	NoVault        bool              // the verb needs no vault: without a folder for it (no HOME) it runs all the same

	Getenv   func(string) string          // os.Getenv if nil
	Unsetenv func(string) error           // os.Unsetenv if nil
	Now      func() time.Time             // time.Now if nil
	Start    func(string, []string) error // starts a program and does not wait for it; for tests

	// WorkFactor makes passphrases cheap to try, for tests only: see
	// storage.Options. No flag or variable leads here.
	WorkFactor int
}

// App is one run of suitekey. It can be used by several goroutines, except for
// what changes the vault, which is in Connections.
type App struct {
	*connections.Connections
	options  Options
	client   *netsuite.Client
	keys     *steps.Keys
	signIns  *steps.SignIns
	public   files.Public
	drafts   *drafts.Store
	access   *access.Client
	doctor   *doctor.Doctor
	practice *practice.Practice // nil without --demo
	log      *callLog
	exposure exposure
	given    map[string]secret.Secret // secrets from the environment

	closeTeam func() error // ends the connections to the engine; nil without a team
}

// New prepares an App. It uses no network, asks for no passphrase and derives
// no key.
func New(o Options) (*App, error) {
	o = o.complete()
	a := &App{options: o, keys: &steps.Keys{}, signIns: &steps.SignIns{}, given: readSecrets(o)}
	if o.Fault != "" && !o.Demo {
		return nil, problem.Usage("--fault works only in practice: a real account cannot simulate faults", "suitekey --demo --fault "+strings.Trim(secret.Quote(o.Fault), `"`))
	}
	home, chosen, err := "", true, error(nil)
	if o.Demo {
		if a.practice, err = practice.New(o.Now, o.Fault); err != nil {
			return nil, err
		}
		home = a.practice.Folder
	} else if home, chosen, err = homeOf(o); err != nil && !o.NoVault {
		return nil, err
	}
	c := &connections.Connections{Home: home, Version: o.Version, Practice: o.Demo, Apart: chosen, Now: o.Now, Getenv: o.Getenv, WorkFactor: o.WorkFactor, AcceptOlder: o.AcceptOlder}
	c.Vault = storage.Open(home, storage.Options{Now: o.Now, WorkFactor: o.WorkFactor})
	if err := enterTeam(a, c); err != nil {
		return nil, err
	}
	c.KeyringUsable = sync.OnceValue(func() bool { return !o.Demo && c.Keyring.Usable() == nil })
	a.Connections = c
	if a.client, err = a.newClient(); err != nil {
		return nil, err
	}
	a.open()
	return a, nil
}

// open makes the parts of the App that use the vault and the client.
func (a *App) open() {
	o, c := a.options, a.Connections
	a.public = files.Public{Folder: c.VisibleFolder("certificates"), Private: c.Home}
	a.drafts = drafts.New(c, a.public, a.env)
	a.access = &access.Client{Connections: c, NetSuite: a.client}
	a.doctor = &doctor.Doctor{Connections: c, Client: a.client, Getenv: o.Getenv, Version: o.Version, CAFile: o.CAFile, Practice: a.Demo()}
	if a.practice != nil {
		a.practice.Connections, a.practice.NetSuite = c, a.client
	}
}

// Access returns the client that signs in with saved connections.
func (a *App) Access() *access.Client { return a.access }

// Drafts returns the unfinished journeys.
func (a *App) Drafts() *drafts.Store { return a.drafts }

// Doctor returns the checks of this computer.
func (a *App) Doctor() *doctor.Doctor { return a.doctor }

// Practice returns the simulated NetSuite of a demo, or nil.
func (a *App) Practice() *practice.Practice { return a.practice }

func (o Options) complete() Options {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Unsetenv == nil {
		o.Unsetenv = os.Unsetenv
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Start == nil {
		o.Start = start
	}
	return o
}

func homeOf(o Options) (home string, chosen bool, err error) {
	if o.Home != "" {
		home, err = filepath.Abs(files.Expand(o.Home, o.Getenv))
		if err != nil {
			return "", false, fmt.Errorf("finding the vault's folder: %w", err)
		}
		return home, true, nil
	}
	home, err = folders.Vault(o.Getenv)
	return home, o.Getenv("SUITEKEY_HOME") != "", err
}

func (a *App) newClient() (*netsuite.Client, error) {
	var transport netsuite.TransportOptions
	if a.practice != nil {
		transport = a.practice.Transport()
	} else {
		if a.options.CAFile != "" {
			data, err := files.Read(files.Expand(a.options.CAFile, a.options.Getenv), files.MaxCA)
			if err != nil {
				return nil, fmt.Errorf("reading the CA file: %w", err)
			}
			transport.CAPEM = data
		}
		transport.Authorities = doctor.MendedAuthorities(a.options.Getenv)
	}
	made, err := netsuite.NewTransport(transport)
	if err != nil {
		return nil, err
	}
	options := netsuite.Options{Transport: made, Now: a.options.Now, Gate: a.guard()}
	if a.options.LogFile != "" {
		// Lines behind a record would damage it.
		if path := files.Expand(a.options.LogFile, a.options.Getenv); a.Owns(path) {
			return nil, problem.Usage("the log " + files.Shown(path) + " belongs to the vault: choose another file")
		}
		if a.log, err = openLog(files.Expand(a.options.LogFile, a.options.Getenv)); err != nil {
			return nil, err
		}
		options.Observe = a.log.exchange
	}
	return netsuite.New(options), nil
}

// Close ends the background work and removes the folder of a demo.
func (a *App) Close() error {
	a.keys.Cancel()
	a.signIns.Close()
	connections.Close(a.Connections)
	var err error
	if a.log != nil {
		err = a.log.file.Close()
	}
	if a.closeTeam != nil {
		err = errors.Join(err, a.closeTeam())
	}
	if a.practice != nil {
		err = errors.Join(err, a.practice.Close())
	}
	return err
}

// Demo reports whether this run uses the simulated NetSuite.
func (a *App) Demo() bool { return a.practice != nil }

// Now returns the current time.
func (a *App) Now() time.Time { return a.options.Now() }

// Home returns the vault's folder.
func (a *App) Home() string { return a.Connections.Home }

// Env returns everything outside of themselves that the journeys use.
func (a *App) Env() steps.Env { return a.drafts.Env() }

func (a *App) env(vault steps.Vault, file *files.Certificate) steps.Env {
	return steps.Env{
		Now:              a.options.Now,
		Client:           a.client,
		Vault:            vault,
		Keys:             a.keys,
		SignIns:          a.signIns,
		OpenBrowser:      a.OpenBrowser,
		WriteCertificate: file.Write,
		WritePage:        file.WritePage,
		ReadFile:         a.readNamed,
		RunCommand:       Command,
		TestTimeout:      access.Timeout,
		KeepTest:         func(p profile.Profile, r diagnose.Report) { connections.KeepTest(a.Connections, p, r) },
		LastFailure:      func(p profile.Profile) (diagnose.Report, bool) { return connections.LastFailure(a.Connections, p) },
	}
}

// ReadFile reads a small text file that a person has named; ~ is the home folder.
func (a *App) ReadFile(ctx context.Context, path string) ([]byte, error) {
	return files.Await(ctx, func() ([]byte, error) { return files.Read(files.Expand(path, a.options.Getenv), files.MaxText) })
}

// Rename gives a connection another name. An unfinished journey goes by the old
// one, so it comes first.
func (a *App) Rename(old, name string) error {
	if unfinished := a.drafts.About(old); len(unfinished) > 0 {
		d := unfinished[0]
		return problem.WithHints(fmt.Errorf("renaming %s: there is an %s with that name", old, d.Title()),
			"resume it: "+drafts.ResumeCommand(d.Name, d.Flow), "or discard it: suitekey remove "+d.Name)
	}
	return connections.Working(context.Background(), a.Connections, old, func(context.Context) error {
		return a.Connections.Rename(old, name)
	})
}

// The environment variables with secrets, by the key of their field.
var secretVariables = map[string]string{
	steps.KeyConsumerSecret: "SUITEKEY_CONSUMER_SECRET",
	steps.KeyTokenSecret:    "SUITEKEY_TOKEN_SECRET",
	steps.KeyKeyPassphrase:  "SUITEKEY_KEY_PASSPHRASE",
}

// readSecrets takes the secrets out of the environment: programs that are
// started later (browser, clipboard, keyring) do not inherit them.
func readSecrets(o Options) map[string]secret.Secret {
	given := map[string]secret.Secret{}
	for key, variable := range secretVariables {
		if text := o.Getenv(variable); text != "" {
			given[key] = secret.New(text)
			_ = o.Unsetenv(variable) // cannot fail for a constant name
		}
	}
	return given
}

// Secrets returns the secrets from the environment, by the key of their field.
func (a *App) Secrets() map[string]secret.Secret { return a.given }
