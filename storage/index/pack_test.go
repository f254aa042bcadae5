package index

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// full returns a connection that has every field of the table.
func full(t testing.TB, name string) profile.Profile {
	t.Helper()
	id, err := account.Parse("1234567_SB2")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{}
	at := time.Date(2026, 2, 3, 4, 5, 6, 789, time.UTC)
	for i, f := range profile.Fields() {
		switch v := f.At(&p).(type) {
		case *string:
			*v = f.Key + " \x00 ünï"
		case *profile.Method:
			*v = profile.M2M
		case *account.ID:
			*v = id
		case *secret.Secret:
			*v = secret.New("hidden " + f.Key)
		case *[]string:
			*v = []string{f.Key, "", "b"}
		case *[]profile.Surface:
			*v = []profile.Surface{profile.REST, profile.SOAP}
		case *[]time.Time:
			*v = []time.Time{at, at.AddDate(-100, 0, 0)}
		case *int:
			*v = -i - 1
		case *time.Duration:
			*v = time.Duration(i+1) * time.Nanosecond
		case *time.Time:
			*v = at.AddDate(0, 0, i)
		case *profile.Tested:
			*v = profile.Tested{At: at, Company: "company", Role: "3"}
		case **profile.Profile:
			*v = &profile.Profile{Name: name, TokenID: "former", Refusals: []time.Time{at}, ConsumerSecret: secret.New("hidden former")}
		default:
			t.Fatalf("the index cannot have a %T", v)
		}
	}
	p.Name = name
	return p
}

// withoutSecrets returns p as the index gives it back.
func withoutSecrets(p profile.Profile) profile.Profile {
	for _, f := range profile.Fields() {
		f.SetSecret(&p, secret.Secret{})
	}
	if p.Old != nil {
		old := withoutSecrets(*p.Old)
		p.Old = &old
	}
	return p
}

// The index gives back what it was given: every field but secrets.
func packed(lines ...Line) string {
	return string(Pack(len(lines), func(i int) *Line { return &lines[i] }))
}

func TestPack(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC)
	var given []Line
	for _, p := range []profile.Profile{{Name: "a"}, full(t, "b"), full(t, "c")} {
		given = append(given, Line{Entry{Profile: p, Generation: 7, NotBefore: when, NotAfter: when}, File{1 << 40, when}})
	}
	given[0].Entry.NotBefore, given[0].Entry.NotAfter = time.Time{}, time.Unix(0, 0).UTC()
	failed := Line{Entry: Entry{Profile: profile.Profile{Name: "damaged"}, Err: errors.New("damaged")}}
	x, ok := Unpack(packed(append(given, failed)...))
	if !ok || x.Len() != len(given) {
		t.Fatal("it cannot be read", x.Len())
	}
	for i, w := range given {
		want := w.Entry
		want.Profile = withoutSecrets(want.Profile)
		got, ok := x.Entry(i)
		if file := x.File(i); !ok || !reflect.DeepEqual(got, want) || file.Size != w.File.Size || !file.Modified.Equal(w.File.Modified) {
			t.Errorf("%d:\n%+v\n%+v", i, got, want)
		}
		id, ok := x.Account(i)
		if x.Name(i) != want.Name || !ok || id != want.Account {
			t.Error(x.Name(i), id, ok)
		}
	}
	if found := x.Find([]string{"", "a", "aa", "c", "d"}); !slices.Equal(found, []int32{-1, 0, -1, 2, -1}) {
		t.Error(found)
	}
}

// Whatever a decrypted index holds, reading it ends without a panic.
func FuzzUnpack(f *testing.F) {
	f.Add(packed(Line{Entry: Entry{Profile: full(f, "b"), Generation: 1}})[len(packHead()):])
	f.Add("")
	f.Add("\x00\x01\x01\x7f")
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		x, ok := Unpack(packHead() + text)
		if !ok {
			return
		}
		for i := range x.Len() {
			id, known := x.Account(i)
			e, ok := x.Entry(i)
			if ok && (e.Name != x.Name(i) || known && e.Account != id && !e.Account.IsZero()) {
				t.Error("two names, or two accounts")
			}
			x.File(i)
		}
	})
}
