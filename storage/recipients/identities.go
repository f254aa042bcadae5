package recipients

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/plugin"
	"golang.org/x/crypto/ssh"

	"suitekey/core/termsafe"
)

// largest is the size of the largest file with an identity, in bytes.
const largest = 64 << 10

// File is a file with identities.
type File struct {
	Identities []age.Identity
	// Asks reports that using the identities may need a person: for the touch or the PIN of
	// a hardware key, or for the passphrase of an SSH key.
	Asks bool
}

// Read reads identities: lines AGE-SECRET-KEY-… and AGE-PLUGIN-…, as age-keygen and the
// plugins write them, or a private SSH key. person answers the questions of a plugin or of
// an SSH key with a passphrase during decryption. Errors never repeat the content of the
// file.
func Read(path string, person Person) (File, error) {
	return ReadFile(path, func(text []byte) (File, error) {
		if strings.Contains(string(text), "PRIVATE KEY-----") {
			return private(path, text, person)
		}
		return lines(string(text), person)
	})
}

// ReadFile reads a file with identities by parse. An error of parse continues a sentence
// that begins with the file's name: "contains no identity".
func ReadFile[T any](path string, parse func(text []byte) (T, error)) (T, error) {
	var none T
	shown := termsafe.Line(path, 200)
	info, err := os.Stat(path)
	if err != nil {
		return none, fmt.Errorf("reading the identity: %s: %w", shown, errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() || info.Size() > largest {
		return none, fmt.Errorf("reading the identity: %s is not a file of at most 64 kB", shown)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return none, fmt.Errorf("reading the identity: %s: %w", shown, errors.Unwrap(err))
	}
	found, err := parse(text)
	if err != nil {
		return none, fmt.Errorf("reading the identity: %s %w", shown, err)
	}
	return found, nil
}

func lines(text string, person Person) (found File, err error) {
	if strings.HasPrefix(text, "age-encryption.org/") || strings.HasPrefix(text, "-----BEGIN AGE") {
		return File{}, errors.New("is itself encrypted, and suitekey cannot open it: name a file with the unencrypted identity, or the identity of a hardware key")
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var identity age.Identity
		switch {
		case strings.HasPrefix(line, "AGE-PLUGIN-"):
			identity, err = plugin.NewIdentity(line, person.ui())
			found.Asks = true
		case strings.HasPrefix(line, "AGE-SECRET-KEY-PQ-"):
			identity, err = age.ParseHybridIdentity(line)
		default:
			identity, err = age.ParseX25519Identity(line)
		}
		if err != nil {
			return File{}, errors.New("contains something other than identities: lines AGE-SECRET-KEY-… and AGE-PLUGIN-…, or one private SSH key")
		}
		found.Identities = append(found.Identities, identity)
	}
	if len(found.Identities) == 0 {
		return File{}, errors.New("contains no identity: a line AGE-SECRET-KEY-… or AGE-PLUGIN-…, or a private SSH key")
	}
	return found, nil
}

// private reads a private SSH key.
func private(path string, text []byte, person Person) (File, error) {
	key, err := agessh.ParseIdentity(text)
	if err == nil {
		return File{Identities: []age.Identity{key}}, nil
	}
	unusable := errors.New("is an SSH key that cannot decrypt: use ssh-ed25519, or ssh-rsa of at least 2048 bits")
	var locked *ssh.PassphraseMissingError
	if !errors.As(err, &locked) {
		return File{}, unusable
	}
	public := locked.PublicKey
	if public == nil { // PEM from before OpenSSH 7.8 does not contain it
		line, err := os.ReadFile(path + ".pub")
		if err == nil {
			public, _, _, _, err = ssh.ParseAuthorizedKey(line)
		}
		if err != nil {
			return File{}, errors.New("has a passphrase and does not contain its public key: put the public key beside it, as " + termsafe.Line(path, 200) + ".pub")
		}
	}
	locker, err := agessh.NewEncryptedSSHIdentity(public, text, func() ([]byte, error) {
		answer, err := person.ask("Passphrase of the SSH key "+path+", not shown:", true)
		return []byte(answer), err
	})
	if err != nil {
		return File{}, unusable
	}
	return File{[]age.Identity{locker}, true}, nil
}
