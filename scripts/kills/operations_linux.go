package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// operation is something that changes a vault.
type operation struct {
	name   string
	args   []string
	before func(*world) error // prepares the vault; may be nil
	after  func(*world) error // after a kill: looks, brings it to its end, and looks again
	goesOn bool               // each trial starts from what the former one left: NetSuite cannot be set back
}

// operations are all that save, change, rename, remove and encrypt anew.
var operations = []operation{
	{name: "save", args: []string{"import", "dotenv", "import.env", "fresh", "--no-input"}, after: func(w *world) error {
		if err := w.keeps("acme", "beta"); err != nil {
			return err
		}
		if there, err := w.has("fresh"); err != nil || there {
			return errors.Join(err, w.keeps("fresh"))
		}
		_, err := w.say("import", "dotenv", "import.env", "fresh", "--no-input")
		return errors.Join(err, w.keeps("acme", "beta", "fresh"))
	}},
	{name: "change", args: []string{"change", "acme", "--no-input", "--timeout", "700"}, after: func(w *world) error {
		if err := w.keeps("acme", "beta"); err != nil {
			return err
		}
		_, err := w.say("change", "acme", "--no-input", "--timeout", "700")
		return errors.Join(err, w.keeps("acme", "beta"), w.shows("acme", `"timeout_seconds":700`))
	}},
	{name: "tag", args: []string{"tag", "acme", "+after"}, after: again([]string{"tag", "acme", "+after"}, `"before"`, `"after"`)},
	{name: "rename", args: []string{"rename", "acme", "moved"}, after: func(w *world) error {
		there, err := w.has("acme")
		moved, err2 := w.has("moved")
		if err := errors.Join(err, err2); err != nil || there == moved {
			return errors.Join(err, fmt.Errorf("acme is there: %v, moved: %v", there, moved))
		}
		if there {
			if _, err := w.say("rename", "acme", "moved"); err != nil {
				return err
			}
		}
		return errors.Join(w.keeps("moved", "beta"), w.states("moved", 3))
	}},
	{name: "remove", args: []string{"remove", "acme", "--yes", "--account", "9999901"}, after: func(w *world) error {
		there, err := w.has("acme")
		if err != nil {
			return err
		}
		if there {
			if _, err := w.say("remove", "acme", "--yes", "--account", "9999901"); err != nil {
				return err
			}
		}
		_, err = w.say("undo", "acme", "--yes", "--account", "9999901") // nothing of it was lost
		return errors.Join(err, w.keeps("acme", "beta"), w.shows("acme", `"timeout_seconds":600`))
	}},
	{name: "undo", args: undo, after: func(w *world) error {
		if err := w.keeps("acme", "beta"); err != nil {
			return err
		}
		if w.shows("acme", `"timeout_seconds":300`) == nil { // it was carried out before the kill
			return w.states("acme", 3)
		}
		_, err := w.say(undo...)
		return errors.Join(err, w.keeps("acme", "beta"), w.shows("acme", `"timeout_seconds":300`), w.states("acme", 3))
	}},
	{name: "passphrase", args: []string{"passphrase", "change", "--new-passphrase-file", "second"}, after: changed("passphrase", "change", "--new-passphrase-file", "second")},
	{name: "new key", args: []string{"passphrase", "change", "--new-key", "--new-passphrase-file", "second"},
		after: changed("passphrase", "change", "--new-key", "--new-passphrase-file", "second")},
	{name: "remove key", args: []string{"passphrase", "remove-key", "one"}, after: without},
	{name: "renew", args: renewal, before: (*world).certificate, after: (*world).renewed, goesOn: true},
}

// undo brings the first state back.
var undo = []string{"undo", "acme", "--yes", "--account", "9999901", "--to", "1"}

// again is an operation that may simply be run again.
func again(args []string, shown ...string) func(*world) error {
	return func(w *world) error {
		if err := w.keeps("acme", "beta"); err != nil {
			return err
		}
		_, err := w.say(args...)
		return errors.Join(err, w.keeps("acme", "beta"), w.shows("acme", shown...))
	}
}

// changed is a change of the passphrase: one of both opens, and all can be read.
func changed(args ...string) func(*world) error {
	return func(w *world) error {
		if err := errors.Join(w.opens(), w.opensByKey("acme", "beta"), w.keeps("acme", "beta"), w.states("acme", 3)); err != nil {
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
		return errors.Join(w.opensByKey("acme", "beta"), w.keeps("acme", "beta"), w.states("acme", 3))
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
	if w.opensByKey("acme") == nil {
		return errors.New("a key that was removed opens the vault")
	}
	return w.keeps("acme", "beta")
}

// keeps reads connections whole, with their histories.
func (w *world) keeps(names ...string) error {
	for _, name := range names {
		if err := w.shows(name, `"account"`); err != nil {
			return err
		}
		if _, err := w.say("history", name, "--json"); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) shows(name string, texts ...string) error {
	out, err := w.say("show", name, "--json")
	if err != nil {
		return err
	}
	for _, text := range texts {
		if !strings.Contains(string(out), text) {
			return fmt.Errorf("%s lacks %s", name, text)
		}
	}
	return nil
}

func (w *world) has(name string) (bool, error) {
	out, err := w.say("list", "--json")
	return strings.Contains(string(out), `"profile":"`+name+`"`), err
}

// states demands so many states of a connection in its history.
func (w *world) states(name string, want int) error {
	out, err := w.say("history", name, "--json")
	if err != nil {
		return err
	}
	var history struct {
		States []struct{} `json:"states"`
	}
	if err := json.Unmarshal(out, &history); err != nil || len(history.States) < want {
		return errors.Join(err, fmt.Errorf("%s has %d states of %d", name, len(history.States), want))
	}
	return nil
}
