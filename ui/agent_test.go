//go:build unix

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"

	"suitekey/core/secret"
	"suitekey/storage"
)

// An agent that was started on a terminal outlives the terminal and its shell.
func TestAgentOutlivesItsTerminal(t *testing.T) {
	dir := t.TempDir()
	pass := filepath.Join(dir, "pass")
	if err := os.WriteFile(pass, []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	runtime, err := os.MkdirTemp("", "sk") // short: the path of a socket has about 100 characters
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(runtime) })
	env := append(os.Environ(), "SUITEKEY_HOME="+filepath.Join(dir, "vault"), "HOME="+dir, "XDG_RUNTIME_DIR="+runtime)
	run := func(args ...string) (string, error) {
		cmd := exec.Command("suitekey", args...)
		cmd.Env, cmd.Dir = env, dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if _, err := storage.Open(filepath.Join(dir, "vault"), storage.Options{WorkFactor: cheapWorkFactor}).Create(secret.New(passphrase)); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", "suitekey unlock; echo; echo ready; cat")
	shell.Env, shell.Dir = env, dir
	terminal, err := pty.Start(shell)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = run("lock") })
	awaitText(t, terminal, "Passphrase of the vault")
	if _, err := terminal.WriteString(passphrase + "\r"); err != nil {
		t.Fatal(err)
	}
	awaitText(t, terminal, "ready")
	_ = terminal.Close() // the kernel sends SIGHUP to the terminal's programs
	_ = shell.Wait()
	if out, err := run("list", "--no-input"); err != nil {
		t.Errorf("after the terminal was closed: %v\n%s", err, out)
	}
	if out, err := run("lock"); err != nil || !strings.Contains(out, "Locked.") {
		t.Errorf("lock: %v\n%s", err, out)
	}
	if out, err := run("list", "--no-input"); err == nil || !strings.Contains(out, "the vault is locked") {
		t.Errorf("after lock: %v\n%s", err, out)
	}
}

// awaitText reads from a terminal until text is there.
func awaitText(t *testing.T, terminal *os.File, text string) {
	t.Helper()
	var seen strings.Builder
	buffer := make([]byte, 4096)
	for !strings.Contains(seen.String(), text) {
		n, err := terminal.Read(buffer)
		seen.Write(buffer[:n])
		if err != nil {
			t.Fatalf("no %q in %q: %v", text, seen.String(), err)
		}
	}
}
