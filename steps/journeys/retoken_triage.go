package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

func triageStep() steps.Step {
	return steps.Step{
		Name: "triage", Title: "Test all", Doc: steps.Doc("triage"),
		Work: triage,
		Done: func(s steps.State) bool { return len(s.Items) > 0 },
		Show: func(s steps.State) []string {
			if s.Items == nil || chooseStep().Applies(s) {
				return nil // the next step says it
			}
			return []string{steps.Counted(len(s.Items), "connection") + " tested and working: there is nothing to fix."}
		},
	}
}

// triage tests the connections, one after the other, and stores the results in the vault.
// It does not repeat a test of this batch.
func triage(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if !slices.ContainsFunc(savedIn(s), func(p profile.Profile) bool { return s.Items.Named(p.Name).Name != "" }) { // another account
		s.Items, s.Began, s.Refusals = nil, env.Now(), nil
	}
	wanted := wantedOf(s)
	before := s.Items
	s.Items = nil
	for n, name := range wanted {
		if i := slices.IndexFunc(before, func(i steps.Item) bool { return i.Name == name && i.Verdict != steps.Untested }); i >= 0 {
			s.Items = append(s.Items, before[i])
			continue
		}
		report(steps.Progress{Text: fmt.Sprintf("Testing %s (%d of %d)", name, n+1, len(wanted))})
		var err error
		if s, err = examine(ctx, env, s, name); err != nil {
			return s, err
		}
	}
	return s, nil
}

func wantedOf(s steps.State) []string {
	if only := s.Value(steps.KeyConnections); only != allConnections && only != "" {
		return []string{only}
	}
	var names []string
	for _, p := range savedIn(s) {
		names = append(names, p.Name)
	}
	return names
}

// freshRefusal is the age up to which a refused sign-in answers for a new one: the same
// values get the same answer, and five refusals lock the user.
const freshRefusal = 10 * time.Minute

// refusedLately returns the time of a refused sign-in that a test need not repeat: no value
// has changed since.
func refusedLately(p profile.Profile, now time.Time) (at time.Time, ok bool) {
	if len(p.Refusals) == 0 {
		return at, false
	}
	at = slices.MaxFunc(p.Refusals, time.Time.Compare)
	return at, now.Sub(at) < freshRefusal && !at.After(now) && at.After(p.Tested.At) && at.After(p.Changed)
}

// triageCost says how many sign-ins the tests spend. It is empty without an account.
func triageCost(s steps.State) string {
	tested, refused := 0, 0
	wanted := wantedOf(s)
	for _, p := range savedIn(s) {
		if !slices.Contains(wanted, p.Name) {
			continue
		}
		if _, lately := refusedLately(p, s.Facts.Now); lately {
			refused++
		} else {
			tested++
		}
	}
	if tested+refused == 0 {
		return ""
	}
	text := fmt.Sprintf("The next step spends %s", steps.Counted(tested, "sign-in"))
	if tested > 1 {
		text += fmt.Sprintf(", and stops after %d refusals", lockout.Warn)
	}
	if refused > 0 {
		text += fmt.Sprintf(". %s refused minutes ago: no test is repeated", were(refused, "connection"))
	}
	return text + "."
}

func were(n int, what string) string {
	if n == 1 {
		return "1 " + what + " was"
	}
	return steps.Counted(n, what) + " were"
}

// examine tests one connection and adds it to the batch.
func examine(ctx context.Context, env steps.Env, s steps.State, name string) (steps.State, error) {
	p, err := env.Vault.Load(name)
	if err != nil {
		return s, err
	}
	item := steps.Item{Name: name, Method: p.Method, ConsumerKey: p.ConsumerKey, Record: s.Value(steps.KeyHappened) == PairReset}
	if at, lately := refusedLately(p, env.Now()); lately {
		item = refusedBefore(item, env, p)
		said := "NetSuite refused it at " + steps.Clock(at, env.Now())
		if item.Cause != "" {
			said += ". Most likely: " + item.Cause
		}
		item.Verdict, item.Cause = steps.Died, said
		s.Items = append(s.Items, item)
		return s, nil
	}
	// Three refusals are the limit here: the tests of the fixed connections follow.
	if len(s.Refusals) >= lockout.Warn {
		item.Verdict = steps.Untested
		s.Items = append(s.Items, item)
		return s, nil
	}
	found, err := look(s, ctx, env, p)
	if err == nil {
		err = away(ctx, found)
	}
	if err != nil {
		return s, fmt.Errorf("testing %s: %w", name, err)
	}
	if found.OK {
		s.Refusals = nil // a successful sign-in resets NetSuite's count of refusals
	}
	now := env.Now()
	s.Refusals = append(slices.Clone(s.Refusals), slices.Repeat([]time.Time{now}, found.Refusals)...)
	if err = env.Vault.Note(p, func(p *profile.Profile) { found.Remember(p, now) }); err != nil {
		return s, err
	}
	if env.KeepTest != nil {
		env.KeepTest(p, found)
	}
	item.Verdict = verdict(found)
	if item.Verdict != steps.Survived {
		item = because(item, found)
	}
	s.Items = append(s.Items, item)
	return s, nil
}

// refusedBefore returns item with the cause of the refusal that a test need not repeat.
func refusedBefore(item steps.Item, env steps.Env, p profile.Profile) steps.Item {
	if env.LastFailure == nil {
		return item
	}
	last, ok := env.LastFailure(p)
	if !ok || !last.Refused {
		return item
	}
	return because(item, last)
}

// because returns item with the most likely cause of a failed test.
func because(item steps.Item, found diagnose.Report) steps.Item {
	if len(found.Causes) == 0 {
		return item
	}
	likely := found.Causes[0]
	item.Code, item.Cause = likely.Code, likely.Title
	item.Record = item.Record || likely.RecordGone()
	return item
}

// look tests a saved connection. A lock prevents two processes from using the same
// single-use refresh token.
func look(s steps.State, ctx context.Context, env steps.Env, p profile.Profile) (found diagnose.Report, err error) {
	client := env.Client.With(env.TestTimeout, setup.TestRetries, setup.TestInterval)
	run := func(ctx context.Context) error {
		p.Refusals = refusalsOf(s, p)
		found = diagnose.Run(ctx, client, p, diagnose.Options{Now: env.Now, Rotated: setup.Rotated(env, p)})
		return nil
	}
	if p.Method != profile.Code {
		return found, run(ctx)
	}
	err = env.Vault.Alone(ctx, p.Name, func(ctx context.Context) error {
		var err error
		if p, err = env.Vault.Load(p.Name); err != nil {
			return err
		}
		return run(ctx)
	})
	return found, err
}

// away returns the error of a test without a result: NetSuite was not reachable, or the
// person has stopped the test.
func away(ctx context.Context, found diagnose.Report) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var failed *netsuite.Error
	if found.OK || !errors.As(found.Err, &failed) {
		if errors.Is(found.Err, account.ErrNoAccount) {
			return found.Err
		}
		return nil
	}
	switch failed.Class {
	case netsuite.Unreachable, netsuite.TimedOut, netsuite.TLS, netsuite.NoAccount, netsuite.Canceled:
		return found.Err
	}
	return nil
}

func verdict(found diagnose.Report) steps.Verdict {
	switch {
	case found.OK:
		return steps.Survived
	case found.Refused, len(found.Causes) > 0 && (found.Causes[0].Code == "CertificateExpired" || found.Causes[0].Step == setup.SignInStep):
		return steps.Died
	default:
		return steps.Unclear
	}
}
