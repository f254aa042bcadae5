package app

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/secret"
	"suitekey/storage"
)

// TestTakingOverKeepsConnections: connections of another vault are tested side by side, and
// none closes the connections to NetSuite that the others use.
func TestTakingOverKeepsConnections(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	if err := a.Practice().Furnish(); err != nil {
		t.Fatal(err)
	}
	folder, passphrase := t.TempDir(), secret.New("of the other vault")
	there, err := storage.Open(folder, storage.Options{WorkFactor: cheap, Now: a.Now}).Create(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"first", "second"} {
		p := load(t, a, "shop-sb1")
		p.Name, p.Changed = name, time.Time{}
		if err := there.Save(p, storage.Change{Journey: "setup"}); err != nil {
			t.Fatal(err)
		}
	}
	other, err := a.OpenOther(folder, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"first", "second"} {
		report, err := a.Access().TakeOver(t.Context(), other, name, name, diagnose.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, check := range report.Checks {
			if open := strings.Contains(check.Detail, "open already"); check.Name == diagnose.Channel && name == "second" && !open {
				t.Errorf("%s: a new connection: %s", name, check.Detail)
			}
		}
	}
}
