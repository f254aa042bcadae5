package journeys

import (
	"github.com/spf13/cobra"

	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// migrateOptions are the flags of migrate.
type migrateOptions struct {
	journeyOptions
	inventory bool
}

// Migrate makes the verb migrate.
func Migrate(g *verb.Globals) *cobra.Command {
	o := &migrateOptions{journeyOptions: newJourneyOptions(g, journeys.Migrate())}
	cmd := &cobra.Command{
		Use:   "migrate [NAME]",
		Short: "Move a connection from TBA to OAuth 2.0 client credentials (M2M)",
		Long: `Moves a connection away from Token-Based Authentication, which NetSuite will end:
creates a key pair and a certificate for the same integration record, user and
role, tests them, compares what the old and the new credential see, and saves.
The TBA token keeps working, and stays in the vault, until the product has the new
key and the token is retired.

--inventory lists which connections can leave TBA, which cannot and why, and the
deadlines. It sends nothing.

Without a terminal the same command is run again: the first run writes the
certificate and ends with 20; the next, after the upload, tests, compares, saves
and ends with 20 until the product has the new key (consumer_has_it: yes in the
answers). If the two credentials see different things, it ends with 20 as well,
until a person accepts the differences (accept_differences: yes).` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeWaits, verb.CodeCancelled),
		Example: "  suitekey migrate --inventory\n" +
			"  suitekey migrate acme\n" +
			"  suitekey migrate acme --no-input --answers acme.yaml --passphrase-file pass --json",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd)
		},
	}
	o.addFlags(cmd)
	cmd.Flags().BoolVar(&o.inventory, "inventory", false, "list the connections that sign in by TBA, and whether they can leave")
	return cmd
}

func (o *migrateOptions) run(cmd *cobra.Command) error {
	a, err := o.Open()
	if err != nil {
		return err
	}
	if o.inventory {
		return o.listInventory(cmd.Context(), a)
	}
	given, opened, err := o.start(cmd, a)
	if err != nil || opened {
		return err
	}
	if o.name == "" && given.Answers[steps.KeyName] == "" {
		return app.Usage("name the connection to migrate", "suitekey migrate --inventory lists those that can")
	}
	if err := o.Unlock(cmd.Context(), a); err != nil {
		return err
	}
	if p, err := a.Load(given.Answers[steps.KeyName]); err == nil { // otherwise the journey says what is wrong
		if err := o.checkConfirmed(a, p); err != nil {
			return err
		}
	}
	return o.unattended(cmd.Context(), a, given)
}
