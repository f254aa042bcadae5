package help

import (
	"bytes"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// completion is what `completion --json` prints.
type completion struct {
	Shell  string `json:"shell"`
	Script string `json:"script"`
}

// AddCompletion adds cobra's completion command, with suitekey's help and --json.
func AddCompletion(g *verb.Globals, root *cobra.Command) {
	var script bytes.Buffer
	root.SetOut(&script) // the command keeps the writer that it finds when it is made
	root.SetCompletionCommandGroupID("program")
	root.InitDefaultCompletionCmd()
	root.SetOut(g.Stdout)
	cmd := verb.FindVerb(root, "completion")
	cmd.Use, cmd.Short = "completion SHELL", "Print the script with which a shell completes verbs, flags and names"
	cmd.Long = `Prints the script by which bash, zsh, fish or powershell completes verbs, flags,
their values, and the names of connections with the tab key. The names come from
the vault's folder, without its passphrase. The deb and rpm packages install the
scripts.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage)
	cmd.Example = "  suitekey completion bash > ~/.local/share/bash-completion/completions/suitekey\n" +
		"  suitekey completion zsh > \"${fpath[1]}/_suitekey\"\n" +
		"  suitekey completion fish > ~/.config/fish/completions/suitekey.fish\n" +
		"  suitekey completion powershell | Out-String | Invoke-Expression"
	cmd.Args = verb.Words("SHELL")
	cmd.RunE = func(*cobra.Command, []string) error {
		return app.Usage("the shells with completion are bash, zsh, fish and powershell")
	}
	for _, shell := range cmd.Commands() {
		shell.Args = verb.Words()
		generate := shell.RunE
		shell.RunE = func(c *cobra.Command, args []string) error {
			if err := generate(c, args); err != nil {
				return err
			}
			if g.JSON {
				return g.PrintJSON(completion{c.Name(), script.String()})
			}
			_, err := g.Stdout.Write(script.Bytes())
			return err
		}
	}
}
