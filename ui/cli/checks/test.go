// Package checks has the verbs that check connections and this computer without changing
// them: test, doctor, status.
package checks

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/recordtype"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/problem"
	"suitekey/ui/cli/verb"
)

// testOptions are the flags of test.
type testOptions struct {
	*verb.Globals
	names  []string
	all    bool
	force  bool
	detail string
	last   bool

	records []string
}

// Test makes the verb test.
func Test(g *verb.Globals) *cobra.Command {
	o := &testOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "test [NAME...]",
		Short: "Test connections live, stage by stage",
		Long: `Tests connections against NetSuite, stage by stage, and says where a connection
fails, the likely causes, and how to fix them. A run costs at most one failed
sign-in: five within half an hour lock the user for 30 minutes. suitekey counts
them, warns at three, and after four does not sign in without --force.

If NetSuite's answer fits several causes, its Login Audit Trail shows which one
applies: give --detail the value in its column Detail. suitekey sends nothing
then, and the exit code is 3, because a sign-in was refused.

The diagnosis of a failed test is kept, encrypted, on this computer until a test passes
or a tested value changes: --last shows it again, without a sign-in, and with the exit
code of that test.

The test asks NetSuite's metadata catalog which of the connection's record types the
role can see: a type that it cannot see needs a permission of the role. --records asks
about further types.

With --json it prints one object for each connection, one line each.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey test acme-sb1\n  suitekey test acme-sb1 --detail token_rejected\n  suitekey test acme-sb1 --last\n  suitekey test --all --json\n  suitekey test acme-sb1 --records customer,salesOrder",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			explain := cmd.Flags().Changed("detail")
			if o.last && (o.all || o.force || explain || len(o.records) > 0) {
				return app.Usage("--last shows an earlier test and sends nothing: leave out --all, --force, --detail and --records")
			}
			return o.run(cmd.Context(), explain)
		},
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "test every connection")
	cmd.Flags().BoolVar(&o.force, "force", false, "sign in even after four refusals within half an hour; a fifth locks the user")
	cmd.Flags().StringSliceVar(&o.records, "records", nil, "`types` of records, such as customer,salesOrder: report which of them the role can see")
	cmd.Flags().BoolVar(&o.last, "last", false, "show the diagnosis of the last test again, if it failed; nothing is sent then")
	cmd.Flags().StringVar(&o.detail, "detail", "", "`value` in the Login Audit Trail's column Detail; nothing is sent then")
	return cmd
}

func (o *testOptions) run(ctx context.Context, explain bool) error {
	if o.all && len(o.names) > 0 {
		return app.Usage("give names or --all, not both")
	}
	for _, name := range o.records {
		if !recordtype.Valid(name) {
			return app.Usage("--records takes the API names of record types: letters, digits and underscores, such as customer or salesOrder")
		}
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	exists, err := a.VaultExists()
	if err == nil && !exists && o.all && a.Demo() { // anywhere else a scheduler would be told that all is well
		return o.nothing(a)
	}
	if err == nil {
		err = o.Unlock(ctx, a)
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
	if o.last {
		return o.showLast(a, names)
	}
	t := tester{Globals: o.Globals, app: a, page: PageOf(o.Globals).aboutSaved(), force: o.force, records: o.records}
	if len(names) > 1 {
		return o.testMany(ctx, t, names)
	}
	report, err := t.test(ctx, names[0])
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(report.Checks) > 0:
		return cmp.Or(o.PrintJSON(report), err)
	}
	return err
}

// testMany tests several connections side by side. It prints the result of a connection
// as a whole, as soon as the test has ended. If the person stops the tests, the printed
// results stay, also in the vault.
func (o *testOptions) testMany(ctx context.Context, t tester, names []string) error {
	accounts := map[string]account.ID{}
	if entries, err := t.app.Profiles(); err == nil {
		for _, e := range entries {
			accounts[e.Name] = e.Account
		}
	}
	shown := newProgress(o.Globals, len(names))
	shown.quiet = true
	defer shown.close()
	results := make([]error, len(names))
	app.SideBySide(len(names), func(i int) account.ID { return accounts[names[i]] }, func(i int) {
		if ctx.Err() != nil {
			return
		}
		shown.begun(names[i])
		var said []func()
		one := t
		one.page.Tell = func(format string, values ...any) { said = append(said, func() { t.page.Tell(format, values...) }) }
		report, err := one.test(ctx, names[i])
		if ctx.Err() != nil {
			return
		}
		shown.ended(func() {
			for _, say := range said {
				say()
			}
			if len(report.Checks) > 0 {
				err = cmp.Or(o.PrintJSON(report), err)
			} else {
				err = o.unreadable(names[i], err)
			}
			results[i] = err
		})
	})
	var worst error // in the order of the names, whichever ended first
	for _, err := range results {
		worst = worse(worst, err)
	}
	return cmp.Or(ctx.Err(), worst)
}

// nothing ends a test of all connections if there are none.
func (o *testOptions) nothing(a *app.App) error {
	o.Note("There is nothing to test. %s", verb.NothingYet(a))
	return nil // one object for each connection: none
}

// which returns the names of the connections to test.
func (o *testOptions) which(a *app.App) ([]string, error) {
	if len(o.names) > 0 {
		return o.names, nil
	}
	entries, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	if _, _, err := a.Default(); !o.all && !errors.Is(err, connections.ErrNoDefault) {
		name, err := o.Meant(a, "")
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

// explain says what a value of the audit trail's column Detail means.
func (o *testOptions) explain(a *app.App, names []string) error {
	if len(names) != 1 {
		return app.Usage("--detail is about one sign-in: name one connection")
	}
	report, known, err := a.Access().Explain(names[0], o.detail)
	switch {
	case err != nil:
		return verb.MissingName(a, names[0], err)
	case !known:
		return app.Usage("suitekey does not know this value of the Login Audit Trail", // not repeated: anything may have been pasted
			"it is a word such as token_rejected or InvalidSignature, in the column Detail",
			"suitekey test "+names[0]+" lists the values that fit")
	}
	PageOf(o.Globals).aboutSaved().Verdict(report)
	if err := o.PrintJSON(report); err != nil {
		return err
	}
	return &verb.Reported{Err: &setup.TestFailed{Report: report}}
}

// untestable returns the JSON object of an unreadable connection.
func untestable(name string, err error) any {
	return map[string]any{"profile": name, "ok": false, "error": err.Error(), "checks": []diagnose.Check{}, "causes": []diagnose.Cause{}}
}

// unreadable prints the error of an unreadable connection instead of a report.
func (o *testOptions) unreadable(name string, err error) error {
	o.Note("%s", steps.Shorten(name, 70))
	o.Note("  error: %v", err)
	return &verb.Reported{Err: errors.Join(err, o.PrintJSON(untestable(name, err)))}
}

// tester tests connections.
type tester struct {
	*verb.Globals
	app   *app.App
	page  Page
	force bool

	records []string // record types to ask about
}

// test tests one connection and prints the result. A report without checks means that
// the connection is unreadable.
func (t tester) test(ctx context.Context, name string) (diagnose.Report, error) {
	headed := false
	heading := func() {
		if !headed {
			t.page.Tell("%s", steps.Shorten(name, 70))
			headed = true
		}
	}
	report, err := t.app.Access().TestRecords(ctx, name, t.force, t.records, func(c diagnose.Check) {
		heading()
		t.page.Check(c)
	})
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	if err != nil && len(report.Checks) == 0 {
		return report, verb.MissingName(t.app, name, err)
	}
	if err != nil {
		t.page.Tell("warning: the result could not be saved in the vault: %v", err)
	}
	t.page.Verdict(report)
	if report.OK {
		return report, nil
	}
	refusals, err := t.app.Access().Refusals(name)
	if err == nil {
		t.page.budget(name, refusals, !t.force && refusals >= lockout.Stop && !report.Refused)
	}
	return report, &verb.Reported{Err: &setup.TestFailed{Report: report}}
}

// worse returns the error that decides the exit code: an error that waiting cannot cure
// before an error that it can.
func worse(a, b error) error {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case problem.Unreachable(a) && !problem.Unreachable(b):
		return b
	}
	return a
}
