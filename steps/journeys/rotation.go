package journeys

import (
	"context"
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// rotationScope is the scope of a token for the certificate endpoint (docs.oracle.com,
// article_92130837826).
const rotationScope = m2m.ScopeREST

// rotationClient is the client for calls while a person waits.
func rotationClient(env steps.Env) *netsuite.Client {
	return env.Client.With(env.TestTimeout, setup.TestRetries, setup.TestInterval)
}

// netsuiteTime returns the time of NetSuite's clock. It fails if this computer's clock
// differs too much: an expired certificate could look valid, and NetSuite would refuse
// sign-ins.
func netsuiteTime(ctx context.Context, env steps.Env, id account.ID) (time.Time, error) {
	var there time.Time
	client := rotationClient(env).Watch(func(e netsuite.Exchange) {
		if !e.Date.IsZero() {
			there = e.Date
		}
	})
	if _, err := client.Discover(ctx, id); err != nil {
		return time.Time{}, err
	}
	here := env.Now()
	if there.IsZero() {
		return here, nil
	}
	return there, clocksDiffer(here, here.Sub(there))
}

// clocksDiffer returns an error if this computer's clock, which shows here, is too far ahead
// of NetSuite's, or behind.
func clocksDiffer(here time.Time, ahead time.Duration) error {
	if ahead.Abs() <= setup.ClockSlack {
		return nil
	}
	word := "ahead of"
	if ahead < 0 {
		word = "behind"
	}
	return fmt.Errorf("comparing the clocks: this computer's clock is %s %s NetSuite's (%s); set it first, because dates and sign-ins depend on it",
		about(ahead.Abs()), word, here.Add(-ahead).UTC().Format("2 January 2006 15:04 MST"))
}

// checkClock asks for NetSuite's time again if the clock seems to have jumped since NetSuite's
// last answer: with a wrong clock, NetSuite would refuse the sign-in, and a certificate would
// begin too late.
func checkClock(ctx context.Context, env steps.Env, id account.ID) error {
	if env.Client.Drift(env.Now()).Abs() <= setup.ClockSlack {
		return nil
	}
	_, err := netsuiteTime(ctx, env, id)
	return err
}

// about returns a duration in days, hours or minutes.
func about(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "days"}, {time.Hour, "hours"}} {
		if d >= 2*unit.of {
			return fmt.Sprintf("%d %s", int(d/unit.of), unit.name)
		}
	}
	return fmt.Sprintf("%d minutes", int(d/time.Minute))
}

// access signs in with the certificate of p for the certificate endpoint. It counts a
// refusal, here and in the vault: five lock the user. The error of a refusal with a wrong
// clock is about the clock, and says nothing about the certificate.
func access(ctx context.Context, env steps.Env, s steps.State, p profile.Profile) (steps.State, netsuite.Auth, netsuite.Token, error) {
	if err := lockout.Check(s.Refusals, env.Now(), s.Force); err != nil {
		return s, nil, netsuite.Token{}, fmt.Errorf("signing in to %s: %w; wait, and run suitekey test %s first", p.Account.Realm(), err, p.Name)
	}
	if err := checkClock(ctx, env, p.Account); err != nil {
		return s, nil, netsuite.Token{}, err
	}
	ctx = lockout.Force(ctx, s.Force)
	request, err := netsuite.TokenRequestFor(p)
	if err != nil {
		return s, nil, netsuite.Token{}, err
	}
	request.Scopes = []string{rotationScope}
	token, err := rotationClient(env).Token(ctx, p.Account, request)
	s, err = countRefusal(env, s, err)
	if netsuite.Counts(err) { // the answer has NetSuite's time: a clock that jumped just before is the reason
		now := env.Now()
		if off := clocksDiffer(now, env.Client.Drift(now)); off != nil {
			err = fmt.Errorf("NetSuite refused the sign-in to %s, which counts as one of five: %w", p.Account.Realm(), off)
		}
	}
	return s, netsuite.Bearer(token.Access), token, err
}

// mappingLine returns a certificate as a line of a list.
func mappingLine(m netsuite.Mapping) string {
	line := steps.Shorten(m.CertificateID, 12)
	for _, part := range []string{steps.OrElse(m.EntityName, m.EntityID), steps.OrElse(m.RoleName, m.RoleID)} {
		if part != "" {
			line += " · " + part
		}
	}
	if m.ValidUntil != "" {
		line += " · until " + m.ValidUntil
	}
	return line
}

// active returns the mappings that count for the limit of active certificates.
func active(listed []netsuite.Mapping, now time.Time) []netsuite.Mapping {
	var found []netsuite.Mapping
	for _, m := range listed {
		if m.ActiveAt(now) {
			found = append(found, m)
		}
	}
	return found
}
