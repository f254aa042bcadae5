package verb

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/recipients"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/nearest"
	"suitekey/ui/plain"
)

// Unlock opens the vault for a verb that needs one.
func (g *Globals) Unlock(ctx context.Context, a *app.App) error {
	exists, err := a.VaultExists()
	if err != nil {
		return err
	}
	if !exists {
		hints := append([]string{"set up a first connection: suitekey setup NAME", "another folder: --home or SUITEKEY_HOME"}, otherVaults(a)...)
		return app.WithHints(fmt.Errorf("%w in %s", ErrNoVault, files.Shown(a.Home())), hints...)
	}
	return g.UnlockExisting(ctx, a)
}

// UnlockExisting opens an existing vault: with the agent that has its key, or else with
// its passphrase.
func (g *Globals) UnlockExisting(ctx context.Context, a *app.App) error {
	if !a.UnlockByAgent() {
		if err := a.Team.Failed(); err != nil {
			return &app.LockedError{Err: err}
		}
		if err := g.UnlockAnew(ctx, a); err != nil {
			return err
		}
	}
	if err := a.Team.Away(); err != nil {
		g.Warn(err.Error() + ". The output is from the copy on this computer, and nothing can be saved.")
	}
	if g.Changes {
		return a.Team.MayChange()
	}
	return nil
}

// UnlockAnew opens an existing vault without an agent: with the named identity, or else
// with its passphrase. It asks for the passphrase if a person can answer.
func (g *Globals) UnlockAnew(ctx context.Context, a *app.App) error {
	if console := g.Ask(); console != nil {
		return plain.Unlock(ctx, a, console)
	}
	opened, err := app.UnlockByKey(ctx, a, g.Person(ctx))
	if opened {
		return nil
	}
	if err != nil && !a.PassphraseGiven() {
		return &app.LockedError{Err: err}
	}
	if err != nil {
		g.Warn(err.Error())
	}
	passphrase, ok, err := a.Passphrase(ctx)
	switch {
	case err != nil:
		return &app.LockedError{Err: err}
	case !ok:
		return app.WithHints(&app.LockedError{Err: app.ErrLocked},
			"give its passphrase with --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND")
	}
	return a.Unlock(passphrase)
}

// Person returns who answers the questions of a hardware key or an SSH key. Without a
// console it prints the key's messages and asks nothing.
func (g *Globals) Person(ctx context.Context) recipients.Person {
	if console := g.Ask(); console != nil {
		return console.Person(ctx)
	}
	return recipients.Person{Tell: func(text string) { g.Note("%s", text) }}
}

// UnlockForChange opens an existing vault for a verb that changes what opens the vault:
// with the named identity, or else with its passphrase. It does not use an agent.
func (g *Globals) UnlockForChange(ctx context.Context, a *app.App) error {
	if exists, err := a.VaultExists(); err != nil || !exists {
		return g.Unlock(ctx, a) // says what to do
	}
	opened, err := app.UnlockByKey(ctx, a, g.Person(ctx))
	switch {
	case opened:
		return nil
	case errors.Is(err, app.ErrCancelled):
		return err
	case err != nil:
		g.Warn(err.Error())
	}
	_, err = g.UnlockFor(ctx, a)
	return err
}

// UnlockFor opens an existing vault and returns its passphrase, for a verb that changes
// what the passphrase opens. It does not use an agent.
func (g *Globals) UnlockFor(ctx context.Context, a *app.App) (secret.Secret, error) {
	exists, err := a.VaultExists()
	if err != nil {
		return secret.Secret{}, err
	}
	if !exists {
		return secret.Secret{}, g.Unlock(ctx, a) // says what to do
	}
	passphrase, ok, err := a.Passphrase(ctx)
	if err != nil {
		return secret.Secret{}, &app.LockedError{Err: err}
	}
	if !ok {
		console := g.Ask()
		if console == nil {
			return secret.Secret{}, g.UnlockAnew(ctx, a) // says what to do
		}
		if passphrase, err = console.Secret(ctx, "Passphrase of the vault, not shown:"); err != nil {
			return secret.Secret{}, err
		}
	}
	return passphrase, a.Unlock(passphrase)
}

// ErrNoVault means that there is no vault yet.
var ErrNoVault = errors.New("there is no vault yet")

// Meant returns the connection with the name, or the default if the name is empty. It
// unlocks the vault. It prints the name of the default, because the command looks the
// same for production and sandbox.
func (g *Globals) Meant(a *app.App, name string) (string, error) {
	if name != "" {
		return name, nil
	}
	name, fromEnvironment, err := a.Default()
	switch {
	case errors.Is(err, connections.ErrNoDefault):
		return "", app.Usage("name a connection: there is no default", "suitekey list shows the names", "suitekey default NAME chooses a default")
	case err != nil:
		return "", err
	}
	if _, err := a.Load(name); errors.Is(err, storage.ErrNotFound) {
		if fromEnvironment {
			return "", app.Usage(connections.ProfileVariable+" names a connection that does not exist: "+name, "suitekey list shows the names")
		}
		return "", app.Usage("the default connection "+name+" no longer exists", "suitekey default NAME chooses another one")
	}
	g.Note("Connection: %s", name)
	return name, nil
}

// NothingYet returns the text for an empty vault.
func NothingYet(a *app.App) string {
	if a.Demo() {
		return "The practice vault is empty: each run starts with a new one. suitekey --demo sets up a connection for practice."
	}
	return "There is no connection yet: suitekey setup NAME"
}

// OpenAt returns the App of this run and the connection with the name, or the default.
func (g *Globals) OpenAt(ctx context.Context, name string) (*app.App, profile.Profile, error) {
	a, err := g.Open()
	if err != nil {
		return nil, profile.Profile{}, err
	}
	p, err := g.Load(ctx, a, name)
	return a, p, err
}

// Load unlocks the vault and reads one connection; without a name, the default.
func (g *Globals) Load(ctx context.Context, a *app.App, name string) (profile.Profile, error) {
	if err := g.Unlock(ctx, a); err != nil {
		return profile.Profile{}, err
	}
	name, err := g.Meant(a, name)
	if err != nil {
		return profile.Profile{}, err
	}
	p, err := a.Load(name)
	if errors.Is(err, storage.ErrNotFound) {
		return p, NotThere(a, name, err)
	}
	if err != nil {
		return p, err
	}
	return p, nil
}

// NotThere returns an error that suggests a similar name, or another vault.
func NotThere(a *app.App, name string, err error) error {
	entries, _ := a.Profiles() // only for the hint
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name)
	}
	var hints []string // the vault's sentence names the list already
	if near := nearest.Name(name, names); near != "" {
		hints = append(hints, "did you mean "+near+"?")
	}
	return &app.UsageError{Err: err, Hints: append(hints, otherVaults(a)...)}
}

// otherVaults returns a hint that something may be in another vault, if there is one.
func otherVaults(a *app.App) []string {
	if len(app.Vaults(a)) < 2 {
		return nil
	}
	here := "your own vault"
	if a.Team != nil {
		here = "the vault " + a.Team.Vault.Name()
	}
	return []string{"this is " + here + ": --vault NAME looks in another one, suitekey team list shows them"}
}

// MissingName turns the error about a missing connection into wrong usage, as NotThere does.
func MissingName(a *app.App, name string, err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return NotThere(a, name, err)
	}
	return err
}
