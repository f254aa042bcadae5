package connections

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
)

// copyOptions are the flags of copy.
type copyOptions struct {
	*verb.Globals
	from, to, account string
}

// Copy makes the verb copy.
func Copy(g *verb.Globals) *cobra.Command {
	o := &copyOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "copy NAME NEW",
		Short: "Start a set-up for another environment from a saved connection",
		Long: `Begins the set-up of NEW with the answers of NAME that are not secret: product,
method, interfaces, WSDL version, consumer key, algorithms, scopes, time-outs. The
WSDL address is that of the new account. Secrets, the token and the certificate
are not copied: each environment has its own.

With a terminal the set-up opens there. Without one it is kept as an unfinished
set-up, and suitekey names what is missing; suitekey setup NEW continues it.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey copy acme acme-sb2 --account 1234567_SB2\n  suitekey setup acme-sb2 --no-input --secrets-file secrets.yaml",
		Args:    verb.Words("NAME", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.from, o.to = args[0], args[1]
			return o.run(cmd)
		},
	}
	cmd.Flags().StringVar(&o.account, "account", "", "the account `ID` of the new environment")
	return cmd
}

// copied is what `copy --json` prints.
type copied struct {
	Draft   string   `json:"draft"`
	From    string   `json:"from"`
	Account string   `json:"account,omitempty"`
	Missing []string `json:"missing"` // keys of the answers that setup needs
	Next    string   `json:"next"`
}

func (o *copyOptions) run(cmd *cobra.Command) error {
	if err := profile.CheckName(o.to); err != nil {
		return &app.UsageError{Err: err}
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	p, err := o.Load(cmd.Context(), a, o.from)
	if err != nil {
		return err
	}
	given, err := connections.CopyOf(p, o.to, o.account)
	if err != nil {
		return err
	}
	if o.CanAsk() {
		return o.Front(cmd.Context(), a, app.Opening{Flow: setup.Setup().Name, Given: given})
	}
	return o.keep(a, given)
}

// keep saves the set-up as a draft, and names the missing answers.
func (o *copyOptions) keep(a *app.App, given steps.Given) error {
	facts, err := a.Facts()
	if err != nil {
		return err
	}
	walk := steps.NewWalk(a.Env(), setup.Setup(), given.Apply(steps.NewState(facts)))
	result := copied{Draft: o.to, From: o.from, Account: walk.State().Account().Realm(), Missing: []string{}, Next: "suitekey setup " + o.to}
	var missing *steps.MissingError
	if errors.As(steps.Audit(walk.Flow(), walk.State()), &missing) {
		for _, key := range []string{steps.KeyAccount, steps.KeyName} {
			if problem := missing.Problems[key]; problem != "" {
				return &app.UsageError{Err: fmt.Errorf("%s: %s", key, problem)}
			}
		}
		for _, f := range missing.Missing {
			result.Missing = append(result.Missing, f.Key)
		}
	}
	if err := a.Drafts().Keep(walk); err != nil {
		return err
	}
	o.Note("%s is kept as an unfinished set-up, with the values of %s that are not secret.", o.to, o.from)
	for _, key := range result.Missing {
		o.Note("  missing: %s", key)
	}
	o.Note("Go on: %s", result.Next)
	return o.PrintJSON(result)
}
