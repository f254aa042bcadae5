// Package plugintest is an age plugin for tests. Like the plugin of a hardware key it is a
// separate program, demands a PIN and a touch, and fails without them. Its keys are in
// software.
package plugintest

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

const (
	// Name is the name of the plugin; its program is age-plugin-touch.
	Name = "touch"
	// PIN is the PIN that the plugin demands.
	PIN = "314159"
	// Message is the plugin's message before it decrypts.
	Message = "touch your key\x1b[31m" // the escape sequence must not reach the terminal
)

// Keys creates a key and returns its public part and its identity.
func Keys() (recipient, identity string, err error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return plugin.EncodeRecipient(Name, []byte(key.Recipient().String())), plugin.EncodeIdentity(Name, []byte(key.String())), nil
}

// Main is the program age-plugin-touch.
func Main() {
	p, err := plugin.New(Name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p.HandleRecipient(func(data []byte) (age.Recipient, error) {
		key, err := age.ParseX25519Recipient(string(data))
		return recipient{key}, err
	})
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		key, err := age.ParseX25519Identity(string(data))
		return identity{p, key}, err
	})
	os.Exit(p.Main())
}

type recipient struct{ key *age.X25519Recipient }

// Wrap encrypts without a touch, as age-plugin-yubikey does.
func (r recipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	stanzas, err := r.key.Wrap(fileKey)
	for _, s := range stanzas {
		s.Type = Name
	}
	return stanzas, err
}

type identity struct {
	plugin *plugin.Plugin
	key    *age.X25519Identity
}

func (i identity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	var ours []*age.Stanza
	for _, s := range stanzas {
		if s.Type == Name {
			ours = append(ours, &age.Stanza{Type: "X25519", Args: s.Args, Body: s.Body})
		}
	}
	if len(ours) == 0 {
		return nil, age.ErrIncorrectIdentity
	}
	pin, err := i.plugin.RequestValue("PIN of the key", true)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(pin) != PIN {
		return nil, errors.New("wrong PIN")
	}
	if err := i.plugin.DisplayMessage(Message); err != nil {
		return nil, err
	}
	return i.key.Unwrap(ours)
}
