package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"

	"suitekey/core/secret"
)

const (
	// workFactor is scrypt's log2(N): OWASP's Password Storage Cheat Sheet asks
	// for at least N=2^17, r=8, p=1. It costs about half a second.
	workFactor = 17
	// maxWorkFactor limits the work that a manipulated file can demand.
	maxWorkFactor = 20

	identityVersion = 1
	versionComment  = "# suitekey vault version: "
)

// identityFiles are read in this order. The second file is a copy of the first:
// every other file depends on the key, and damage to one file must not lose
// everything.
var identityFiles = []string{"identity.age", "identity-copy.age"}

// newIdentity makes the vault's key and its file, in the format that age-keygen
// followed by age --passphrase writes.
func newIdentity(passphrase secret.Secret, workFactor int, now time.Time) (*age.X25519Identity, []byte, error) {
	if workFactor < 17 {
		slog.Warn("the vault's key derivation is weak: for tests only", "work factor", workFactor)
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, nil, err
	}
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, nil, err
	}
	recipient.SetWorkFactor(workFactor)
	defer forgetKeyDerivation()
	text := fmt.Sprintf("%s%d\n# created: %s\n# public key: %s\n%s\n",
		versionComment, identityVersion, now.UTC().Format(time.RFC3339), identity.Recipient(), identity)
	sealed, err := seal(recipient, []byte(text))
	return identity, sealed, err
}

// writeIdentity stores the key and its copy. It ignores an error of the copy: the
// next Unlock writes the copy again.
func (v *Vault) writeIdentity(sealed []byte) error {
	if err := v.disk.write(v.path(unfinished), v.path(identityFiles[0]), sealed); err != nil {
		return err
	}
	_ = v.disk.write(v.path(unfinished), v.path(identityFiles[1]), sealed)
	return nil
}

// readIdentity returns the key from the first identity file that the passphrase
// opens, and restores the other file if it differs.
func (v *Vault) readIdentity(passphrase secret.Secret) (*age.X25519Identity, error) {
	files := make([]identityFile, len(identityFiles))
	var failures []error
	for i, name := range identityFiles {
		if files[i].sealed, _, files[i].err = v.disk.read(v.path(name), maxFile); files[i].err != nil {
			failures = append(failures, fmt.Errorf("reading %s: %w", printable(v.path(name)), files[i].err))
		}
	}
	for i, file := range files {
		if file.err != nil || i > 0 && bytes.Equal(file.sealed, files[0].sealed) {
			continue
		}
		identity, err := openIdentity(file.sealed, passphrase)
		if err == nil {
			v.restoreIdentity(files, i)
			return identity, nil
		}
		var newer *NewerError
		if errors.As(err, &newer) {
			return nil, err
		}
		files[i].err = err
		failures = append(failures, err)
	}
	// A wrong passphrase and some kinds of damage look the same: report the likelier.
	for _, err := range failures {
		if errors.Is(err, ErrWrongPassphrase) {
			return nil, err
		}
	}
	return nil, failures[0]
}

// identityFile is the content of one identity file.
type identityFile struct {
	sealed []byte // nil if it could not be read
	err    error  // why it was not opened
}

// restoreIdentity copies the file that was opened over the other one, if the folder
// can be written. Under the lock it compares both files with what was read before:
// if another process has written in between, it does nothing, and the next Unlock
// decides.
func (v *Vault) restoreIdentity(files []identityFile, opened int) {
	other := 1 - opened
	if bytes.Equal(files[other].sealed, files[opened].sealed) || opened == 1 && !files[0].lost(files[1].sealed) {
		return
	}
	_ = v.locked("restoring "+identityFiles[other], func() error {
		for i, name := range identityFiles {
			now, _, err := v.disk.read(v.path(name), maxFile)
			var system *fs.PathError
			if errors.As(err, &system) && !errors.Is(err, fs.ErrNotExist) || !bytes.Equal(now, files[i].sealed) {
				return err
			}
		}
		return v.disk.write(v.path(unfinished), v.path(identityFiles[other]), files[opened].sealed)
	})
}

// lost reports whether an identity file that was not opened is damaged, so that its
// copy may replace it. A file that somebody encrypted with another passphrase
// looks damaged too, but has almost no bytes in common with the copy.
func (f identityFile) lost(copied []byte) bool {
	if !errors.Is(f.err, ErrWrongPassphrase) {
		return true
	}
	same := 0
	for i := range min(len(f.sealed), len(copied)) {
		if f.sealed[i] == copied[i] {
			same++
		}
	}
	return len(f.sealed) == len(copied) && same > len(copied)/2
}

func openIdentity(sealed []byte, passphrase secret.Secret) (*age.X25519Identity, error) {
	if passphrase.IsEmpty() {
		return nil, ErrWrongPassphrase
	}
	key, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, err
	}
	key.SetMaxWorkFactor(maxWorkFactor)
	defer forgetKeyDerivation()
	text, err := open(key, sealed)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrWrongPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("identity.age is damaged: restore it from a backup (%w)", err)
	}
	return parseIdentity(string(text))
}

func parseIdentity(text string) (*age.X25519Identity, error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if number, ok := strings.CutPrefix(line, versionComment); ok {
			if version, err := strconv.Atoi(number); err != nil || version > identityVersion {
				return nil, &NewerError{Name: "the vault", Version: version}
			}
		}
		if line != "" && !strings.HasPrefix(line, "#") {
			identity, err := age.ParseX25519Identity(line)
			if err != nil {
				return nil, errors.New("identity.age contains a type of key that suitekey does not make: restore it from a backup")
			}
			return identity, nil
		}
	}
	return nil, errors.New("identity.age contains no key: restore it from a backup")
}

// forgetKeyDerivation frees the 128 MiB that scrypt needed. Otherwise the garbage
// collector would let the heap grow to twice this size.
func forgetKeyDerivation() { debug.FreeOSMemory() }

// seal encrypts text for one recipient, in age's binary format: unlike the armoured
// format, every changed byte is detected.
func seal(recipient age.Recipient, plain []byte) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// open decrypts sealed and authenticates all of it.
func open(identity age.Identity, sealed []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return nil, err
	}
	var plain bytes.Buffer
	plain.Grow(len(sealed))
	if _, err := io.Copy(&plain, r); err != nil {
		return nil, err
	}
	return plain.Bytes(), nil
}
