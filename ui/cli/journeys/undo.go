package journeys

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// confirmation is the flags that confirm a task, so that nobody is asked.
type confirmation struct {
	yes     bool
	account string
}

func (c *confirmation) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.yes, "yes", false, "do not ask")
	cmd.Flags().StringVar(&c.account, "account", "", "the account `ID`, needed with --yes for a production account")
}

// confirmed reports whether the flags or a person confirm the task.
func (c confirmation) confirmed(ctx context.Context, g *verb.Globals, t app.Task) error {
	if sure, err := t.Confirmed(c.yes, c.account); sure || err != nil {
		return err
	}
	console := g.Ask()
	if console == nil || g.JSON {
		return app.Usage("this cannot be confirmed without a terminal: give --yes")
	}
	sure, err := plain.ConfirmTask(ctx, console, t)
	if err == nil && !sure {
		return &verb.Reported{Err: app.ErrCancelled}
	}
	return err
}

// undoOptions are the flags of undo.
type undoOptions struct {
	*verb.Globals
	confirmation
	name  string
	to    int
	force bool
}

// Undo makes the verb undo.
func Undo(g *verb.Globals) *cobra.Command {
	o := &undoOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "undo NAME",
		Short: "Restore an earlier state of a connection",
		Long: `Restores the last state of a connection that differs from the present one, after
testing it against NetSuite; --to N restores another state from the history. undo
also restores a removed connection, and one whose file is damaged. The present
state goes to the history, so you can undo an undo.

A state that does not pass the test is restored only with --force: a token or
certificate that was revoked since then cannot sign in. The test costs at most one
failed sign-in. For a connection to a production account you type the account ID,
or give it by --account.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLine(verb.ExitRefused, "the earlier state does not pass the test"), verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey undo acme-sb1\n  suitekey undo acme-sb1 --to 2 --yes\n  suitekey undo acme --yes --account 1234567",
		Args:    verb.Words("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	verb.NumberVar(cmd.Flags(), &o.to, "to", 0, "the `number` of the state to restore, from history")
	cmd.Flags().BoolVar(&o.force, "force", false, "restore the state even if it does not pass the test")
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
	task := a.Restoration(earlier)
	for _, line := range task.Means {
		o.Note("%s", line)
	}
	if err := o.confirmed(ctx, o.Globals, task); err != nil {
		return err
	}
	return o.undo(ctx, earlier, task)
}

func (o *undoOptions) undo(ctx context.Context, e connections.Earlier, task app.Task) error {
	out := checks.PageOf(o.Globals)
	result, err := task.Do(ctx, app.TaskOptions{Force: o.force}, func(p steps.Progress) {
		if p.Check != nil {
			out.Check(*p.Check)
		}
	})
	var failed *setup.TestFailed
	if errors.As(err, &failed) {
		out.Verdict(result.Report)
		hints := []string{"suitekey history " + o.name + " lists the other states, --to takes one of them", "--force restores this one anyway"}
		return app.WithHints(&notBroughtBack{o.name, e.Generation.Number, failed}, hints...)
	}
	if err != nil {
		return err
	}
	if !result.Report.OK {
		o.Warn("it does not pass the test: suitekey test " + o.name + " says why")
	}
	for _, line := range result.Told {
		o.Note("%s", line)
	}
	return o.PrintJSON(map[string]any{
		"profile": o.name, "state": e.Generation.Number, "tested": result.Report.OK, "fields": append([]string{}, e.Changes...), "was_removed": e.Removed,
	})
}

// notBroughtBack means that an earlier state has not passed the test.
type notBroughtBack struct {
	name   string
	number int
	failed *setup.TestFailed
}

func (e *notBroughtBack) Error() string {
	return strings.Join([]string{"restoring a state of ", e.name, ": ", e.failed.Error(), "; nothing was changed"}, "")
}

// Unwrap returns the failed test.
func (e *notBroughtBack) Unwrap() error { return e.failed }
