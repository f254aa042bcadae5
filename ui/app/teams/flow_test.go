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
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/vaults"
)

// The journey tests the engine, names the field at which something is wrong, and makes
// nothing before all is right.
func TestMakingAVault(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	for name, role := range map[string]people.Role{"anna": people.Admin, "rita": people.Reader} {
		user := etcdtest.User{Name: name}
		for _, p := range people.Permissions("suitekey/shop/", role) {
			user.Grants = append(user.Grants, etcdtest.Grant{Prefix: p.Prefix, Write: p.Write})
		}
		c.MustAddUsers(t, user)
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
		{KeyVault, right.With(KeyCert, c.Path("rita.crt")).With(KeyCertKey, c.Path("rita.key")), "does not let you make"},
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
