package export

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Reader is a program that reads a .env file. Such programs treat line breaks, quotes, $, #
// and backslashes differently, so each reader can have its own form.
type Reader struct {
	Key     string `json:"key"`          // the value of --reader
	Name    string `json:"name"`         // as people know the program
	Form    string `json:"form"`         // how a value is written: a key of envForms
	Refused string `json:"not_in_value"` // characters that this reader cannot read, in addition to those of its form
	Lines   bool   `json:"lines"`        // the form can contain a value of several lines
	Default bool   `json:"default"`      // the reader also reads values of several lines in the default form
	Instead string `json:"instead"`      // without Lines: what to do with a key of several lines
	Source  string `json:"source"`       // where its syntax is documented
	Tried   string `json:"tried"`        // the version with which the form was tried
}

// Dotenv is the key of the format that has readers.
const Dotenv = "dotenv"

var loadReaders = sync.OnceValue(func() []Reader {
	var t struct {
		Note    string   `json:"note"`
		Checked string   `json:"checked"` // the date, for core/facts
		Readers []Reader `json:"readers"`
	}
	read("readers", &t)
	return t.Readers
})

// Readers returns the readers of .env files that have their own form.
func Readers() []Reader { return slices.Clone(loadReaders()) }

// FindReader returns the reader with that key; false if there is none.
func FindReader(key string) (Reader, bool) {
	i := slices.IndexFunc(loadReaders(), func(r Reader) bool { return r.Key == key })
	if i < 0 {
		return Reader{}, false
	}
	return loadReaders()[i], true
}

// CheckReader returns an error that names the values of the connection which the reader
// cannot read. Reader.Instead says what to do then.
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
	return fmt.Errorf("%s cannot read %s: %w", r.Name, strings.Join(labels, " and "), reason)
}

// write returns a value in the reader's form.
func (r Reader) write(text string) (string, error) {
	switch {
	case !r.Lines && strings.ContainsAny(strings.TrimSuffix(text, "\n"), "\r\n"):
		return "", errLines
	case strings.ContainsAny(text, r.Refused):
		return "", errCharacter
	}
	return envForms[r.Form](text)
}

// readerOf returns the reader with that key. An empty key stands for the form that most
// programs read.
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

// EnvHead returns comments that name the programs which cannot read the file; "" if all
// can.
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
	return "# Readers that need their own form for a key of several lines (export --reader): " + strings.Join(own, ", ") + ".\n" +
		"# Readers that cannot read such a key: " + strings.Join(none, ", ") + ". Start the program with suitekey exec " + d.Name + " -- PROGRAM instead.\n"
}
