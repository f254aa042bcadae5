//go:build unix

package subprocess

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/redact"
	"suitekey/core/secret"
)

const hidden = "0123456789abcdef0123456789abcdef"

func runShell(t *testing.T, script string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code, failed := Command{
		Args: []string{"sh", "-c", script}, Env: append(os.Environ(), "HIDDEN="+hidden),
		Stdin: os.Stdin, Stdout: &out, Stderr: &err, Mask: redact.New(secret.New(hidden)),
	}.Run()
	if failed != nil {
		t.Fatal(failed)
	}
	return code, out.String(), err.String()
}

func TestRun(t *testing.T) {
	code, out, err := runShell(t, `echo $HIDDEN; echo x${HIDDEN}y >&2; exit 3`)
	if code != 3 || out != redact.Mark+"\n" || err != "x"+redact.Mark+"y\n" {
		t.Errorf("%d %q %q", code, out, err)
	}
	if code, _, _ = runShell(t, `kill -KILL $$`); code != 128+9 {
		t.Errorf("killed: %d", code)
	}
	// Much on both streams at a time, and a secret in two halves.
	code, out, err = runShell(t, `i=0; while [ $i -lt 2000 ]; do echo line $i $HIDDEN; echo err $i >&2; i=$((i+1)); done
printf %s ${HIDDEN%abcdef}; sleep 0.2; printf '%s\n' abcdef`)
	if code != 0 || strings.Contains(out, hidden) || strings.Count(out, redact.Mark) != 2001 || strings.Count(err, "\n") != 2000 {
		t.Errorf("%d, %d masked, %d lines", code, strings.Count(out, redact.Mark), strings.Count(err, "\n"))
	}
	if !strings.HasSuffix(out, "\n012"+redact.Mark+"\n") {
		t.Errorf("the end is %q", out[len(out)-60:])
	}
}

func TestNotStarted(t *testing.T) {
	folder := t.TempDir()
	for name, mode := range map[string]os.FileMode{"plain": 0o600, "garbage": 0o700} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("\x01"), mode); err != nil {
			t.Fatal(err)
		}
	}
	for program, code := range map[string]int{
		"no-such-program-here": NotFound, filepath.Join(folder, "none"): NotFound, filepath.Join(folder, "plain", "x"): NotFound,
		filepath.Join(folder, "plain"): NotExecutable, filepath.Join(folder, "garbage"): NotExecutable, folder: NotExecutable,
	} {
		_, err := Command{Args: []string{program}, Stdout: os.Stdout, Stderr: os.Stderr, Mask: redact.New()}.Run()
		var failed *StartError
		if !errors.As(err, &failed) || failed.Code != code {
			t.Errorf("%s: %v, want %d", program, err, code)
		}
	}
}
