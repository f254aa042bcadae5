package checks

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"golang.org/x/term"

	"suitekey/core/diagnose"
	"suitekey/ui/app"
	"suitekey/ui/app/doctor"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// doctorOptions are the flags of doctor.
type doctorOptions struct {
	*verb.Globals
	names     []string
	force     bool
	offline   bool
	report    string
	overwrite bool
}

// Doctor makes the verb doctor.
func Doctor(g *verb.Globals) *cobra.Command {
	o := &doctorOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "doctor [NAME...]",
		Short: "Check this computer, and test all connections or those named",
		Long: `Checks this computer (versions, terminal, vault, proxy, certificate authorities,
clock) and then tests the connections as suitekey test does. Without a vault or
its passphrase it checks only the computer.

--report writes the findings, with the TLS chain, what was signed and the claims
of the assertion, to a file that you can give away: it names keys, tokens and
passwords, but never contains one. Account IDs and host names stay.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey doctor\n  suitekey doctor acme-sb1 --report acme.json\n  suitekey doctor --json --offline",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.report, "report", "", "write the findings to this `file`, which you can share")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace an existing file of the report")
	flags.BoolVar(&o.offline, "offline", false, "send nothing: check only this computer")
	flags.BoolVar(&o.force, "force", false, "sign in even after four refusals within half an hour; a fifth locks the user")
	return cmd
}

// examined is what `doctor --json` prints.
type examined struct {
	OK          bool          `json:"ok"`
	Made        string        `json:"made"`
	Computer    []doctor.Fact `json:"computer"`
	Untested    string        `json:"untested,omitempty"` // why no connection was tested
	Connections []any         `json:"connections"`        // as `test --json` prints them
	Report      string        `json:"report,omitempty"`
}

func (o *doctorOptions) run(ctx context.Context) error {
	a, unopened := o.Open()
	var err error
	if unopened != nil { // it looks at the computer all the same
		a, err = o.OpenWithoutVault()
	}
	if err != nil {
		return err
	}
	if o.report != "" {
		if err := a.Doctor().CheckReport(o.report, o.overwrite); err != nil {
			return err
		}
	}
	out := Page{Tell: o.Line, saved: true}
	if o.JSON {
		out.Tell = o.Note
	}
	untested, locked := o.openVault(ctx, a, unopened)
	if ctx.Err() != nil || errors.Is(locked, app.ErrCancelled) {
		return locked
	}
	result := examined{Made: a.Now().UTC().Format(verb.TimeFormat), Connections: []any{}, Untested: untested}
	result.Computer = a.Doctor().Facts(ctx, o.terminal(), o.offline)
	out.facts(result.Computer)
	worst := worse(locked, unhealthy(result.Computer))
	var reports []diagnose.Report
	if untested != "" {
		out.Tell("No connection was tested: %s.", untested)
	} else {
		reports, err = o.testAll(ctx, a, out, &result)
		worst = worse(worst, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := o.write(a, out, &result, reports); err != nil {
		return err
	}
	result.OK = worst == nil
	if err := o.PrintJSON(result); err != nil || worst == nil {
		return err
	}
	var reported *verb.Reported
	if o.JSON && !errors.As(worst, &reported) { // it must not become a second object
		o.Note("error: %v", worst)
		return &verb.Reported{Err: worst}
	}
	return worst
}

// openVault opens the vault if possible. Otherwise untested says why no connection is
// tested; this is an error only if a connection was named.
func (o *doctorOptions) openVault(ctx context.Context, a *app.App, unopened error) (untested string, err error) {
	if a.Home() == "" {
		return "there is no folder for a vault", nil
	}
	if unopened != nil { // such as a team's vault that this computer does not know
		return "the vault cannot be opened", unopened
	}
	if o.offline {
		return "--offline sends nothing", nil
	}
	exists, err := a.VaultExists()
	switch {
	case err != nil:
		return "the vault cannot be read", err
	case !exists && len(o.names) > 0:
		return verb.ErrNoVault.Error(), verb.ErrNoVault
	case !exists:
		return verb.ErrNoVault.Error(), nil
	}
	if console := o.Ask(); console != nil && len(o.names) == 0 {
		err = plain.UnlockIfWanted(ctx, a, console)
	} else {
		err = o.UnlockExisting(ctx, a)
	}
	switch {
	case err == nil && !a.Unlocked():
		return "the vault stays locked", nil
	case err == nil:
		return "", nil
	case len(o.names) == 0 && !a.PassphraseGiven() && errors.Is(err, app.ErrLocked):
		return "the vault is locked, and nobody gave its passphrase", nil
	}
	return "the vault stays locked", err
}

func (o *doctorOptions) testAll(ctx context.Context, a *app.App, out Page, result *examined) ([]diagnose.Report, error) {
	names := o.names
	if len(names) == 0 {
		entries, err := a.Profiles()
		if err != nil {
			return nil, err
		}
		names = namesOf(entries)
	}
	t := tester{Globals: o.Globals, app: a, page: out, force: o.force}
	var reports []diagnose.Report
	var worst error
	for _, name := range names {
		out.Tell("")
		report, err := t.test(ctx, name)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if len(report.Checks) > 0 {
			worst = worse(worst, err)
			reports = append(reports, report)
			result.Connections = append(result.Connections, report)
			continue
		}
		worst = worse(worst, &verb.Reported{Err: err})
		out.Tell("  error: %v", err)
		result.Connections = append(result.Connections, untestable(name, err))
	}
	return reports, worst
}

func (o *doctorOptions) write(a *app.App, out Page, result *examined, reports []diagnose.Report) error {
	if o.report == "" {
		return nil
	}
	if err := a.Doctor().WriteReport(o.report, o.overwrite, result.Computer, reports); err != nil {
		return err
	}
	result.Report = o.report
	out.Tell("")
	out.Tell("The report is in %s. It contains account IDs and host names, but no secrets.", files.Shown(o.report))
	return nil
}

// unhealthy returns the error for problems of the computer. They are already printed.
func unhealthy(facts []doctor.Fact) error {
	var worst error
	for _, f := range facts {
		switch {
		case f.Err != nil:
			worst = worse(worst, &verb.Reported{Err: f.Err})
		case f.State == diagnose.Failed:
			worst = worse(worst, &verb.Reported{Err: errors.New(f.Title + ": " + f.Detail)})
		}
	}
	return worst
}

// terminal returns the properties of the terminal, from the streams.
func (o *doctorOptions) terminal() doctor.Terminal {
	t := doctor.Terminal{In: plain.IsTerminal(o.Stdin), Out: plain.IsTerminal(o.Stdout), Err: plain.IsTerminal(o.Stderr)}
	for _, stream := range []any{o.Stdout, o.Stderr, o.Stdin} {
		if file, ok := stream.(*os.File); ok && t.Columns == 0 {
			if columns, rows, err := term.GetSize(int(file.Fd())); err == nil {
				t.Columns, t.Rows = columns, rows
			}
		}
	}
	return t
}
