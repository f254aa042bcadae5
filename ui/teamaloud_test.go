//go:build unix

package ui_test

import (
	"strings"
	"testing"

	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/teamtest"
)

// The verbs of a team's vault, from its first question to a member who leaves, on the
// computers of two persons.
func TestTeamVerbsAreReadAloud(t *testing.T) {
	cluster := etcdtest.Start(t, etcdtest.Options{TLS: true})
	for name, role := range map[string]people.Role{"anna": people.Admin, "ben": people.Member} {
		teamtest.User(t, cluster, "shop", name, role)
	}
	homes := map[string]string{"anna": t.TempDir(), "ben": t.TempDir()}
	asked := func(name string) map[string][]string { // what an engine is
		return map[string][]string{
			"Addresses": {strings.Join(cluster.Addresses(), ",")}, "the authority's certificate": {cluster.Path("ca.crt")},
			"your certificate": {cluster.Path(name + ".crt")}, "private key": {cluster.Path(name + ".key")}, "not shown": {passphrase, passphrase},
		}
	}
	unlocks := map[string][]string{"not shown": {passphrase}}
	with := func(answers map[string][]string, prompt string, answer ...string) map[string][]string {
		all := map[string][]string{prompt: answer}
		for part, list := range answers {
			all[part] = list
		}
		return all
	}
	for _, step := range []struct {
		who     string
		args    string
		answers map[string][]string
		code    int
		said    string
	}{
		{"anna", "init shop --as anna", asked("anna"), 0, "Fingerprint of the vault:"},
		{"ben", "join shop --as ben", asked("ben"), 20, "team add ben"},
		{"anna", "people", unlocks, 0, "asks to join"},
		{"anna", "add ben", with(unlocks, "Does ben tell you the same fingerprint", "yes"), 0, "ben"},
		{"ben", "join shop", with(unlocks, "Does an admin tell you the same fingerprint", "yes"), 0, "shop"},
		{"ben", "people", unlocks, 0, "anna"},
		{"anna", "remove ben", unlocks, 0, "ben is removed, and the vault has a new key."},
	} {
		t.Run(step.args, func(t *testing.T) {
			answers := map[string][]string{}
			for part, list := range step.answers {
				answers[part] = append([]string{}, list...)
			}
			said := hear(t, homes[step.who], []string{"COLUMNS=80"}, answers, step.code, append(append([]string{"team"}, strings.Fields(step.args)...), "--plain")...)
			if !strings.Contains(strings.Join(strings.Fields(said), " "), step.said) {
				t.Errorf("%q was not said:\n%s", step.said, said)
			}
		})
	}
}
