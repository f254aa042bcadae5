package storage

import (
	"reflect"
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

// The index gives back what a file gives: every field but secrets and certificates.
func TestPack(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC)
	var want []indexed
	for _, p := range []profile.Profile{{Name: "a"}, full(t, "b"), full(t, "c")} {
		entry := summary(record{Name: p.Name, Generation: 7, Profile: &stored{Profile: p, NotAfter: when}})
		want = append(want, indexed{entry: entry, size: 1 << 40, modified: when})
	}
	failed := indexed{entry: Entry{Profile: profile.Profile{Name: "damaged"}, Err: ErrNotFound}}
	packed := pack(append(want, failed))
	x, ok := unpack(string(packed))
	if !ok || len(x.lines) != len(want) {
		t.Fatal("it cannot be read", len(x.lines))
	}
	r := reader{x: &x}
	for i, w := range want {
		var got Entry
		name, file := r.head(i)
		if !r.entry(name, &got) || !reflect.DeepEqual(got, w.entry) || file.size != w.size || !file.modified.Equal(w.modified) {
			t.Errorf("%d:\n%+v\n%+v", i, got, w.entry)
		}
		if x.name(i) != w.entry.Name {
			t.Error(x.name(i))
		}
	}
}

// Whatever a decrypted index holds, reading it ends without a panic.
func FuzzUnpack(f *testing.F) {
	entry := indexed{entry: summary(record{Name: "b", Generation: 1, Profile: &stored{Profile: full(f, "b")}})}
	f.Add(string(pack([]indexed{entry}))[len(packHead()):])
	f.Add("")
	f.Add("\x00\x01\x01\x7f")
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		x, ok := unpack(packHead() + text)
		if !ok {
			return
		}
		r := reader{x: &x}
		for i := range x.lines {
			var e Entry
			name, _ := r.head(i)
			if r.entry(name, &e) && e.Name != x.name(i) {
				t.Error("two names")
			}
		}
	})
}
