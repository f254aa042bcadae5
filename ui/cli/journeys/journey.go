// Package journeys has the verbs that run a journey with answers from flags, files and
// the environment: setup, import, renew, retoken, migrate, change, undo, remove.
package journeys

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/callback"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/ui/app"
	"suitekey/ui/cli/answers"
	"suitekey/ui/cli/verb"
)

// journeyOptions are the flags of a verb that walks a journey.
type journeyOptions struct {
	*verb.Globals
	flow        steps.Flow
	name        string
	answersFile string
	secretsFile string
	secretsFrom string             // a command that prints them
	force       bool               // spend the fifth sign-in
	unusual     bool               // values of an unusual shape are meant as they are
	patience    time.Duration      // with the browser
	flags       map[string]*string // by key of the field
	scheduled   bool               // nobody can have acted since the last run
	imported    *imported          // the file that answers came from, if any
}

func newJourneyOptions(g *verb.Globals, flow steps.Flow) journeyOptions {
	return journeyOptions{Globals: g, flow: flow, flags: map[string]*string{}}
}

// addFlags adds the flags of the answers, and the flags for the sources of answers.
func (o *journeyOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.answersFile, "answers", "", "`file` with answers, YAML or JSON (- is standard input)")
	cmd.Flags().StringVar(&o.secretsFile, "secrets-file", "", "`file` with only the secrets, YAML or JSON (- is standard input)")
	cmd.Flags().StringVar(&o.secretsFrom, "secrets-command", "", "`command` that prints the secrets, YAML or JSON; run without a shell (else SUITEKEY_SECRETS_COMMAND)")
	_ = cmd.RegisterFlagCompletionFunc("secrets-command", verb.NoFiles) // it was added just now
	cmd.Flags().BoolVar(&o.unusual, "unusual-values", false, "without a terminal: accept credentials and certificate IDs of an unusual length or form")
	cmd.Flags().BoolVar(&o.force, "force", false, "without a terminal: sign in even after four refusals within half an hour; a fifth locks the user")
	for _, f := range o.flow.Fields() {
		if f.Kind == steps.Secret || f.Key == steps.KeyName || f.InPerson {
			continue
		}
		text := new(string)
		o.flags[f.Key] = text
		cmd.Flags().StringVar(text, f.Flag(), "", f.Label)
		o.completeAnswer(cmd, f)
	}
	o.Describe[cmd] = sync.OnceFunc(func() { o.nameValues(cmd) })
}

// addWait adds the flag of the journeys with a sign-in by browser.
func (o *journeyOptions) addWait(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&o.patience, "wait", callback.DefaultLimit, "without a terminal: how long to wait for the browser's answer; 0 prints the link and ends with 20")
}

// nameValues adds the allowed values to the help of each flag. It reads the tables of
// the products, which other runs do not need.
func (o *journeyOptions) nameValues(cmd *cobra.Command) {
	state := steps.NewState(steps.Facts{Now: o.Now()})
	for _, f := range o.flow.Fields() {
		flag := cmd.Flags().Lookup(f.Flag())
		if flag == nil {
			continue
		}
		if f.Kind == steps.File {
			flag.Usage = strings.ReplaceAll(flag.Usage, " (path, or paste the PEM)", ", its path")
		}
		if value := DefaultOf(f, state); value != "" && o.flow.Name != journeys.Change().Name { // there it stays as it is
			flag.DefValue = value // for the help alone
		}
		values := ValuesOf(f, state)
		if len(values) > 0 {
			flag.Usage = strings.TrimSuffix(flag.Usage, "?") + ": " + strings.Join(values, ", ")
		}
	}
}

// start collects the answers, and opens the wizard if it can ask somebody. Otherwise the
// caller walks the journey with the given answers.
func (o *journeyOptions) start(cmd *cobra.Command, a *app.App) (given steps.Given, opened bool, err error) {
	given, err = o.given(cmd, a)
	if err != nil || !o.CanAsk() || o.takesStdin() {
		return given, false, err
	}
	return given, true, o.openWizard(cmd.Context(), a, given)
}

// takesStdin reports whether standard input is a file of answers, so that nobody can
// type.
func (o *journeyOptions) takesStdin() bool { return o.answersFile == "-" || o.secretsFile == "-" }

// given collects the given answers: from the environment, the files, and the flags; a
// later source overrides an earlier one.
func (o *journeyOptions) given(cmd *cobra.Command, a *app.App) (steps.Given, error) {
	given := steps.Given{Answers: map[string]string{}, Secrets: map[string]secret.Secret{}, Unusual: o.unusual}
	for key, value := range a.Secrets() {
		given.Secrets[key] = value
	}
	if o.answersFile == "-" && o.secretsFile == "-" {
		return given, app.Usage("--answers and --secrets-file cannot both be standard input", "give one of them as a file")
	}
	if err := o.readInto(cmd.Context(), a, &given, o.answersFile, false); err != nil {
		return given, err
	}
	if err := o.askCommand(cmd.Context(), a, &given); err != nil {
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
			return given, app.Usage("--" + f.Name + " is the path of a file: keys are never given as arguments, which every user of this computer can read")
		}
		given.Answers[key] = *text
	}
	if o.name != "" {
		given.Answers[steps.KeyName] = o.name
	}
	return given, nil
}

func flagOf(key string) string { return steps.Field{Key: key}.Flag() }

func (o *journeyOptions) readInto(ctx context.Context, a *app.App, given *steps.Given, path string, secretsOnly bool) error {
	if path == "" {
		return nil
	}
	data, err := o.FileOrStdin(ctx, a, path)
	if err != nil {
		return &app.UsageError{Err: fmt.Errorf("reading the answers: %w", err)}
	}
	before := len(given.Secrets)
	if err := answers.Read(data, verb.NameOf(path), given, secretsOnly); err != nil {
		return err
	}
	if secretsOnly || len(given.Secrets) > before {
		return a.CheckExposed(path)
	}
	return nil
}

// askCommand reads secrets from the output of the command for secrets. It never shows
// that output, which may contain anything.
func (o *journeyOptions) askCommand(ctx context.Context, a *app.App, given *steps.Given) error {
	data, err := a.SecretsFromCommand(ctx, o.secretsFrom)
	if err != nil || data == nil {
		return err
	}
	return answers.Read(data, "the output of the command for secrets", given, true)
}

func (o *journeyOptions) openWizard(ctx context.Context, a *app.App, given steps.Given) error {
	return o.Front(ctx, a, app.Opening{Flow: o.flow.Name, Given: given})
}
