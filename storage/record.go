package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"suitekey/core/profile"
	"suitekey/storage/index"
)

// A record of an unknown version is refused and stays unchanged: reading it would lose the
// fields that only the newer program knows. Versions 1 and 2 differ only in the fields that
// version 2 added. Since then, the version follows from the table of core/profile: a record
// has the lowest version that contains all fields of its connection, and at least
// formatVersion.
const (
	oldestVersion = 1
	formatVersion = 2
	authorVersion = 4 // of a record with By; no field of the table has it
)

// newestVersion is the newest version that this program reads and writes.
var newestVersion = max(authorVersion, profile.NewestVersion())

// version returns the version that r needs.
func (r record) version() int {
	if r.Profile == nil {
		return formatVersion
	}
	version := max(formatVersion, profile.RecordVersion(&r.Profile.Profile))
	if r.By != "" {
		version = max(version, authorVersion)
	}
	return version
}

// The kinds of record. A file that was moved to another folder is refused there.
const (
	kindProfile = "profile"
	kindDraft   = "draft"
	kindRename  = "rename"

	kindSettings = "settings"
)

// record is the plain text of a stored file, as JSON.
type record struct {
	Version    int          `json:"version"`
	Kind       string       `json:"kind"`
	Name       string       `json:"name"`
	Saved      time.Time    `json:"saved"`
	Generation int          `json:"generation,omitempty"` // number of the state, from 1
	Journey    string       `json:"journey,omitempty"`
	By         string       `json:"by,omitempty"` // who saved it, in a team's vault
	Fields     []string     `json:"fields,omitempty"`
	Profile    *stored      `json:"profile,omitempty"`
	Spent      []string     `json:"spent,omitempty"` // hashes of refresh tokens that were used
	Draft      []byte       `json:"draft,omitempty"`
	Token      *storedToken `json:"token,omitempty"`   // access token, in the cache
	Refused    []byte       `json:"refused,omitempty"` // refused sign-ins of a user, in the cache
	From       string       `json:"from,omitempty"`    // From, To and Shift belong to a renaming
	To         string       `json:"to,omitempty"`      // also the default connection, in the settings
	Shift      int          `json:"shift,omitempty"`   // added to the number of every state
}

// encode returns the text of r. It reads the text back and compares: JSON silently
// replaces bytes that are not UTF-8, and a secret must not change.
func encode(r record) ([]byte, error) {
	r.Version = r.version()
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil, fmt.Errorf("%s cannot be stored: %v", printable(r.Name), err)
	}
	again, err := decode(text, r.Kind, r.Name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be stored: %w", printable(r.Name), err)
	}
	if !reflect.DeepEqual(r, again) {
		return nil, fmt.Errorf("%s cannot be stored: a value contains bytes that are not text; paste it again", printable(r.Name))
	}
	return text, nil
}

// decode reads the text of a record and checks its kind and name. It is strict: an
// unknown key is an error, so that nothing is lost silently.
func decode(text []byte, kind, name string) (record, error) {
	var r record
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&r)
	if err != nil || r.Version < oldestVersion || r.Version > newestVersion {
		// A newer version may have fields that made the strict reading fail.
		var head struct{ Version int }
		if json.Unmarshal(text, &head) == nil && head.Version > newestVersion {
			return record{}, &NewerError{Name: name, Version: head.Version}
		}
		var invalid invalidError
		if errors.As(err, &invalid) {
			return record{}, invalid
		}
		// An error of encoding/json may quote the record, so it is not passed on.
		return record{}, errUnknownKey
	}
	if _, err := decoder.Token(); err != io.EOF {
		return record{}, errors.New("there is text after the record")
	}
	switch {
	case !index.Storable(r.Saved), r.Token != nil && !index.Storable(r.Token.Expires):
		return record{}, errInvalidTime
	case r.Kind != kind:
		return record{}, fmt.Errorf("it contains a %.20q, not a %s", r.Kind, kind)
	case r.Name != name:
		return record{}, fmt.Errorf("it contains %.70q: the file was moved", r.Name)
	case kind == kindProfile && (r.Profile == nil || r.Generation < 1):
		return record{}, errors.New("it contains no connection")
	}
	return r, nil
}
