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
	names  []string
	all    bool
	force  bool
	detail string
}

func (g *globals) testCommand() *cobra.Command {
	o := &testOptions{globals: g}
	cmd := &cobra.Command{
		Use:   "test [NAME...]",
		Short: "Test connections live, stage by stage",
		Long: `Tests connections against NetSuite, stage by stage, and says where a failing
one breaks, why that may be, and what mends it. A run costs one failed sign-in
at most: five within half an hour lock the user for 30 minutes. suitekey counts
them, warns at three, and at four does not sign in without --force.

Where NetSuite's answer fits several causes, its Login Audit Trail tells which
one it is: --detail takes what stands in the column Detail there. Nothing is
sent then, and the exit code is 3, since a sign-in was refused.

With --json one object for each connection is printed, a line each.` +
			codes(codeDone, codeFailed, codeUsage, codeRefused, codeUnreachable, codeLocked, codeCancelled),
		Example: "  suitekey test acme-sb1\n  suitekey test acme-sb1 --detail token_rejected\n  suitekey test --all --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return o.run(cmd.Context(), cmd.Flags().Changed("detail"))
		},
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "test every connection")
	cmd.Flags().BoolVar(&o.force, "force", false, "sign in even after four refusals within half an hour; the fifth locks the user")
	cmd.Flags().StringVar(&o.detail, "detail", "", "`value` in the Login Audit Trail's column Detail; nothing is sent then")
	return cmd
}

func (o *testOptions) run(ctx context.Context, explain bool) error {
	if o.all && len(o.names) > 0 {
		return app.Usage("give names or --all, not both")
	}
	a, err := o.open()
	if err != nil {
		return err
	}
	exists, err := a.VaultExists()
	if err == nil && !exists && o.all {
		return o.nothing(a)
	}
	if err == nil {
		err = o.unlock(ctx, a)
	}
	if err != nil {
		return err
	}
	names, err := o.which(a)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return o.nothing(a)
	}
	if explain {
		return o.explain(a, names)
	}
	t := tester{globals: o.globals, app: a, page: page{tell: o.note, saved: true}, force: o.force}
	var worst error
	for _, name := range names {
		report, err := t.test(ctx, name)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case len(report.Checks) > 0:
			if err := o.printJSON(report); err != nil {
				return err
			}
		case len(names) == 1:
			return err
		default:
			err = o.unreadable(name, err)
		}
		worst = worse(worst, err)
	}
	return worst
}

// nothing ends a test of all connections where there is none.
func (o *testOptions) nothing(a *app.App) error {
	o.note("There is nothing to test. %s", nothingYet(a))
	return nil // one object for each connection: none
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
	if _, _, err := a.Default(); !o.all && !errors.Is(err, app.ErrNoDefault) {
		name, err := o.meant(a, "")
		return []string{name}, err
	}
	if !o.all && len(entries) != 1 {
		return nil, app.Usage("name the connections to test, or give --all", "suitekey list shows their names")
	}
	return namesOf(entries), nil
}

func namesOf(entries []storage.Entry) []string {
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return names
}

// explain says what the audit trail's word for a refusal means.
func (o *testOptions) explain(a *app.App, names []string) error {
	if len(names) != 1 {
		return app.Usage("--detail is about one sign-in: name one connection")
	}
	report, known, err := a.Explain(names[0], o.detail)
	switch {
	case err != nil:
		return missingName(err)
	case !known:
		return app.Usage("suitekey knows no such value of the Login Audit Trail", // not repeated: anything may have been pasted
			"it is a word such as token_rejected or InvalidSignature, in the column Detail",
			"suitekey test "+names[0]+" lists the values that fit")
	}
	page{tell: o.note, saved: true}.verdict(report)
	if err := o.printJSON(report); err != nil {
		return err
	}
	return &Reported{&steps.TestFailed{Report: report}}
}

func missingName(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return &app.UsageError{Err: err}
	}
	return err
}

// untestable is the JSON object of a connection that cannot even be read.
func untestable(name string, err error) any {
	return map[string]any{"profile": name, "ok": false, "error": err.Error(), "checks": []diagnose.Check{}, "causes": []diagnose.Cause{}}
}

// unreadable stands in for the report of a connection that cannot even be read.
func (o *testOptions) unreadable(name string, err error) error {
	o.note("%s", steps.Shorten(name, 70))
	o.note("  error: %v", err)
	return &Reported{errors.Join(err, o.printJSON(untestable(name, err)))}
}

// tester tests connections one after the other.
type tester struct {
	*globals
	app   *app.App
	page  page
	force bool
}

// test tests one connection and tells how it went. A report without checks
// means that it could not even be read.
func (t tester) test(ctx context.Context, name string) (diagnose.Report, error) {
	test := t.app.Test
	if t.force {
		test = t.app.TestForced
	}
	headed := false
	heading := func() {
		if !headed {
			t.page.tell("%s", steps.Shorten(name, 70))
			headed = true
		}
	}
	report, err := test(ctx, name, func(c diagnose.Check) {
		heading()
		t.page.check(c)
	})
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	if err != nil && len(report.Checks) == 0 {
		return report, missingName(err)
	}
	if err != nil {
		t.warn("the outcome could not be noted in the vault: " + err.Error())
	}
	t.page.verdict(report)
	if report.OK {
		return report, nil
	}
	refusals, err := t.app.Refusals(name)
	if err == nil {
		t.page.budget(name, refusals, !t.force && refusals >= app.StopRefusals && !report.Refused)
	}
	return report, &Reported{&steps.TestFailed{Report: report}}
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
