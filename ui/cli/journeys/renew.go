package journeys

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/problem"
	"suitekey/ui/cli/verb"
)

// renewOptions are the flags of renew.
type renewOptions struct {
	journeyOptions
	all, due, dryRun     bool
	handover             string
	onSuccess, onFailure string
	seenBy               string
	seen                 func(profile.Profile) bool // nil without seenBy
}

// Renew makes the verb renew.
func Renew(g *verb.Globals) *cobra.Command {
	o := &renewOptions{journeyOptions: newJourneyOptions(g, journeys.Renew())}
	cmd := &cobra.Command{
		Use:   "renew [NAME]",
		Short: "Renew the certificate of a connection before it expires",
		Long: `Renews the certificate of an M2M connection: creates a new key pair, uploads the
new certificate (or asks a person to, where the role may not), tests it, saves it
beside the former one, hands the new key to the product, and retires the former
certificate once the product uses the new one. You can interrupt the renewal at
any time: the same command resumes it, and the product can sign in throughout.

Without a terminal (or with --no-input) the exit code is 20 when a person has to
act. After an upload by hand, run the same command again; once the product has
the new key, run it with --consumer-has-it yes. --handover CMD does that by
itself: the shell runs CMD with the new private key on standard input and the
values that are not secret in the environment (SUITEKEY_PROFILE,
SUITEKEY_CERTIFICATE and the NETSUITE_ variables of suitekey exec), under umask
077, so files that CMD makes are for you alone; exit code 0 confirms that the
product has the key.

--all --due is for a scheduler. It asks nothing, renews every certificate that
expires within 60 days, resumes renewals, retires former certificates on their
date, one connection after the other, and prints one JSON array with --json. A
renewal that waits for an upload by hand keeps waiting until you run renew NAME.
--on-success and --on-failure run after each connection, for at most a minute,
with SUITEKEY_RESULT (done, waiting, failed), SUITEKEY_ERROR and SUITEKEY_NEXT
beside those variables, and without any secret. For a renewal that waits for a
person, --on-failure runs.` +
			verb.Codes(verb.CodeLine(verb.ExitDone, "nothing due, or all done"), verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked,
				verb.CodeDue, verb.CodeLine(verb.ExitExpired, "expired, and could not be renewed"), verb.CodeLine(verb.ExitWaiting, "waiting for an upload or the product; the draft is kept"), verb.CodeCancelled) +
			"\nWith --all it is the worst of them: 5, 3, 11, 10, 1, 4, 20, 0.",
		Example: "  suitekey renew acme\n" +
			"  suitekey renew acme --dry-run\n" +
			"  suitekey renew --all --due --json --handover 'vault kv put secret/netsuite key=-'",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd)
		},
	}
	o.addFlags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&o.all, "all", false, "all M2M connections; asks nothing")
	flags.BoolVar(&o.due, "due", false, "only certificates that are due (60 days before their end), renewals in progress, and former certificates to retire")
	flags.StringVar(&o.seenBy, "seen-by", "", "all connections that the person `name`, removed from the team, has seen")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and change nothing")
	flags.StringVar(&o.handover, "handover", "", "`command` that hands over the new key, which it gets on its standard input")
	flags.StringVar(&o.onSuccess, "on-success", "", "`command` to run after a connection was renewed")
	flags.StringVar(&o.onFailure, "on-failure", "", "`command` to run after a renewal failed or waits")
	for _, key := range []string{steps.KeyHandoverBy, steps.KeyHandoverCommand} { // --handover says both
		_ = flags.MarkHidden(flagOf(key)) // it is there
	}
	return cmd
}

func (o *renewOptions) run(cmd *cobra.Command) error {
	ctx := cmd.Context()
	o.all = o.all || o.seenBy != ""
	switch {
	case o.seenBy != "" && o.name != "":
		return app.Usage("give a name or --seen-by, not both")
	case o.all && o.name != "":
		return app.Usage("give a name or --all, not both")
	case o.all && cmd.Flags().Changed(flagOf(steps.KeyCertificateID)):
		return app.Usage("--certificate-id is about one connection: name it instead of --all")
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	given, err := o.given(cmd, a)
	if err != nil {
		return err
	}
	if o.name == "" && !o.all {
		o.name = given.Answers[steps.KeyName]
	}
	if o.handover != "" {
		given.Answers[steps.KeyHandoverBy], given.Answers[steps.KeyHandoverCommand] = "command", o.handover
	}
	if err := o.checkLater(given); err != nil {
		return err
	}
	if o.CanAsk() && !o.takesStdin() && !o.all && !o.due && !o.dryRun {
		return o.openWizard(ctx, a, given)
	}
	if o.all {
		o.NoInput, o.scheduled = true, true // a scheduler may have a terminal
	}
	switch exists, err := a.VaultExists(); {
	case err != nil:
		return err
	case !exists && o.all && a.Demo(): // anywhere else a scheduler would be told that all is well
		return o.nothing(a)
	}
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	if o.all {
		return o.renewAll(ctx, a, given)
	}
	if o.name == "" {
		return app.Usage("name the connection to renew, or give --all", "suitekey list shows their names")
	}
	if _, err := a.Load(o.name); err != nil {
		return verb.MissingName(a, o.name, err)
	}
	r, err := o.alone(ctx, a, o.name, given)
	if err != nil {
		return err
	}
	return o.print(r)
}

// alone renews a connection while nobody else in the team works on it. It reads the
// connection only then, because somebody else may just have renewed it.
func (o *renewOptions) alone(ctx context.Context, a *app.App, name string, given steps.Given) (r result, err error) {
	work := func(ctx context.Context) error {
		p, err := a.Load(name)
		if err == nil {
			r = o.one(ctx, a, p, given)
		}
		return err
	}
	if o.dryRun { // it changes nothing, and a reader may look
		err = work(ctx)
		return r, err
	}
	err = connections.Working(ctx, a.Connections, name, work)
	return r, err
}

// checkLater checks the answers to late questions before any work, so that a mistake
// costs nothing.
func (o *renewOptions) checkLater(given steps.Given) error {
	problems := map[string]string{}
	state := steps.NewState(steps.Facts{Now: o.Now()})
	for _, f := range o.flow.Fields() {
		switch f.Key {
		case steps.KeyRetire, steps.KeyRetireOn, steps.KeyRotateBy, steps.KeyHandoverBy, steps.KeyProductHasIt:
			text := given.Answers[f.Key]
			if text == "" || f.Key == steps.KeyProductHasIt && text == "not_yet" {
				continue
			}
			if problem := f.Examine(state, text).Problem; problem != "" {
				problems[f.Key] = problem
			}
		}
	}
	if len(problems) > 0 {
		return &steps.MissingError{Problems: problems}
	}
	return nil
}

// nothing ends a renewal of all connections if there are none.
func (o *renewOptions) nothing(a *app.App) error {
	o.Note("There is nothing to renew. %s", verb.NothingYet(a))
	return o.PrintJSON([]result{})
}

// renewAll renews one connection after the other and prints one array. A failure does
// not stop the others.
func (o *renewOptions) renewAll(ctx context.Context, a *app.App, given steps.Given) (err error) {
	if o.seenBy != "" {
		if o.seen, err = a.Team.SeenBy(ctx, o.seenBy); err != nil {
			return err
		}
	}
	each := o.renewEach
	if a.Team != nil && o.due && !o.dryRun && o.seen == nil {
		each = o.renewTogether
	}
	results, worst, err := each(ctx, a, given)
	if err != nil {
		return err
	}
	slices.SortStableFunc(results, func(x, y result) int { return strings.Compare(x.Profile, y.Profile) })
	if len(results) == 0 && o.seen == nil {
		o.Note("No connection signs in by certificate: there is nothing to renew.")
	}
	if err := o.PrintJSON(results); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if worst != nil {
		return &verb.Reported{Err: worst}
	}
	return nil
}

// renewEach renews each of the vault's connections, in the order of the list.
func (o *renewOptions) renewEach(ctx context.Context, a *app.App, given steps.Given) (results []result, worst error, err error) {
	entries, err := a.Profiles()
	if err != nil {
		return nil, nil, err
	}
	results = []result{}
	for _, e := range entries {
		if ctx.Err() != nil {
			break
		}
		if o.passes(e) {
			continue
		}
		r, meant := o.entry(ctx, a, e, given)
		if !meant {
			continue
		}
		results = append(results, r)
		worst = graver(worst, r.err)
	}
	return results, worst, nil
}

// passes reports whether --seen-by leaves a connection out. It says so for a token,
// which only a person can renew.
func (o *renewOptions) passes(e storage.Entry) bool {
	if o.seen == nil || e.Err != nil {
		return false
	}
	seen := o.seen(e.Profile)
	if seen && e.Method != profile.M2M {
		o.Note("%s signs in without a certificate: revoke its token in NetSuite, then suitekey retoken %s", e.Name, e.Name)
	}
	return !seen
}

// entry renews one of many connections; meant is false for a connection without a
// certificate.
func (o *renewOptions) entry(ctx context.Context, a *app.App, e storage.Entry, given steps.Given) (r result, meant bool) {
	p, err := e.Profile, e.Err
	if err == nil && p.Method != profile.M2M {
		return r, false
	}
	if err == nil {
		p, err = a.Load(e.Name)
	}
	if err == nil {
		if wanted, lookErr := o.wanted(a, p); a.Team == nil || lookErr != nil || !wanted {
			return o.one(ctx, a, p, given), true
		}
		r, err = o.alone(ctx, a, e.Name, given)
	}
	switch {
	case errors.Is(err, storage.ErrLocked) && a.Team != nil:
		o.Note("%s", e.Name)
		o.Note("  somebody else does this: %v", err)
		r = resultOf(o.flow.Name, p, a.Now())
		r.State = stateUnchanged
	case err != nil:
		o.Note("%s", steps.Shorten(e.Name, 70))
		o.Note("  error: %v", err)
		r = failedWith(result{Journey: o.flow.Name, Profile: e.Name}, err)
	}
	return r, true
}

// gravity is the order of the results of several renewals, for the exit code.
func gravity(err error) int {
	var shut *app.LockedError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, app.ErrWaiting):
		return 1
	case problem.Unreachable(err):
		return 2
	case errors.Is(err, app.ErrDue):
		return 4
	case errors.Is(err, app.ErrExpired):
		return 5
	case signInRefused(err):
		return 6
	case errors.As(err, &shut), errors.Is(err, app.ErrLocked):
		return 7
	default:
		return 3
	}
}

func graver(a, b error) error {
	if gravity(b) > gravity(a) {
		return b
	}
	return a
}
