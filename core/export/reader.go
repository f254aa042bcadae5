package export

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Reader is a program that reads a .env file. Such programs disagree about line
// breaks, quotes, $, # and backslashes, so each can have a form of its own.
type Reader struct {
	Key     string `json:"key"`          // as --reader takes it
	Name    string `json:"name"`         // as people know it
	Form    string `json:"form"`         // how a value is written: a key of envForms
	Refused string `json:"not_in_value"` // characters that the form does not carry, beyond those that it never does
	Lines   bool   `json:"lines"`        // its form carries a value of several lines
	Default bool   `json:"default"`      // it reads a value of several lines from the form for no reader in particular
	Instead string `json:"instead"`      // without Lines: what to do with a key of several lines
	Source  string `json:"source"`       // where its syntax is described
	Tried   string `json:"tried"`        // the version that the form was tried with
}

// Dotenv is the key of the format that has readers.
const Dotenv = "dotenv"

var loadReaders = sync.OnceValue(func() []Reader {
	var t struct {
		Note    string   `json:"note"`
		Checked string   `json:"checked"` // the day, for core/facts
		Readers []Reader `json:"readers"`
	}
	read("readers", &t)
	return t.Readers
})

// Readers are the readers of .env files that have a form of their own.
func Readers() []Reader { return slices.Clone(loadReaders()) }

// FindReader returns the reader of that key.
func FindReader(key string) (Reader, bool) {
	i := slices.IndexFunc(loadReaders(), func(r Reader) bool { return r.Key == key })
	if i < 0 {
		return Reader{}, false
	}
	return loadReaders()[i], true
}

// CheckReader tells what of a connection the reader cannot hold; see Instead for
// what to do then.
func CheckReader(p profile.Profile, r Reader) error {
	var labels []string
	var reason error
	for _, f := range Environment(p) {
		if _, err := r.write(f.Copies().Reveal()); err != nil {
			labels, reason = append(labels, "the "+strings.ToLower(f.Label)), err
		}
	}
	if reason == nil {
		return nil
	}
	return fmt.Errorf("%s cannot hold %s: %w", r.Name, strings.Join(labels, " and "), reason)
}

// write is a value in the reader's form.
func (r Reader) write(text string) (string, error) {
	switch {
	case !r.Lines && strings.ContainsAny(strings.TrimSuffix(text, "\n"), "\r\n"):
		return "", errLines
	case strings.ContainsAny(text, r.Refused):
		return "", errCharacter
	}
	return envForms[r.Form](text)
}

// readerOf is the reader of that key; for an empty key the one whose form most
// programs understand.
func readerOf(key string) (Reader, error) {
	if key == "" {
		return Reader{Form: "common", Lines: true}, nil
	}
	r, ok := FindReader(key)
	if !ok {
		return Reader{}, fmt.Errorf("there is no reader %s", secret.Quote(key))
	}
	return r, nil
}

// EnvHead says in comments who cannot read the file, if there are such readers.
func (d *page) EnvHead() string {
	if d.reader.Key != "" {
		return "# Written for " + d.reader.Name + ".\n"
	}
	if !slices.ContainsFunc(d.Fields, func(i item) bool { return strings.Contains(i.Text(), "\n") }) {
		return ""
	}
	var own, none []string
	for _, r := range loadReaders() {
		switch {
		case r.Default:
		case r.Lines:
			own = append(own, r.Key)
		default:
			none = append(none, r.Key)
		}
	}
	return "# Readers that need a form of their own for a key of several lines (export --reader): " + strings.Join(own, ", ") + ".\n" +
		"# Readers that cannot hold such a key: " + strings.Join(none, ", ") + ". Start the program by suitekey exec " + d.Name + " -- PROGRAM instead.\n"
}
