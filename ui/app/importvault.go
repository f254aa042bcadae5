package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
)

// OtherVault is another vault of suitekey, opened by its own passphrase.
type OtherVault struct {
	Entries []storage.Entry

	session *storage.Session
}

// CheckOther tells whether folder is that of another vault, before anybody is asked
// for its passphrase.
func (a *App) CheckOther(folder string) error {
	_, err := a.otherVault(folder)
	return err
}

func (a *App) otherVault(folder string) (*storage.Vault, error) {
	folder = expand(folder, a.options.Getenv)
	shown := steps.Shorten(folder, 200)
	same := filepath.Clean(folder) == filepath.Clean(a.home)
	if there, err := os.Stat(folder); err == nil {
		here, err := os.Stat(a.home)
		same = same || err == nil && os.SameFile(there, here)
	}
	if same {
		return nil, Usage(shown + " is the vault that is in use: there is nothing to import")
	}
	vault := storage.Open(folder, storage.Options{Now: a.options.Now, WorkFactor: a.options.WorkFactor})
	exists, err := vault.Exists()
	switch {
	case err != nil:
		return nil, fmt.Errorf("opening the other vault: %w", err)
	case !exists:
		return nil, Usage("there is no vault in " + shown + ": name the folder that --home or SUITEKEY_HOME named for it")
	}
	return vault, nil
}

// OpenOther opens another vault.
func (a *App) OpenOther(folder string, passphrase secret.Secret) (*OtherVault, error) {
	vault, err := a.otherVault(folder)
	if err != nil {
		return nil, err
	}
	session, err := vault.Unlock(passphrase)
	if err != nil {
		return nil, fmt.Errorf("opening the other vault: %w", err)
	}
	entries, err := session.List()
	if err != nil {
		return nil, fmt.Errorf("reading the other vault: %w", err)
	}
	return &OtherVault{entries, session}, nil
}

// ErrRefreshToken keeps a sign-in by refresh token in one vault.
var ErrRefreshToken = errors.New("it signs in with a refresh token, which only one vault can hold: set it up here with a sign-in of its own")

// TakeOver tests a connection of another vault and saves it here, under the name
// as, if it passes. Its history stays where it is. Without an error the report is
// of a passed test.
func (a *App) TakeOver(ctx context.Context, other *OtherVault, name, as string, o diagnose.Options) (diagnose.Report, error) {
	fail := func(err error) (diagnose.Report, error) {
		return diagnose.Report{}, fmt.Errorf("importing %s: %w", name, err)
	}
	session, err := a.open()
	if err != nil {
		return fail(err)
	}
	p, err := other.session.Load(name)
	if err != nil {
		return fail(err)
	}
	if p.Method == profile.Code {
		return fail(ErrRefreshToken)
	}
	p.Name, p.Changed = as, time.Time{}
	if p.Old != nil {
		p.Old.Name = as
	}
	if err := a.mayHave(p); err != nil {
		return fail(err)
	}
	if p.Refusals, err = a.refusals(p); err != nil {
		return fail(err)
	}
	o.Now, o.Probe = a.options.Now, true
	report := diagnose.Run(ctx, a.client.With(TestTimeout, 0, 0), p, o)
	switch {
	case ctx.Err() != nil:
		return report, ctx.Err()
	case !report.OK:
		return report, &steps.TestFailed{Report: report}
	}
	report.Remember(&p, a.options.Now())
	if err := session.Save(p, storage.Change{Journey: "import"}); err != nil {
		return fail(err)
	}
	return report, nil
}

// mayHave tells whether p can be saved under its name, by the organisation's rules
// too.
func (a *App) mayHave(p profile.Profile) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	rules, err := a.Policy()
	if err != nil {
		return err
	}
	certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		certificate = m2m.Certificate{} // the test says so
	}
	if broken := rules.Broken(p, certificate); len(broken) > 0 {
		return fmt.Errorf("it breaks the organisation's policy: %s", strings.Join(broken, "; "))
	}
	return nil
}
