//go:build unix

package shared

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/storage/place"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
)

// A call to an engine whose nodes all accept connections and stay silent is made once: nobody
// waits for a second attempt, which cannot go better.
func TestSilentEngineIsAskedOnce(t *testing.T) {
	c := start(t, etcdtest.Options{Nodes: 3})
	p := Open(engine.Engine{Vault: "vault-silent", Addresses: c.Addresses(), CAFile: c.Path("ca.crt"), CertFile: c.Path("ada.crt"), KeyFile: c.Path("ada.key")}, "ada")
	defer p.Close()
	if _, err := p.List(t.Context(), "profiles"); err != nil {
		t.Fatal(err)
	}
	for i := range c.Nodes {
		if err := c.Pause(i); err != nil {
			t.Fatal(err)
		}
	}
	// Who waits for a colleague only for a moment learns that the engine is silent.
	waiting, _ := place.Patient(t.Context(), time.Millisecond)
	err := p.Hold(waiting, place.WorkPrefix+"acme", time.Minute, func(context.Context) error { return nil })
	if !errors.Is(err, place.ErrOutOfReach) || !strings.HasPrefix(err.Error(), "working on acme: ") {
		t.Errorf("held: %v", err)
	}
	asked := 0
	err = p.call(t.Context(), "asking", func(ctx context.Context, client *clientv3.Client) error {
		asked++
		_, err := client.Get(ctx, "suitekey/vault-silent/profiles/acme.age")
		return err
	})
	if asked != 1 || !errors.Is(err, place.ErrOutOfReach) {
		t.Errorf("asked %d times: %v", asked, err)
	}
}
