package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"
)

// recordVersion is the version of what is written. A record of a newer one is
// refused and stays as it is. Version 1 had fewer fields and is read as it is: a
// suitekey that knows no other would lose what it does not know, so it has to
// refuse version 2.
const (
	recordVersion = 2
	oldestVersion = 1
)

// The kinds of record. A file that is moved to another folder is not taken for
// what belongs there.
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
	Generation int          `json:"generation,omitempty"` // counts the states of one name, from 1
	Journey    string       `json:"journey,omitempty"`
	Fields     []string     `json:"fields,omitempty"`
	Profile    *stored      `json:"profile,omitempty"`
	Spent      []string     `json:"spent,omitempty"` // marks of refresh tokens that are used up
	Draft      []byte       `json:"draft,omitempty"`
	Token      *storedToken `json:"token,omitempty"` // an access token, of the cache
	From       string       `json:"from,omitempty"`  // these three are of a renaming
	To         string       `json:"to,omitempty"`    // also the default connection, of the settings
	Shift      int          `json:"shift,omitempty"` // what is added to the number of every state
}

// encode makes the text of r, and proves that it reads back as the same: JSON
// would silently replace bytes that are not UTF-8, and a secret must not change.
func encode(r record) ([]byte, error) {
	r.Version = recordVersion
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil, fmt.Errorf("%s cannot be stored: %v", printable(r.Name), err)
	}
	again, err := decode(text, r.Kind, r.Name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be stored: %w", printable(r.Name), err)
	}
	if !reflect.DeepEqual(r, again) {
		return nil, fmt.Errorf("%s cannot be stored: a value holds bytes that are not text; paste it again", printable(r.Name))
	}
	return text, nil
}

// decode reads the text of a record that should be of that kind and name. It is
// strict: what it does not know, it does not silently drop.
func decode(text []byte, kind, name string) (record, error) {
	var r record
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&r)
	if err != nil || r.Version < oldestVersion || r.Version > recordVersion {
		// A newer version may have fields that made the strict reading fail.
		var head struct{ Version int }
		if json.Unmarshal(text, &head) == nil && head.Version > recordVersion {
			return record{}, &NewerError{Name: name, Version: head.Version}
		}
		// What encoding/json says may quote what it read, so it is not passed on.
		return record{}, errors.New("it is not a record of suitekey")
	}
	r.Version = recordVersion // all that version 1 had is where it was
	if _, err := decoder.Token(); err != io.EOF {
		return record{}, errors.New("something follows the record")
	}
	switch {
	case !storable(r.Saved), r.Token != nil && !storable(r.Token.Expires):
		return record{}, errors.New("it holds a time that is none")
	case r.Kind != kind:
		return record{}, fmt.Errorf("it holds a %.20q, not a %s", r.Kind, kind)
	case r.Name != name:
		return record{}, fmt.Errorf("it holds %.70q: the file was moved", r.Name)
	case kind == kindProfile && (r.Profile == nil || r.Generation < 1):
		return record{}, errors.New("it holds no connection")
	}
	if r.Profile != nil {
		if _, err := r.Profile.reveal(name); err != nil {
			return record{}, err
		}
	}
	return r, nil
}
