package handover

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"suitekey/storage/journal"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// connectPasswordOptions are the options of connect-password.
type connectPasswordOptions struct {
	*verb.Globals
	name string
}

// ConnectPassword makes the verb connect-password.
func ConnectPassword(g *verb.Globals) *cobra.Command {
	o := &connectPasswordOptions{Globals: g}
	return &cobra.Command{
		Use:   "connect-password [NAME]",
		Short: "Print a password for SuiteAnalytics Connect",
		Long: `Prints a password with which an ODBC, JDBC or ADO.NET driver signs in to
SuiteAnalytics Connect by Token-Based Authentication; the user name is TBA. NetSuite
accepts the password for five minutes and for one session: make a new one for each.
Nothing is sent.

Administrator cannot sign in this way. Five refused sign-ins lock the user for 30
minutes; after that there is one attempt, not five. A connection by OAuth 2.0 needs
no password: see suitekey token. suitekey export --to jdbc and --to odbc write the
rest of what the driver takes.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey connect-password acme-reports\n" +
			"  suitekey connect-password acme-reports --json",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd.Context())
		},
	}
}

// connectLogin is what `connect-password --json` prints.
type connectLogin struct {
	Profile   string `json:"profile"`
	Account   string `json:"account"`
	User      string `json:"user"`
	Password  string `json:"password"`
	Host      string `json:"host"`
	Port      string `json:"port"`
	RoleID    string `json:"role_id"`
	ExpiresAt string `json:"expires_at"`
}

func (o *connectPasswordOptions) run(ctx context.Context) error {
	a, p, err := o.OpenAt(ctx, o.name)
	if err != nil {
		return err
	}
	login, err := a.Access().ConnectPassword(p)
	if err != nil {
		return err
	}
	a.Record(journal.Token, p.Name, "for SuiteAnalytics Connect")
	if o.JSON {
		return o.PrintJSON(connectLogin{
			Profile: p.Name, Account: p.Account.Realm(), User: login.User, Password: login.Password.Reveal(),
			Host: login.Host, Port: login.Port, RoleID: login.RoleID, ExpiresAt: verb.Instant(login.Expires),
		})
	}
	if plain.IsTerminal(o.Stdout) {
		o.Note("User %s, for one session at %s port %s until %s.", login.User, login.Host, login.Port, login.Expires.Local().Format("15:04"))
	}
	_, err = fmt.Fprintln(o.Stdout, login.Password.Reveal())
	return err
}
