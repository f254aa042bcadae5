package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/app"
	"suitekey/ui/tui/leaving"
	"suitekey/ui/tui/tasks"
)

const (
	// usualLockAfter is the time without a key after which the screen locks.
	usualLockAfter = 15 * time.Minute
	// lookEvery is the longest time between two looks at the clock. Timers stop while a
	// computer sleeps.
	lookEvery = time.Minute
	// lockVariable sets another time, such as 5m; 0 disables locking.
	lockVariable = "SUITEKEY_LOCK_AFTER"
)

// locking locks the vault after a time without a key. The screens stay as they are, below a
// screen that asks for the passphrase.
type locking struct {
	now     func() time.Time
	after   time.Duration // 0 never locks
	touched time.Time
	locked  bool
	kept    bool // the open journey was kept as a draft
}

// lockLookMsg says that it is time to look at the clock.
type lockLookMsg struct{}

func newLocking(getenv func(string) string, now func() time.Time) locking {
	l := locking{now: now, after: usualLockAfter, touched: now()}
	if after, err := time.ParseDuration(getenv(lockVariable)); err == nil && after >= 0 {
		l.after = after
	} else if getenv(lockVariable) == "0" {
		l.after = 0
	}
	return l
}

// look returns the command that waits until the next look at the clock.
func (l *locking) look() tea.Cmd {
	if l.after == 0 {
		return nil
	}
	return tea.Tick(min(l.after, lookEvery), func(time.Time) tea.Msg { return lockLookMsg{} })
}

// idle reports whether the time without a key is over.
func (l *locking) idle() bool {
	return l.after > 0 && !l.locked && l.now().Sub(l.touched) >= l.after
}

// touch is called before a key, a paste or a click is used. If it came too late, touch
// locks the vault and reports that the key is dropped.
func (m *model) touch() (cmd tea.Cmd, dropped bool) {
	late := m.lock.idle()
	if late {
		cmd = m.lockNow()
	}
	m.lock.touched = m.lock.now()
	return cmd, late && m.lock.locked
}

// lookAtClock locks the vault if the time without a key is over.
func (m *model) lookAtClock() tea.Cmd {
	if m.quits {
		return nil
	}
	if m.lock.idle() {
		return tea.Batch(m.lockNow(), m.lock.look())
	}
	return m.lock.look()
}

// lockNow locks the vault after running work has ended. It does not lock a vault that an
// agent or a keyring opens without a question: anybody at the computer could open it again.
func (m *model) lockNow() tea.Cmd {
	w := m.top()
	if w != nil && (w.Working() || w.Holds()) || m.app.Demo() || !m.app.Unlocked() || app.OpensUnasked(context.Background(), m.app) {
		return nil
	}
	m.lock.kept = false
	if journey := m.atStake(); journey != nil {
		journey.KeepTyped()
		m.lock.kept = m.app.Drafts().Keep(journey.Walk()) == nil // if this fails, the journey is still on the screen
	}
	m.app.Lock()
	m.lock.locked = true
	cmd := m.open(tasks.Relock(m.env))
	m.frame.Say("Locked, because no key was pressed for a while. The screen below is unchanged.")
	return cmd
}

// goOn continues at the place where the screen was locked.
func (l *locking) goOn(m *model) tea.Cmd {
	l.locked, l.touched = false, l.now()
	if m.home == nil {
		return m.rebuild()
	}
	return tea.Batch(m.rebuild(), m.home.Load)
}

// left says, when a person leaves a locked screen, what happened to the journey below it.
func (l *locking) left() []string {
	if l.locked && l.kept {
		return leaving.KeptLines()
	}
	return nil
}
