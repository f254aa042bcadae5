package shared

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/team/etcdtest"
)

// Since returns what has changed, with its values, whether little or much has, and what else
// there is only as a number.
func TestSince(t *testing.T) {
	both(t, func(t *testing.T, program string) {
		c := etcdtest.Start(t, etcdtest.Options{Program: program, TLS: true})
		c.MustAddUsers(t, etcdtest.User{Name: "ada", Grants: []etcdtest.Grant{{Prefix: "suitekey/vault-", Write: true}}})
		e := config(c, newVault(), "ada")
		p := open(t, e)
		folders, alone := []string{"profiles", "drafts"}, []string{"members.age"}
		write := func(from, to int, text string) {
			t.Helper()
			for ; from < to; from += 100 {
				err := p.Change(t.Context(), "writing", func(tx place.Tx) error {
					for i := from; i < min(from+100, to); i++ {
						tx.Write(fmt.Sprintf("profiles/c%04d.age", i), placetest.Sealed(fmt.Sprint(text, i)))
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		const all = mostFew + 200
		write(0, all, "first")
		placetest.Write(t, p, "members.age", "members")
		before, err := p.Since(t.Context(), folders, alone, 0)
		if err != nil || len(before.Changed) != all+1 {
			t.Fatalf("from the beginning %d values, %v", len(before.Changed), err)
		}
		for _, changed := range []int{0, 1, 3, mostOps + 1, mostFew + 1, all} {
			after := before.Revision
			write(0, changed, fmt.Sprint("changed", changed, "-"))
			for name, p := range map[string]*Place{"the same place": p, "another": open(t, e)} {
				s, err := p.Since(t.Context(), folders, alone, after)
				if err != nil || s.Counts["profiles"] != all || s.Counts["drafts"] != 0 || len(s.Changed) != changed+1 {
					t.Fatalf("%s, %d changed: %d values, counts %v, %v", name, changed, len(s.Changed), s.Counts, err)
				}
				for i, v := range s.Changed[:changed] {
					if !bytes.Equal(v.Sealed, placetest.Sealed(fmt.Sprint("changed", changed, "-", i))) || v.Revision <= after {
						t.Fatalf("%s, %d changed: %s is %q of revision %d", name, changed, v.Key, v.Sealed, v.Revision)
					}
				}
				if last := s.Changed[changed]; last.Key != "members.age" || !bytes.Equal(last.Sealed, placetest.Sealed("members")) {
					t.Errorf("%s, %d changed: the single key is %+v", name, changed, last)
				}
				before = s
			}
		}
	})
}

// BenchmarkSince looks for five changes among 10,000 values of 2 kB, as Since does and with
// one call for the values.
func BenchmarkSince(b *testing.B) {
	for name, variable := range map[string]string{"newest": etcdtest.Variable, "debian": etcdtest.DebianVariable} {
		c := etcdtest.Start(b, etcdtest.Options{Program: etcdtest.Program(b, variable, "etcd"), TLS: true})
		c.MustAddUsers(b, etcdtest.User{Name: "ada", Grants: []etcdtest.Grant{{Prefix: "suitekey/vault-", Write: true}}})
		p := open(b, config(c, newVault(), "ada"))
		write := func(from, to int) {
			err := p.Change(b.Context(), "writing", func(tx place.Tx) error {
				for i := from; i < to; i++ {
					tx.Write(fmt.Sprintf("profiles/c%05d.age", i), placetest.Sealed(strings.Repeat("x", 2000)))
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		for n := 0; n < 10_000; n += 100 {
			write(n, n+100)
		}
		before, err := p.since(b.Context(), nil, []string{"members.age"})
		if err != nil {
			b.Fatal(err)
		}
		after := before.Revision
		write(0, 5)
		folders := []string{"profiles"}
		for way, ask := range map[string]func() (Snapshot, error){
			"keys":   func() (Snapshot, error) { return p.Since(b.Context(), folders, nil, after) },
			"values": func() (Snapshot, error) { return p.since(b.Context(), folders, nil, clientv3.WithMinModRev(after+1)) },
		} {
			b.Run(name+"/"+way, func(b *testing.B) {
				for b.Loop() {
					if s, err := ask(); err != nil || len(s.Changed) != 5 {
						b.Fatalf("%d changes, %v", len(s.Changed), err)
					}
				}
			})
		}
	}
}
