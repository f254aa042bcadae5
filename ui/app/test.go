package app

import (
	"context"
	"slices"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/storage"
)

// How many refused sign-ins within half an hour are warned of, stop a test, and
// lock the user.
const (
	WarnRefusals = diagnose.WarnRefusals
	StopRefusals = diagnose.StopRefusals
	MostRefusals = diagnose.LockRefusals
)

// Test tests a saved connection and notes in the vault what came of it.
func (a *App) Test(ctx context.Context, name string, report func(diagnose.Check)) (diagnose.Report, error) {
	return a.test(ctx, name, diagnose.Options{Report: report, Probe: true})
}

// TestForced tests as Test does, even if several sign-ins were refused shortly
// before: the fifth locks the user for 30 minutes.
func (a *App) TestForced(ctx context.Context, name string, report func(diagnose.Check)) (diagnose.Report, error) {
	return a.test(ctx, name, diagnose.Options{Report: report, Force: true, Probe: true})
}

func (a *App) test(ctx context.Context, name string, o diagnose.Options) (diagnose.Report, error) {
	session, err := a.open()
	if err != nil {
		return diagnose.Report{}, err
	}
	p, err := session.Load(name)
	if err != nil {
		return diagnose.Report{}, err
	}
	if p.Method != profile.Code {
		return a.testLoaded(ctx, session, p, o)
	}
	// A refresh token that is good once must not be used by two at a time.
	var result diagnose.Report
	err = session.Alone(ctx, func() error {
		now, err := session.Load(name)
		if err == nil {
			result, err = a.testLoaded(ctx, session, now, o)
		}
		return err
	})
	return result, err
}

func (a *App) testLoaded(ctx context.Context, session *storage.Session, p profile.Profile, o diagnose.Options) (diagnose.Report, error) {
	var err error
	if p.Refusals, err = a.refusals(p); err != nil {
		return diagnose.Report{}, err
	}
	o.Now = a.options.Now
	o.Rotated = a.rotated(session, p)
	result := diagnose.Run(ctx, a.client.With(TestTimeout, 0, 0), p, o)
	err = session.Note(p, func(p *profile.Profile) { result.Remember(p, a.options.Now()) })
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
	return result, err
}

// rotated keeps the refresh token that takes the place of the one of p. That is
// spent by then: the new one must not wait for the end of the test. What cannot be
// noted here is tried again there.
func (a *App) rotated(session *storage.Session, p profile.Profile) func(diagnose.Report) {
	return func(r diagnose.Report) {
		_ = session.KeepRefreshToken(p.Name, p.RefreshToken, r.Refresh, r.RefreshUntil) // only in the place of that one
	}
}

// refusals are the refused sign-ins that count for p: also those of other
// connections of the same user, since it is the user whom NetSuite locks.
func (a *App) refusals(p profile.Profile) ([]time.Time, error) {
	entries, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	all := slices.Clone(p.Refusals)
	for _, e := range entries {
		if e.Err == nil && e.Name != p.Name && sameUser(e.Profile, p) {
			all = append(all, e.Refusals...)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all, nil
}

func sameUser(a, b profile.Profile) bool {
	same := func(x, y string) bool { return x != "" && x == y }
	return a.Account == b.Account &&
		(same(a.TokenID, b.TokenID) || same(a.CertificateID, b.CertificateID) || same(a.Tested.Entity, b.Tested.Entity))
}

// Refusals counts the refused sign-ins of the last half hour that a connection's
// user has had.
func (a *App) Refusals(name string) (int, error) {
	p, err := a.Load(name)
	if err != nil {
		return 0, err
	}
	if p.Refusals, err = a.refusals(p); err != nil {
		return 0, err
	}
	return diagnose.Recent(p, a.options.Now()), nil
}

// Explain says what a value of the Login Audit Trail's Detail column means for
// a connection. Nothing is sent. ok is false for a value that nobody knows.
func (a *App) Explain(name, detail string) (report diagnose.Report, ok bool, err error) {
	p, err := a.Load(name)
	if err != nil {
		return diagnose.Report{}, false, err
	}
	cause, ok := diagnose.Lookup(detail, p)
	if !ok {
		return diagnose.Report{}, false, nil
	}
	return diagnose.Report{
		Profile: p.Name, Account: p.Account.Realm(), Method: string(p.Method),
		Causes: []diagnose.Cause{cause}, Decided: cause.Code,
	}, true, nil
}
