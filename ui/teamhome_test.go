//go:build unix

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"suitekey/storage/team/vaults"
)

// built makes the program itself.
func built(t *testing.T) string {
	program := filepath.Join(t.TempDir(), "suitekey")
	if out, err := exec.Command("go", "build", "-o", program, "suitekey").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// TestTeamHome looks at the list of a team's vault in a real terminal: what colleagues
// change appears by itself, who works on what is said, and so is that the engine is out
// of reach; v shows the next vault.
func TestTeamHome(t *testing.T) {
	c := teamCluster(t)
	r := newTeamTrial(t, c, "team-home")
	colleague := t.TempDir()
	if err := vaults.New(colleague, r.known.Engine, "colleague").Learn(r.known.Known); err != nil {
		t.Fatal(err)
	}
	theirs := func(args ...string) {
		t.Helper()
		cmd := r.suitekey(args...)
		cmd.Env = append(cmd.Env, "SUITEKEY_HOME="+colleague)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("suitekey %v: %v\n%s", args, err, out)
		}
	}
	cmd := exec.Command(built(t)) // the tests' own suitekey has no full screen
	cmd.Dir, cmd.Env = r.dir, append(r.env, "TERM=xterm-256color")
	p := run(t, cmd)
	p.sees("team-home")
	p.sees("acme")
	theirs("rename", "acme", "zenith")
	p.sees("zenith")
	theirs("tag", "zenith", "finance")

	// A laptop sleeps with the list open, for longer than any lease lasts.
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	theirs("rename", "zenith", "asleep")
	r.expire()
	root, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if now, err := root.Get(t.Context(), "nothing"); err != nil {
		t.Fatal(err)
	} else if _, err := root.Compact(t.Context(), now.Header.Revision); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	p.sees("asleep")
	theirs("rename", "asleep", "zenith")
	p.sees("zenith")

	if err := os.WriteFile(filepath.Join(r.dir, "slow"), []byte("#!/bin/sh\ncat >/dev/null\ntouch working\nwhile [ -e working ]; do sleep 0.05; done\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	renewal := r.suitekey("renew", "zenith", "--due", "--no-input", "--handover", "./slow", "--confirm-account", "9999901")
	renewal.Env = append(renewal.Env, "SUITEKEY_HOME="+colleague)
	if err := renewal.Start(); err != nil {
		t.Fatal(err)
	}
	p.sees("colleague")
	for _, args := range [][]string{
		{"remove", "zenith", "--no-input", "--yes", "--account", "9999901"},
		{"remove", "zenith", "--purge", "--no-input", "--yes", "--account", "9999901"},
		{"undo", "zenith", "--no-input", "--yes", "--account", "9999901"},
		{"rename", "zenith", "nadir"},
	} {
		if out, err := r.suitekey(args...).CombinedOutput(); err == nil || !strings.Contains(string(out), "zenith: colleague has been working on it since") && !strings.Contains(string(out), "unfinished renewal of zenith") {
			t.Errorf("suitekey %v while a colleague renews: %v\n%s", args, err, out)
		}
	}
	_ = os.Remove(filepath.Join(r.dir, "working"))
	ended := make(chan error, 1)
	go func() { ended <- renewal.Wait() }()
	for done := false; !done; {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the colleague's renewal: %v", err)
			}
			done = true
		default:
			_ = os.Remove(filepath.Join(r.dir, "working")) // it may have been made only now
		}
	}
	c.Kill(0)
	p.sees("out of reach, read only")
	if err := c.Restart(0); err != nil {
		t.Fatal(err)
	}
	theirs("rename", "zenith", "aurora")
	p.sees("aurora")

	// The details of a connection that a colleague removes are no longer those of the vault.
	p.types("\r")
	p.sees("To sign in")
	theirs("rename", "aurora", "borealis")
	p.sees("removed or renamed aurora")
	p.types("\x1b")
	p.sees("borealis")
	p.types("v")
	p.sees("Set up")
}
