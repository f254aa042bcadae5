package journeys

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
)

// one renews one connection, and runs the hook.
func (o *renewOptions) one(ctx context.Context, a *app.App, p profile.Profile, given steps.Given) (r result) {
	if o.all {
		o.Note("%s", p.Name)
	}
	given = named(given, p.Name)
	wanted, err := o.wanted(a, p)
	switch {
	case err != nil:
		r = failedWith(resultOf(o.flow.Name, p, a.Now()), err)
	case !wanted:
		r = resultOf(o.flow.Name, p, a.Now())
		r.State = stateUnchanged
		o.Note("  not due: the certificate ends on %s.", r.Expires)
		return r
	case o.dryRun:
		return o.look(ctx, a, p, given)
	default:
		if o.due {
			dayHasCome(given, p, a.Now())
		}
		if !o.due && !o.all { // a scheduler has one command line for all states
			if err := o.checkConfirmed(a, p); err != nil {
				return failedWith(resultOf(o.flow.Name, p, a.Now()), err)
			}
		}
		r = o.journeyOptions.run(ctx, a, given)
	}
	if r.err == nil && r.State != stateWaiting {
		r = blocked(a, r)
	}
	if o.all && r.State == stateFailed {
		o.Note("  error: %v", r.err)
		if gravity(r.err) == gravity(errors.New("")) {
			r.err = becauseDue(p, a.Now(), r.err)
		}
	}
	o.hook(ctx, a, &r)
	return r
}

// blocked returns an error for a due certificate that cannot be renewed before a person
// revokes the former certificate.
func blocked(a *app.App, r result) result {
	p, err := a.Load(r.Profile)
	if err != nil || p.Unrevoked == "" {
		return r
	}
	c, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil || c.Due(a.Now()) == m2m.NotDue {
		return r
	}
	due := app.ErrDue
	if c.Due(a.Now()) == m2m.Expired {
		due = app.ErrExpired
	}
	return failedWith(r, errors.Join(due, fmt.Errorf("the certificate of %s is due, and its former one has to be retired first: %s", p.Name, r.Next)))
}

func failedWith(r result, err error) result {
	r.State, r.Error, r.err = stateFailed, err.Error(), err
	return r
}

// wanted reports whether a connection needs work, with --due.
func (o *renewOptions) wanted(a *app.App, p profile.Profile) (bool, error) {
	now := a.Now()
	c, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil && p.Method == profile.M2M {
		return false, fmt.Errorf("reading the certificate of %s: %w", p.Name, err)
	}
	// With a clock that has gone back, nothing would ever be due.
	for _, then := range []time.Time{c.NotBefore(), p.Changed, p.Tested.At} {
		if then.After(now.Add(24 * time.Hour)) {
			return false, fmt.Errorf("checking %s: this computer's clock (%s) shows an earlier time than the last stored one, %s; set this clock first, or that of the computer that stored it",
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
	return journeys.Renew().Draft(steps.NewState(steps.Facts{}).With(steps.KeyName, p.Name))
}

// dayHasCome lets a scheduler always use the same command line: a former certificate
// that is kept until a day is retired from that day on.
func dayHasCome(given steps.Given, p profile.Profile, now time.Time) {
	if p.Old != nil && !p.RetireOn.IsZero() && !p.RetireOn.After(now) && given.Answers[steps.KeyRetire] == "until" {
		given.Answers[steps.KeyRetire] = "now"
		delete(given.Answers, steps.KeyRetireOn)
	}
}

// named returns the given answers for one connection; several connections share them.
func named(given steps.Given, name string) steps.Given {
	own := steps.Given{Answers: map[string]string{}, Secrets: given.Secrets}
	for key, value := range given.Answers {
		own.Answers[key] = value
	}
	own.Answers[steps.KeyName] = name
	return own
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
	var test *setup.TestFailed
	var call *netsuite.Error
	return errors.As(err, &test) || errors.As(err, &call)
}

// look does --dry-run: it signs in and reads, and changes nothing.
func (o *renewOptions) look(ctx context.Context, a *app.App, p profile.Profile, given steps.Given) result {
	r := resultOf(o.flow.Name, p, a.Now())
	facts, err := a.Facts()
	var state steps.State
	if err == nil {
		state, err = steps.StateFromProfile(facts, p)
	}
	if err == nil {
		state.Force = o.force
		state, err = journeys.LookForRenewal(ctx, a.Env(), given.Apply(state), o.progress)
	}
	if err != nil {
		return failedWith(r, err)
	}
	r.State, r.ByHand = statePlanned, journeys.RotationClosed(state)
	r.Plan = journeys.RenewalPlan(state)
	if _, err := a.Drafts().Load(renewalDraft(p)); err == nil {
		r.Plan = append([]string{"Resume the renewal in progress."}, r.Plan...)
	}
	for _, line := range o.flow.Steps[0].Show(state) {
		o.Note("%s", strings.TrimPrefix(line, steps.Caution))
	}
	o.Note("The renewal would:")
	for n, line := range r.Plan {
		o.Note("%3d. %s", n+1, line)
	}
	return r
}
