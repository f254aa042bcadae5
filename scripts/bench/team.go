package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/shared"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/teams"
)

// teamSizes is what a team's vault is measured with.
type teamSizes struct {
	connections, large int // of two vaults
	renewals           int // certificates that are due in a third one
	latency            time.Duration
}

// teamBench is the engine, on this computer, and what runs against it.
type teamBench struct {
	built
	dir     string
	cluster *etcdtest.Cluster
	table   []row
}

const (
	teamUser = "bench" // of the engine
	// benchWorkFactor makes unlocking as cheap as age allows: what is measured comes after
	// it, and scrypt's time and memory would hide those of a list.
	benchWorkFactor = 1
)

// benchTeam prints the table of a team's vault.
func benchTeam(ctx context.Context, sizes teamSizes) (err error) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the low work factor is meant
	dir, err := os.MkdirTemp("", "suitekey-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &teamBench{dir: dir}
	if b.built, err = build(ctx, dir); err != nil {
		return err
	}
	if err := b.start(ctx); err != nil {
		return err
	}
	defer b.cluster.Stop()
	defer func() { err = errors.Join(err, printTable(b.table)) }()
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
		size    int
	}{
		{"lists", func(ctx context.Context) error { return b.lists(ctx, sizes.connections) }, sizes.connections},
		{"a large vault", func(ctx context.Context) error { return b.large(ctx, sizes.large) }, sizes.large},
		{"renewers", func(ctx context.Context) error { return b.renewers(ctx, sizes.renewals, sizes.latency) }, sizes.renewals},
	} {
		if part.size == 0 {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring:", part.name)
		if err := part.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func (b *teamBench) start(ctx context.Context) error {
	programs, err := etcdtest.Built(ctx)
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.passphrase(), []byte(benchPassphrase+"\n"), 0o600); err != nil {
		return err
	}
	b.cluster, err = etcdtest.New(ctx, filepath.Join(b.dir, "etcd"), etcdtest.Options{
		Program: filepath.Join(programs, "etcd"), TLS: true, Flags: []string{"--quota-backend-bytes=8589934592"},
	})
	if err != nil {
		return err
	}
	err = b.cluster.AddUsers(ctx, etcdtest.User{Name: teamUser, Grants: []etcdtest.Grant{{Prefix: "suitekey/", Write: true}}})
	if err != nil {
		b.cluster.Stop()
	}
	return err
}

func (b *teamBench) passphrase() string { return filepath.Join(b.dir, "passphrase") }

// teamVault is a vault in the engine.
type teamVault struct {
	name    string
	home    string // of the person who made it; others are copies of it
	at      *shared.Place
	session *storage.Session // without a copy on this computer
	known   people.Known
	engine  engine.Engine
}

// vault makes a vault in the engine.
func (b *teamBench) vault(ctx context.Context, name string) (*teamVault, error) {
	c := b.cluster
	v := &teamVault{name: name, home: filepath.Join(b.dir, name), engine: engine.Engine{
		Vault: name, Addresses: c.Addresses(), CAFile: c.Path("ca.crt"), CertFile: c.Path(teamUser + ".crt"), KeyFile: c.Path(teamUser + ".key"),
	}}
	desk := &teams.Desk{Home: v.home, Now: time.Now, WorkFactor: benchWorkFactor}
	member, err := desk.Init(ctx, v.engine, teamUser, secret.New(benchPassphrase))
	if err != nil {
		return nil, err
	}
	v.known, v.at = member.Team.Known(), shared.Open(v.engine, "colleague")
	v.session = storage.OpenShared(vaults.FolderOf(v.home, name), v.at, storage.Options{}).WithRing(member.Team.Ring())
	return v, member.Close()
}

// another is a home on which the vault was never opened: what is known of it, and the
// person's key.
func (b *teamBench) another(v *teamVault, name string) (string, error) {
	home := filepath.Join(b.dir, name)
	if err := vaults.New(home, v.engine, teamUser).Learn(v.known); err != nil {
		return "", err
	}
	key, err := os.ReadFile(filepath.Join(vaults.FolderOf(v.home, v.name), "identity.age"))
	if err != nil {
		return "", err
	}
	return home, os.WriteFile(filepath.Join(vaults.FolderOf(home, v.name), "identity.age"), key, 0o600)
}
