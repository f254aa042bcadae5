// Package cli assembles suitekey's verbs. The verbs are in packages by purpose; each has
// a constructor that only parses, and a run function that only works. Text for people
// goes to standard error, text for programs to standard output.
package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/connections"
	"suitekey/ui/cli/handover"
	"suitekey/ui/cli/help"
	"suitekey/ui/cli/journeys"
	"suitekey/ui/cli/team"
	"suitekey/ui/cli/vault"
	"suitekey/ui/cli/verb"
)

// Run runs the verb that the arguments name.
func Run(ctx context.Context, p verb.Program) (err error) {
	cobra.MousetrapHelpText = "" // a double click on Windows opens the wizard
	g := verb.New(p, version())
	cobra.EnableCommandSorting = false // they stand in the order in which one needs them
	started := false
	root := root(g, &started)
	addVerbs(g, root, called(p.Args))
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	defer func() { err = errors.Join(err, g.CloseAll()) }()
	defer func() {
		if panicked := recover(); panicked != nil {
			err = mistake(g, app.PanicOf(panicked))
		}
	}()
	err = root.ExecuteContext(ctx)
	if err != nil && !started {
		return verb.WrongArguments(root, p.Args, err)
	}
	return err
}

// called returns the name of the verb that the arguments call. It returns "" if all
// verbs are needed: for the help, the manual and completion, which list them, and if
// flags precede the verb.
func called(args []string) string {
	if len(args) == 0 || args[0] == "help" || args[0] == "man" {
		return ""
	}
	if !slices.ContainsFunc(verbs, func(v aVerb) bool { return v.name == args[0] }) {
		return ""
	}
	return args[0]
}

// mistake says what to do after a panic.
func mistake(g *verb.Globals, e *app.PanicError) error {
	more := "if this happens again, suitekey --log FILE records how"
	if g.LogFile != "" && e.Log(g.LogFile) == nil {
		more = "more details are in " + files.Shown(g.LogFile) + ", without any secret"
	}
	return app.WithHints(e, "please report this error, with the line above and what you did: the line contains no secret", more)
}

func root(g *verb.Globals, started *bool) *cobra.Command {
	root := &cobra.Command{
		Use:   "suitekey",
		Short: "A working, verified, encrypted NetSuite connection",
		Long: `suitekey sets up connections to NetSuite by Token-Based Authentication or by
OAuth 2.0 client credentials (M2M), tests them against the account, and keeps
them encrypted. Without a verb it opens the list of connections.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey                 the list of connections, and everything from there\n" +
			"  suitekey --demo          practice, without a NetSuite account\n" +
			"  suitekey setup acme-sb1  set up one connection",
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runHome(cmd.Context(), g) },
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			*started = true
			g.Changes = changes(cmd)
			return verb.Given(cmd, args)
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&g.Home, "home", "", "the vault's `folder` (default: SUITEKEY_HOME, else the standard folder)")
	flags.StringVar(&g.Vault, "vault", "", "the `name` of a team's vault; own is your own vault (default: SUITEKEY_VAULT, else the vault of team use)")
	flags.StringVar(&g.CAFile, "ca-file", "", "`file` with certificate authorities (PEM) to trust in addition to the system's")
	flags.StringVar(&g.PassphraseFile, "passphrase-file", "", "`file` with the vault's passphrase in its first line")
	flags.StringVar(&g.LogFile, "log", "", "append every call to NetSuite to this `file`, without credentials")
	flags.BoolVar(&g.Plain, "plain", false, "ask line by line (screen readers, serial consoles)")
	flags.BoolVar(&g.NoInput, "no-input", false, "never ask")
	flags.BoolVar(&g.JSON, "json", false, "print JSON on standard output, also for errors")
	flags.BoolVar(&g.Strict, "strict", false, "refuse files that other users can read, instead of a warning")
	flags.BoolVar(&g.AcceptOlder, "accept-older", false, "accept connections with an older state than before, as after restoring a backup")
	flags.BoolVar(&g.Demo, "demo", false, "practice: a simulated NetSuite and a temporary vault")
	flags.StringVar(&g.Fault, "fault", "", "practice: the `name` of a fault to simulate")
	return root
}

// aVerb is a verb with its group in the help. The list has the order of the help.
type aVerb struct {
	group, name string
	make        func(*verb.Globals) *cobra.Command
	changes     bool // connections: who may only read a team's vault is told so at once
}

var verbs = []aVerb{
	{"setup", "setup", journeys.Setup, true},
	{"setup", "import", journeys.Import, true},
	{"setup", "keygen", keygenCommand, false},
	{"setup", "inspect", inspectCommand, false},
	{"keep", "status", checks.Status, false},
	{"keep", "test", checks.Test, false},
	{"keep", "renew", journeys.Renew, true},
	{"keep", "retoken", journeys.Retoken, true},
	{"keep", "migrate", journeys.Migrate, true},
	{"keep", "change", journeys.Change, true},
	{"keep", "undo", journeys.Undo, true},
	{"use", "unlock", connections.Unlock, false},
	{"use", "lock", connections.Lock, false},
	{"use", "token", handover.Token, false},
	{"use", "header", handover.Header, false},
	{"use", "connect-password", handover.ConnectPassword, false},
	{"use", "exec", handover.Exec, false},
	{"use", "curl", handover.Curl, false},
	{"use", "export", handover.Export, false},
	{"look", "list", connections.List, false},
	{"look", "show", connections.Show, false},
	{"look", "history", connections.History, false},
	{"look", "audit", journeys.Audit, false},
	{"look", "doctor", checks.Doctor, false},
	{"many", "tag", connections.Tag, true},
	{"many", "default", connections.Default, false},
	{"many", "copy", connections.Copy, true},
	{"many", "rename", connections.Rename, true},
	{"many", "remove", journeys.Remove, true},
	{"many", "policy", connections.Policy, false},
	{"many", "passphrase", vault.Passphrase, false},
	{"many", "recover", vault.Recover, false},
	{"many", "log", vault.Log, false},
	{"many", "team", team.Team, false},
	{"practise", "practice", practiceCommand, false},
	{"program", "help", help.Help, false},
	{"program", "man", help.Man, false},
	{"program", "version", versionCommand, false},
}

// changes reports whether a verb, with its present arguments, changes connections.
func changes(cmd *cobra.Command) bool {
	dry := cmd.Flags().Lookup("dry-run")
	return (dry == nil || dry.Value.String() != "true") &&
		slices.ContainsFunc(verbs, func(v aVerb) bool { return v.name == cmd.Name() && v.changes })
}

// addVerbs adds the called verb, or all verbs. Making all verbs takes longer than most
// calls by scripts.
func addVerbs(g *verb.Globals, root *cobra.Command, called string) {
	root.AddGroup(help.Groups...)
	for _, v := range verbs {
		if called == "" || called == v.name {
			help.Add(root, v.group, v.make(g))
		}
	}
	root.SetHelpCommand(&cobra.Command{Hidden: true, Use: "no-help"}) // ours knows the topics
	standard := root.UsageFunc()
	root.SetUsageFunc(func(c *cobra.Command) error {
		if c.HasParent() {
			return standard(c)
		}
		return help.RootUsage(c)
	})
	standardHelp := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		if g.JSON {
			_ = help.HelpJSON(g, c) // to standard output; nobody is left to be told
			return
		}
		help.DescribeFlags(g, c)
		standardHelp(c, args)
	})
	if called != "" {
		root.CompletionOptions.DisableDefaultCmd = true
		return
	}
	help.AddCompletion(g, root)
	complete(g, root)
}

// runHome opens the list of connections.
func runHome(ctx context.Context, g *verb.Globals) error {
	return g.Wizard(ctx, app.Opening{}, "without a terminal suitekey needs a verb, for example: suitekey setup NAME --answers FILE")
}
