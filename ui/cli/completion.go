package cli

import (
	"bytes"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func (g *globals) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what lets a shell complete verbs, flags and names",
		Long: `Prints what makes the tab key complete verbs, flags, their values, and the names
of connections, in bash, zsh, fish or powershell. Names come from the folder of
the vault: no passphrase is asked for. Packages bring it along.` + codes(codeDone, codeFailed, codeUsage),
		Example: "  suitekey completion bash > ~/.local/share/bash-completion/completions/suitekey\n" +
			"  suitekey completion zsh > \"${fpath[1]}/_suitekey\"\n" +
			"  suitekey completion fish > ~/.config/fish/completions/suitekey.fish\n" +
			"  suitekey completion powershell | Out-String | Invoke-Expression",
		Args:              words("SHELL"),
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE:              func(cmd *cobra.Command, args []string) error { return g.printCompletion(cmd.Root(), args[0]) },
	}
}

// completion is what `completion --json` prints.
type completion struct {
	Shell  string `json:"shell"`
	Script string `json:"script"`
}

func (g *globals) printCompletion(root *cobra.Command, shell string) error {
	var script bytes.Buffer
	var err error
	switch shell {
	case "bash":
		err = root.GenBashCompletionV2(&script, true)
	case "zsh":
		err = root.GenZshCompletion(&script)
	case "fish":
		err = root.GenFishCompletion(&script, true)
	case "powershell":
		err = root.GenPowerShellCompletionWithDesc(&script)
	default:
		return app.Usage("there is completion for bash, zsh, fish and powershell")
	}
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(completion{shell, script.String()})
	}
	_, err = g.Stdout.Write(script.Bytes())
	return err
}
