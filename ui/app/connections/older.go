package connections

import (
	"errors"

	"suitekey/storage"
	"suitekey/storage/journal"
	"suitekey/storage/marks"
	"suitekey/ui/app/problem"
)

// watch goes on with a session that notices what went back in time. A practice vault has
// no past.
func watch(c *Connections, session *storage.Session) error { return watchAs(c, session, true) }

// watchAs is watch; proven means that a secret of the person has authenticated the vault's
// key. A public key does not do that: then this computer must not know the vault by another
// key.
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

// IsOlder reports whether err says that a connection went back in time, or, without a name,
// the file with the vault's key.
func IsOlder(err error) (name string, is bool) {
	var older *marks.Older
	if !errors.As(err, &older) {
		return "", false
	}
	return older.Name, true
}

// TakeOlderKey opens the vault with the key file that was refused for being an older one.
// The person has confirmed that.
func TakeOlderKey(c *Connections) error {
	if c.older == nil {
		return problem.ErrLocked
	}
	c.older()
	c.older = nil
	c.Record(journal.Unlocked, "", "with an older file of the vault's key, which a person has confirmed")
	return nil
}

// TakeOlder takes the state of a connection that went back in time as the present one.
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

// Close keeps what this run has seen, for the next one. Nobody is told if that fails: the
// next run sees it again.
func Close(c *Connections) {
	if c.seen != nil {
		_ = c.seen.Flush()
	}
}

// Stale reports whether the vault got another passphrase or key since this run opened it:
// it has to be unlocked again before something can be stored.
func Stale(c *Connections) bool {
	session := c.Session()
	return session != nil && c.Team == nil && storage.Stale(session)
}
