package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"suitekey/core/secret"
)

// The kernel keeps keys in the keyring of a session: no process has to stay, a log-out
// takes the keyring away, and only processes of the session can read a key that is for its
// possessors alone. See keyrings(7), session-keyring(7) and user-session-keyring(7).

const (
	keyType = "user"
	// possessorAlone gives all permissions to the processes that have the key in one of
	// their keyrings, and none to other processes of the same user.
	possessorAlone = 0x3f000000
	largestKept    = 4 << 10
)

// kept is what the kernel keeps.
type kept struct {
	Protocol int           `json:"protocol"`
	Program  string        `json:"program"`
	Mark     string        `json:"mark"`
	Key      string        `json:"key"`
	Until    time.Time     `json:"until"`
	Idle     time.Duration `json:"idle"`
}

// KeepInKernel stores the key in the kernel instead of an agent.
func (p Place) KeepInKernel(s Start) (State, error) {
	if _, err := p.Stop(); err != nil {
		return State{}, err
	}
	k := kept{protocol, p.Program, s.Mark, s.Key.Reveal(), time.Now().Add(s.For).Round(0), s.Idle}
	text, err := json.Marshal(k)
	if err != nil {
		return State{}, err
	}
	err = inSession(func(keyring int) error {
		id, err := unix.AddKey(keyType, p.keyName(), text, keyring)
		if err != nil {
			return err
		}
		err = errors.Join(unix.KeyctlSetperm(id, possessorAlone), k.prolong(id, time.Now()))
		if err != nil {
			_, _ = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, keyring, 0, 0)
		}
		return err
	})
	if err != nil {
		return State{}, fmt.Errorf("storing the vault's key in the kernel: its session keyring is not available here, as in many containers (%w): use suitekey unlock without --keyring", err)
	}
	return k.state(time.Now()), nil
}

// prolong makes the kernel forget the key after the time without use, or at the end.
func (k kept) prolong(id int, now time.Time) error {
	left := min(k.Idle, k.Until.Sub(now)).Round(time.Second)
	_, err := unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, id, int(max(left, time.Second)/time.Second), 0, 0)
	return err
}

func (k kept) state(now time.Time) State {
	return State{Left: k.Until.Sub(now), Idle: k.Idle, Program: k.Program, MemoryLocked: true, Kernel: true}
}

// fromKernel returns the key that the kernel keeps for the vault. With use, the time
// without use starts again.
func (p Place) fromKernel(mark string, use bool) (key secret.Secret, state State, ok bool) {
	err := inSession(func(keyring int) error {
		id, err := unix.KeyctlSearch(keyring, keyType, p.keyName(), 0)
		if err != nil {
			return err
		}
		text := make([]byte, largestKept)
		n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, text, 0)
		if err != nil {
			return err
		}
		var k kept
		now := time.Now()
		if n > len(text) || json.Unmarshal(text[:n], &k) != nil || k.Protocol != protocol || k.Mark != mark || !now.Before(k.Until) {
			return ErrNone
		}
		if use {
			_ = k.prolong(id, now) // if this fails, the key expires earlier
		}
		key, state = secret.New(k.Key), k.state(now)
		return nil
	})
	return key, state, err == nil
}

// dropFromKernel makes the kernel forget the key, and reports whether it had one.
func (p Place) dropFromKernel() bool {
	return inSession(func(keyring int) error {
		id, err := unix.KeyctlSearch(keyring, keyType, p.keyName(), 0)
		if err != nil {
			return err
		}
		if _, err := unix.KeyctlInt(unix.KEYCTL_INVALIDATE, id, 0, 0, 0); err == nil {
			return nil
		}
		_, err = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, keyring, 0, 0)
		return err
	}) == nil
}

func (p Place) keyName() string { return "suitekey:" + p.socketName() }

// inSession runs work with the session keyring. A process without one gets the session
// keyring of its user; the kernel records this for the calling thread.
func inSession(work func(keyring int) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	keyring, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, false)
	if err != nil {
		return err
	}
	return work(keyring)
}
