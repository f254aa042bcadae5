//go:build unix

package clipboard

import (
	"os"
	"path/filepath"
	"testing"

	"suitekey/core/secret"
	"suitekey/ui/tui/wish"
)

// Inside tmux a link goes to tmux as well; a secret does not, since tmux keeps it.
func TestInTmux(t *testing.T) {
	folder := t.TempDir()
	got := filepath.Join(folder, "buffer")
	script := "#!/bin/sh\n[ \"$*\" = 'load-buffer -w -' ] && cat >" + got + "\n"
	if err := os.WriteFile(filepath.Join(folder, "tmux"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	c := New(func(name string) string {
		return map[string]string{"TMUX": "/tmp/x,1,0", "SSH_TTY": "/dev/pts/1"}[name]
	})
	c.CopyCmd(wish.Copy{What: "the secret", Text: secret.New("hidden"), Secret: true})()
	if _, err := os.Stat(got); err == nil {
		t.Error("a secret went to tmux")
	}
	msg, _ := c.CopyCmd(wish.Copy{What: "the link", Text: secret.New("https://example.com")})().(copiedMsg)
	if text, err := os.ReadFile(got); err != nil || string(text) != "https://example.com" || !msg.tmux || !msg.terminal {
		t.Errorf("tmux got %q, %v; %+v", text, err, msg)
	}
}
