package shared

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"suitekey/storage/place/placetest"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
)

// both runs a test with the newest etcd and with Debian's.
func both(t *testing.T, test func(t *testing.T, program string)) {
	for name, variable := range map[string]string{"newest": etcdtest.Variable, "debian": etcdtest.DebianVariable} {
		t.Run(name, func(t *testing.T) { test(t, etcdtest.Program(t, variable, "etcd")) })
	}
}

var vaults atomic.Int64

// config returns the configuration of a new vault for a user whom the cluster knows.
func config(c *etcdtest.Cluster, vault, user string) engine.Engine {
	return engine.Engine{Vault: vault, Addresses: c.Addresses(),
		CAFile: c.Path("ca.crt"), CertFile: c.Path(user + ".crt"), KeyFile: c.Path(user + ".key")}
}

func newVault() string { return fmt.Sprintf("vault-%d", vaults.Add(1)) }

func open(t testing.TB, e engine.Engine) *Place {
	p := Open(e, filepath.Base(strings.TrimSuffix(e.CertFile, ".crt")))
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// put writes a value past the place.
func put(t testing.TB, c *etcdtest.Cluster, key string, value []byte) {
	t.Helper()
	client, err := c.Client("root")
	if err == nil {
		defer client.Close()
		_, err = client.Put(context.Background(), key, string(value))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestSharedIsAPlace(t *testing.T) {
	both(t, func(t *testing.T, program string) {
		c := etcdtest.Start(t, etcdtest.Options{Program: program, TLS: true})
		c.MustAddUsers(t, etcdtest.User{Name: "ada", Grants: []etcdtest.Grant{{Prefix: "suitekey/vault-", Write: true}}})
		placetest.Run(t, func(t *testing.T) placetest.Setup {
			vault := newVault()
			return placetest.Setup{Place: open(t, config(c, vault, "ada")), Other: open(t, config(c, vault, "ada")),
				Put: func(key string, value []byte) { put(t, c, engine.Engine{Vault: vault}.Prefix()+key, value) }}
		})
	})
}
