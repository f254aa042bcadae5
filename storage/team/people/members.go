package people

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"suitekey/core/profile"
)

// Role is what a person or a machine may do with a vault. The engine enforces roles by
// prefix: see Permissions.
type Role string

// The roles, the widest first.
const (
	Admin   Role = "admin"   // everything, also people
	Member  Role = "member"  // connections
	Renewer Role = "renewer" // a machine that renews connections
	Reader  Role = "reader"  // uses connections and changes none
)

// Roles are the roles, the widest first.
var Roles = []Role{Admin, Member, Renewer, Reader}

// ParseRole reads a role.
func ParseRole(text string) (Role, error) {
	if role := Role(strings.ToLower(strings.TrimSpace(text))); slices.Contains(Roles, role) {
		return role, nil
	}
	return "", errors.New("the roles are admin, member, renewer and reader")
}

// Writes reports whether the role may change connections.
func (r Role) Writes() bool { return r == Admin || r == Member || r == Renewer }

// Permission is what the engine has to allow for a role.
type Permission struct {
	Prefix string // of keys in the engine
	Write  bool   // in addition to reading
}

// writable are the folders and records of a vault that members write.
var writable = []string{"profiles/", "history/", "drafts/", "cache/", "leases/", "settings"}

// joins is the folder of requests to join. Every user of the engine may write to it.
const joins = "joins"

// Permissions returns what a role needs for the keys under prefix, which ends with a slash.
func Permissions(prefix string, role Role) []Permission {
	if role == Admin {
		return []Permission{{prefix, true}}
	}
	all := []Permission{{prefix, false}, {prefix + joins + "/", true}}
	if role.Writes() {
		for _, each := range writable {
			all = append(all, Permission{prefix + each, true})
		}
	}
	return all
}

// Person is a member of a team: a person or a machine.
type Person struct {
	Name      string    `json:"name"`
	Recipient string    `json:"recipient"`
	Role      Role      `json:"role"`
	Machine   bool      `json:"machine,omitempty"`
	Added     time.Time `json:"added"`
	By        string    `json:"by,omitempty"` // who added the person
}

// Fingerprint returns the text to compare.
func (p Person) Fingerprint() string { return Fingerprint(p.Recipient) }

// Former is a removed member.
type Former struct {
	Name    string    `json:"name"`
	Removed time.Time `json:"removed"`
	By      string    `json:"by,omitempty"`
	Seen    int       `json:"seen"` // how many connections the person could read
}

// members is the record of all members.
type members struct {
	Version    int      `json:"version"`
	Kind       string   `json:"kind"`
	Vault      string   `json:"vault"`
	Generation int      `json:"generation"` // increases with each change
	People     []Person `json:"people"`
	Former     []Former `json:"former,omitempty"`
}

// Key is the key of the list of members.
const Key = membersKey

const (
	membersKey  = "members.age"
	membersKind = "members"
	version     = 1
)

func (m members) text() ([]byte, error) { return json.MarshalIndent(m, "", " ") }

// newer reports whether a newer suitekey has stored a record of this kind, which may have
// fields of its own.
func newer(text []byte, kind string) bool {
	var of struct {
		Version int    `json:"version"`
		Kind    string `json:"kind"`
	}
	return json.Unmarshal(text, &of) == nil && of.Kind == kind && of.Version > version
}

// parseMembers reads the output of text, and refuses everything that suitekey does not
// write.
func parseMembers(text []byte, vault string) (members, error) {
	if newer(text, membersKind) {
		return members{}, errors.New("it was stored by a newer suitekey: install the newer suitekey")
	}
	var m members
	if err := decode(text, &m); err != nil {
		return members{}, err
	}
	switch {
	case m.Kind != membersKind || m.Version < 1 || m.Generation < 1 || len(m.People) == 0:
		return members{}, errors.New("it is not a list of members")
	case m.Vault != vault:
		return members{}, fmt.Errorf("it belongs to another vault (%.70q)", m.Vault)
	}
	names := map[string]bool{}
	for _, p := range m.People {
		stored, _, err := ParseRecipient(p.Recipient)
		if err != nil || stored != p.Recipient || profile.CheckName(p.Name) != nil || !slices.Contains(Roles, p.Role) || names[p.Name] {
			return members{}, errors.New("it contains an invalid member")
		}
		names[p.Name] = true
	}
	return m, nil
}

// decode refuses unknown fields, so that nothing is lost silently. Its errors never repeat
// the text.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return errors.New("it is not a record of suitekey")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is text after the record")
	}
	return nil
}

func (m members) find(name string) (Person, bool) {
	for _, p := range m.People {
		if p.Name == name {
			return p, true
		}
	}
	return Person{}, false
}

// owner returns the member with this public key.
func (m members) owner(recipient string) (Person, bool) {
	for _, p := range m.People {
		if p.Recipient == recipient {
			return p, true
		}
	}
	return Person{}, false
}

func (m members) admins() int {
	n := 0
	for _, p := range m.People {
		if p.Role == Admin {
			n++
		}
	}
	return n
}

// with returns the next generation, in which p replaces a member with the same name.
func (m members) with(p Person) members {
	next := m.without(p.Name)
	next.People = append(next.People, p)
	slices.SortFunc(next.People, func(a, b Person) int { return strings.Compare(a.Name, b.Name) })
	return next
}

// without returns the next generation, without a member.
func (m members) without(name string) members {
	next := m
	next.Generation++
	next.People = slices.DeleteFunc(slices.Clone(m.People), func(p Person) bool { return p.Name == name })
	return next
}
