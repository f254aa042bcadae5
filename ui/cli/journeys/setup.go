package journeys

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// setupOptions are the flags of setup.
type setupOptions struct{ journeyOptions }

// Setup makes the verb setup.
func Setup(g *verb.Globals) *cobra.Command {
	o := &setupOptions{journeyOptions: newJourneyOptions(g, setup.Setup())}
	cmd := &cobra.Command{
		Use:   "setup [NAME]",
		Short: "Set up a connection, test it and save it",
		Long: `Sets up a connection step by step: says what to click in NetSuite, checks what
you paste, creates keys and certificate, tests the connection against the account,
and saves it encrypted once the test has passed.

Without a terminal (or with --no-input) all answers come from flags, from an
answers file and from the environment. All missing answers are named at once.
M2M takes two runs of the same command: the first creates the key pair, writes
the certificate and ends with 20; the second, after the upload, tests and saves.

A sign-in by browser (--token-by browser, --upload-by browser, --method code) also
takes two runs. The first prints the link at once, and as authorize_url with --json.
The person who signs in there copies the address that the browser ends on. Give that
address to the second run as redirected, in the file of --secrets-file (- is standard
input). For --token-by browser the first run waits for a browser on this computer
(--wait), and is enough if that browser comes back. Otherwise start the second run
within minutes.

Secrets are never arguments: they come from the answers file, --secrets-file,
--secrets-command, or SUITEKEY_CONSUMER_SECRET, SUITEKEY_TOKEN_SECRET,
SUITEKEY_KEY_PASSPHRASE. suitekey help answers explains all answers.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeWaiting, verb.CodeCancelled),
		Example: "  suitekey setup acme-sb1\n" +
			"  suitekey setup acme-sb1 --no-input --answers acme.yaml --passphrase-file pass --json",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd)
		},
	}
	o.addFlags(cmd)
	o.addWait(cmd)
	cmd.SetUsageFunc(groupedUsage)
	return cmd
}

func (o *setupOptions) run(cmd *cobra.Command) error {
	a, err := o.Open()
	if err != nil {
		return err
	}
	given, opened, err := o.start(cmd, a)
	if err != nil || opened {
		return err
	}
	a.WaitForBrowser(o.patience)
	return o.setUp(cmd.Context(), a, given)
}

// setUp runs the set-up without a person.
func (o *setupOptions) setUp(ctx context.Context, a *app.App, given steps.Given) error {
	err := a.Probe()
	if err == nil {
		err = o.prepareVault(ctx, a, &given)
	}
	if errors.Is(err, app.ErrLocked) {
		return lockedAndMore(o.flow, given, a, err)
	}
	if err != nil {
		return err
	}
	return o.unattended(ctx, a, given)
}

// prepareVault opens the vault, or gives the journey the passphrase for a new vault.
func (o *setupOptions) prepareVault(ctx context.Context, a *app.App, given *steps.Given) error {
	exists, err := a.VaultExists()
	if err != nil {
		return err
	}
	if exists {
		if p := given.Secrets[steps.KeyPassphrase]; !p.IsEmpty() && !a.PassphraseGiven() {
			return a.Unlock(p)
		}
		return o.UnlockExisting(ctx, a)
	}
	passphrase := given.Secrets[steps.KeyPassphrase]
	if found, ok, err := a.Passphrase(ctx); err != nil {
		return &app.LockedError{Err: err}
	} else if ok {
		passphrase = found
	}
	if practice := a.Practice(); practice != nil && passphrase.IsEmpty() {
		text, _ := practice.Value(steps.State{}, steps.KeyPassphrase)
		passphrase = secret.New(text)
	}
	if !passphrase.IsEmpty() {
		given.Secrets[steps.KeyPassphrase], given.Secrets[steps.KeyPassphraseAgain] = passphrase, passphrase
	}
	return nil
}
