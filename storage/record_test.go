package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// TestRecordHasEveryField fails when a field is lost on its way to the record and
// back, also in a former state.
func TestRecordHasEveryField(t *testing.T) {
	full := profile.Profile{}
	fill(t, reflect.ValueOf(&full).Elem())
	full.Name, full.Account = "acme", sandbox(t)
	full.Certificate, full.Method = testCertificate(t), profile.M2M
	full.Old.Name, full.Old.Account = "acme", sandbox(t)
	r := record{Kind: kindProfile, Name: "acme", Generation: 1, Saved: start, Profile: toStored(full)}
	text, err := encode(r)
	if err != nil {
		t.Fatal(err)
	}
	again, err := decode(text, kindProfile, "acme")
	if err != nil {
		t.Fatal(err)
	}
	if again.Profile.NotBefore.IsZero() || again.Profile.NotAfter.IsZero() {
		t.Error("the validity of the certificate is not in the record")
	}
	back := again.Profile.toProfile("acme")
	for _, f := range profile.Fields() {
		if !f.Same(&full, &back) || !f.Same(full.Old, back.Old) {
			t.Errorf("the record loses %s (storage/stored.go: jsonForm and readForm)", f.Key)
		}
	}
	if !reflect.DeepEqual(full, back) {
		t.Errorf("stored %+v\nread   %+v", full, back)
	}
}

// TestNewerFieldIsNotDamage: a field that only a newer suitekey knows comes with
// a newer version, so this program says who stored the record. The same field
// under a version that this program knows is damage.
func TestNewerFieldIsNotDamage(t *testing.T) {
	p := m2mProfile(t, "acme")
	p.Old = &profile.Profile{Name: "acme", Account: sandbox(t), TokenID: "former"}
	text, err := encode(record{Kind: kindProfile, Name: "acme", Generation: 1, Saved: start, Profile: toStored(p)})
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{`"profile": {`, `"old": {`} {
		for version, isNewer := range map[int]bool{1: false, newestVersion: false, newestVersion + 1: true, newestVersion + 7: true} {
			with := strings.Replace(string(text), where, where+` "unknown_field": "somebody",`, 1)
			with = strings.Replace(with, `"version": 2`, fmt.Sprintf(`"version": %d`, version), 1)
			_, err := decode([]byte(with), kindProfile, "acme")
			var newer *NewerError
			if errors.As(err, &newer) != isNewer || (Condition(err) == "newer") != isNewer || err == nil || isNewer && !strings.Contains(err.Error(), "newer suitekey") {
				t.Errorf("a new field in %s of version %d: %v", where, version, err)
			}
		}
	}
}

// TestRecordsOfOlderProgramsOpen reads what released programs have written, byte
// by byte.
func TestRecordsOfOlderProgramsOpen(t *testing.T) {
	for name, text := range map[string]string{
		"version 1": `{"version":1,"kind":"profile","name":"acme","saved":"2026-11-20T00:00:00Z","generation":1,"journey":"setup","profile":{` +
			`"account":"1234567_SB1","consumer":"jitterbit","method":"tba","surfaces":["soap"],"wsdl":"https://w","consumer_key":"ck","consumer_secret":"cs",` +
			`"token_id":"ti","token_secret":"ts","signature_algorithm":"HMAC-SHA256","timeout":"5m0s","retries":5,"retry_interval":"2.5s",` +
			`"tested":{"at":"2026-11-20T00:00:00Z","company":"Acme"},"refusals":["2026-11-19T00:00:00Z"],"created":"2026-11-20T00:00:00Z","changed":"2026-11-20T00:00:00Z"}}`,
		"version 2": `{"version":2,"kind":"profile","name":"acme","saved":"2026-11-27T00:00:00Z","generation":3,"spent":["0011"],"profile":{` +
			`"account":"1234567_SB1","tags":["a"],"consumer":"alumio","method":"m2m","surfaces":["rest"],"consumer_key":"ck","key_type":"p256","jwt_algorithm":"ES256",` +
			`"private_key":"pem","certificate":"pem","certificate_not_before":"2026-11-20T00:00:00Z","certificate_not_after":"2027-11-20T00:00:00Z","certificate_id":"id",` +
			`"scopes":["restlets"],"entity":"1","role":"2","refresh_token":"rt","refresh_until":"2026-11-28T00:00:00Z","redirect_uri":"suitekey://callback","retire_on":"2026-12-24T00:00:00Z",` +
			`"old":{"account":"1234567_SB1","method":"tba","token_id":"ti","token_secret":"ts","token_since":"2026-11-20T00:00:00Z",` +
			`"certificate":"pem","certificate_not_before":"2026-11-20T00:00:00Z"}}}`,
	} {
		r, err := decode([]byte(text), kindProfile, "acme")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := r.Profile.toProfile("acme")
		for _, f := range profile.Fields() {
			whole, _, _ := strings.Cut(text, `"old":{`)
			key, stores := recordKey(f)
			if want := strings.Contains(whole, `"`+key+`":`); stores && key != "old" && f.IsZero(&p) == want {
				t.Errorf("%s: in the record: %v, read %s as %q", name, want, f.Key, f.Text(&p))
			}
		}
		if p.Name != "acme" || p.ConsumerKey != "ck" || name == "version 2" && (p.Old == nil || p.Old.TokenSecret.Reveal() != "ts" || p.Old.Name != "acme") {
			t.Errorf("%s: read %+v", name, p)
		}
	}
}

func TestNewerRecordIsLeftAlone(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	mustSave(t, s, tbaProfile(t, "other"))
	path := s.vault.profilePath("acme")
	sealed, err := seal(s.recipient, []byte(`{"version":1000,"kind":"profile","name":"acme","generation":1,"profile":{"account":{"new":"shape"}}}`))
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
		if err := try(); !errors.As(err, &newer) || newer.Version != 1000 {
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
	if err := os.WriteFile(s.vault.draftPath("acme"), sealed, 0o600); err != nil {
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
		text, err := encode(record{Kind: kindProfile, Name: "acme", Generation: 1, Saved: start, Profile: toStored(p)})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"version":1,"kind":"profile","name":"acme","generation":1,"profile":{"account":"../evil"}}`))
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":1000}`))
	f.Add([]byte(`{"version":1,"kind":"profile","name":"acme","generation":1,"profile":{"timeout":"soon"}}{}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := decode(text, kindProfile, "acme")
		if err != nil {
			return
		}
		if r.Name != "acme" || r.Profile == nil || r.Version < oldestVersion || r.Version > newestVersion {
			t.Fatalf("accepted: %+v", r)
		}
		p := r.Profile.toProfile(r.Name)
		// What is read can be stored again, and stays what it is.
		again, err := encode(record{Kind: kindProfile, Name: "acme", Generation: r.Generation, Saved: instant(r.Saved), Profile: toStored(p)})
		if err != nil {
			t.Fatalf("read, but not to be stored: %v", err)
		}
		if !json.Valid(again) {
			t.Fatalf("stored as %q", again)
		}
	})
}

// TestVersionOfTheAuthor: a program that knows the fields of a version must also know what
// else a record of this version has.
func TestVersionOfTheAuthor(t *testing.T) {
	for _, f := range profile.Fields() {
		if f.Since == authorVersion {
			t.Errorf("%s is in the record since version %d, in which only By is new: take the next one", f.Key, authorVersion)
		}
	}
}

// TestFirstRecord reads what the first version stored.
func TestFirstRecord(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	text, err := encode(record{Kind: kindProfile, Name: "acme", Generation: 1, Saved: start, Profile: toStored(mustLoad(t, s, "acme"))})
	if err != nil {
		t.Fatal(err)
	}
	first := bytes.Replace(text, []byte(`"version": 2`), []byte(`"version": 1`), 1)
	if bytes.Equal(first, text) {
		t.Fatal("the version is written elsewhere")
	}
	sealed, err := seal(s.recipient, first)
	if err == nil {
		err = os.WriteFile(s.vault.profilePath("acme"), sealed, 0o600)
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
