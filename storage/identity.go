package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"runtime/metrics"

	"filippo.io/age"

	"suitekey/core/secret"
	"suitekey/storage/ring"
)

const (
	// workFactor is scrypt's log2(N), as age chooses it for passphrases. It costs about
	// a second. OWASP's Password Storage Cheat Sheet asks for at least N=2^17, r=8, p=1.
	workFactor       = 18
	lowestWorkFactor = 17
	// maxWorkFactor limits the work that a manipulated file can demand.
	maxWorkFactor = 20
)

// identityFiles are read in this order. The second file is a copy of the first:
// every other file depends on the key, and damage to one file must not lose
// everything.
var identityFiles = []string{"identity.age", "identity-copy.age"}

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
func (v *Vault) readIdentity(passphrase secret.Secret) (keys vaultKeys, mark string, err error) {
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
		keys, err := openIdentity(file.sealed, passphrase)
		if err == nil {
			v.restoreIdentity(files, i)
			return keys, markOfKey(file.sealed), nil
		}
		var newer *NewerError
		if errors.As(err, &newer) {
			return vaultKeys{}, "", err
		}
		files[i].err = err
		failures = append(failures, err)
	}
	// A wrong passphrase and some kinds of damage look the same. Report the likelier one.
	for _, err := range failures {
		if errors.Is(err, ErrWrongPassphrase) {
			return vaultKeys{}, "", err
		}
	}
	return vaultKeys{}, "", failures[0]
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

// openIdentity tries the passphrase as typed and, if that text differs, in composed form
// (NFC): keyboards and editors of other systems write é as e and a combining accent.
func openIdentity(sealed []byte, passphrase secret.Secret) (vaultKeys, error) {
	keys, err := openIdentityAs(sealed, secret.Normalized(passphrase))
	if errors.Is(err, ErrWrongPassphrase) && !secret.Normalized(passphrase).Equal(passphrase) {
		return openIdentityAs(sealed, passphrase) // a vault of an earlier suitekey
	}
	return keys, err
}

func openIdentityAs(sealed []byte, passphrase secret.Secret) (vaultKeys, error) {
	if passphrase.IsEmpty() {
		return vaultKeys{}, ErrWrongPassphrase
	}
	key, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return vaultKeys{}, err
	}
	key.SetMaxWorkFactor(maxWorkFactor)
	defer forgetKeyDerivation()
	text, err := open(sealed, key)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return vaultKeys{}, ErrWrongPassphrase
	}
	if err != nil {
		return vaultKeys{}, fmt.Errorf("identity.age is damaged: restore it from a backup (%w)", err)
	}
	return parseKeys(string(text))
}

// forgetKeyDerivation frees the 128 MiB that scrypt needed. Otherwise the garbage
// collector would let the heap grow to twice this size. After a cheap derivation it does
// nothing: it takes longer than that.
func forgetKeyDerivation() {
	const much = 32 << 20
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	if metrics.Read(heap); heap[0].Value.Kind() != metrics.KindUint64 || heap[0].Value.Uint64() > much {
		debug.FreeOSMemory()
	}
}

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
func open(sealed []byte, identities ...age.Identity) ([]byte, error) {
	return ring.Decrypt(bytes.NewReader(sealed), int64(len(sealed)), identities...)
}
