package move

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/storage"
)

// Between two moves, somebody changes one of the vaults. The second move doubles nothing,
// brings nothing back, and says what has happened.
func TestMovedBefore(t *testing.T) {
	type change func(t *testing.T, source, target *storage.Session)
	rename := func(t *testing.T, s *storage.Session, old, name string) {
		t.Helper()
		if err := s.Rename(old, name); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(t *testing.T, s *storage.Session, name string) {
		t.Helper()
		if err := s.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	test := func(t *testing.T, s *storage.Session, name string) {
		t.Helper()
		p, err := s.Load(name)
		if err == nil {
			err = s.Note(p, func(p *profile.Profile) { p.Tested.At = day })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		between change
		move    []string
		there   []string
		clashes []string
		before  []Before
	}{
		"renamed there": {
			between: func(t *testing.T, _, target *storage.Session) { rename(t, target, "acme", "acme-prod") },
			there:   []string{"globex"}, before: []Before{{"acme", "acme-prod", Renamed}},
		},
		"renamed there, and changed often": {
			between: func(t *testing.T, _, target *storage.Session) {
				rename(t, target, "acme", "acme-prod")
				for n := range 4 {
					save(t, target, "acme-prod", fmt.Sprint(n))
				}
			},
			there: []string{"globex"}, before: []Before{{"acme", "acme-prod", Renamed}},
		},
		"renamed there to a name with a history": {
			between: func(t *testing.T, _, target *storage.Session) {
				remove(t, target, "globex")
				rename(t, target, "acme", "globex")
			},
			before: []Before{{"acme", "globex", Renamed}}, clashes: []string{"globex"},
		},
		"names swapped there": {
			between: func(t *testing.T, _, target *storage.Session) {
				rename(t, target, "acme", "x")
				rename(t, target, "globex", "acme")
				rename(t, target, "x", "globex")
			},
			before: []Before{{"acme", "globex", Renamed}, {"globex", "acme", Renamed}},
		},
		"renamed here": {
			between: func(t *testing.T, source, _ *storage.Session) { rename(t, source, "acme", "acme-prod") },
			there:   []string{"globex"}, before: []Before{{"acme-prod", "acme", Renamed}},
		},
		"changed there": {
			between: func(t *testing.T, _, target *storage.Session) { save(t, target, "acme", "new") },
			there:   []string{"globex"}, before: []Before{{"acme", "acme", Changed}},
		},
		"tested there": {
			between: func(t *testing.T, _, target *storage.Session) { test(t, target, "acme") },
			there:   []string{"globex"}, before: []Before{{"acme", "acme", Changed}},
		},
		"renamed there, and tested in both": {
			between: func(t *testing.T, source, target *storage.Session) {
				test(t, source, "acme")
				rename(t, target, "acme", "acme-prod")
				test(t, target, "acme-prod")
			},
			there: []string{"globex"}, before: []Before{{"acme", "acme-prod", Renamed}},
		},
		"removed there": {
			between: func(t *testing.T, _, target *storage.Session) { remove(t, target, "acme") },
			there:   []string{"globex"}, before: []Before{{"acme", "", Removed}},
		},
		"renamed and removed there": {
			between: func(t *testing.T, _, target *storage.Session) {
				rename(t, target, "acme", "acme-prod")
				remove(t, target, "acme-prod")
			},
			there: []string{"globex"}, before: []Before{{"acme", "", Removed}},
		},
		"changed here": {
			between: func(t *testing.T, source, _ *storage.Session) { save(t, source, "acme", "new") },
			there:   []string{"globex"}, before: []Before{{"acme", "acme", Diverged}},
		},
		"changed here, renamed there": {
			between: func(t *testing.T, source, target *storage.Session) {
				save(t, source, "acme", "new")
				rename(t, target, "acme", "acme-prod")
			},
			there: []string{"globex"}, before: []Before{{"acme", "acme-prod", Diverged}},
		},
		"changed here, removed there": {
			between: func(t *testing.T, source, target *storage.Session) {
				save(t, source, "acme", "new")
				remove(t, target, "acme")
			},
			there: []string{"globex"}, move: []string{"acme"},
		},
		"another one there": {
			between: func(t *testing.T, _, target *storage.Session) {
				rename(t, target, "acme", "acme-prod")
				save(t, target, "acme", "another")
			},
			there: []string{"globex"}, before: []Before{{"acme", "acme-prod", Renamed}},
		},
		"a draft here": {
			between: func(t *testing.T, source, _ *storage.Session) {
				if _, err := source.SaveDraft("acme", []byte("draft"), time.Time{}); err != nil {
					t.Fatal(err)
				}
			},
			there: []string{"globex"}, move: []string{"acme"},
		},
	} {
		for _, out := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, out %v", name, out), func(t *testing.T) {
				source, _ := own(t)
				target := teams(t)
				if out {
					source, target = target, source
				}
				for _, token := range []string{"one", "two"} {
					save(t, source, "acme", token)
				}
				save(t, source, "globex", "one")
				if err := Copy(t.Context(), source, target, []string{"acme", "globex"}, nil); err != nil {
					t.Fatal(err)
				}
				c.between(t, source, target)
				plan, err := Look(t.Context(), source, target)
				if err != nil || !slices.Equal(plan.Move, c.move) || !slices.Equal(plan.There, c.there) || !slices.Equal(plan.Clashes, c.clashes) || !slices.Equal(plan.Before, c.before) {
					t.Fatalf("the plan is %+v, %v", plan, err)
				}
				wanted := slices.ContainsFunc(c.before, func(b Before) bool { return b.Since == Diverged }) || len(c.clashes) > 0
				if plan.Conflicts() != wanted {
					t.Errorf("conflicts: %v", plan.Conflicts())
				}
				if err := Copy(t.Context(), source, target, plan.Move, nil); err != nil {
					t.Fatal(err)
				}
				if again, err := Look(t.Context(), source, target); err != nil || len(again.Move) > 0 {
					t.Errorf("a third time: %+v, %v", again, err)
				}
			})
		}
	}
}
