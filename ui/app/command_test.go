package app

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
	"suitekey/ui/app/files"
)

func TestCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are a Unix shell's")
	}
	const key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQ\n-----END PRIVATE KEY-----\n"
	for _, c := range []struct{ name, line, output, problem string }{
		{"gets the key and the variables", `k=$(cat); test ${#k} = 97 -o ${#k} = 99 -o ${#k} = 98; echo "$NAME"`, "acme", ""},
		{"shows no key", `cat; echo; sed -n p </dev/null; echo done`, "-----BEGIN PRIVATE KEY-----\n<hidden by suitekey>\n-----END PRIVATE KEY-----\n\ndone", ""},
		{"obeys no escape sequence", `printf 'a\033[2Jb'`, "a[2Jb", ""},
		{"reads nothing", `true`, "", ""},
		{"fails", `echo why >&2; exit 3`, "why", "ended with exit code 3"},
		{"is not there", `exec /no/such/program`, "", "ended with exit code"},
		{"prints without end", `head -c 300000 /dev/zero | tr '\0' x`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			output, err := Command(context.Background(), c.line, secret.New(key), []string{"NAME=acme"})
			if c.output != "" && output != c.output {
				t.Errorf("printed %q, want %q", output, c.output)
			}
			if len(output) > files.MaxText || strings.Contains(output, "MIGHAgEAMBMG") {
				t.Errorf("%d bytes of output, beginning with %.200q", len(output), output)
			}
			if (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Errorf("ended with %v, want %q", err, c.problem)
			}
		})
	}
	if _, err := command(context.Background(), 50*time.Millisecond, "sleep 30", secret.Secret{}, nil); err == nil || !strings.Contains(err.Error(), "within") {
		t.Errorf("without an end: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Command(ctx, "sleep 30", secret.Secret{}, nil); err == nil {
		t.Error("a cancelled command ended well")
	}
}

// TestHandoverKeepsTheKeyPrivate: what the command makes of the key is for its owner
// alone, whatever the umask of the caller is.
func TestHandoverKeepsTheKeyPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are different there")
	}
	path := filepath.Join(t.TempDir(), "key.pem")
	if _, err := Command(t.Context(), "cat >"+path, secret.New("a private key"), nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key has the mode %v, %v", info.Mode(), err)
	}
}
