package shared

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/team/etcdtest"
)

// inside marks the run of a test in a network namespace of its own.
const inside = "SUITEKEY_TEST_NETWORK"

// network runs the test again in a network namespace of its own, in which the way to a
// port can be cut without anybody's knowing. It reports whether this is that run. Where
// the system does not permit it, the test is left out.
func network(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		return true
	}
	etcdtest.Program(t, etcdtest.Variable, "etcd")
	if out, err := exec.Command("unshare", "-n", "ip", "rule", "add", "pref", "1", "sport", "1", "ipproto", "tcp", "blackhole").CombinedOutput(); err != nil {
		t.Skipf("no network namespaces here: %v %s", err, out)
	}
	cmd := exec.Command("unshare", "-n", "sh", "-c", `ip link set lo up && ip rule add pref 10 lookup local && ip rule del pref 0 && exec "$0" "$@"`, os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=3m")
	cmd.Env = append(os.Environ(), inside+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("in its own network: %v\n%s", err, out)
	}
	return false
}

// rule cuts the answers of a port, or lets them through again: add or del. What is asked
// still arrives.
func rule(action, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	out, err := exec.Command("ip", "rule", action, "pref", "1", "sport", port, "ipproto", "tcp", "blackhole").CombinedOutput()
	if err != nil {
		return fmt.Errorf("ip rule: %w: %s", err, out)
	}
	return nil
}

// TestCutFromLeader cuts the network between the clients and the node that leads, while
// two of them write and a third one holds a lease: the leader goes on leading and takes
// what it is told, but its answers are lost. Nothing is lost or done twice, the lease
// lives, and an open watch sees everything or ends.
func TestCutFromLeader(t *testing.T) {
	if !network(t) {
		return
	}
	c := start(t, etcdtest.Options{Nodes: 3})
	vault := newVault()
	const writers, writes = 2, 30
	half := make(chan bool, writers)
	var group sync.WaitGroup
	holder := open(t, config(c, vault, "ada"))
	changes, err := open(t, config(c, vault, "ada")).Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan bool) // the last change, or the end of the watch
	go func() {
		defer close(told)
		for key := range changes {
			if key == "profiles/last.age" {
				return
			}
		}
	}()
	led := c.Addresses()[leader(t, c)]
	err = holder.Hold(t.Context(), "renewing-acme", 20*time.Second, func(ctx context.Context) error {
		for w := range writers {
			group.Go(func() { countOn(t, open(t, config(c, vault, "ada")), w, writes, half) })
		}
		<-half
		if err := rule("add", led); err != nil {
			return err
		}
		group.Wait()
		return errors.Join(holder.Held(ctx), holder.Change(ctx, "saving", func(tx place.Tx) error {
			tx.Write("profiles/held.age", placetest.Sealed("held"))
			return nil
		}), rule("del", led))
	})
	if err != nil {
		t.Errorf("the lease: %v", err)
	}
	wantCounted(t, holder, writers*writes)
	placetest.Write(t, holder, "profiles/last.age", "last")
	select {
	case <-told:
	case <-time.After(30 * time.Second):
		t.Error("the watch is silent")
	}
}
