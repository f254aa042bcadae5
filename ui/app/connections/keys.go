package connections

import (
	"context"
	"errors"
	"fmt"

	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/storage/recipients"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// UnlockByKey opens the person's own vault with the identities in a file. It reports false,
// and asks nobody, if no key but the passphrase opens the vault. person answers what a
// hardware key or an SSH key asks.
func UnlockByKey(ctx context.Context, c *Connections, path string, person recipients.Person) (bool, error) {
	if c.Team != nil || c.Practice || !c.Vault.HasOpeners() {
		return false, nil
	}
	person, reason := person.Noted()
	file, err := recipients.Read(path, person)
	if err != nil {
		return false, reason(err)
	}
	type found struct {
		session *storage.Session
		name    string
	}
	// ctrl+c must end suitekey also while a plugin does not answer.
	opened, err := files.Await(ctx, func() (found, error) {
		session, name, err := c.Vault.UnlockByKey(file.Identities)
		return found{session, name}, reason(err)
	})
	if err != nil {
		return false, fmt.Errorf("unlocking the vault with the identity in %s: %w", files.Shown(path), err)
	}
	if err := watchAs(c, opened.session, false); err != nil {
		return false, err
	}
	c.Record(journal.Unlocked, "", "by the key "+opened.name)
	return true, nil
}

// Keys returns the keys that open the vault beside its passphrase.
func Keys(c *Connections) ([]recipients.Key, error) {
	openers, err := openersOf(c)
	if err != nil {
		return nil, err
	}
	return openers.List()
}

// AddKey lets one more key open the vault.
func AddKey(ctx context.Context, c *Connections, k recipients.Key, person recipients.Person) error {
	openers, err := openersOf(c)
	if err != nil {
		return err
	}
	person, reason := person.Noted()
	if _, err := files.Await(ctx, func() (struct{}, error) { return struct{}{}, reason(openers.Add(k, person)) }); err != nil {
		return err
	}
	c.Record(journal.Passphrase, "", "the key "+k.Name+" was added")
	return nil
}

// RemoveKey removes a key.
func RemoveKey(c *Connections, name string) error {
	openers, err := openersOf(c)
	if err != nil {
		return err
	}
	err = openers.Remove(name)
	if errors.Is(err, recipients.ErrUnknown) {
		return problem.Usage("no key is called "+name, "suitekey passphrase keys shows the names")
	}
	if err == nil {
		c.Record(journal.Passphrase, "", "the key "+name+" was removed")
	}
	return err
}

func openersOf(c *Connections) (storage.Openers, error) {
	if c.Team != nil {
		return storage.Openers{}, problem.Usage("a team's vault has people instead of keys: suitekey team add NAME PUBLIC-KEY")
	}
	session, err := c.Open()
	if err != nil {
		return storage.Openers{}, err
	}
	return storage.OpenersOf(session), nil
}
