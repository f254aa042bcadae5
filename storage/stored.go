package storage

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage/index"
)

// stored is a profile as a record contains it: without its name, which the record
// has, and with all times in UTC. MarshalJSON is the only place that reveals
// secrets for writing; its result is always encrypted. The table of core/profile
// defines the fields and their keys.
type stored struct {
	profile.Profile
	NotBefore time.Time // NotBefore and NotAfter are read from the certificate once, for listing
	NotAfter  time.Time
}

// The keys of the validity, beside those of the table.
const (
	notBeforeKey = "certificate_not_before"
	notAfterKey  = "certificate_not_after"
)

// toStored returns the stored form of p.
func toStored(p profile.Profile) *stored {
	s := &stored{Profile: withoutName(p)}
	s.NotBefore, s.NotAfter = validity(p.Certificate)
	return s
}

// withoutName returns p in the form that JSON preserves: without its name, empty
// lists as nil, times in UTC without the monotonic clock. A former state has no
// former state of its own.
func withoutName(p profile.Profile) profile.Profile {
	p.Name = ""
	for _, f := range profile.Fields() {
		switch v := f.At(&p).(type) {
		case *time.Time:
			*v = instant(*v)
		case *[]time.Time:
			*v = instants(*v)
		case *profile.Tested:
			v.At = instant(v.At)
		case **profile.Profile:
			if *v != nil {
				old := withoutName(**v)
				old.Old = nil
				*v = &old
			}
		default:
			if f.IsZero(&p) {
				f.Clear(&p)
			}
		}
	}
	return p
}

// toProfile returns the profile that s stores under name.
func (s *stored) toProfile(name string) profile.Profile {
	p := s.Profile
	p.Name = name
	if p.Old != nil {
		old := *p.Old
		old.Name = name
		p.Old = &old
	}
	return p
}

// recordKey returns the key of f in a record, and whether it has one there.
func recordKey(f profile.Field) (string, bool) {
	if f.Record != "" {
		return f.Record, f.Record != profile.None
	}
	return f.Key, true
}

// MarshalJSON writes the fields that are not empty, secrets revealed.
func (s *stored) MarshalJSON() ([]byte, error) {
	values := map[string]any{}
	for _, f := range profile.Fields() {
		if key, stores := recordKey(f); stores && !f.IsZero(&s.Profile) {
			values[key] = jsonForm(f.At(&s.Profile))
		}
	}
	for key, at := range map[string]time.Time{notBeforeKey: s.NotBefore, notAfterKey: s.NotAfter} {
		if !at.IsZero() {
			values[key] = at
		}
	}
	return json.Marshal(values)
}

// tested is profile.Tested with its keys in a record.
type tested struct {
	At      time.Time `json:"at,omitzero"`
	Company string    `json:"company,omitempty"`
	Role    string    `json:"role,omitempty"`
	Entity  string    `json:"entity,omitempty"`
}

// jsonForm returns what a record has for the value that pointer points to.
func jsonForm(pointer any) any {
	switch v := pointer.(type) {
	case *secret.Secret:
		return v.Reveal()
	case *account.ID:
		return v.Realm()
	case *time.Duration:
		return v.String()
	case *profile.Tested:
		return tested(*v)
	case **profile.Profile:
		return &stored{Profile: **v}
	}
	return pointer
}

// UnmarshalJSON is the reverse of MarshalJSON. It is strict: it fails for a key
// that is not in the table, and for a value that MarshalJSON does not write. For
// an invalid value the error is an invalidError.
func (s *stored) UnmarshalJSON(text []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	known := 0
	read := func(key string, pointer any) error {
		raw, there := values[key]
		if !there {
			return nil
		}
		known++
		if string(raw) == "null" {
			return nil
		}
		return readForm(raw, pointer)
	}
	for _, f := range profile.Fields() {
		if key, stores := recordKey(f); stores {
			if err := read(key, f.At(&s.Profile)); err != nil {
				return err
			}
		}
	}
	for key, at := range map[string]*time.Time{notBeforeKey: &s.NotBefore, notAfterKey: &s.NotAfter} {
		if err := read(key, at); err != nil {
			return err
		}
	}
	if known < len(values) {
		return errUnknownKey
	}
	return nil
}

// invalidError describes an invalid value in a record. Its text contains nothing that may
// be secret.
type invalidError string

func (e invalidError) Error() string { return string(e) }

const (
	errUnknownKey  = invalidError("it is not a record of suitekey")
	errInvalidTime = invalidError("it contains an invalid time")
)

// readForm reads the JSON that jsonForm makes into the value that pointer points
// to.
func readForm(raw json.RawMessage, pointer any) error {
	text, target := "", pointer
	switch pointer.(type) {
	case *secret.Secret, *account.ID, *time.Duration:
		target = &text
	case *profile.Tested:
		target = &tested{}
	case **profile.Profile:
		target = &stored{}
	}
	if err := json.Unmarshal(raw, target); err != nil {
		return err
	}
	var times []time.Time
	switch v := pointer.(type) {
	case *secret.Secret:
		*v = secret.New(text)
	case *account.ID:
		return readAccount(text, v)
	case *time.Duration:
		return readDuration(text, v)
	case *time.Time:
		times = []time.Time{*v}
	case *[]time.Time:
		times = *v
	case *profile.Tested:
		*v = profile.Tested(*target.(*tested))
		times = []time.Time{v.At}
	case **profile.Profile:
		old := target.(*stored).Profile
		if *v = &old; old.Old != nil {
			return invalidError("it contains more than one former state")
		}
	}
	if slices.ContainsFunc(times, func(t time.Time) bool { return !index.Storable(t) }) {
		return errInvalidTime
	}
	return nil
}

func readAccount(text string, id *account.ID) error {
	if text == "" {
		return nil
	}
	var err error
	if *id, err = account.Parse(text); err != nil || id.Realm() != text {
		return invalidError(fmt.Sprintf("it contains an invalid account ID: %.40q", text))
	}
	return nil
}

func readDuration(text string, d *time.Duration) error {
	if text == "" {
		return nil
	}
	var err error
	if *d, err = time.ParseDuration(text); err != nil {
		return invalidError(fmt.Sprintf("it contains an invalid duration: %.20q", text))
	}
	return nil
}

// texts returns values as strings; nil for none.
func texts[T ~string](values []T) []string {
	var plain []string
	for _, value := range values {
		plain = append(plain, string(value))
	}
	return plain
}

// instant returns t in UTC, without the monotonic clock: JSON does not preserve it.
func instant(t time.Time) time.Time { return t.Round(0).UTC() }

func instants(times []time.Time) []time.Time {
	var plain []time.Time
	for _, t := range times {
		plain = append(plain, instant(t))
	}
	return plain
}

// validity returns the period in which NetSuite accepts a certificate. Both times
// are zero without a certificate, and for a certificate that cannot be read: the
// journeys report that before the connection is saved.
func validity(certificate string) (from, until time.Time) {
	if certificate == "" {
		return time.Time{}, time.Time{}
	}
	parsed, err := m2m.ParseCertificate([]byte(certificate))
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return parsed.NotBefore().UTC(), parsed.Ends().UTC()
}
