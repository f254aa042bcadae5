// Package diagnose tests a connection stage by stage and, where a stage fails,
// turns all evidence into a ranked list of causes, each with its fix. NetSuite
// answers nearly every mistake of a sign-in with the same words; the catalogue
// of causes is data, assets/causes.json.
package diagnose

import (
	"context"
	"errors"
	"time"

	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// State is the progress of a check.
type State string

// The states.
const (
	Pending State = "pending"
	Running State = "running"
	OK      State = "ok"
	Warn    State = "warning" // passed, with a remark
	Failed  State = "failed"
	Skipped State = "skipped" // not reached
)

// The checks by name. A surface's check has the surface's name.
const (
	Values     = "values"
	Resolution = "name"
	Connection = "connection"
	Channel    = "tls"
	Account    = "account"
	Clock      = "clock"
	WSDL       = "wsdl"
	SignIn     = "sign-in"
	REST       = string(profile.REST)
	RESTlet    = string(profile.RESTlet)
	SOAP       = string(profile.SOAP)
	Connect    = string(profile.Connect)
	Permission = "permission"
	Identity   = "identity"
)

var titles = map[string]string{
	Values: "Values", Resolution: "Name resolution", Connection: "Connection", Channel: "Secure channel",
	Account: "Account", Clock: "Clock", WSDL: "WSDL", SignIn: "Sign-in",
	REST: profile.REST.Describe().Name, RESTlet: profile.RESTlet.Describe().Name, SOAP: profile.SOAP.Describe().Name, Connect: profile.Connect.Describe().Name,
	Permission: "Permissions", Identity: "Who answered",
}

// Check is one line of the test.
type Check struct {
	Name     string
	Title    string
	State    State
	Duration time.Duration
	Detail   string
}

// Options are the options of a run.
type Options struct {
	Now    func() time.Time
	Report func(Check) // told when a check starts and ends
	Force  bool        // sign in though four recent sign-ins were refused
	// Probe spends up to two more calls on further permissions of the role. The calls
	// need an accepted sign-in.
	Probe bool
	// Records are record types of REST web services, by their API names, beside those of
	// the profile: with Probe, one more call asks the metadata catalog which of them the
	// role can see.
	Records []string
	// Kept uses open network connections, for the test of many profiles one after the
	// other. A run without Kept also tests how a new network connection is made.
	Kept bool
	// Rotated is called as soon as a public client's refresh token has been exchanged.
	// The former token is used up, so Report.RememberRefresh must be saved whatever the
	// result of the run.
	Rotated func(Report)
	// Pause waits before the one repeat of a refusal that may be overload; a
	// real pause if nil.
	Pause func(context.Context, time.Duration) error
}

func (o Options) complete() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Report == nil {
		o.Report = func(Check) {}
	}
	if o.Rotated == nil {
		o.Rotated = func(Report) {}
	}
	if o.Pause == nil {
		o.Pause = netsuite.Sleep
	}
	return o
}

// Plan returns the checks of a run for p, all pending.
func Plan(p profile.Profile) []Check {
	names := []string{Values, Resolution, Connection, Channel, Account, Clock}
	if p.Has(profile.SOAP) {
		names = append(names, WSDL)
	}
	names = append(names, SignIn)
	for _, surface := range surfaces(p) {
		names = append(names, string(surface))
	}
	names = append(names, Permission, Identity)
	checks := make([]Check, len(names))
	for i, name := range names {
		checks[i] = Check{Name: name, Title: titles[name], State: Pending}
	}
	return checks
}

// surfaces returns the interfaces of the profile, or REST if it has none.
func surfaces(p profile.Profile) []profile.Surface {
	if len(p.Surfaces) == 0 {
		return []profile.Surface{profile.REST}
	}
	return p.Surfaces
}

// Run tests p with at most two calls at the same time, since NetSuite limits those. The
// second one is a call that cannot be refused: without a sign-in, or with one that was
// accepted just before. Run stops after the first failure that makes what follows
// pointless, and after the first refused sign-in: five lock the user. p itself
// is left as it is, whatever the run corrects for its own calls.
func Run(ctx context.Context, client *netsuite.Client, p profile.Profile, o Options) Report {
	r := newRun(lockout.Force(ctx, o.Force), client, p, o.complete())
	stages := map[string]func() outcome{
		Values: r.values, Resolution: r.lookup, Connection: r.connection, Channel: r.channel, Account: r.account,
		Clock: r.clock, WSDL: r.loadedWSDL, SignIn: r.signIn, Permission: r.permission, Identity: r.identity,
	}
	for _, check := range Plan(p) {
		stage := stages[check.Name]
		if stage == nil {
			surface := profile.Surface(check.Name)
			stage = func() outcome { return r.surface(surface) }
		}
		r.do(check, stage)
	}
	r.finish()
	return r.report
}

// outcome is the result of a stage.
type outcome struct {
	state  State
	detail string
	err    error
	stop   bool // what follows is pointless
}

// do runs one stage, and reports its start and its end.
func (r *run) do(check Check, stage func() outcome) {
	if r.stopped {
		check.State = Skipped
		r.report.Checks = append(r.report.Checks, check)
		r.options.Report(check)
		return
	}
	check.State = Running
	r.options.Report(check)
	start := time.Now()
	found := stage()
	check.Duration = time.Since(start)
	check.State, check.Detail = found.state, found.detail
	if found.err != nil {
		found.err = r.blame(check.Name, found.err)
		if check.Detail == "" {
			check.Detail = brief(found.err) + r.jumped
		}
	}
	check.Detail = r.scrub(check.Detail)
	if found.state == Failed && r.report.Err == nil {
		r.report.Err = found.err
	}
	r.stopped = found.stop || r.report.Refused
	r.report.Checks = append(r.report.Checks, check)
	r.options.Report(check)
}

// blame adds a failure to the evidence, and returns it without values of the profile.
// The first failed call determines the place.
func (r *run) blame(check string, err error) error {
	failed := asError(err)
	if failed == nil {
		return err
	}
	// A sent value that an answer repeats must not reach a screen. The caller's error
	// stays unchanged, because another goroutine may be reading it.
	scrubbed := *failed
	scrubbed.Message, scrubbed.Problem = r.scrub(failed.Message), r.scrub(failed.Problem)
	scrubbed.Code, scrubbed.AuthError = r.scrub(failed.Code), r.scrub(failed.AuthError)
	switch scrubbed.Class {
	case netsuite.Refused:
		r.report.Refused = true
	case netsuite.Withheld:
		if errors.Is(err, lockout.ErrSpent) {
			r.evidence.add("local:" + signInsSpent)
		}
	}
	if !r.blamed {
		r.blamed = true
		r.evidence.add("at:" + check)
		r.evidence.addError(&scrubbed)
	}
	return &scrubbed
}

// brief returns the short form of a failure for a line in a list.
func brief(err error) string {
	var failed *netsuite.Error
	if errors.As(err, &failed) {
		return failed.Brief()
	}
	return err.Error()
}

// finish ranks the causes and completes the report.
func (r *run) finish() {
	r.beside.drop()
	r.report.At, r.report.Of = r.options.Now(), profile.Fingerprint(r.given)
	r.report.OK = r.report.Err == nil
	if r.report.Refused && r.ctx.Err() == nil && !r.evidence["signed-in"] {
		r.family()
	}
	r.describe()
	r.report.facts = r.facts()
	r.report.Warnings = rank(r.evidence, r.report.facts, true)
	if r.report.OK {
		r.who.At = r.options.Now()
		r.report.Tested = r.who
	} else {
		r.report.Causes = rank(r.evidence, r.report.facts, false)
		r.report.ask(r.evidence)
	}
	r.bundle()
}
