package connections

import (
	"fmt"
	"os"
	"path/filepath"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// OtherVault is another vault of suitekey, opened by its own passphrase.
type OtherVault struct {
	Entries []storage.Entry

	session *storage.Session
}

// CheckOther returns an error unless folder contains another vault. Call it before
// anybody is asked for the passphrase.
func (c *Connections) CheckOther(folder string) error {
	_, err := c.otherVault(folder)
	return err
}

func (c *Connections) otherVault(folder string) (*storage.Vault, error) {
	folder = files.Expand(folder, c.Getenv)
	shown := files.Shown(folder)
	same := filepath.Clean(folder) == filepath.Clean(c.Home)
	if there, err := os.Stat(folder); err == nil {
		here, err := os.Stat(c.Home)
		same = same || err == nil && os.SameFile(there, here)
	}
	if same {
		return nil, problem.Usage(shown + " is the vault that suitekey already uses: there is nothing to import")
	}
	vault := storage.Open(folder, storage.Options{Now: c.Now, WorkFactor: c.WorkFactor})
	exists, err := vault.Exists()
	switch {
	case err != nil:
		return nil, fmt.Errorf("opening the other vault: %w", err)
	case !exists:
		return nil, problem.Usage("there is no vault in " + shown + ": name the folder that --home or SUITEKEY_HOME named for it")
	}
	return vault, nil
}

// OpenOther opens another vault.
func (c *Connections) OpenOther(folder string, passphrase secret.Secret) (*OtherVault, error) {
	vault, err := c.otherVault(folder)
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

// Load reads one connection of the other vault.
func (o *OtherVault) Load(name string) (profile.Profile, error) { return o.session.Load(name) }

// Session returns the open other vault.
func (o *OtherVault) Session() *storage.Session { return o.session }
