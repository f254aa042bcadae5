package teams

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/teamtest"
	"suitekey/storage/team/vaults"
)

// The journey tests the engine, names the field at which something is wrong, and makes
// nothing before all is right.
func TestMakingAVault(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	for name, role := range map[string]people.Role{"anna": people.Admin, "rita": people.Reader} {
		teamtest.User(t, c, "shop", name, role)
	}
	d := &Desk{Home: t.TempDir(), Now: clocktest.Now, WorkFactor: 1}
	flow := Making(d, func(name string) string { return map[string]string{"USER": "anna"}[name] })
	for _, f := range flow.Steps[1].Fields {
		if f.Key == KeySelf && f.Default(steps.State{}) != "anna" {
			t.Error("the usual name is not suggested")
		}
	}
	right := steps.NewState(steps.Facts{Now: clocktest.Now()}).With(KeyVault, "shop").With(KeyAddresses, strings.Join(c.Addresses(), ",")).
		With(KeyAuthority, c.Path("ca.crt")).With(KeyCert, c.Path("anna.crt")).With(KeyCertKey, c.Path("anna.key"))
	quiet := func(steps.Progress) {}
	for _, wrong := range []struct {
		key   string
		state steps.State
		want  string
	}{
		{KeyAddresses, right.With(KeyAddresses, "127.0.0.1:1"), "nothing listens"},
		{KeyAddresses, right.With(KeyAuthority, ""), "does not trust the authority"},
		{KeyCert, right.With(KeyCertKey, ""), "belong together"},
		{KeyVault, right.With(KeyCert, c.Path("rita.crt")).With(KeyCertKey, c.Path("rita.key")), "does not allow you to create"},
	} {
		_, err := flow.Steps[0].Work(t.Context(), steps.Env{}, wrong.state, quiet)
		var at *steps.FieldError
		if !errors.As(err, &at) || at.Key != wrong.key || !strings.Contains(err.Error(), wrong.want) {
			t.Errorf("want %s: %v", wrong.want, err)
		}
	}
	state, err := flow.Steps[0].Work(t.Context(), steps.Env{}, right, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(d.Home, "teams")); err == nil {
		t.Error("testing the engine has made something")
	}
	state = state.With(KeySelf, "anna").WithSecret(steps.KeyPassphrase, secret.New("correct horse battery staple"))
	if state, err = flow.Steps[1].Work(t.Context(), steps.Env{}, state, quiet); err != nil {
		t.Fatal(err)
	}
	v, err := vaults.Load(d.Home, "shop")
	if err != nil || v.Self != "anna" || v.Known.Number != 1 {
		t.Fatalf("known is %+v, %v", v, err)
	}
	if said := strings.Join(flow.Steps[1].Show(state), "\n"); !strings.Contains(said, people.Fingerprint(v.Known.Recipient)) {
		t.Errorf("shown is %s", said)
	}
}

// Somebody asks an admin to add you, is let in by an admin, and compares the fingerprint before
// the vault is known on this computer. What was typed is proposed the second time.
func TestEnteringAVault(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	as := func(user string, role people.Role) engine.Engine { return teamtest.User(t, c, "shop", user, role) }
	passphrase := secret.New("correct horse battery staple")
	anna, err := (&Desk{Home: t.TempDir(), Now: clocktest.Now, WorkFactor: 1}).Init(t.Context(), as("anna", people.Admin), "anna", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	defer anna.Close()
	e := as("ben", people.Member)
	d := &Desk{Home: t.TempDir(), Now: clocktest.Now, WorkFactor: 1}
	quiet := func(steps.Progress) {}
	walk := func(key string) (steps.Flow, steps.State) {
		t.Helper()
		flow := Entering(d, func(string) string { return "" })
		state := steps.NewState(steps.Facts{Now: clocktest.Now()}).With(KeyVault, "shop").With(KeyAddresses, strings.Join(e.Addresses, ",")).
			With(KeyAuthority, e.CAFile).With(KeyCert, e.CertFile).With(KeyCertKey, e.KeyFile).With(KeySelf, "ben").WithSecret(key, passphrase)
		for _, step := range flow.Steps[:2] {
			if state, err = step.Work(t.Context(), steps.Env{}, state, quiet); err != nil {
				t.Fatal(err)
			}
		}
		return flow, state
	}
	flow, state := walk(steps.KeyPassphrase)
	said := strings.Join(flow.Steps[1].Show(state), "\n")
	requests, err := anna.Team.Requests(t.Context())
	if err != nil || len(requests) != 1 || !strings.Contains(said, requests[0].Fingerprint()) || flow.Steps[2].Applies(state) {
		t.Fatalf("asked for %v, %v; shown is %s", requests, err, said)
	}
	if err := anna.Team.Add(t.Context(), people.Person{Name: "ben", Recipient: requests[0].Recipient, Role: people.Member}); err != nil {
		t.Fatal(err)
	}

	flow, state = walk(KeyOwn)
	for _, f := range flow.Steps[0].Fields {
		if f.Key == KeyAddresses && f.Suggest(state) != strings.Join(e.Addresses, ",") {
			t.Errorf("the addresses proposed are %q", f.Suggest(state))
		}
	}
	compare := flow.Steps[2]
	if !compare.Applies(state) || !strings.Contains(compare.Doc(state).Why, anna.Team.Fingerprint()) {
		t.Fatal("the fingerprint is not compared")
	}
	if f := compare.Fields[0]; f.Check(state, "no").Problem == "" || f.Suggest != nil {
		t.Error("the vault would be used without a comparison")
	}
	if _, err = compare.Work(t.Context(), steps.Env{}, state.With(KeySame, "no"), quiet); err == nil {
		t.Error("a vault that was not compared is used")
	}
	if _, err = compare.Work(t.Context(), steps.Env{}, state.With(KeySame, "yes"), quiet); err != nil {
		t.Fatal(err)
	}
	if v, err := vaults.Load(d.Home, "shop"); err != nil || v.Waiting || v.Known.Number == 0 {
		t.Errorf("known is %+v, %v", v, err)
	}
}
