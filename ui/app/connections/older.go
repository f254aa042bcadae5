package connections

import (
	"errors"

	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/storage/marks"
	"suitekey/ui/app/problem"
)

// watch makes session the vault's session and lets it notice states that went back in
// time. The vault of a demo has no earlier states.
func watch(c *Connections, session *storage.Session) error { return watchAs(c, session, true) }

// watchAs is watch. proven means that a secret of the person has authenticated the
// vault's key. A public key does not authenticate it: in that case this computer must
// not know the vault by another key.
func watchAs(c *Connections, session *storage.Session, proven bool) error {
	if c.Practice {
		c.hold(session)
		return nil
	}
	watched, seen, err := session.Watched(marks.Path(c.Home, c.Getenv), c.AcceptOlder, c.seen)
	c.older = nil
	if err != nil {
		c.older = func() {
			seen.TakeKey()
			c.seen = seen
			c.hold(watched)
		}
		return err
	}
	if !proven && seen.Foreign() {
		return errors.New("this computer knows the vault with another key: if another computer has given the vault a new key, unlock the vault once with the passphrase; if not, somebody else has replaced the files")
	}
	c.seen = seen
	c.hold(watched)
	return nil
}

// IsOlder reports whether err says that a connection went back in time. Without a name,
// the file with the vault's key went back.
func IsOlder(err error) (name string, is bool) {
	var older *marks.Older
	if !errors.As(err, &older) {
		return "", false
	}
	return older.Name, true
}

// TakeOlderKey opens the vault with the key file that was refused because it is older.
// Call it after a confirmation by the person.
func TakeOlderKey(c *Connections) error {
	if c.older == nil {
		return problem.ErrLocked
	}
	c.older()
	c.older = nil
	c.Record(journal.Unlocked, "", "with an older file of the vault's key, which a person has confirmed")
	return nil
}

// TakeOlder accepts the state of a connection that went back in time as the present one.
func TakeOlder(c *Connections, name string) error {
	if _, err := c.Open(); err != nil {
		return err
	}
	if c.seen != nil {
		c.seen.Take(name)
	}
	_, err := c.Load(name)
	return err
}

// Close stores what this run has seen for the next run. It ignores a failure: the next
// run sees the states again.
func Close(c *Connections) {
	if c.seen != nil {
		_ = c.seen.Flush()
	}
}

// Stale reports whether the vault has a new passphrase or key since this run opened it.
// Before anything can be stored, the vault must be unlocked again.
func Stale(c *Connections) bool {
	session := c.Session()
	return session != nil && c.Team == nil && storage.Stale(session)
}
