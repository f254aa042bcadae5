package app

import (
	"strings"
	"testing"
	"time"

	"suitekey/storage"
)

// Two connections of one user and role are told of, in a single export and in
// the list of all.
func TestExportWarnsOfASharedUser(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	finish(t, a, map[string]string{"method": "tba", "surfaces": "rest", "name": "acme"})
	check := func(want string) {
		t.Helper()
		one, err := a.Export("acme", "json")
		if got := strings.Join(one.Warnings, ""); err != nil || (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("the warnings are %q, %v; want %q", got, err, want)
		}
		all, err := a.Exports("acme")
		if err != nil || len(all) == 0 {
			t.Fatal(err)
		}
		if got := strings.Join(all[0].Warnings, ""); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("in the list the warnings are %q, want %q", got, want)
		}
	}
	save := func(name, role string) {
		t.Helper()
		other := load(t, a, "acme")
		other.Name, other.Created, other.Changed, other.Tested.Role = name, time.Time{}, time.Time{}, role
		if err := a.Session().Save(other, storage.Change{Journey: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	check("")
	save("another-role", "Another Role")
	save("role-not-known", "")
	check("")
	save("same", load(t, a, "acme").Tested.Role)
	check("acme signs in as the same user and role as same: ")
}
