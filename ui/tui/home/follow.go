package home

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/storage"
	"suitekey/storage/team/people"
	"suitekey/ui/app"
	"suitekey/ui/tui/wish"
)

const (
	// quiet ends what belongs together: a save changes several values.
	quiet = 10 * time.Millisecond
	// together is how long changes are gathered at most.
	together = 50 * time.Millisecond
	// apart is the least time between two readings: twenty renewers change something all
	// the time.
	apart = 100 * time.Millisecond
	// tryAgain is how often the engine is tried while it is out of reach, and asked whether
	// it is still there while nobody changes anything: a watch does not tell.
	tryAgain = 3 * time.Second
	// mostNames is how many changed connections are read one by one.
	mostNames = 100
)

// followedMsg is what the follower has read. all says that the whole list is to be read:
// changes may have been missed, or there are too many.
type followedMsg struct {
	changed wish.ChangedMsg
	all     bool
}

// follower waits for what colleagues change. Only its own command uses it.
type follower struct {
	app     *app.App
	changes <-chan string
	read    time.Time // the last time
	away    bool      // the engine was out of reach then
}

// next waits for the next changes, and reads what has changed.
func (f *follower) next() tea.Msg {
	if f.changes == nil {
		changes, err := f.app.Team.Watch(context.Background())
		if err != nil {
			time.Sleep(tryAgain)
			return followedMsg{all: true}
		}
		f.changes = changes
	}
	c := changedKeys{names: map[string]bool{}}
	for c.nothing() {
		select {
		case key, open := <-f.changes:
			if !open {
				return f.ended()
			}
			c.add(key)
		case <-time.After(tryAgain):
			if f.turned() {
				return followedMsg{all: true}
			}
		}
	}
	if !f.gather(&c) {
		return f.ended()
	}
	f.read = time.Now()
	if c.all || len(c.names) > mostNames {
		return followedMsg{all: true}
	}
	return followedMsg{changed: c.readFrom(f.app)}
}

// turned reports whether the engine has gone out of reach, or has come back.
func (f *follower) turned() bool {
	f.app.Team.Works(context.Background())
	before := f.away
	f.away = f.app.Team.Away() != nil
	return f.away != before
}

// gather adds the changes that come with the first one. It reports false when changes may
// have been missed.
func (f *follower) gather(c *changedKeys) bool {
	wait := func(atLeast time.Duration) <-chan time.Time {
		return time.After(max(atLeast, time.Until(f.read.Add(apart))))
	}
	silent, end := wait(quiet), wait(together)
	for {
		select {
		case key, open := <-f.changes:
			if !open {
				return false
			}
			c.add(key)
			silent = wait(quiet)
		case <-silent:
			return true
		case <-end:
			return true
		}
	}
}

func (f *follower) ended() tea.Msg {
	f.changes = nil
	return followedMsg{all: true}
}

// changedKeys are the keys of the vault that a list has to do with.
type changedKeys struct {
	names         map[string]bool // of connections
	drafts, works bool
	all           bool // the vault has got a new key
}

func (c *changedKeys) nothing() bool { return len(c.names) == 0 && !c.drafts && !c.works && !c.all }

func (c *changedKeys) add(key string) {
	folder, file, _ := strings.Cut(key, "/")
	name, _ := strings.CutSuffix(file, ".age")
	switch {
	case folder == "profiles":
		c.names[name] = true
	case folder == "drafts":
		c.drafts = true
	case folder == "leases":
		c.works = c.works || strings.HasPrefix(file, storage.WorkPrefix)
	case folder == storage.KeysFolder, key == people.Key: // which may have given this person another role
		c.all = true
	}
}

// readFrom reads what has changed.
func (c *changedKeys) readFrom(a *app.App) wish.ChangedMsg {
	msg := wish.ChangedMsg{Drafts: c.drafts, Team: teamOf(a, c.works)}
	session := a.Session()
	if session == nil {
		return msg
	}
	for name := range c.names {
		e := storage.EntryOf(session, name)
		if errors.Is(e.Err, fs.ErrNotExist) {
			msg.Removed = append(msg.Removed, name)
		} else {
			msg.Entries = append(msg.Entries, e)
		}
	}
	if c.drafts {
		msg.Unfinished, msg.Err = a.Drafts().List()
	}
	return msg
}
