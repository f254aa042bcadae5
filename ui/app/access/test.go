package access

import (
	"context"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app/connections"
)

// Test tests a saved connection and stores the result in the vault.
func (c *Client) Test(ctx context.Context, name string, report func(diagnose.Check)) (diagnose.Report, error) {
	return c.test(ctx, name, diagnose.Options{Report: report, Probe: true})
}

// TestForced tests as Test does, even if several sign-ins were refused shortly
// before: the fifth locks the user for 30 minutes.
func (c *Client) TestForced(ctx context.Context, name string, report func(diagnose.Check)) (diagnose.Report, error) {
	return c.TestRecords(ctx, name, true, nil, report)
}

// TestRecords tests as Test does, and asks which of the record types the role can see.
// With force it signs in even if several sign-ins were refused shortly before: the fifth
// locks the user for 30 minutes.
func (c *Client) TestRecords(ctx context.Context, name string, force bool, records []string, report func(diagnose.Check)) (diagnose.Report, error) {
	return c.test(ctx, name, diagnose.Options{Report: report, Force: force, Probe: true, Records: records})
}

// TestCheaply tests with as few calls and connections as possible.
func (c *Client) TestCheaply(ctx context.Context, name string) (diagnose.Report, error) {
	return c.test(ctx, name, diagnose.Options{Kept: true})
}

func (c *Client) test(ctx context.Context, name string, o diagnose.Options) (diagnose.Report, error) {
	session, err := c.Connections.Open()
	if err != nil {
		return diagnose.Report{}, err
	}
	p, err := session.Load(name)
	if err != nil {
		return diagnose.Report{}, err
	}
	if p.Method != profile.Code {
		return c.testLoaded(ctx, session, p, o)
	}
	// Two processes must not use the same single-use refresh token.
	var result diagnose.Report
	err = session.Alone(ctx, name, func(ctx context.Context) error {
		now, err := session.Load(name)
		if err == nil {
			result, err = c.testLoaded(ctx, session, now, o)
		}
		return err
	})
	return result, err
}

func (c *Client) testLoaded(ctx context.Context, session *storage.Session, p profile.Profile, o diagnose.Options) (diagnose.Report, error) {
	var err error
	if p.Refusals, err = c.Connections.Refusals(p); err != nil {
		return diagnose.Report{}, err
	}
	o.Now = c.now
	o.Rotated = c.rotated(session, p)
	result := diagnose.Run(ctx, c.NetSuite.With(Timeout, 0, 0), p, o)
	if ctx.Err() == nil {
		connections.KeepTest(c.Connections, p, result)
	}
	if c.Connections.Team.MayChange() == nil { // a reader's result stays on this computer
		err = session.Note(p, func(p *profile.Profile) { result.Remember(p, c.now()) })
	}
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
	return result, err
}

// rotated immediately stores the refresh token that replaces that of p, because the
// former token is used up. If this fails, the end of the test stores it again.
func (c *Client) rotated(session *storage.Session, p profile.Profile) func(diagnose.Report) {
	return func(r diagnose.Report) {
		_ = session.KeepRefreshToken(p.Name, p.RefreshToken, r.Refresh, r.RefreshUntil) // only in the place of that one
	}
}

// LastFailure returns the diagnosis of the last test of a saved connection, if the test
// failed and no tested value has changed since. It sends nothing.
func (c *Client) LastFailure(name string) (r diagnose.Report, ok bool, err error) {
	p, err := c.Connections.Load(name)
	if err != nil {
		return r, false, err
	}
	r, ok = connections.LastFailure(c.Connections, p)
	return r, ok, nil
}

// Refusals counts the refused sign-ins of a connection's user in the last half hour.
func (c *Client) Refusals(name string) (int, error) {
	p, err := c.Connections.Load(name)
	if err != nil {
		return 0, err
	}
	if p.Refusals, err = c.Connections.Refusals(p); err != nil {
		return 0, err
	}
	return lockout.Recent(p.Refusals, c.now()), nil
}

// Explain says what a value of the Login Audit Trail's column Detail means for a
// connection. It sends nothing. ok is false for an unknown value.
func (c *Client) Explain(name, detail string) (report diagnose.Report, ok bool, err error) {
	p, err := c.Connections.Load(name)
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
