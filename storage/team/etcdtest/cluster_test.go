package etcdtest

import (
	"context"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// A cluster tells users apart by their certificates, or by their passwords, with both
// versions.
func TestUsersOfACluster(t *testing.T) {
	for name, o := range map[string]Options{
		"newest, three nodes": {Nodes: 3, TLS: true},
		"debian":              {TLS: true},
		"passwords":           {OnlyServerTLS: true},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "debian" {
				o.Program = Program(t, DebianVariable, "etcd")
			}
			c := Start(t, o)
			c.MustAddUsers(t, User{Name: "reader", Password: "practice-reader", Grants: []Grant{{Prefix: "a/"}}},
				User{Name: "writer", Password: "practice-writer", Grants: []Grant{{Prefix: "a/", Write: true}}})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			for user, may := range map[string]bool{"reader": false, "writer": true} {
				client := clientOf(t, c, user)
				if _, err := client.Get(ctx, "a/x"); err != nil {
					t.Errorf("%s cannot read: %v", user, err)
				}
				if _, err := client.Get(ctx, "b/x"); err == nil || !strings.Contains(err.Error(), "permission denied") {
					t.Errorf("%s reads another prefix: %v", user, err)
				}
				if _, err := client.Put(ctx, "a/x", "1"); (err == nil) != may {
					t.Errorf("%s writes: %v", user, err)
				}
			}
		})
	}
}

func clientOf(t *testing.T, c *Cluster, user string) *clientv3.Client {
	t.Helper()
	client, err := c.Client(user)
	if err == nil && c.options.OnlyServerTLS {
		_ = client.Close()
		client, err = c.ClientWithPassword(user, "practice-"+user)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}
