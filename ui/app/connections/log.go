package connections

import (
	"time"

	"suitekey/storage/journal"
)

// Record adds an entry to the log of the vault. event is an event of the package
// journal, name a connection or "", and what adds details, without a value. Record
// ignores a failure. A demo has no log.
func (c *Connections) Record(event, name, what string) {
	session := c.Session()
	if session == nil || c.Practice {
		return
	}
	_ = session.Log().Write(journal.New(c.Now(), event, name, what))
}

// Log returns the entries of the vault's log since a time, the oldest first, and its
// damaged files.
func Log(c *Connections, since time.Time) ([]journal.Entry, []journal.Damaged, error) {
	session, err := c.Open()
	if err != nil {
		return nil, nil, err
	}
	return session.Log().Read(since)
}
