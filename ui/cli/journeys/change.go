package journeys

import (
	"github.com/spf13/cobra"

	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// changeOptions are the flags of change.
type changeOptions struct{ journeyOptions }

// Change makes the verb change.
func Change(g *verb.Globals) *cobra.Command {
	o := &changeOptions{newJourneyOptions(g, journeys.Change())}
	cmd := &cobra.Command{
		Use:   "change [NAME]",
		Short: "Change a saved connection",
		Long: `Changes saved answers of a connection: time-out and retries, scopes, interfaces,
WSDL, the product that uses it, consumer pair, algorithm, notes. All other answers
stay. suitekey tests the change and saves it only if the test passes; suitekey
undo restores the state before.

Credentials have verbs of their own: retoken (a new token, the same certificate
again), renew (a new certificate), migrate (from TBA to M2M).

Without a terminal the flags and the answers file say what changes.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey change acme\n" +
			"  suitekey change acme --timeout 600 --retries 3\n" +
			"  suitekey change acme --no-input --scopes rest_webservices --json",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd)
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *changeOptions) run(cmd *cobra.Command) error {
	a, err := o.Open()
	if err != nil {
		return err
	}
	given, opened, err := o.start(cmd, a)
	if err != nil || opened {
		return err
	}
	if o.name == "" {
		o.name = given.Answers[steps.KeyName]
	}
	if o.name == "" {
		return app.Usage("name the connection to change", "suitekey list shows their names")
	}
	if err := o.Unlock(cmd.Context(), a); err != nil {
		return err
	}
	return o.unattended(cmd.Context(), a, given)
}
