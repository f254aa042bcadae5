// Package teamtest has what tests of a team's vault share, above package etcdtest.
package teamtest

import (
	"testing"

	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
)

// User adds a user to a cluster with TLS, with the permissions that a role needs in the vault,
// and returns how the user reaches the vault.
func User(t testing.TB, c *etcdtest.Cluster, vault, name string, role people.Role) engine.Engine {
	t.Helper()
	e := engine.Engine{Addresses: c.Addresses(), Vault: vault, CAFile: c.Path("ca.crt"), CertFile: c.Path(name + ".crt"), KeyFile: c.Path(name + ".key")}
	u := etcdtest.User{Name: name}
	for _, p := range people.Permissions(e.Prefix(), role) {
		u.Grants = append(u.Grants, etcdtest.Grant{Prefix: p.Prefix, Write: p.Write})
	}
	c.MustAddUsers(t, u)
	return e
}
