package journeys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
)

// What came of a renewal.
const (
	stateRenewed = "renewed" // the new certificate is in use; a former one may be kept
	stateRetired = "retired" // nothing but the former certificate that an earlier renewal had kept
	stateKept    = "kept"    // that one stays: until a date, or since another connection needs it
	stateWaiting = "waiting"
	stateNotDue  = "not due"
	stateWould   = "would renew" // --dry-run
	stateFailed  = "failed"
)

// renewed is what `renew --json` prints for a connection.
type renewed struct {
	Profile         string   `json:"profile"`
	Account         string   `json:"account,omitempty"`
	State           string   `json:"state"`
	Urgency         string   `json:"urgency,omitempty"` // of the certificate as it is now
	CertificateID   string   `json:"certificate_id,omitempty"`
	Expires         string   `json:"expires,omitempty"`
	FormerID        string   `json:"former_certificate_id,omitempty"` // not retired yet
	RetireOn        string   `json:"retire_on,omitempty"`
	ByHand          string   `json:"by_hand,omitempty"` // why somebody has to upload
	CertificateFile string   `json:"certificate_file,omitempty"`
	PageFile        string   `json:"page_file,omitempty"`          // for the administrator
	NewID           string   `json:"new_certificate_id,omitempty"` // of the one to be uploaded
	Next            string   `json:"next,omitempty"`
	Error           string   `json:"error,omitempty"`
	HookError       string   `json:"hook_error,omitempty"`
	Plan            []string `json:"plan,omitempty"` // --dry-run

	err   error
	draft string
}

func (r renewed) hints() []string {
	if r.draft == "" {
		return nil
	}
	return []string{"the draft " + r.draft + " is kept: run the same command again to go on, or discard it with suitekey remove " + r.draft}
}

// about fills in what the vault has now.
func (r *renewed) about(p profile.Profile, now time.Time) {
	r.Profile, r.Account, r.CertificateID = p.Name, p.Account.Realm(), p.CertificateID
	r.FormerID, r.RetireOn, r.Expires, r.Urgency = "", "", "", ""
	if p.Old != nil {
		r.FormerID = p.Old.CertificateID
	}
	if !p.RetireOn.IsZero() {
		r.RetireOn = p.RetireOn.Format(time.DateOnly)
	}
	if c, err := m2m.ParseCertificate([]byte(p.Certificate)); err == nil {
		r.Expires, r.Urgency = c.Ends().UTC().Format(verb.TimeFormat), c.Due(now).String()
	}
}

// one renews one connection, and runs the hook.
func (o *renewOptions) one(ctx context.Context, a *app.App, p profile.Profile, given steps.Given) (r renewed) {
	r.about(p, a.Now())
	if o.all {
		o.Note("%s", p.Name)
	}
	wanted, err := o.wanted(a, p)
	switch {
	case err != nil:
		o.fail(&r, p, a.Now(), err)
	case !wanted:
		r.State = stateNotDue
		o.Note("  not due: the certificate ends on %s.", r.Expires)
		return r
	case o.dryRun:
		o.look(ctx, a, p, given, &r)
		return r
	default:
		o.renew(ctx, a, p, given, &r)
	}
	o.hook(ctx, a, &r)
	return r
}

// wanted tells whether there is something to do, with --due.
func (o *renewOptions) wanted(a *app.App, p profile.Profile) (bool, error) {
	now := a.Now()
	c, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil && p.Method == profile.M2M {
		return false, fmt.Errorf("reading the certificate of %s: %w", p.Name, err)
	}
	// Nothing would ever be due for a clock that is behind what it once said.
	for _, then := range []time.Time{c.NotBefore(), p.Changed, p.Tested.At} {
		if then.After(now.Add(24 * time.Hour)) {
			return false, fmt.Errorf("looking at %s: this computer's clock (%s) is behind what was noted on %s; set it first",
				p.Name, now.Format("2 January 2006"), then.Format("2 January 2006"))
		}
	}
	if !o.due {
		return true, nil
	}
	_, err = a.Drafts().Load(renewalDraft(p))
	switch {
	case err == nil:
		return true, nil
	case !errors.Is(err, storage.ErrNotFound):
		return false, err
	case p.Old != nil && !p.RetireOn.IsZero():
		return !p.RetireOn.After(now), nil
	}
	return c.Due(now) != m2m.NotDue, nil
}

func renewalDraft(p profile.Profile) string {
	return steps.Renew().Draft(steps.NewState(steps.Facts{}).With(steps.KeyName, p.Name))
}

// renew walks the journey, or goes on with it.
func (o *renewOptions) renew(ctx context.Context, a *app.App, p profile.Profile, given steps.Given, r *renewed) {
	given = named(given, p.Name)
	if o.due {
		dayHasCome(given, p, a.Now())
	}
	walk, draft, err := a.Journey(steps.Renew().Name, given)
	if err != nil {
		o.fail(r, p, a.Now(), err)
		return
	}
	if draft != "" {
		o.Note("Going on with the renewal that was begun.")
	}
	err = steps.Audit(walk.Flow(), walk.State())
	if err == nil {
		err = steps.Unconfirmed(walk.State())
	}
	if err != nil {
		o.fail(r, p, a.Now(), err)
		return
	}
	if o.force {
		walk.ForceSignIn()
	}
	outcome := steps.Paused
	// A scheduler does not know whether somebody has uploaded the certificate: to
	// find out by signing in would cost a refusal with each run.
	if _, waits := walk.Waiting(); !(o.all && walk.Resumed() && waits) {
		outcome, err = steps.Run(ctx, walk, o.progress)
		handedOver(o.Globals, walk.State(), err)
	}
	if err == nil && outcome == steps.Paused && a.Demo() && waitsForUpload(walk) {
		outcome, err = o.practise(ctx, a, walk)
	}
	o.conclude(ctx, a, walk, r, outcome, err)
}

func waitsForUpload(walk *steps.Walk) bool {
	waiting, waits := walk.Waiting()
	return waits && waiting.Kind == steps.WaitUpload
}

// dayHasCome lets the command line of a scheduler that keeps a former certificate
// until a day retire it from that day on.
func dayHasCome(given steps.Given, p profile.Profile, now time.Time) {
	if p.Old != nil && !p.RetireOn.IsZero() && !p.RetireOn.After(now) && given.Answers[steps.KeyRetire] == "until" {
		given.Answers[steps.KeyRetire] = "now"
		delete(given.Answers, steps.KeyRetireOn)
	}
}

// named is given for one connection: several share the answers.
func named(given steps.Given, name string) steps.Given {
	own := steps.Given{Answers: map[string]string{}, Secrets: given.Secrets}
	for key, value := range given.Answers {
		own.Answers[key] = value
	}
	own.Answers[steps.KeyName] = name
	return own
}

// conclude tells what came of a walk.
func (o *renewOptions) conclude(ctx context.Context, a *app.App, walk *steps.Walk, r *renewed, outcome steps.Outcome, err error) {
	p, lost := a.Load(r.Profile)
	if lost == nil {
		r.about(p, a.Now())
	}
	r.ByHand = steps.RotationClosed(walk.State())
	if _, kept := a.Drafts().Load(renewalDraft(walk.State().Former)); kept == nil {
		r.draft = renewalDraft(walk.State().Former)
	}
	switch {
	case ctx.Err() != nil:
		o.fail(r, p, a.Now(), ctx.Err())
	case err != nil:
		o.fail(r, p, a.Now(), err)
	case outcome == steps.Paused:
		o.waits(walk, r)
	default:
		r.State = stateRenewed
		if steps.OnlyRetires(walk.State()) {
			r.State = stateRetired
			if r.FormerID != "" {
				r.State = stateKept
			}
		}
		for _, line := range walk.Step().Show(walk.State()) {
			o.Note("%s", line)
		}
	}
}

// waits says what somebody has to do.
func (o *renewOptions) waits(walk *steps.Walk, r *renewed) {
	state, step := walk.State(), walk.Step()
	r.State, r.err = stateWaiting, app.ErrWaiting
	if r.ByHand != "" {
		o.Note("%s", r.ByHand)
	}
	if step.Do != nil {
		r.CertificateFile, r.PageFile, r.NewID = state.CertificateFile, state.PageFile, state.Certificate.ID()
		r.Next = "upload the certificate in NetSuite, then: suitekey renew " + r.Profile
		o.Note("The certificate is to be uploaded to NetSuite now; the present one stays as it is:")
		for n, do := range step.Do(state) {
			o.Note("%3d. %s", n+1, do.Text)
			for _, more := range []string{do.Menu, do.URL} {
				if more != "" {
					o.Note("     %s", more)
				}
			}
		}
		o.Note("NetSuite will show the certificate ID %s", state.Certificate.ID())
	} else {
		r.Next = "give the product the new key, then: suitekey renew " + r.Profile + " --consumer-has-it yes"
		o.Note("%s has its new certificate. The former one works on until the product has the new key.", r.Profile)
	}
	o.Note("Next: %s", r.Next)
}

// fail notes an error. Where the certificate is due and nothing more is known, the
// exit code tells that.
func (o *renewOptions) fail(r *renewed, p profile.Profile, now time.Time, err error) {
	r.State, r.Error = stateFailed, err.Error()
	var failed *steps.TestFailed
	if errors.As(err, &failed) {
		checks.Page{Tell: o.Note}.Verdict(failed.Report)
	}
	r.err = err
	if o.all {
		o.Note("  error: %v", err)
		if gravity(err) == gravity(errors.New("")) {
			r.err = becauseDue(p, now, err)
		}
	}
}

func becauseDue(p profile.Profile, now time.Time, err error) error {
	if p.Old != nil {
		p = *p.Old // which the product may still sign in with
	}
	c, unread := m2m.ParseCertificate([]byte(p.Certificate))
	switch {
	case unread != nil:
		return err
	case c.Due(now) == m2m.Expired:
		return errors.Join(app.ErrExpired, err)
	case c.Due(now) != m2m.NotDue:
		return errors.Join(app.ErrDue, err)
	}
	return err
}

func signInRefused(err error) bool {
	var test *steps.TestFailed
	var call *netsuite.Error
	return errors.As(err, &test) || errors.As(err, &call)
}

// look is --dry-run: it signs in and reads, and changes nothing.
func (o *renewOptions) look(ctx context.Context, a *app.App, p profile.Profile, given steps.Given, r *renewed) {
	facts, err := a.Facts()
	var state steps.State
	if err == nil {
		state, err = steps.StateFromProfile(facts, p)
	}
	if err == nil {
		state.Force = o.force
		state, err = steps.LookForRenewal(ctx, a.Env(), named(given, p.Name).Apply(state), o.progress)
	}
	if err != nil {
		o.fail(r, p, a.Now(), err)
		return
	}
	r.State, r.ByHand = stateWould, steps.RotationClosed(state)
	r.Plan = steps.RenewalPlan(state)
	if _, err := a.Drafts().Load(renewalDraft(p)); err == nil {
		r.Plan = append([]string{"Go on with the renewal that was begun."}, r.Plan...)
	}
	for _, line := range steps.Renew().Steps[0].Show(state) {
		o.Note("%s", line)
	}
	o.Note("It would:")
	for n, line := range r.Plan {
		o.Note("%3d. %s", n+1, line)
	}
}
