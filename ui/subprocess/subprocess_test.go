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
	// Much on both streams at a time.
	code, out, err = runShell(t, `i=0; while [ $i -lt 2000 ]; do echo line $i $HIDDEN; echo err $i >&2; i=$((i+1)); done`)
	if code != 0 || strings.Contains(out, hidden) || strings.Count(out, redact.Mark) != 2000 || strings.Count(err, "\n") != 2000 {
		t.Errorf("%d, %d masked, %d lines", code, strings.Count(out, redact.Mark), strings.Count(err, "\n"))
	}
}

// sawStart writes a file once the start of the secret has come.
type sawStart struct {
	bytes.Buffer
	file string
}

func (s *sawStart) Write(p []byte) (int, error) {
	n, err := s.Buffer.Write(p)
	if strings.Contains(s.String(), hidden[:3]) {
		err = errors.Join(err, os.WriteFile(s.file, nil, 0o600))
	}
	return n, err
}

// A program that hesitates in the middle of a secret: what was held back comes, as far as
// it says little, and the rest is masked.
func TestSecretInTwoHalves(t *testing.T) {
	out := &sawStart{file: filepath.Join(t.TempDir(), "seen")}
	code, err := Command{
		Args:  []string{"sh", "-c", `printf %s ${HIDDEN%abcdef}; until [ -e "$SEEN" ]; do sleep 0.01; done; printf '%s\n' abcdef`},
		Env:   append(os.Environ(), "HIDDEN="+hidden, "SEEN="+out.file),
		Stdin: os.Stdin, Stdout: out, Stderr: os.Stderr, Mask: redact.New(secret.New(hidden)),
	}.Run()
	if err != nil || code != 0 || out.String() != "012"+redact.Mark+"\n" {
		t.Errorf("%d, %v: %q", code, err, out.String())
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
