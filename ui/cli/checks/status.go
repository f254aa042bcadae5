package checks

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/health"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
	"suitekey/ui/cli/verb"
)

// statusOptions are the flags of status.
type statusOptions struct {
	*verb.Globals
	names                        []string
	exitCode, offline, overwrite bool
	calendar, seenBy             string
	rotation                     int
}

// Status makes the verb status.
func Status(g *verb.Globals) *cobra.Command {
	o := &statusOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "status [NAME...]",
		Short: "Show how long each connection will work",
		Long: `Checks all connections, or those named, and lists the worst first: the end of the
certificate, the age of the token, the end of the WSDL version and of Token-Based
Authentication, the last test, a former credential that was not retired. It also
tests each connection as suitekey test does, several accounts at a time; --offline
sends nothing and uses only what is stored.

  good     nothing to do
  soon     nothing has to be done now
  due      act now: certificates from 60 days before their end
  failed   NetSuite refused the last sign-in, or could not be reached
  expired  the connection cannot sign in any more

--ics writes a calendar of all these days, with reminders 60, 30 and 14 days
before; calendar programs replace the events of an earlier one. An existing file
is replaced only if it is such a calendar.

With --exit-code the exit code is that of the worst connection, in this order:
1 one cannot be read, 11 expired, 3 refused, 4 not reachable, 10 due, 0. Without
it, the exit code is 0 whatever the findings. Where there is no vault, the exit
code is 1.` +
			verb.Codes(verb.CodeLine(verb.ExitDone, "done; with --exit-code: good or soon"), verb.CodeFailed+"; with --exit-code: one cannot be read", verb.CodeUsage,
				verb.CodeLine(verb.ExitRefused, "with --exit-code: sign-in refused or test failed"), verb.CodeLine(verb.ExitUnreachable, "with --exit-code: NetSuite not reachable"), verb.CodeLocked,
				verb.CodeLine(verb.ExitDue, "with --exit-code: something is due"), verb.CodeLine(verb.ExitExpired, "with --exit-code: something has expired"), verb.CodeCancelled),
		Example: "  suitekey status\n  suitekey status --offline --exit-code || echo look at it\n  suitekey status --offline --ics ~/netsuite.ics",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.exitCode, "exit-code", false, "set the exit code by the worst connection")
	flags.BoolVar(&o.offline, "offline", false, "send nothing: use only what is stored")
	flags.StringVar(&o.calendar, "ics", "", "write a calendar to this `file`; - is standard output")
	flags.StringVar(&o.seenBy, "seen-by", "", "only connections that the person `name`, removed from the team, has seen and that are not renewed yet")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace any existing file")
	verb.NumberVar(flags, &o.rotation, "rotation", 365, "replace TBA tokens and consumer pairs after this many `days`; 0 means never")
	return cmd
}

// longestRotation is ten years.
const longestRotation = 3650

func (o *statusOptions) rules() (health.Rules, error) {
	switch {
	case o.rotation < 0 || o.rotation > longestRotation:
		return health.Rules{}, app.Usage("--rotation takes a number of days from 0 (never) to 3650")
	case o.rotation == 0:
		return health.Rules{TokenRotation: -1}, nil
	}
	return health.Rules{TokenRotation: time.Duration(o.rotation) * 24 * time.Hour}, nil
}

func (o *statusOptions) run(ctx context.Context) error {
	rules, err := o.rules()
	if err == nil && o.calendar == "-" && o.JSON {
		err = app.Usage("--ics - and --json both need standard output: name a file for the calendar")
	}
	if err != nil {
		return err
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	if o.calendar != "" && o.calendar != "-" {
		if err := a.CheckCalendar(o.calendar, o.overwrite); err != nil {
			return err
		}
	}
	policy, err := a.Policy()
	if err != nil {
		return err
	}
	rules.TokenRotation = policy.TokenAge(rules.TokenRotation)
	readings, err := o.readings(ctx, a, rules)
	if err != nil && ctx.Err() != nil && len(readings) > 0 && !o.JSON {
		// Print the results so far: they cost sign-ins and time.
		_ = o.print(a, readings, worstOf(readings))
	}
	if err != nil {
		return err
	}
	worst := worstOf(readings)
	if err := o.print(a, readings, worst); err != nil {
		return err
	}
	if err := o.writeCalendar(a, readings); err != nil {
		return err
	}
	if o.exitCode && worst != nil {
		return &verb.Reported{Err: worst}
	}
	return nil
}

func (o *statusOptions) readings(ctx context.Context, a *app.App, rules health.Rules) ([]app.Status, error) {
	exists, err := a.VaultExists()
	if err != nil || !exists && len(o.names) == 0 && a.Demo() {
		return nil, err
	}
	// Without a vault Unlock fails: a scheduler with a wrong HOME must not get a success.
	if err := o.Unlock(ctx, a); err != nil {
		return nil, err
	}
	if o.seenBy != "" {
		if none, err := o.onlySeen(ctx, a); err != nil || none {
			return nil, err
		}
	}
	shown := newProgress(o.Globals, o.count(a))
	defer shown.close()
	readings, err := a.Status(ctx, o.names, app.StatusOptions{
		Rules: rules, Offline: o.offline, Testing: shown.begun, Tested: func(r app.Status) {
			shown.ended(func() {
				if r.Err != nil {
					o.Note("%s: %s", steps.Shorten(r.Entry.Name, 70), steps.Sentence(r.Err))
				}
			})
		},
	})
	if errors.Is(err, storage.ErrNotFound) {
		for _, name := range o.names {
			if _, missing := a.Load(name); errors.Is(missing, storage.ErrNotFound) {
				return nil, verb.NotThere(a, name, missing)
			}
		}
	}
	return readings, err
}

// onlySeen returns the names that the person of --seen-by has seen.
func (o *statusOptions) onlySeen(ctx context.Context, a *app.App) (none bool, err error) {
	seen, err := a.Team.SeenBy(ctx, o.seenBy)
	if err != nil {
		return false, err
	}
	entries, err := a.Profiles()
	if err != nil {
		return false, err
	}
	var names []string
	for _, e := range entries {
		if e.Err == nil && seen(e.Profile) && (len(o.names) == 0 || slices.Contains(o.names, e.Name)) {
			names = append(names, e.Name)
		}
	}
	if o.names = names; len(names) == 0 {
		o.Note("Every connection that %s has seen is renewed.", o.seenBy)
	}
	return len(names) == 0, nil
}

// count returns the number of connections for the progress: of the named ones, or of all
// unless --offline is set.
func (o *statusOptions) count(a *app.App) int {
	if len(o.names) > 0 || o.offline {
		return len(o.names)
	}
	rows, err := a.Rows()
	if err != nil {
		return 0 // Status says why
	}
	return rows.Len()
}

// worstOf returns the error that decides the exit code: an expired credential first,
// then a refusal whose cause is still unknown, then an error that a later attempt may
// not meet.
func worstOf(readings []app.Status) error {
	rank, worst := 0, error(nil)
	for _, r := range readings {
		n, err := 0, error(nil)
		switch {
		case r.Entry.Err != nil:
			n, err = 5, r.Entry.Err
		case r.State.Level == health.Expired:
			n, err = 4, app.ErrExpired
		case problem.Unreachable(r.Err):
			n, err = 2, r.Err
		case r.Err != nil:
			n, err = 3, r.Err
		case r.State.Level == health.Failed:
			n, err = 3, &setup.TestFailed{}
		case r.State.Level == health.Due:
			n, err = 1, app.ErrDue
		}
		if n > rank {
			rank, worst = n, err
		}
	}
	return worst
}

func (o *statusOptions) writeCalendar(a *app.App, readings []app.Status) error {
	switch o.calendar {
	case "":
		return nil
	case "-":
		_, err := o.Stdout.Write(a.Calendar(readings))
		return err
	}
	if err := a.WriteCalendar(o.calendar, o.overwrite, a.Calendar(readings)); err != nil {
		return err
	}
	o.Note("The calendar is in %s: import it, or subscribe to it.", files.Shown(o.calendar))
	return nil
}
