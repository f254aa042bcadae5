package profile

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/lazyregexp"
	"suitekey/core/secret"
)

// TestEveryFieldHasARow fails when a field of Profile is not in the table: no
// part of the program would store, compare or show it.
func TestEveryFieldHasARow(t *testing.T) {
	var p Profile
	v := reflect.ValueOf(&p).Elem()
	for i := range v.NumField() {
		rows := 0
		for _, f := range Fields() {
			if f.At(&p) == v.Field(i).Addr().Interface() {
				rows++
			}
		}
		if rows != 1 {
			t.Errorf("Profile.%s has %d rows in core/profile/fields.go, want 1", v.Type().Field(i).Name, rows)
		}
	}
}

var keyPattern = lazyregexp.Lazy(`^[a-z]+(_[a-z]+)*$`)

// TestRowsAreComplete fails when a row leaves a column open.
func TestRowsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields() {
		for _, key := range []string{f.Key, "$" + f.Env, "record " + f.Record} {
			if seen[key] && !strings.HasSuffix(key, None) && key != "record " {
				t.Errorf("%s: %s is in the table twice", f.Key, key)
			}
			seen[key] = true
		}
		switch {
		case !keyPattern().MatchString(f.Key):
			t.Errorf("%q is not a key", f.Key)
		case f.Label == "":
			t.Errorf("%s has no label for people (column Label)", f.Key)
		case f.Env == "", f.Env != None && f.EnvHelp == "":
			t.Errorf("%s: name its environment variable and what it is, or say None (columns Env and EnvHelp)", f.Key)
		case f.Origin < Answer || f.Origin > Stamp:
			t.Errorf("%s: say where its value comes from (column Origin)", f.Key)
		case f.Since < 1:
			t.Errorf("%s: say which record version has it first (column Since)", f.Key)
		case f.Part != "" && f.Origin != Answer:
			t.Errorf("%s: only an answer can be changed by itself (column Part)", f.Key)
		}
	}
}

// released are the fields of the record versions that older programs read. A
// version that was released never gets another field: the older program would
// call the record damaged instead of newer. Freeze the newest version here when
// it is released.
var released = map[int]string{
	1: "name account consumer method surfaces wsdl consumer_key consumer_secret token_id token_secret signature_algorithm " +
		"key_type certificate_id private_key certificate jwt_algorithm scopes entity role timeout retries retry_interval " +
		"tested refusals created changed",
	2: "tags token_since refresh_token refresh_until redirect_uri former_credential retire_on",
}

func TestReleasedVersionsStay(t *testing.T) {
	now := map[int][]string{}
	for _, f := range Fields() {
		now[f.Since] = append(now[f.Since], f.Key)
		if f.Since > len(released)+1 {
			t.Errorf("%s is in since version %d, but the next version is %d (column Since)", f.Key, f.Since, len(released)+1)
		}
	}
	for version, keys := range released {
		for _, key := range now[version] {
			if !slices.Contains(strings.Fields(keys), key) {
				t.Errorf("%s is not in record version %d, which is released: give it version %d (column Since)", key, version, len(released)+1)
			}
		}
		for _, key := range strings.Fields(keys) {
			if !slices.Contains(now[version], key) {
				t.Errorf("%s is in record version %d, and the table does not read it there any more", key, version)
			}
		}
	}
}

// TestRecordVersion: a record gets the lowest version that has all its fields, so
// that an older program refuses just those that it would damage.
func TestRecordVersion(t *testing.T) {
	table, next := fields, NewestVersion()+1
	defer func() { fields = table }()
	fields = append(slices.Clone(table), Field{Key: "owner", Since: next, At: func(p *Profile) any { return &p.Entity }})
	for _, tc := range []struct {
		p    Profile
		want int
	}{
		{Profile{Name: "acme", ConsumerKey: "ck", Tags: []string{}}, 1},
		{Profile{Name: "acme", Old: &Profile{ConsumerKey: "ck"}}, 2},
		{Profile{Name: "acme", Entity: "somebody"}, next},
		{Profile{Name: "acme", Old: &Profile{Entity: "somebody"}}, next},
	} {
		if got := RecordVersion(&tc.p); got != tc.want {
			t.Errorf("%+v needs version %d, want %d", tc.p, got, tc.want)
		}
	}
	if got := NewestVersion(); got != next {
		t.Errorf("the newest version is %d, want %d", got, next)
	}
}

// TestDiffSeesEveryField changes one field at a time.
func TestDiffSeesEveryField(t *testing.T) {
	full := filled(t)
	for _, f := range Fields() {
		other := full
		f.Clear(&other)
		if f.IsZero(&full) || !f.IsZero(&other) || f.Same(&full, &other) {
			t.Errorf("%s: an empty field and a filled one are the same", f.Key)
		}
		var want []string
		if f.Origin != Stamp {
			want = []string{f.Key}
		}
		if got := Diff(full, other); !slices.Equal(got, want) {
			t.Errorf("%s: Diff says %v", f.Key, got)
		}
		f.Copy(&other, &full)
		if got := Diff(full, other); len(got) > 0 || !f.Same(&full, &other) {
			t.Errorf("%s: copied, but Diff says %v", f.Key, got)
		}
	}
}

// TestText writes every value as text and reads it back. Every answer needs a
// text form, or a secret: without one, journeys would drop it.
func TestText(t *testing.T) {
	full := filled(t)
	for _, f := range Fields() {
		text, again := f.Text(&full), full
		f.Clear(&again)
		err := f.SetText(&again, text)
		switch {
		case f.IsSecret():
			f.SetSecret(&again, f.Secret(&full))
			if text != "" || err == nil || !f.Same(&full, &again) {
				t.Errorf("%s: a secret has the text %q, %v", f.Key, text, err)
			}
		case f.Origin != Answer && text == "":
		case err != nil || text == "" || !f.Same(&full, &again):
			t.Errorf("%s: text %q, read back %q: %v", f.Key, text, f.Text(&again), err)
		}
	}
	for _, key := range []string{"account", "timeout", "retries"} {
		p, f := full, must(t, key)
		if err := f.SetText(&p, "0123456789 canary"); err == nil || strings.Contains(err.Error(), "canary") || !f.IsZero(&p) {
			t.Errorf("%s takes anything: %v", key, err)
		}
	}
	if f := must(t, "scopes"); f.SetText(&full, "restlets, rest_webservices,") != nil || f.Text(&full) != "restlets,rest_webservices" {
		t.Errorf("the scopes are %q", full.Scopes)
	}
}

func must(t *testing.T, key string) Field {
	f, ok := FieldOf(key)
	if !ok {
		t.Fatalf("no field %s", key)
	}
	return f
}

// filled returns a profile with something in every field.
func filled(t *testing.T) Profile {
	var p Profile
	for i, f := range Fields() {
		at := time.Unix(int64(i+1), 0)
		switch v := f.At(&p).(type) {
		case *string:
			*v = "text " + f.Key
		case *Method:
			*v = M2M
		case *account.ID:
			*v, _ = account.Parse("1234567_SB1")
		case *secret.Secret:
			*v = secret.New("secret " + f.Key)
		case *[]string:
			*v = []string{f.Key, "b"}
		case *[]Surface:
			*v = []Surface{REST, SOAP}
		case *int:
			*v = i + 1
		case *time.Duration:
			*v = time.Duration(i+1) * time.Second
		case *time.Time:
			*v = at
		case *[]time.Time:
			*v = []time.Time{at}
		case *Tested:
			*v = Tested{At: at}
		case **Profile:
			*v = &Profile{Name: "former"}
		default:
			t.Fatalf("%s is of a type that Text, Same and storage do not know: %T", f.Key, v)
		}
	}
	return p
}
