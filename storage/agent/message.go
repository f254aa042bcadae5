package agent

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"time"
)

const (
	// protocol is the version of the messages. "lock" and the fields protocol and
	// program are the same in all versions.
	protocol = 1
	// longest limits a message, in bytes. No valid message is longer.
	longest = 4 << 10
	// patience limits a conversation. Both sides answer without long computations.
	patience = 2 * time.Second
)

// The questions to an agent.
const (
	askKey   = "key"
	askState = "state"
	askLock  = "lock"
)

// message is a question or an answer: one line of JSON. The key of the vault is in
// the answer to askKey, and in the message that starts the agent.
type message struct {
	Protocol int    `json:"protocol"`
	Program  string `json:"program,omitempty"`
	Ask      string `json:"ask,omitempty"`
	Mark     string `json:"mark,omitempty"`
	Key      string `json:"key,omitempty"`
	State    *State `json:"state,omitempty"`
	Problem  string `json:"problem,omitempty"`

	// In the message that starts the agent.
	Socket string        `json:"socket,omitempty"` // path without an extension
	Vault  string        `json:"vault,omitempty"`  // the vault's folder
	For    time.Duration `json:"for,omitempty"`
	Idle   time.Duration `json:"idle,omitempty"`
}

func write(w io.Writer, m message) error {
	m.Protocol = protocol
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// read reads one message. Its error never quotes the message, which may contain a key.
func read(r io.Reader) (message, error) {
	line, err := bufio.NewReaderSize(io.LimitReader(r, longest), longest).ReadBytes('\n')
	var m message
	if err != nil || json.Unmarshal(line, &m) != nil || m.Protocol < 1 {
		return message{}, errors.New("the other side is not an agent of suitekey")
	}
	return m, nil
}
