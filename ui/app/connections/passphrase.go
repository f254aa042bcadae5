package connections

import (
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage/journal"
	"suitekey/storage/recipients"
	"suitekey/ui/app/problem"
)

// ChangePassphrase sets a new passphrase for the open vault. With anew the vault also
// gets a new key: everything in it is encrypted again, and report gets the progress.
// ChangePassphrase replaces a remembered passphrase, and ends an agent with the former
// key. note is a message for the person. person answers the questions of plugins whose
// keys also open the vault.
func (c *Connections) ChangePassphrase(next secret.Secret, anew bool, person recipients.Person, report func(done, all int)) (note string, err error) {
	session, err := c.Open()
	if err != nil {
		return "", err
	}
	if anew {
		person, reason := person.Noted()
		session, err = session.NewKey(next, person, report)
		err = reason(err)
	} else {
		session, err = session.ChangePassphrase(next)
	}
	if err != nil {
		return "", err
	}
	if err := enter(c, session); err != nil {
		return "", err
	}
	what := "changed"
	if anew {
		what = "changed, with a new key of the vault"
	}
	c.Record(journal.Passphrase, "", what)
	_, _ = c.StopAgent() // its key is of no use any more: nobody is asked for it
	if !c.KeyringUsable() {
		return "", nil
	}
	if remembered, err := c.Keyring.Recall(c.Home); err != nil || remembered.IsEmpty() {
		return "", nil //nolint:nilerr // nothing is remembered
	}
	if err := c.Keyring.Remember(c.Home, next); err != nil {
		return "The keyring still has the former passphrase: " + steps.Sentence(err) + " suitekey passphrase forget removes it.", nil
	}
	return "The keyring of this computer has the new passphrase.", nil
}

// RememberPassphrase stores the passphrase of the open vault in the keyring.
func (c *Connections) RememberPassphrase(passphrase secret.Secret) error {
	if c.Practice {
		return problem.Usage("a practice vault is not remembered: it ends with the program")
	}
	if err := c.Keyring.Usable(); err != nil {
		return err
	}
	return c.Keyring.Remember(c.Home, passphrase)
}

// ForgetPassphrase removes the passphrase from the keyring, if it is there.
func (c *Connections) ForgetPassphrase() error {
	if c.Practice {
		return nil
	}
	if err := c.Keyring.Usable(); err != nil {
		return err
	}
	return c.Keyring.Forget(c.Home)
}

// MakeRecovery makes a recovery sheet for the open vault, which replaces a former sheet.
// The key on the sheet is not stored.
func (c *Connections) MakeRecovery(passphrase secret.Secret) (steps.Sheet, error) {
	session, err := c.Open()
	if err != nil {
		return steps.Sheet{}, err
	}
	key, session, err := session.MakeRecovery(passphrase)
	if err != nil {
		return steps.Sheet{}, err
	}
	if err := enter(c, session); err != nil {
		return steps.Sheet{}, err
	}
	c.Record(journal.Passphrase, "", "a recovery sheet was made")
	return steps.Sheet{Home: c.Home, Day: c.Now().Format("2 January 2006"), Key: key}, nil
}

// Recover opens the vault with the key of its recovery sheet and sets a new passphrase.
func (c *Connections) Recover(key, next secret.Secret) error {
	session, err := ownVault(c).Recover(key, next)
	if err != nil {
		return err
	}
	_, _ = c.StopAgent()
	if err := enter(c, session); err != nil {
		return err
	}
	c.Record(journal.Unlocked, "", "by the recovery sheet, with a new passphrase")
	return nil
}
