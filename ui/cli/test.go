package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

// testOptions are the flags of test.
type testOptions struct {
	*globals
	names []string
	all   bool
	force bool
}

func (g *globals) testCommand() *cobra.Command {
	o := &testOptions{globals: g}
	cmd := &cobra.Command{
		Use:   "test [NAME...]",
		Short: "Test connections live, stage by stage",
		Long: `Tests connections against NetSuite, stage by stage, and says where a failing
one breaks, why that may be, and what mends it. A run costs one failed sign-in
at most: five of them lock the user for 30 minutes.

With --json one object for each connection is printed, a line each.` +
			codes(codeDone, codeFailed, codeUsage, codeRefused, codeUnreachable, codeLocked, codeCancelled),
		Example: "  suitekey test acme-sb1\n  suitekey test --all --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return o.run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "test every connection")
	cmd.Flags().BoolVar(&o.force, "force", false, "sign in even after four refusals within half an hour; the fifth locks the user")
	return cmd
}

func (o *testOptions) run(ctx context.Context) error {
	if o.all && len(o.names) > 0 {
		return app.Usage("give names or --all, not both")
	}
	a, err := o.open()
	if err != nil {
		return err
	}
	if err := o.unlock(ctx, a); err != nil {
		return err
	}
	names, err := o.which(a)
	if err != nil {
		return err
	}
	var worst error
	for _, name := range names {
		err := o.one(ctx, a, name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		worst = worse(worst, err)
	}
	return worst
}

// which are the names of the connections to test.
func (o *testOptions) which(a *app.App) ([]string, error) {
	if len(o.names) > 0 {
		return o.names, nil
	}
	entries, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	if !o.all && len(entries) != 1 {
		return nil, app.Usage("name the connections to test, or give --all", "suitekey list shows their names")
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return names, nil
}

// one tests one connection. What it returns has been told.
func (o *testOptions) one(ctx context.Context, a *app.App, name string) error {
	test := a.Test
	if o.force {
		test = a.TestForced
	}
	o.note("%s", steps.Shorten(name, 70))
	report, err := test(ctx, name, o.check)
	if err != nil && len(report.Checks) == 0 { // it could not even be read
		return o.unreadable(name, err)
	}
	if err != nil && ctx.Err() == nil {
		o.warn("the outcome could not be noted in the vault: " + err.Error())
	}
	if !report.OK {
		o.causes(report)
	}
	if err := o.printJSON(report); err != nil {
		return err
	}
	if report.OK {
		return nil
	}
	return &Reported{&steps.TestFailed{Report: report}}
}

func (o *testOptions) unreadable(name string, err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		err = &app.UsageError{Err: err, Hints: []string{"suitekey list shows the names"}}
	}
	if !o.all && len(o.names) == 1 {
		return err
	}
	o.note("  error: %v", err)
	object := map[string]any{"profile": name, "ok": false, "error": err.Error(), "checks": []diagnose.Check{}, "causes": []diagnose.Cause{}}
	return &Reported{errors.Join(err, o.printJSON(object))}
}

// worse keeps the error that the exit code is made from: one that cannot be
// cured by waiting wins over one that can.
func worse(a, b error) error {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case app.Unreachable(a) && !app.Unreachable(b):
		return b
	}
	return a
}
