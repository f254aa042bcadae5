// Package recipients reads the keys that open a vault in addition to its passphrase, in
// age's formats: age's own keys, SSH keys, and keys of age plugins for hardware keys. A
// recipient is the public part and encrypts. An identity decrypts.
package recipients

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/plugin"
	"filippo.io/age/tag"
	"golang.org/x/crypto/ssh"

	"suitekey/core/termsafe"
)

// Key is the public part of a key that opens a vault.
type Key struct {
	Name      string `json:"name"`
	Recipient string `json:"recipient"`
	// Closed reports that the key opens nothing, because its file is missing: it was added by
	// a run that was interrupted, or the file was removed. Adding it again makes the file.
	Closed bool `json:"-"`
}

// longest is the length of the longest public key, in characters: an RSA key of 16384 bits.
const longest = 3000

// Parse reads a public key: age1…, or a line of an SSH public key file. It returns the
// text that is stored, without a comment. It starts no plugin.
func Parse(text string) (string, error) {
	text = strings.TrimSpace(text)
	if err := check(text); err != nil {
		return "", err
	}
	if !strings.HasPrefix(text, "age1") {
		line, _, err := SSH(text)
		return line, err
	}
	_, err := parseAge(text, nil)
	return text, err
}

// check refuses a text that is not a public key.
func check(text string) error {
	switch {
	case strings.HasPrefix(strings.ToUpper(text), "AGE-SECRET-KEY-"), strings.HasPrefix(strings.ToUpper(text), "AGE-PLUGIN-"), strings.Contains(text, "PRIVATE KEY"):
		return errors.New("this is an identity, which stays with its owner: give the public key, which begins with age1 or ssh-")
	case len(text) > longest || strings.ContainsAny(text, "\n\r"):
		return errors.New("this is not a public key: give one line, age1… or ssh-ed25519 …")
	}
	return nil
}

// parseAge reads a key that begins with age1, in the formats of the age program.
func parseAge(text string, ui *plugin.ClientUI) (recipient age.Recipient, err error) {
	switch {
	case strings.HasPrefix(text, "age1tag1"), strings.HasPrefix(text, "age1tagpq1"):
		recipient, err = tag.ParseRecipient(text)
	case strings.HasPrefix(text, "age1pq1"):
		recipient, err = age.ParseHybridRecipient(text)
	case strings.Count(text, "1") > 1:
		recipient, err = plugin.NewRecipient(text, ui)
	default:
		recipient, err = age.ParseX25519Recipient(text)
	}
	if err != nil { // age's error text quotes the key
		return nil, errors.New("this age key is not complete: copy all of it, from age1 on")
	}
	return recipient, nil
}

// SSH reads a line of an SSH public key file and returns the key without its comment.
func SSH(text string) (string, age.Recipient, error) {
	public, _, _, _, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil {
		return "", nil, errors.New("this is not a public key: a public key begins with age1, ssh-ed25519 or ssh-rsa")
	}
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public)))
	recipient, err := agessh.ParseRecipient(line)
	if err != nil {
		return "", nil, fmt.Errorf("an SSH key of the type %s cannot encrypt: use ssh-ed25519, or ssh-rsa of at least 2048 bits", termsafe.Line(public.Type(), 40))
	}
	return line, recipient, nil
}

// Kind returns the kind of the key, such as "age", "ssh-ed25519" or "plugin yubikey".
func (k Key) Kind() string {
	if name, _, err := plugin.ParseRecipient(k.Recipient); err == nil && strings.Count(k.Recipient, "1") > 1 {
		if name == "tag" || name == "tagpq" || name == "pq" {
			return "age, " + name
		}
		return "plugin " + name
	}
	if kind, _, ssh := strings.Cut(k.Recipient, " "); ssh {
		return kind
	}
	return "age"
}

// Open returns the recipient for encryption. For a plugin's key, encrypting starts the
// plugin, and person answers its questions.
func (k Key) Open(person Person) (age.Recipient, error) {
	if strings.HasPrefix(k.Recipient, "age1") {
		return parseAge(k.Recipient, person.ui())
	}
	_, recipient, err := SSH(k.Recipient)
	return recipient, err
}

// EncryptTo encrypts text to a key. person answers the questions of its plugin.
func EncryptTo(k Key, text []byte, person Person) ([]byte, error) {
	recipient, err := k.Open(person)
	var sealed bytes.Buffer
	if err == nil {
		err = encrypt(&sealed, recipient, text)
	}
	if err != nil {
		return nil, fmt.Errorf("encrypting to the key %s: %w", k.Name, Explained(err))
	}
	return sealed.Bytes(), nil
}

func encrypt(out io.Writer, recipient age.Recipient, text []byte) error {
	w, err := age.Encrypt(out, recipient)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	return w.Close()
}

// Explained says what helps if a plugin or an SSH key failed. A plugin's message is
// untrusted text.
func Explained(err error) error {
	var missing *plugin.NotFoundError
	if errors.As(err, &missing) {
		return fmt.Errorf("the program age-plugin-%s is missing: install it in a folder of PATH", termsafe.Line(missing.Name, 40))
	}
	return errors.New(termsafe.Line(err.Error(), 300))
}
