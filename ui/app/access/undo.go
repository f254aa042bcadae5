package access

import (
	"context"
	"fmt"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app/connections"
)

// UndoOptions are the options of Undo.
type UndoOptions struct {
	Report func(diagnose.Check) // told how the test goes
	Force  bool                 // bring it back though it does not pass the test
}

// Undo tests an earlier state and restores it if the test passes. The present state goes
// to the history, so the undo can be undone. A refused sign-in counts as in every test.
// With Force, the report may be that of a failed test although there is no error.
func (c *Client) Undo(ctx context.Context, e connections.Earlier, o UndoOptions) (diagnose.Report, error) {
	session, err := c.Connections.Open()
	if err != nil {
		return diagnose.Report{}, err
	}
	p := e.State
	if err := c.Connections.MayHave(p); err != nil {
		return diagnose.Report{}, fmt.Errorf("bringing %s back: %w", p.Name, err)
	}
	tried := p
	tried.Refusals = append(tried.Refusals, e.Now.Refusals...)
	if tried.Refusals, err = c.Connections.Refusals(tried); err != nil {
		return diagnose.Report{}, err
	}
	report := diagnose.Run(ctx, c.NetSuite.With(Timeout, 0, 0), tried, diagnose.Options{Now: c.now, Report: o.Report, Rotated: c.rotated(session, tried)})
	if ctx.Err() != nil {
		c.noteRefusals(session, p, report)
		return report, ctx.Err()
	}
	if !report.OK && !o.Force {
		c.noteRefusals(session, p, report)
		return report, &setup.TestFailed{Report: report}
	}
	report.Remember(&p, c.now())
	return report, session.Save(p, storage.Change{Journey: "undo", Fields: e.Changes})
}

// noteRefusals stores the refused sign-ins of a test of an earlier state, if the
// connection still exists.
func (c *Client) noteRefusals(session *storage.Session, p profile.Profile, report diagnose.Report) {
	if report.Refusals > 0 {
		// A removed or damaged one has nowhere to note it: no reason to hide what happened.
		_ = session.Note(p, func(p *profile.Profile) {
			diagnose.Report{Refusals: report.Refusals}.Remember(p, c.now())
		})
	}
}
