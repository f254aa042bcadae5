// Package journal keeps the log of a vault: who opened the vault and when, and which
// secrets of which connection left it. The log contains no values.
//
// Each entry is a file in the folder log of the vault, encrypted like a connection.
// Processes that write at the same time therefore need no lock and lose nothing. Older
// entries are packed together, and the oldest packs are removed.
package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The events.
const (
	Unlocked   = "unlock"     // the vault was opened
	Given      = "agent"      // the agent gave the vault's key to a process
	Revealed   = "reveal"     // secrets were shown on a terminal
	Copied     = "copy"       // a secret was copied to the clipboard
	Exported   = "export"     // an export with secrets was written or shown
	Ran        = "exec"       // a program received the credentials in its environment
	Token      = "token"      // an access token was printed
	Header     = "header"     // an Authorization header was printed
	Curl       = "curl"       // a request was signed for curl
	Passphrase = "passphrase" // the passphrase, the key or the recovery sheet changed
	Removed    = "remove"     // a connection was removed
)

// Entry is one line of the log. It contains no value of a connection.
type Entry struct {
	At       time.Time `json:"at"`
	Event    string    `json:"event"`
	Profile  string    `json:"profile,omitempty"` // name of the connection
	What     string    `json:"what,omitempty"`    // "by the passphrase", "jitterbit", "node"
	User     string    `json:"user"`              // of the operating system
	Computer string    `json:"computer"`
	// Count is how many times it happened between At and Last on that day; 0 means once.
	Count int       `json:"count,omitempty"`
	Last  time.Time `json:"last,omitzero"`
}

// longest limits each text of an entry, in bytes.
const longest = 100

// New returns an entry for an action of this process now.
func New(now time.Time, event, profile, what string) Entry {
	return Entry{At: now.UTC().Truncate(time.Millisecond), Event: event, Profile: plain(profile), What: plain(what), User: plain(userName()), Computer: plain(computerName())}
}

// plain shortens a text and removes control sequences of terminals.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	return text
}

// userName returns the name of the user of this process. Under sudo it also returns the
// person's own name.
func userName() string {
	name := strconv.Itoa(os.Getuid())
	if who, err := user.Current(); err == nil {
		name = who.Username
	}
	if person := os.Getenv("SUDO_USER"); person != "" && os.Geteuid() == 0 {
		name += " (" + person + ")"
	}
	return name
}

func computerName() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// Times returns how many times it happened.
func (e Entry) Times() int { return max(e.Count, 1) }

// Ended returns when it happened last.
func (e Entry) Ended() time.Time {
	if e.Last.IsZero() {
		return e.At
	}
	return e.Last
}

// file is the plain text of a stored file.
type file struct {
	Version int     `json:"version"`
	Entries []Entry `json:"entries"`
	// Packed names the files whose entries are in this file. A crash can leave such a file
	// behind; its entries must not count twice.
	Packed []string `json:"packed,omitempty"`
}

const version = 1

func (f file) text() ([]byte, error) {
	f.Version = version
	return json.Marshal(f)
}

func parse(text []byte) (file, error) {
	var f file
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&f); err != nil || f.Version != version {
		return file{}, errors.New("it is not an entry of a log, or a newer suitekey has written it")
	}
	for i, e := range f.Entries {
		f.Entries[i].Event, f.Entries[i].Profile, f.Entries[i].What = plain(e.Event), plain(e.Profile), plain(e.What)
		f.Entries[i].User, f.Entries[i].Computer = plain(e.User), plain(e.Computer)
	}
	return f, nil
}

// merged combines what the same user did in the same way on one day into one entry, and
// sorts the entries by time.
func merged(entries []Entry) []Entry {
	type kind struct{ day, event, profile, what, user, computer string }
	at := map[kind]int{}
	var all []Entry
	for _, e := range entries {
		k := kind{e.At.UTC().Format(time.DateOnly), e.Event, e.Profile, e.What, e.User, e.Computer}
		i, known := at[k]
		if !known {
			at[k] = len(all)
			all = append(all, e)
			continue
		}
		first := &all[i]
		first.Count, first.Last = first.Times()+e.Times(), later(first.Ended(), e.Ended())
		if e.At.Before(first.At) {
			first.At = e.At
		}
	}
	sorted(all)
	return all
}

func sorted(entries []Entry) {
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Event, b.Event)) })
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
