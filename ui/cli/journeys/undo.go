package journeys

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// confirmation is the flags by which nobody has to be asked.
type confirmation struct {
	yes     bool
	account string
}

func (c *confirmation) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.yes, "yes", false, "do not ask")
	cmd.Flags().StringVar(&c.account, "account", "", "the account `ID`, needed with --yes for a production account")
}

// given tells whether the flags confirm it. For a production account they have to
// name it: yes is given too easily.
func (c confirmation) given(name string, id account.ID) (bool, error) {
	if c.yes && id.Guarded() && !id.Confirmed(c.account) {
		return false, app.Usage(name+" is a connection to a production account: --yes needs its account ID too", "--account "+id.Realm())
	}
	return c.yes, nil
}

// undoOptions are the flags of undo.
type undoOptions struct {
	*verb.Globals
	confirmation
	name  string
	to    int
	force bool
}

func Undo(g *verb.Globals) *cobra.Command {
	o := &undoOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "undo NAME",
		Short: "Bring back what a connection was before",
		Long: `Brings back the last earlier state of a connection that can be read and is another
than it has now, after testing it against NetSuite; --to N takes another one from
its history. It works for a removed connection too, and for one whose file is
damaged. What the connection is now goes to the history, so an undo can be undone.

A state that does not pass the test is not brought back, unless --force says so: a
token or certificate that was revoked since signs in no more. The test costs one
failed sign-in at most. A connection to a production account is brought back only
if its account ID is typed, or given by --account.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLine(verb.ExitRefused, "the earlier state does not pass the test"), verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey undo acme-sb1\n  suitekey undo acme-sb1 --to 2 --yes\n  suitekey undo acme --yes --account 1234567",
		Args:    verb.Words("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	cmd.Flags().IntVar(&o.to, "to", 0, "the `number` of the state to bring back, from history")
	cmd.Flags().BoolVar(&o.force, "force", false, "bring it back even if it does not pass the test")
	return cmd
}

func (o *undoOptions) run(ctx context.Context) error {
	if err := profile.CheckName(o.name); err != nil {
		return &app.UsageError{Err: err}
	}
	if o.to < 0 {
		return app.Usage("--to takes the number of a state", "suitekey history "+o.name+" lists them")
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	earlier, err := a.Earlier(o.name, o.to)
	if errors.Is(err, storage.ErrNotFound) {
		return verb.NotThere(a, o.name, err)
	}
	if err != nil {
		return err
	}
	for _, line := range connections.UndoLines(earlier, a.Now()) {
		o.Note("%s", line)
	}
	if err := o.sure(ctx, earlier); err != nil {
		return err
	}
	return o.undo(ctx, a, earlier)
}

func (o *undoOptions) sure(ctx context.Context, e connections.Earlier) error {
	if sure, err := o.given(o.name, e.Account); sure || err != nil {
		return err
	}
	console := o.Ask()
	if console == nil || o.JSON {
		return app.Usage("nobody is there to confirm it: give --yes")
	}
	sure, err := plain.ConfirmUndo(ctx, console, e)
	if err == nil && !sure {
		return &verb.Reported{Err: app.ErrCancelled}
	}
	return err
}

func (o *undoOptions) undo(ctx context.Context, a *app.App, e connections.Earlier) error {
	out := checks.Page{Tell: o.Note}
	report, err := a.Access().Undo(ctx, e, access.UndoOptions{Report: out.Check, Force: o.force})
	var failed *steps.TestFailed
	if errors.As(err, &failed) {
		out.Verdict(report)
		hints := []string{"suitekey history " + o.name + " lists the other states, --to takes one of them", "--force brings this one back all the same"}
		return app.WithHints(&notBroughtBack{o.name, e.Generation.Number, failed}, hints...)
	}
	if err != nil {
		return err
	}
	if !report.OK {
		o.Warn("it does not pass the test: suitekey test " + o.name + " says why")
	}
	o.Note("%s is again as in state %d.", o.name, e.Generation.Number)
	if e.OtherCredential() {
		o.Note("What it signed in with until now may go on working in NetSuite: revoke it there if nothing uses it.")
	}
	return o.PrintJSON(map[string]any{
		"profile": o.name, "state": e.Generation.Number, "tested": report.OK, "fields": append([]string{}, e.Changes...), "was_removed": e.Removed,
	})
}

// notBroughtBack means that an earlier state did not pass the test.
type notBroughtBack struct {
	name   string
	number int
	failed *steps.TestFailed
}

func (e *notBroughtBack) Error() string {
	return strings.Join([]string{"bringing back a state of ", e.name, ": ", e.failed.Error(), "; nothing was changed"}, "")
}

// Unwrap gives the failed test.
func (e *notBroughtBack) Unwrap() error { return e.failed }
