package app

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
)

func furnished(t *testing.T) *App {
	t.Helper()
	a := newApp(t, Options{Demo: true})
	if err := a.Practice().Furnish(); err != nil {
		t.Fatal(err)
	}
	return a
}

func entryOf(t *testing.T, a *App, name string) storage.Entry {
	t.Helper()
	entries, err := a.Profiles()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(entries, func(e storage.Entry) bool { return e.Name == name })
	if i < 0 {
		t.Fatalf("%s is not among the connections", name)
	}
	return entries[i]
}

// A task drawn as a step does nothing until it is confirmed.
func TestTaskStep(t *testing.T) {
	a := furnished(t)
	for _, test := range []struct {
		name    string
		answers map[string]string
		goes    bool
		told    string
	}{
		{"shop-sb1", map[string]string{KeyConfirm: AnswerNo}, false, ""},
		{"shop-sb1", map[string]string{}, false, ""},
		{"shop-sb1", map[string]string{KeyConfirm: AnswerYes}, true, "still works in NetSuite"},
		{"robot-sb1", map[string]string{KeyConfirm: AnswerRevoke}, true, "revoked in NetSuite"},
		{"shop", map[string]string{KeyConfirm: AnswerYes}, false, ""},
		{"shop", map[string]string{KeyConfirm: "9999901", KeyRevoke: AnswerNo}, true, "still works in NetSuite"},
	} {
		task := a.Removal(entryOf(t, a, test.name), nil)
		flow := steps.Flow{Name: "task", Steps: []steps.Step{task.Step()}}
		w := steps.NewWalk(a.Env(), flow, steps.Given{Answers: test.answers}.Apply(steps.NewState(steps.Facts{Now: a.Now()})))
		for key, answer := range test.answers {
			for _, f := range w.Fields() {
				if f.Key == key {
					w.Set(f, answer)
				}
			}
		}
		_, _ = steps.Run(t.Context(), w, nil)
		_, err := a.Load(test.name)
		if gone := errors.Is(err, storage.ErrNotFound); gone != test.goes || !strings.Contains(w.State().Note, test.told) {
			t.Errorf("%s with %v: removed %t, %q", test.name, test.answers, gone, w.State().Note)
		}
	}
}

func TestTaskConfirmedByFlags(t *testing.T) {
	a := furnished(t)
	production, sandbox := a.Removal(entryOf(t, a, "shop"), nil), a.Removal(entryOf(t, a, "shop-sb1"), nil)
	var wrong *UsageError
	if _, err := production.Confirmed(true, ""); !errors.As(err, &wrong) {
		t.Errorf("--yes alone for production: %v", err)
	}
	for _, c := range []struct {
		task Task
		yes  bool
		id   string
		want bool
	}{{production, true, "9999901", true}, {production, false, "9999901", false}, {sandbox, true, "", true}} {
		if got, err := c.task.Confirmed(c.yes, c.id); err != nil || got != c.want {
			t.Errorf("%s: %t, %v", c.task.Name, got, err)
		}
	}
}

// Bringing back costs a test; what is stored now is kept in turn.
func TestRestoration(t *testing.T) {
	a := furnished(t)
	p := load(t, a, "shop-sb1")
	p.Retries = 1
	if err := a.Session().Save(p, storage.Change{Journey: "change", Fields: []string{"retries"}}); err != nil {
		t.Fatal(err)
	}
	e, err := a.Earlier("shop-sb1", 0)
	if err != nil {
		t.Fatal(err)
	}
	result, err := a.Restoration(e).Do(t.Context(), TaskOptions{}, func(steps.Progress) {})
	if err != nil || !result.Report.OK || len(result.Told) != 1 {
		t.Fatalf("%+v, %v", result.Told, err)
	}
	if now := load(t, a, "shop-sb1"); now.Retries != 5 || now.Method != profile.TBA {
		t.Errorf("retries %d", now.Retries)
	}
}
