package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
)

// ErrNoEarlier means that there is no earlier state to bring back.
var ErrNoEarlier = errors.New("there is no earlier state")

// History lists the states of a connection, the newest first; also of one that
// was removed.
func (a *App) History(name string) ([]storage.Generation, error) {
	session, err := a.open()
	if err != nil {
		return nil, err
	}
	return session.History(name)
}

// Earlier is a state of a connection that Undo can bring back.
type Earlier struct {
	Generation storage.Generation
	Account    account.ID
	Changes    []string // names of the fields that bringing it back changes
	Removed    bool     // the connection was removed since
	Damaged    bool     // what is stored now cannot be read

	state profile.Profile
	now   profile.Profile // what is stored now, where that can be read
}

// Name is the connection's.
func (e Earlier) Name() string { return e.state.Name }

// OtherCredential tells whether the connection signs in with something else now.
func (e Earlier) OtherCredential() bool {
	return e.now.Name != "" && (e.now.TokenID != e.state.TokenID || e.now.CertificateID != e.state.CertificateID)
}

// Earlier finds the state of that number; with 0, the newest that can be read and
// is another than the connection is now.
func (a *App) Earlier(name string, number int) (Earlier, error) {
	session, err := a.open()
	if err != nil {
		return Earlier{}, err
	}
	states, err := session.History(name)
	if err != nil {
		return Earlier{}, err
	}
	now, err := session.Load(name)
	var damaged *storage.DamagedError
	found := Earlier{Removed: errors.Is(err, storage.ErrNotFound), Damaged: errors.As(err, &damaged), now: now}
	if err != nil && !found.Removed && !found.Damaged {
		return Earlier{}, err
	}
	for _, g := range states {
		if number == 0 && (g.Current || g.Err != nil) || number != 0 && g.Number != number {
			continue
		}
		if g.Err != nil {
			return Earlier{}, g.Err
		}
		found.Generation = g
		if found.state, err = session.LoadGeneration(name, g.Number); err != nil {
			return Earlier{}, err
		}
		found.Account = found.state.Account
		if found.Removed || found.Damaged {
			return found, nil
		}
		found.Changes = profile.Diff(now, found.state)
		if len(found.Changes) > 0 {
			return found, nil
		}
		if number != 0 {
			return Earlier{}, Usage(fmt.Sprintf("state %d is what %s is already", number, name))
		}
	}
	if number != 0 {
		return Earlier{}, Usage(fmt.Sprintf("%s has no state number %d", name, number), "suitekey history "+name+" lists them")
	}
	return Earlier{}, fmt.Errorf("going back to what %s was: %w that can be read and is another than it is now", name, ErrNoEarlier)
}

// UndoOptions of Undo.
type UndoOptions struct {
	Report func(diagnose.Check) // told how the test goes
	Force  bool                 // bring it back though it does not pass the test
}

// Undo tests an earlier state, and brings it back if it passes. What is stored
// now goes to the history, so this can be undone as well. A refused sign-in counts
// as in any test. Without an error, the report may still be that of a failed
// test, by Force.
func (a *App) Undo(ctx context.Context, e Earlier, o UndoOptions) (diagnose.Report, error) {
	session, err := a.open()
	if err != nil {
		return diagnose.Report{}, err
	}
	p := e.state
	if err := a.mayHave(p); err != nil {
		return diagnose.Report{}, fmt.Errorf("bringing %s back: %w", p.Name, err)
	}
	tried := p
	tried.Refusals = append(tried.Refusals, e.now.Refusals...)
	if tried.Refusals, err = a.refusals(tried); err != nil {
		return diagnose.Report{}, err
	}
	report := diagnose.Run(ctx, a.client.With(TestTimeout, 0, 0), tried, diagnose.Options{Now: a.options.Now, Report: o.Report, Rotated: a.rotated(session, tried)})
	if ctx.Err() != nil {
		a.noteRefusals(session, p, report)
		return report, ctx.Err()
	}
	if !report.OK && !o.Force {
		a.noteRefusals(session, p, report)
		return report, &steps.TestFailed{Report: report}
	}
	report.Remember(&p, a.options.Now())
	return report, session.Save(p, storage.Change{Journey: "undo", Fields: e.Changes})
}

// noteRefusals counts what a test of an earlier state cost, where there is a
// connection to count it at.
func (a *App) noteRefusals(session *storage.Session, p profile.Profile, report diagnose.Report) {
	if report.Refusals > 0 {
		// A removed or damaged one has nowhere to note it: no reason to hide what happened.
		_ = session.Note(p, func(p *profile.Profile) {
			diagnose.Report{Refusals: report.Refusals}.Remember(p, a.options.Now())
		})
	}
}

// UndoLines tell what an undo would do.
func UndoLines(e Earlier, now time.Time) []string {
	g := e.Generation
	line := fmt.Sprintf("State %d of %s, saved on %s", g.Number, e.Name(), g.Saved.In(now.Location()).Format("2 January 2006 at 15:04"))
	if g.Journey != "" {
		line += " by " + g.Journey
	}
	lines := []string{line + "."}
	switch {
	case e.Removed:
		lines = append(lines, "The connection was removed since.")
	case e.Damaged:
		lines = append(lines, "What is stored now is damaged.")
	default:
		lines = append(lines, "It changes: "+strings.Join(e.Changes, ", ")+".")
	}
	return lines
}
