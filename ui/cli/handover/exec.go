package handover

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/envvars"
	"suitekey/core/profile"
	"suitekey/core/redact"
	"suitekey/core/secret"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/cli/nearest"
	"suitekey/ui/cli/verb"
	"suitekey/ui/subprocess"
)

// execOptions are the flags of exec.
type execOptions struct {
	*verb.Globals
	access.Options
	name    string
	command []string
	only    []string
	noMask  bool
}

// Exec makes the verb exec.
func Exec(g *verb.Globals) *cobra.Command {
	o := &execOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "exec [NAME] -- COMMAND [ARGUMENT...]",
		Short: "Run a program with the credentials in its environment",
		Long: `Runs a program with a connection's credentials in its environment, and nowhere
else. suitekey removes variables of these names that were set before, and those
that lead to the vault's passphrase; the rest of the environment stays.

suitekey masks secrets in what the program prints, also in base64, hexadecimal
and URL encoding. On a terminal the program gets a terminal of its own, so shells,
pagers and editors work as usual. In the middle of a pipeline they may need
--no-mask, which passes the output through unmasked.

The environment:` + envvars.Help() +
			verb.Codes("0 ... the program's own; 128 and more if a signal ended it. If it was not run:", verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeExpired,
				verb.CodeUnrunnable, verb.CodeNoProgram, verb.CodeCancelled),
		Example: "  suitekey exec acme-sb1 -- node sync.js\n" +
			"  suitekey exec acme-m2m --only access_token,suitetalk_url -- ./report.sh\n" +
			"  suitekey exec acme-sb1 -- sh -c 'echo $NETSUITE_ACCOUNT_ID'",
		Args: o.split,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// An empty --only "$LIST" in a script must not mean all variables.
			if cmd.Flags().Changed("only") && len(o.only) == 0 {
				return app.Usage("--only is empty: leave it out to pass all variables", "see suitekey exec --help")
			}
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&o.only, "only", nil, "pass only these `variables` (NETSUITE_ may be left out)")
	flags.BoolVar(&o.noMask, "no-mask", false, "do not mask the program's output")
	accessFlags(flags, &o.Options)
	return cmd
}

// split requires the two dashes: without them, suitekey would parse flags of the program
// as its own.
func (o *execOptions) split(cmd *cobra.Command, args []string) error {
	dash := cmd.ArgsLenAtDash()
	const call = "suitekey exec NAME -- COMMAND [ARGUMENT...]"
	switch {
	case dash < 0 && len(args) > 1:
		return app.Usage("give the program after two dashes: "+call, "see suitekey exec --help")
	case dash < 0 || len(args) <= dash:
		return app.Usage("an argument is missing: "+call, "see suitekey exec --help")
	case dash > 1:
		return app.Usage("give one connection before the two dashes: "+call, "see suitekey exec --help")
	case args[dash] == "":
		return app.Usage("the program after the two dashes has no name")
	}
	o.name, o.command = verb.First(args[:dash]), args[dash:]
	return nil
}

func (o *execOptions) run(ctx context.Context) error {
	only, err := o.wanted()
	if err != nil {
		return err
	}
	a, p, err := o.OpenAt(ctx, o.name)
	if err != nil {
		return err
	}
	given, err := o.variables(ctx, a, p, only)
	if err != nil {
		return err
	}
	command := subprocess.Command{Args: o.command, Env: environment(given), Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr}
	if !o.noMask {
		command.Mask = masker(given)
	}
	a.Record(journal.Ran, p.Name, filepath.Base(o.command[0])) // its arguments may be secrets
	return runChild(o.Globals, command)
}

// wanted returns the names in --only.
func (o *execOptions) wanted() ([]string, error) {
	var names []string
	for _, text := range o.only {
		name, ok := envvars.Find(strings.TrimSpace(text))
		if !ok {
			hints := []string{"see suitekey exec --help"}
			if near := nearest.Name(strings.ToUpper(text), envvars.Names()); near != "" {
				hints = append([]string{"did you mean " + near + "?"}, hints...)
			}
			return nil, app.Usage("unknown variable in --only: "+secret.Quote(text), hints...)
		}
		names = append(names, name)
	}
	return names, nil
}

// variables returns the variables for the program. It gets an access token only if one
// of them needs it.
func (o *execOptions) variables(ctx context.Context, a *app.App, p profile.Profile, only []string) ([]envvars.Variable, error) {
	var token access.Token
	if p.Method != profile.TBA && (len(only) == 0 || slices.Contains(only, envvars.AccessToken) || slices.Contains(only, envvars.AccessTokenExpires)) {
		var err error
		if token, err = a.Access().Token(ctx, p, o.Options); err != nil {
			return nil, app.WithHints(err, "to run it without an access token: --only with the variables that the program needs")
		}
	}
	all := envvars.Of(p, token.Value, token.Expires)
	if len(only) == 0 {
		return all, nil
	}
	given := slices.DeleteFunc(all, func(v envvars.Variable) bool { return !slices.Contains(only, v.Name) })
	for _, name := range only {
		if !slices.ContainsFunc(given, func(v envvars.Variable) bool { return v.Name == name }) {
			return nil, app.Usage(p.Name+" has no "+name, "see suitekey show "+p.Name)
		}
	}
	return given, nil
}

// environment returns suitekey's environment with the credentials. It removes other
// credentials: a mixture of two connections could not sign in.
func environment(given []envvars.Variable) []string {
	names := envvars.Names()
	all := slices.DeleteFunc(app.ChildEnvironment(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(names, strings.ToUpper(name))
	})
	for _, v := range given {
		all = append(all, v.Name+"="+v.Value.Reveal())
	}
	return all
}

func masker(given []envvars.Variable) *redact.Masker {
	var secrets []secret.Secret
	for _, v := range given {
		if v.Secret {
			secrets = append(secrets, v.Value)
		}
	}
	return redact.New(secrets...)
}

// runChild runs a program in the place of suitekey.
func runChild(g *verb.Globals, command subprocess.Command) error {
	if g.Release != nil {
		g.Release()
	}
	code, err := command.Run()
	var notStarted *subprocess.StartError
	switch {
	case errors.As(err, &notStarted):
		return &verb.ChildError{Code: notStarted.Code, Err: err}
	case err != nil:
		return err
	case code != 0:
		return &verb.ChildError{Code: code}
	}
	return nil
}
