package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// TestRecordHasEveryField fails when a field is added to the profile and
// forgotten here: it would be lost at the first save.
func TestRecordHasEveryField(t *testing.T) {
	// All but the name, which the record has; and the certificate's validity beside.
	if got, want := reflect.TypeFor[stored]().NumField(), reflect.TypeFor[profile.Profile]().NumField()-1+2; got != want {
		t.Errorf("stored has %d fields, a profile needs %d", got, want)
	}
	full := profile.Profile{}
	fill(t, reflect.ValueOf(&full).Elem())
	full.Name, full.Account = "acme", sandbox(t)
	full.Certificate, full.Method = testCertificate(t), profile.M2M
	full.Old.Name, full.Old.Account = "acme", sandbox(t)
	back, err := conceal(full).reveal("acme")
	if err != nil || !reflect.DeepEqual(full, back) {
		t.Errorf("stored %+v\nread   %+v\n%v", full, back, err)
	}
}

func TestNewerRecordIsLeftAlone(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	mustSave(t, s, tbaProfile(t, "other"))
	path := s.profilePath("acme")
	sealed, err := seal(s.recipient, []byte(`{"version":3,"kind":"profile","name":"acme","generation":1,"profile":{"account":{"new":"shape"}}}`))
	if err == nil {
		err = os.WriteFile(path, sealed, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	known := mustLoad(t, s, "other")
	known.Name = "acme"
	for doing, try := range map[string]func() error{
		"load":           func() error { _, err := s.Load("acme"); return err },
		"save":           func() error { return s.Save(tbaProfile(t, "acme"), Change{}) },
		"save a change":  func() error { return s.Save(known, Change{}) },
		"note":           func() error { return s.Note(profile.Profile{Name: "acme"}, func(*profile.Profile) {}) },
		"rename":         func() error { return s.Rename("acme", "new") },
		"load an old":    func() error { _, err := s.LoadGeneration("acme", 1); return err },
		"save a draft":   func() error { return draftOver(s, sealed) },
		"in the listing": func() error { return listed(t, s, "acme").Err },
	} {
		var newer *NewerError
		if err := try(); !errors.As(err, &newer) || newer.Version != 3 {
			t.Errorf("%s: %v", doing, err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, sealed) {
		t.Errorf("the file was changed: %v", err)
	}
	mustLoad(t, s, "other")
}

func draftOver(s *Session, sealed []byte) error {
	if err := saveDraft(s, "acme", nil); err != nil {
		return err
	}
	if err := os.WriteFile(s.draftPath("acme"), sealed, 0o600); err != nil {
		return err
	}
	return saveDraft(s, "acme", []byte("new"))
}

func listed(t *testing.T, s *Session, name string) Entry {
	t.Helper()
	entries, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name == name {
			return entry
		}
	}
	t.Fatalf("%s is not in the list", name)
	return Entry{}
}

func FuzzRecord(f *testing.F) {
	for _, p := range []profile.Profile{tbaProfile(f, "acme"), m2mProfile(f, "acme"), {}} {
		text, err := encode(record{Kind: kindProfile, Name: "acme", Generation: 1, Saved: start, Profile: conceal(p)})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"version":1,"kind":"profile","name":"acme","generation":1,"profile":{"account":"../evil"}}`))
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":3}`))
	f.Add([]byte(`{"version":1,"kind":"profile","name":"acme","generation":1,"profile":{"timeout":"soon"}}{}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := decode(text, kindProfile, "acme")
		if err != nil {
			return
		}
		if r.Name != "acme" || r.Profile == nil || r.Version != recordVersion {
			t.Fatalf("accepted: %+v", r)
		}
		p, err := r.Profile.reveal(r.Name)
		if err != nil {
			t.Fatalf("accepted, but not to be revealed: %v", err)
		}
		// What is read can be stored again, and stays what it is.
		again, err := encode(record{Kind: kindProfile, Name: "acme", Generation: r.Generation, Saved: instant(r.Saved), Profile: conceal(p)})
		if err != nil {
			t.Fatalf("read, but not to be stored: %v", err)
		}
		if !json.Valid(again) {
			t.Fatalf("stored as %q", again)
		}
	})
}

// TestFirstRecord reads what the first version stored.
func TestFirstRecord(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	text, err := encode(record{Kind: kindProfile, Name: "acme", Generation: 1, Saved: start, Profile: conceal(mustLoad(t, s, "acme"))})
	if err != nil {
		t.Fatal(err)
	}
	first := bytes.Replace(text, []byte(`"version": 2`), []byte(`"version": 1`), 1)
	if bytes.Equal(first, text) {
		t.Fatal("the version is written elsewhere")
	}
	sealed, err := seal(s.recipient, first)
	if err == nil {
		err = os.WriteFile(s.profilePath("acme"), sealed, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := mustLoad(t, s, "acme")
	if p.TokenSecret.Reveal() != markToken || p.Old != nil || !p.TokenSince.IsZero() {
		t.Errorf("read %+v", p)
	}
	if err := s.Save(p, Change{}); err != nil {
		t.Fatal(err)
	}
}

// TestListHidesFormerSecrets: the index and every list come from the summary.
func TestListHidesFormerSecrets(t *testing.T) {
	s := newTestSession(t)
	p, old := m2mProfile(t, "acme"), m2mProfile(t, "acme")
	p.Old, p.RefreshToken = &old, secret.New("refresh")
	mustSave(t, s, p)
	e := listed(t, s, "acme")
	if e.Old == nil || e.Old.CertificateID != old.CertificateID || !e.Old.PrivateKey.IsEmpty() || !e.RefreshToken.IsEmpty() {
		t.Errorf("listed %+v", e.Profile)
	}
	if whole := mustLoad(t, s, "acme"); whole.Old == nil || !whole.Old.PrivateKey.Equal(old.PrivateKey) {
		t.Error("the former key is lost")
	}
}

// fill puts something into every field of a profile.
func fill(t *testing.T, v reflect.Value) {
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		switch field.Interface().(type) {
		case account.ID: // set by the caller
		case secret.Secret:
			field.Set(reflect.ValueOf(secret.New("secret " + name)))
		case time.Time:
			field.Set(reflect.ValueOf(start.Add(time.Duration(i) * time.Second)))
		case time.Duration:
			field.SetInt(int64(time.Duration(i) * time.Second))
		case []time.Time:
			field.Set(reflect.ValueOf([]time.Time{start, start.Add(time.Nanosecond)}))
		case []string:
			field.Set(reflect.ValueOf([]string{name}))
		case []profile.Surface:
			field.Set(reflect.ValueOf([]profile.Surface{profile.SOAP}))
		case profile.Tested:
			fill(t, field)
		case *profile.Profile: // a former state has none of its own
			old := profile.Profile{Old: &profile.Profile{}}
			if field.IsNil() {
				fill(t, reflect.ValueOf(&old).Elem())
				old.Old = nil
				field.Set(reflect.ValueOf(&old))
			}
		case int:
			field.SetInt(int64(i))
		default:
			if field.Kind() != reflect.String {
				t.Fatalf("%s is of a kind that this test does not know", name)
			}
			field.SetString("text " + name)
		}
	}
}
