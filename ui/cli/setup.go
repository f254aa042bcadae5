package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/app"
)

// setupOptions are the flags of setup.
type setupOptions struct {
	*globals
	name        string
	answersFile string
	secretsFile string
	force       bool               // spend the fifth sign-in
	flags       map[string]*string // by key of the field
}

func (g *globals) setupCommand() *cobra.Command {
	o := &setupOptions{globals: g, flags: map[string]*string{}}
	cmd := &cobra.Command{
		Use:   "setup [NAME]",
		Short: "Set up a connection, prove it and save it",
		Long: `Sets up a connection step by step: it tells what to click in NetSuite, checks
what you paste, makes keys and certificate, tests the connection against the
account, and saves it encrypted only when the test has passed.

Without a terminal (or with --no-input) all answers come from flags, from an
answers file and from the environment. All missing answers are named at once.
M2M takes two runs of the same command then: the first makes the key pair,
writes the certificate and ends with 20; the second, after the upload, tests
and saves.

Secrets are never arguments: they come from the answers file, --secrets-file,
or SUITEKEY_CONSUMER_SECRET, SUITEKEY_TOKEN_SECRET, SUITEKEY_KEY_PASSPHRASE.` +
			codes(codeDone, codeFailed, codeUsage, codeRefused, codeUnreachable, codeLocked, codeWaiting, codeCancelled),
		Example: "  suitekey setup acme-sb1\n" +
			"  suitekey setup acme-sb1 --no-input --answers acme.yaml --passphrase-file pass --json",
		Args: words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.name = args[0]
			}
			return o.run(cmd)
		},
	}
	cmd.Flags().StringVar(&o.answersFile, "answers", "", "`file` with answers, YAML or JSON (- is standard input)")
	cmd.Flags().StringVar(&o.secretsFile, "secrets-file", "", "`file` with the secrets alone, YAML or JSON (- is standard input)")
	cmd.Flags().BoolVar(&o.force, "force", false, "without a terminal: sign in though four recent sign-ins were refused; five lock the user")
	for _, f := range steps.Setup().Fields() {
		if f.Kind == steps.Secret || f.Key == steps.KeyName {
			continue
		}
		text := new(string)
		o.flags[f.Key] = text
		cmd.Flags().StringVar(text, f.Flag(), "", f.Label)
	}
	plainHelp := cmd.HelpFunc()
	cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
		o.nameValues(c)
		plainHelp(c, args)
	})
	cmd.SetUsageFunc(groupedUsage)
	return cmd
}

// nameValues adds to the help of each flag which values it takes. It reads the
// product's tables, which no other run needs to wait for.
func (o *setupOptions) nameValues(cmd *cobra.Command) {
	state := steps.NewState(steps.Facts{Now: o.Now()})
	for _, f := range steps.Setup().Fields() {
		flag := cmd.Flags().Lookup(f.Flag())
		if flag == nil {
			continue
		}
		var values []string
		switch {
		case f.Kind == steps.File:
			flag.Usage = strings.ReplaceAll(flag.Usage, " (path, or paste the PEM)", ", its path")
		case f.Key == steps.KeyJWTAlgorithm: // which of them depends on the key
			for _, a := range m2m.Algorithms() {
				values = append(values, string(a))
			}
		case f.Options != nil:
			for _, option := range f.Options(state) {
				values = append(values, option.Value)
			}
		}
		if f.Default != nil && f.Key != steps.KeyWSDL { // its default is each account's own
			flag.DefValue = f.Default(state) // for the help alone
		}
		if len(values) > 0 {
			flag.Usage = strings.TrimSuffix(flag.Usage, "?") + ": " + strings.Join(values, ", ")
		}
	}
}

func (o *setupOptions) run(cmd *cobra.Command) error {
	a, err := o.open()
	if err != nil {
		return err
	}
	given, err := o.given(cmd, a)
	if err != nil {
		return err
	}
	if o.canAsk() && !o.takesStdin() {
		return o.openWizard(cmd.Context(), a, given)
	}
	return o.unattended(cmd.Context(), a, given)
}

// takesStdin tells whether standard input is a file of answers, and so nobody
// who could answer.
func (o *setupOptions) takesStdin() bool { return o.answersFile == "-" || o.secretsFile == "-" }

// given gathers what is answered already: the environment, the files, the
// flags; each wins over the one before.
func (o *setupOptions) given(cmd *cobra.Command, a *app.App) (steps.Given, error) {
	given := steps.Given{Answers: map[string]string{}, Secrets: map[string]secret.Secret{}}
	for key, value := range a.Secrets() {
		given.Secrets[key] = value
	}
	if o.answersFile == "-" && o.secretsFile == "-" {
		return given, app.Usage("--answers and --secrets-file cannot both be standard input", "give one of them as a file")
	}
	if err := o.readInto(cmd.Context(), a, &given, o.answersFile, false); err != nil {
		return given, err
	}
	if err := o.readInto(cmd.Context(), a, &given, o.secretsFile, true); err != nil {
		return given, err
	}
	for key, text := range o.flags {
		f := cmd.Flags().Lookup(flagOf(key))
		if !f.Changed {
			continue
		}
		if steps.PastedPEM(*text) {
			return given, app.Usage("--" + f.Name + " is the path of a file: keys are never given as arguments, which every user of the computer can read")
		}
		given.Answers[key] = *text
	}
	if o.name != "" {
		given.Answers[steps.KeyName] = o.name
	}
	return given, nil
}

func flagOf(key string) string { return steps.Field{Key: key}.Flag() }

func (o *setupOptions) readInto(ctx context.Context, a *app.App, given *steps.Given, path string, secretsOnly bool) error {
	if path == "" {
		return nil
	}
	data, err := o.fileOrStdin(ctx, a, path)
	if err != nil {
		return &app.UsageError{Err: fmt.Errorf("reading the answers: %w", err)}
	}
	before := len(given.Secrets)
	if err := readAnswers(data, nameOf(path), given, secretsOnly); err != nil {
		return err
	}
	if warning := app.Exposed(path); warning != "" && (secretsOnly || len(given.Secrets) > before) {
		o.warn(warning)
	}
	return nil
}

func (o *setupOptions) openWizard(ctx context.Context, a *app.App, given steps.Given) error {
	return o.front(ctx, a, app.Opening{Flow: steps.Setup().Name, Given: given})
}
