package etcdtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Variable names the folder with the programs that scripts/etcd/build has made. Tests that
// need a server are skipped without it. ./scripts/test team sets it.
const Variable = "TEAM_ETCD"

// DebianVariable names the folder with Debian's older etcd.
const DebianVariable = "TEAM_ETCD_DEBIAN"

// Program returns the path of the program name, etcd or etcdctl, in the folder that
// variable names. It skips the test if the folder has no such program.
func Program(t testing.TB, variable, name string) string {
	t.Helper()
	folder := os.Getenv(variable)
	if folder == "" {
		t.Skip(variable + " names no etcd: ./scripts/test team runs this test")
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// Start starts a cluster that ends with the test. Without o.Program it runs the newest
// etcd.
func Start(t testing.TB, o Options) *Cluster {
	t.Helper()
	if o.Program == "" {
		o.Program = Program(t, Variable, "etcd")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c, err := New(ctx, t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

// MustAddUsers is AddUsers in a test.
func (c *Cluster) MustAddUsers(t testing.TB, users ...User) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := c.AddUsers(ctx, users...); err != nil {
		t.Fatal(err)
	}
}

// Ctl runs etcdctl as user and returns what it prints.
func (c *Cluster) Ctl(t testing.TB, user string, args ...string) string {
	t.Helper()
	flags := []string{"--endpoints=" + c.scheme() + "://" + strings.Join(c.Addresses(), ","+c.scheme()+"://")}
	if c.Authority != nil {
		flags = append(flags, "--cacert="+c.Path("ca.crt"), "--cert="+c.Path(user+".crt"), "--key="+c.Path(user+".key"))
	}
	out, err := exec.CommandContext(t.Context(), Program(t, Variable, "etcdctl"), append(flags, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("etcdctl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// Built returns the folder with etcd and etcdctl for a command that runs in suitekey's
// folder: the one that Variable names, or the one that scripts/etcd/build makes.
func Built(ctx context.Context) (string, error) {
	if folder := os.Getenv(Variable); folder != "" {
		return folder, nil
	}
	cmd := exec.CommandContext(ctx, "scripts/etcd/build")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("running scripts/etcd/build, in suitekey's folder: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
