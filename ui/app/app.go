// Package app is what the three front ends share: the vault and its
// passphrase, the client, certificates on disk, the browser, the demo. It
// prints nothing and asks nothing.
package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
)

// TestTimeout bounds each call of a connection test. A person waits for it, so
// it is shorter than the call time-out that is stored for the product.
const TestTimeout = 30 * time.Second

// Options of an App. The zero value is an App on the real network with the
// vault in its usual place.
type Options struct {
	Home           string // --home: the vault's folder
	CAFile         string // --ca-file: authorities to trust beside the system's own
	Demo           bool   // the simulator and a throw-away vault
	PassphraseFile string // --passphrase-file
	LogFile        string // --log: one line a call to NetSuite, without credentials
	Fault          string // --fault: what the practice accounts of a demo meet
	Version        string // of suitekey, for reports

	Getenv   func(string) string          // os.Getenv if nil
	Unsetenv func(string) error           // os.Unsetenv if nil
	Now      func() time.Time             // time.Now if nil
	Start    func(string, []string) error // starts a program and does not wait for it; for tests

	// WorkFactor makes passphrases cheap to try, for tests only: see
	// storage.Options. No flag or variable leads here.
	WorkFactor int
}

// App is one run of suitekey. It can be used by several goroutines, except for
// what changes the vault.
type App struct {
	options Options
	home    string // the vault's folder
	chosen  bool   // home was named, not the usual one
	vault   *storage.Vault
	client  *netsuite.Client
	keys    *steps.Keys
	signIns *steps.SignIns
	demo    *demo
	log     *callLog
	given   map[string]secret.Secret // secrets from the environment

	keyring       storage.Keyring
	keyringUsable func() bool

	mu      sync.Mutex // guards what follows
	session *storage.Session
	origins map[*steps.Walk]origin // the draft a walk was taken up from, or was last kept as
	kept    map[string]time.Time   // when the drafts that this run took up or kept were stored
}

// New prepares an App. It uses no network, asks for no passphrase and derives
// no key.
func New(o Options) (*App, error) {
	o = o.complete()
	a := &App{options: o, keys: &steps.Keys{}, signIns: &steps.SignIns{}, origins: map[*steps.Walk]origin{}, kept: map[string]time.Time{}}
	a.given = readSecrets(o)
	a.keyringUsable = sync.OnceValue(func() bool { return !o.Demo && a.keyring.Usable() == nil })
	if o.Fault != "" && !o.Demo {
		return nil, Usage("--fault is for practice: nothing can go wrong on purpose with a real account", "suitekey --demo --fault "+steps.Shorten(o.Fault, 60))
	}
	var err error
	if o.Demo {
		if a.demo, err = newDemo(o.Now, o.Fault); err != nil {
			return nil, err
		}
		a.home = a.demo.folder
	} else if a.home, a.chosen, err = homeOf(o); err != nil {
		return nil, err
	}
	a.vault = storage.Open(a.home, storage.Options{Now: o.Now, WorkFactor: o.WorkFactor})
	if a.client, err = a.newClient(); err != nil {
		return nil, err
	}
	return a, nil
}

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
		home, err = filepath.Abs(expand(o.Home, o.Getenv))
		if err != nil {
			return "", false, fmt.Errorf("finding the vault's folder: %w", err)
		}
		return home, true, nil
	}
	home, err = storage.DefaultDir(o.Getenv)
	return home, o.Getenv("SUITEKEY_HOME") != "", err
}

func (a *App) newClient() (*netsuite.Client, error) {
	var transport netsuite.TransportOptions
	if a.demo != nil {
		transport = a.demo.transport()
	} else if a.options.CAFile != "" {
		pem, err := readLimited(expand(a.options.CAFile, a.options.Getenv), maxCAFile)
		if err != nil {
			return nil, fmt.Errorf("reading the CA file: %w", err)
		}
		transport.CAPEM = pem
	}
	made, err := netsuite.NewTransport(transport)
	if err != nil {
		return nil, err
	}
	options := netsuite.Options{Transport: made, Now: a.options.Now}
	if a.options.LogFile != "" {
		// Lines behind a record would damage it.
		if path := expand(a.options.LogFile, a.options.Getenv); a.vault.Owns(path) || a.isPolicy(path) {
			return nil, Usage("the log " + steps.Shorten(path, 200) + " belongs to the vault: choose another file")
		}
		if a.log, err = openLog(expand(a.options.LogFile, a.options.Getenv)); err != nil {
			return nil, err
		}
		options.Observe = a.log.exchange
	}
	return netsuite.New(options), nil
}

// Close ends what runs in the background. The folder of a demo goes with it.
func (a *App) Close() error {
	a.keys.Cancel()
	a.signIns.Close()
	var err error
	if a.log != nil {
		err = a.log.file.Close()
	}
	if a.demo != nil {
		err = errors.Join(err, a.demo.close())
	}
	return err
}

// Demo tells whether everything is practice.
func (a *App) Demo() bool { return a.demo != nil }

// Now is the time.
func (a *App) Now() time.Time { return a.options.Now() }

// Home is the vault's folder.
func (a *App) Home() string { return a.home }

// Facts are what a new journey has to know before it starts.
func (a *App) Facts() (steps.Facts, error) { return a.facts("") }

// facts are what a journey has to know that was taken up from the draft origin,
// which is not another one to it.
func (a *App) facts(origin string) (steps.Facts, error) {
	exists, err := a.VaultExists()
	if err != nil {
		return steps.Facts{}, err
	}
	facts := steps.Facts{VaultExists: exists, Now: a.options.Now()}
	if facts.Policy, err = a.Policy(); err != nil {
		return steps.Facts{}, err
	}
	if !exists {
		facts.CanRemember = a.keyringUsable()
		return facts, nil
	}
	if session := a.Session(); session != nil {
		entries, err := session.List()
		if err != nil {
			return facts, err
		}
		for _, entry := range entries {
			facts.Taken = append(facts.Taken, entry.Name)
			if entry.Err == nil {
				facts.Saved = append(facts.Saved, entry.Profile)
			}
		}
		drafts, err := session.Drafts()
		if err != nil {
			return facts, err
		}
		for _, draft := range drafts {
			if draft.Name != origin {
				facts.Drafts = append(facts.Drafts, draft.Name)
			}
		}
	}
	return facts, nil
}

// Env is what the journeys reach outside of themselves.
func (a *App) Env() steps.Env { return a.env("", &writtenCertificate{app: a}) }

func (a *App) env(origin string, file *writtenCertificate) steps.Env {
	return steps.Env{
		Now:              a.options.Now,
		Client:           a.client,
		Vault:            vaultOf{a, origin},
		Keys:             a.keys,
		SignIns:          a.signIns,
		OpenBrowser:      a.OpenBrowser,
		WriteCertificate: file.write,
		WritePage:        a.writePage,
		ReadFile:         a.ReadFile,
		RunCommand:       Command,
		TestTimeout:      TestTimeout,
	}
}

// The secrets that the environment can bring, by the key of their field.
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

// Secrets are what the environment brought, by the key of their field.
func (a *App) Secrets() map[string]secret.Secret { return a.given }
