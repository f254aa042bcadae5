package handover

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/storage/journal"
	"suitekey/ui/app/access"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// headerOptions are the flags of header.
type headerOptions struct {
	*verb.Globals
	access.Options
	name, method, url string
	bare              bool
}

// Header makes the verb header.
func Header(g *verb.Globals) *cobra.Command {
	o := &headerOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "header [NAME] METHOD URL",
		Short: "Print the Authorization header of a request",
		Long: `Prints the Authorization header of a request on one line.

With Token-Based Authentication the header is a signature: it is valid once, for
about five minutes, for this method and this URL with its query. With OAuth 2.0 it
is the access token that suitekey token prints.

URL is an https address on the account's own hosts, or just the path: RESTlets
(/app/site/hosting/...) go to their host, all else to that of web services. Put
it in quotes, because of the & in it.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeExpired, verb.CodeCancelled),
		Example: "  suitekey header acme-sb1 GET '/services/rest/record/v1/customer?limit=5'\n" +
			"  suitekey header acme-sb1 POST 'https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1' --bare",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 {
				return nil // the default connection
			}
			return verb.Words("NAME", "METHOD", "URL")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 3 {
				o.name, args = args[0], args[1:]
			}
			o.method, o.url = args[0], args[1]
			return o.run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&o.bare, "bare", false, "print only the value, without Authorization:")
	accessFlags(cmd.Flags(), &o.Options)
	return cmd
}

// signed is what `header --json` prints.
type signed struct {
	Profile   string `json:"profile"`
	Account   string `json:"account"`
	Method    string `json:"method"`
	URL       string `json:"url"`
	Header    string `json:"header"`
	Value     string `json:"value"`
	ExpiresAt string `json:"expires_at,omitempty"`
	Cached    bool   `json:"cached"`
}

func (o *headerOptions) run(ctx context.Context) error {
	a, p, err := o.OpenAt(ctx, o.name)
	if err != nil {
		return err
	}
	h, err := a.Access().Header(ctx, p, o.method, o.url, o.Options)
	if err != nil {
		return err
	}
	a.Record(journal.Header, p.Name, "")
	if o.JSON {
		return o.PrintJSON(signed{
			Profile: p.Name, Account: p.Account.Realm(), Method: h.Method, URL: h.URL,
			Header: "Authorization", Value: h.Value.Reveal(), ExpiresAt: verb.Instant(h.Expires), Cached: h.Cached,
		})
	}
	if plain.IsTerminal(o.Stdout) {
		o.Note("%s", about(p, h))
	}
	text := h.Value.Reveal()
	if !o.bare {
		text = "Authorization: " + text
	}
	_, err = fmt.Fprintln(o.Stdout, text)
	return err
}

// about tells the person what the header is valid for.
func about(p profile.Profile, h access.Header) string {
	if p.Method == profile.TBA {
		return fmt.Sprintf("Valid once, within five minutes, for %s %s", h.Method, h.URL)
	}
	return fmt.Sprintf("Anybody with this header is signed in to %s until %s.", p.Account.Realm(), h.Expires.Local().Format("15:04"))
}
