package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// publicKey stands for the public key of the key two in the arguments of an operation.
const publicKey = "PUBLIC-KEY"

var (
	addKey   = []string{"passphrase", "add-key", "two", publicKey}
	recovery = []string{"recover", "--recovery-file", "sheet", "--new-passphrase-file", "second"}
)

// changed is a change of the passphrase: one of both opens, and all can be read.
func changed(args ...string) func(*world) error {
	return func(w *world) error {
		if err := errors.Join(w.opens(), w.opensBy("one", "acme", "beta"), w.keeps("acme", "beta"), w.states("acme", 3)); err != nil {
			return err
		}
		if w.passphrase == first {
			if _, err := w.say(args...); err != nil {
				return err
			}
		}
		if err := w.opens(); err != nil || w.passphrase != second {
			return errors.Join(err, errors.New("the new passphrase does not open the vault"))
		}
		return errors.Join(w.opensBy("one", "acme", "beta"), w.keeps("acme", "beta"), w.states("acme", 3))
	}
}

// without is a key that is taken away: it opens the vault whole, or not at all.
func without(w *world) error {
	if err := w.keeps("acme", "beta"); err != nil {
		return err
	}
	if out, err := w.say("passphrase", "keys", "--json"); err != nil || strings.Contains(string(out), `"one"`) {
		if err != nil {
			return err
		}
		if _, err := w.say("passphrase", "remove-key", "one"); err != nil {
			return err
		}
	}
	if w.opensBy("one", "acme") == nil {
		return errors.New("a key that was removed opens the vault")
	}
	return w.keeps("acme", "beta")
}

// with is a key that is added: it opens the vault whole, or not at all; those beside it
// open the vault all the time.
func with(w *world) error {
	if err := errors.Join(w.keeps("acme", "beta"), w.opensBy("one", "acme", "beta")); err != nil {
		return err
	}
	out, err := w.say("passphrase", "keys", "--json")
	if err != nil {
		return err
	}
	if !strings.Contains(string(out), `"two"`) || strings.Contains(string(out), `"opens":false`) {
		if _, err := w.say(addKey...); err != nil {
			return err
		}
	}
	return errors.Join(w.opensBy("two", "acme", "beta"), w.opensBy("one", "acme", "beta"), w.keeps("acme", "beta"))
}

// loseIdentity removes what the passphrase opens; the sheet is all that is left.
func loseIdentity(w *world) error {
	return errors.Join(os.Remove(filepath.Join(w.vault(), "identity.age")), os.Remove(filepath.Join(w.vault(), "identity-copy.age")))
}

// recovered is a vault that was opened with its sheet: at no time do two passphrases open
// it, and the sheet stays good. Without identity.age nothing but the sheet opens it.
func recovered(w *world) error {
	switch opened := w.opened(); {
	case len(opened) > 1:
		return errors.New("both passphrases open the vault")
	case len(opened) == 0 && w.begun != "recover lost":
		return errors.New("no passphrase opens the vault")
	case len(opened) == 1:
		if err := w.opensBy("one", "acme", "beta"); err != nil {
			return err
		}
	}
	for range 2 {
		if _, err := w.say(recovery...); err != nil {
			return err
		}
		if err := w.opens(); err != nil || w.passphrase != second {
			return errors.Join(err, errors.New("the new passphrase does not open the vault"))
		}
	}
	return errors.Join(w.opensBy("one", "acme", "beta"), w.keeps("acme", "beta"), w.states("acme", 3))
}
