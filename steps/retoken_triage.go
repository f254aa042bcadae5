package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

func triageStep() Step {
	return Step{
		Name: "triage", Title: "What died", Doc: doc("triage"),
		Work: triage,
		Done: func(s State) bool { return len(s.Sitting.Items) > 0 },
		Show: func(s State) []string {
			if s.Sitting.Items == nil || chooseStep().Applies(s) {
				return nil // the next step says it
			}
			return []string{counted(len(s.Sitting.Items), "connection") + " tested, and working: there is nothing to mend."}
		},
	}
}

// triage tests the connections, one after the other, and notes in the vault what
// came of it. What was tested in this sitting already is not tested again.
func triage(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if s.Sitting.Account != s.Account().Realm() {
		s.Sitting = Sitting{Account: s.Account().Realm(), Began: env.Now()}
	}
	s = s.pinLost()
	wanted := wantedOf(s)
	before := s.Sitting.Items
	s.Sitting.Items = nil
	for n, name := range wanted {
		if i := slices.IndexFunc(before, func(i Item) bool { return i.Name == name && i.Verdict != Untested }); i >= 0 {
			s.Sitting.Items = append(s.Sitting.Items, before[i])
			continue
		}
		report(Progress{Text: fmt.Sprintf("Testing %s (%d of %d)", name, n+1, len(wanted))})
		var err error
		if s, err = examine(ctx, env, s, name); err != nil {
			return s, err
		}
	}
	return s, nil
}

// pinLost keeps what the first step was answered: its defaults depend on what the
// journey was begun about.
func (s State) pinLost() State {
	return s.With(KeyHappened, s.Value(KeyHappened)).With(KeyConnections, s.Value(KeyConnections))
}

func wantedOf(s State) []string {
	if only := s.Value(KeyConnections); only != allConnections && only != "" {
		return []string{only}
	}
	var names []string
	for _, p := range savedIn(s) {
		names = append(names, p.Name)
	}
	return names
}

// examine adds one connection to the sitting.
func examine(ctx context.Context, env Env, s State, name string) (State, error) {
	p, err := env.Vault.Load(name)
	if err != nil {
		return s, err
	}
	item := Item{Name: name, Method: p.Method, Product: p.Product, ConsumerKey: p.ConsumerKey, Record: s.Value(KeyHappened) == PairReset}
	// Three refused sign-ins are enough: the tests of the mended connections follow.
	if len(s.Sitting.Refusals) >= lockout.Warn {
		item.Verdict = Untested
		s.Sitting.Items = append(s.Sitting.Items, item)
		return s, nil
	}
	found, err := s.look(ctx, env, p)
	if err == nil {
		err = away(ctx, found)
	}
	if err != nil {
		return s, fmt.Errorf("testing %s: %w", name, err)
	}
	if s, err = s.noted(env, p, found); err != nil {
		return s, err
	}
	item.Verdict = verdict(found)
	if len(found.Causes) > 0 && item.Verdict != Survived {
		item.Code, item.Cause = found.Causes[0].Code, found.Causes[0].Title
		item.Record = item.Record || found.Causes[0].RecordGone()
	}
	s.Sitting.Items = append(s.Sitting.Items, item)
	return s, nil
}

// look tests a saved connection as it is. A refresh token that is good once is
// not used by two at a time.
func (s State) look(ctx context.Context, env Env, p profile.Profile) (found diagnose.Report, err error) {
	client := env.Client.With(env.TestTimeout, testRetries, testInterval)
	run := func() error {
		p.Refusals = s.refusalsOf(p)
		found = diagnose.Run(ctx, client, p, diagnose.Options{Now: env.Now, Rotated: rotated(env, p)})
		return nil
	}
	if p.Method != profile.Code {
		return found, run()
	}
	err = env.Vault.Alone(ctx, func() error {
		var err error
		if p, err = env.Vault.Load(p.Name); err != nil {
			return err
		}
		return run()
	})
	return found, err
}

// away is the error of a test that says nothing about the connection: NetSuite was
// not reached, or the person has stopped it.
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

func verdict(found diagnose.Report) Verdict {
	switch {
	case found.OK:
		return Survived
	case found.Refused, len(found.Causes) > 0 && (found.Causes[0].Code == "CertificateExpired" || found.Causes[0].Step == SignInStep):
		return Died
	default:
		return Unclear
	}
}

// noted writes into the vault what a test of p found, and counts its refusals.
func (s State) noted(env Env, p profile.Profile, found diagnose.Report) (State, error) {
	now := env.Now()
	if found.OK {
		s.Sitting.Refusals = nil // a sign-in that works ends the row that locks a user
	}
	s.Sitting.Refusals = slices.Clone(s.Sitting.Refusals)
	for range found.Refusals {
		s.Sitting.Refusals = append(s.Sitting.Refusals, now)
	}
	return s, env.Vault.Note(p, func(p *profile.Profile) { found.Remember(p, now) })
}
