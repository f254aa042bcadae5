// Package agent keeps the key of a vault in the memory of a process of its own, so
// that the verbs of the same user need no passphrase for a while.
//
// An agent serves one vault. It answers on a Unix socket in a folder that only its
// user can enter, and only to processes of this user. It keeps the vault's key, not
// the passphrase, and ends when its time is over, when nobody has used it for a
// while, when it is told to, and when its socket is gone, as after a log-out.
//
// On Linux the kernel's session keyring can keep the key instead, where no process may stay.
//
// On Windows there is no agent: every function says so.
package agent

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"suitekey/core/secret"
)

// Verb is the argument with which Start starts the program as an agent.
const Verb = "agent"

// ErrNone means that no agent runs for the vault.
var ErrNone = errors.New("no agent is running")

// ErrUnavailable means that there can be no agent on this system.
var ErrUnavailable = errors.New("unlocking for a while is not available on this system: suitekey needs Unix sockets that name the user on the other side; use the keyring, or give the passphrase with --passphrase-file")

// ErrNoKernel means that the kernel of this system keeps no keys for a session.
var ErrNoKernel = errors.New("--keyring needs the session keyring of the Linux kernel: use suitekey unlock without it")

// Ignored is the error for a socket or an agent that suitekey does not use.
type Ignored struct {
	Path string // of the socket or its folder
	Why  string
}

func (e *Ignored) Error() string { return e.Path + ": " + e.Why }

// State is what an agent says about itself.
type State struct {
	Left         time.Duration `json:"left"`          // until the agent ends in any case
	Idle         time.Duration `json:"idle"`          // the agent ends after this time without use
	Program      string        `json:"program"`       // version of suitekey that runs as the agent
	MemoryLocked bool          `json:"memory_locked"` // the key is not written to swap
	Kernel       bool          `json:"-"`             // the kernel keeps the key: there is no process
}

// Place says where the agent of a vault is.
type Place struct {
	Vault   string              // the vault's folder, absolute
	Program string              // version of this suitekey
	Getenv  func(string) string // for XDG_RUNTIME_DIR
}

// socketName returns the name of the socket and of the lock, without an extension.
// The path of a socket has room for about 100 characters, so the vault's folder is
// hashed.
func (p Place) socketName() string {
	folder := filepath.Clean(p.Vault)
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	sum := sha256.Sum256([]byte(folder))
	return "agent-" + hex.EncodeToString(sum[:8])
}

// Start is the message to a new agent.
type Start struct {
	Mark string        // identifies the vault's key file: see storage.Vault.KeyMark
	Key  secret.Secret // the vault's key
	For  time.Duration // the agent ends after this time
	Idle time.Duration // the agent ends after this time without use
}

// Log is called once, before the agent protects its memory. It returns the function that
// the agent calls each time it gives the key to a process: process is the ID of that
// process, or 0. The result of that function writes the log entry after the answer was
// sent.
type Log func(vault string, key secret.Secret, mark string) (given func(process int) (write func()))

// over returns why an agent has to end now; "" if it continues. All times are wall clock
// times, so a sleeping computer does not prolong the time.
func over(now, until, used time.Time, idle time.Duration) string {
	switch {
	case !now.Before(until):
		return "its time is over"
	case now.Sub(used) >= idle:
		return "it was not used"
	}
	return ""
}

// versionProblem describes the difference between two versions of suitekey for people.
func versionProblem(theirs message, program string) string {
	return fmt.Sprintf("the agent is suitekey %.40q, this is suitekey %.40q, and the two versions do not work together: run suitekey lock, then suitekey unlock", theirs.Program, program)
}
