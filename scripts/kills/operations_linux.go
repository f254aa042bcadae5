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
	{name: "add key", args: addKey, after: with},
	{name: "recover", args: recovery, after: recovered},
	{name: "recover lost", args: recovery, before: loseIdentity, after: recovered},
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
