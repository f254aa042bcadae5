//go:build unix

package ui_test

import (
	"os"
	"os/exec"
	"testing"
)

// In the shells themselves: a name and a flag's value are typed as far as they
// are clear, and the tab key does the rest.
func TestTabKey(t *testing.T) {
	for _, shell := range []struct {
		name, program string
		arguments     []string
		prepare       string
	}{
		{"bash", "bash", []string{"--norc", "--noprofile", "-i"}, "source /usr/share/bash-completion/bash_completion; source <(suitekey completion bash)"},
		{"zsh", "zsh", []string{"-f", "-i"}, "autoload -U compinit && compinit -u -D && source <(suitekey completion zsh)"},
		{"fish", "fish", []string{"--no-config", "-i"}, "suitekey completion fish | source"},
	} {
		t.Run(shell.name, func(t *testing.T) {
			if _, err := exec.LookPath(shell.program); err != nil {
				missingTool(t, shell.program)
			}
			if _, err := os.Stat("/usr/share/bash-completion/bash_completion"); shell.name == "bash" && err != nil {
				missingTool(t, "bash-completion")
			}
			home := shellHome(t)
			cmd := exec.Command(shell.program, shell.arguments...)
			cmd.Env = append(os.Environ(), "SUITEKEY_HOME="+home, "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home, "TERM=dumb", "PS1=> ")
			p := run(t, cmd)
			p.types(shell.prepare + "; echo rea''dy\r")
			p.sees("ready")
			p.types("suitekey show acm\t")
			p.sees("acme-sb1")
			p.types("\x15suitekey remove later\t")
			p.sees("laterwards")
			p.types("\x15suitekey setup --signature-algorithm HMAC-SHA2\t")
			p.sees("HMAC-SHA256")
		})
	}
}
