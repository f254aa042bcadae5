//go:build unix

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
)

// TestTeam runs the scripts of testdata/team against an engine of three real nodes.
// Each script has vaults of its own there.
func TestTeam(t *testing.T) {
	cluster := etcdtest.Start(t, etcdtest.Options{Nodes: 3, TLS: true})
	for name, role := range map[string]people.Role{"anna": people.Admin, "ben": people.Member, "ci": people.Renewer, "rita": people.Reader} {
		user := etcdtest.User{Name: name}
		for _, vault := range []string{"shop", "store", "depot"} {
			for _, p := range people.Permissions(engine.Engine{Vault: vault}.Prefix(), role) {
				user.Grants = append(user.Grants, etcdtest.Grant{Prefix: p.Prefix, Write: p.Write})
			}
		}
		cluster.MustAddUsers(t, user)
	}
	seen := t.TempDir()
	t.Cleanup(func() { checkSeen(t, seen) })
	p := scripts(t, "testdata/team", seen)
	setup := p.Setup
	p.Setup = func(e *testscript.Env) error {
		e.Setenv("AT", strings.Join(cluster.Addresses(), ","))
		e.Setenv("CERTIFICATES", cluster.Folder)
		return setup(e)
	}
	testscript.Run(t, p)
}

// The lines of `team roles` are etcdctl's own, and make users who may do what their
// role needs.
func TestTeamRolesOfAnEngine(t *testing.T) {
	cluster := etcdtest.Start(t, etcdtest.Options{TLS: true})
	cluster.MustAddUsers(t)
	home := t.TempDir()
	command := func(args ...string) *exec.Cmd {
		cmd := exec.Command("suitekey", args...)
		cmd.Env = append(os.Environ(), "SUITEKEY_HOME="+home)
		return cmd
	}
	out, err := command("team", "roles", "shop").Output()
	if err != nil {
		t.Fatal(err)
	}
	run := func(line string) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "etcdctl" {
			t.Fatalf("printed %q", line)
		}
		cluster.Ctl(t, "root", words[1:]...)
	}
	for line := range strings.Lines(string(out)) {
		run(strings.TrimSpace(line))
	}
	for _, role := range people.Roles {
		user := string(role) + "-user"
		run("etcdctl user add " + user + " --no-password")
		run("etcdctl user grant-role " + user + " suitekey-shop-" + string(role))
		if err := cluster.Issue(etcdtest.Certificate{Name: user}); err != nil {
			t.Fatal(err)
		}
		want := string(role)
		if role == people.Renewer {
			want = string(people.Member) // the same to the engine
		}
		command := func(args ...string) *exec.Cmd {
			cmd := exec.Command("suitekey", args...)
			cmd.Env = append(os.Environ(), "SUITEKEY_HOME="+home)
			return cmd
		}
		out, err := command("team", "check", "shop", "--json", "--at", strings.Join(cluster.Addresses(), ","), "--ca-file", cluster.Path("ca.crt"),
			"--cert", cluster.Path(user+".crt"), "--key", cluster.Path(user+".key")).Output()
		if err != nil || !strings.Contains(string(out), `"role":"`+want+`"`) {
			t.Errorf("%s: %s, %v", role, out, err)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "teams")); err == nil {
		t.Error("looking has left something behind")
	}
}
