package handover

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/storage/journal"
	"suitekey/ui/app/access"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// accessFlags are the flags of all verbs that sign in for a program.
func accessFlags(flags *pflag.FlagSet, o *access.Options) {
	flags.BoolVar(&o.Refresh, "refresh", false, "get a new access token, even if there is a valid one")
	flags.BoolVar(&o.Force, "force", false, "sign in even after four refusals within half an hour")
}

// tokenOptions are the flags of token.
type tokenOptions struct {
	*verb.Globals
	access.Options
	name string
}

// Token makes the verb token.
func Token(g *verb.Globals) *cobra.Command {
	o := &tokenOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "token [NAME]",
		Short: "Print an access token",
		Long: `Prints an OAuth 2.0 access token of a connection on standard output, for a
program or a script. The token is valid for at least five minutes. NetSuite's
tokens are valid for an hour: until shortly before the end suitekey prints the
same one, which it keeps encrypted in the vault. --refresh gets a new token. M2M
signs in with the certificate, the authorization code grant with the refresh token.

suitekey never repeats a sign-in that NetSuite refused. It counts refusals, and
after four within half an hour does not sign in without --force, because the fifth
locks the user. A connection with Token-Based Authentication has no access tokens:
see suitekey header.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeExpired, verb.CodeCancelled),
		Example: "  suitekey token acme-m2m\n" +
			"  NETSUITE_ACCESS_TOKEN=$(suitekey token acme-m2m) ./report\n" +
			"  suitekey token acme-m2m --json",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd.Context())
		},
	}
	accessFlags(cmd.Flags(), &o.Options)
	return cmd
}

// issued is what `token --json` prints.
type issued struct {
	Profile     string `json:"profile"`
	Account     string `json:"account"`
	TokenType   string `json:"token_type"`
	AccessToken string `json:"access_token"`
	ExpiresAt   string `json:"expires_at"`
	Cached      bool   `json:"cached"`
}

func (o *tokenOptions) run(ctx context.Context) error {
	a, p, err := o.OpenAt(ctx, o.name)
	if err != nil {
		return err
	}
	access, err := a.Access().Token(ctx, p, o.Options)
	if err != nil {
		return err
	}
	a.Record(journal.Token, p.Name, "")
	if o.JSON {
		return o.PrintJSON(issued{
			Profile: p.Name, Account: p.Account.Realm(), TokenType: "Bearer",
			AccessToken: access.Value.Reveal(), ExpiresAt: verb.Instant(access.Expires), Cached: access.Cached,
		})
	}
	if plain.IsTerminal(o.Stdout) {
		o.Note("Anybody with this token is signed in to %s until %s.", p.Account.Realm(), access.Expires.Local().Format("15:04"))
	}
	_, err = fmt.Fprintln(o.Stdout, access.Value.Reveal())
	return err
}
