package connections

import (
	"suitekey/storage"
	"suitekey/storage/marks"
)

// watch goes on with a session that notices what went back in time. A practice vault has
// no past.
func watch(c *Connections, session *storage.Session) error {
	if c.Practice {
		c.hold(session)
		return nil
	}
	watched, seen, err := session.Watched(marks.Path(c.Home, c.Getenv), c.AcceptOlder, c.seen)
	if err != nil {
		return err
	}
	c.seen = seen
	c.hold(watched)
	return nil
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
