package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app/connections"
)

// ErrRefreshToken means that a connection by refresh token can be in one vault only.
var ErrRefreshToken = errors.New("it signs in with a refresh token, which only one vault can use: set it up here with its own sign-in")

// TakeOver takes connections of another vault over into this one. Several goroutines can
// use it at the same time.
type TakeOver struct {
	client  *Client
	other   *connections.OtherVault
	refused connections.Refused // read once: reading the list for each connection would cost more than its test
}

// TakeOver begins to take connections of another vault over.
func (c *Client) TakeOver(other *connections.OtherVault) (*TakeOver, error) {
	refused, err := connections.RefusedOf(c.Connections)
	if err != nil {
		return nil, fmt.Errorf("reading the connections of this vault: %w", err)
	}
	return &TakeOver{c, other, refused}, nil
}

// One tests a connection of the other vault and saves it in this vault under the name
// as, if the test passes. The history stays in the other vault. Without an error the
// test has passed.
func (t *TakeOver) One(ctx context.Context, name, as string, o diagnose.Options) (diagnose.Report, error) {
	c := t.client
	fail := func(err error) (diagnose.Report, error) {
		return diagnose.Report{}, fmt.Errorf("importing %s: %w", name, err)
	}
	session, err := c.Connections.Open()
	if err != nil {
		return fail(err)
	}
	p, err := t.other.Load(name)
	if err != nil {
		return fail(err)
	}
	if p.Method == profile.Code {
		return fail(ErrRefreshToken)
	}
	p.Name, p.Changed = as, time.Time{}
	if p.Old != nil {
		p.Old.Name = as
	}
	if err := c.Connections.MayHave(p); err != nil {
		return fail(err)
	}
	p.Refusals = t.refused.Refusals(p)
	// Kept: a new way for each would close the connections of those that are tested beside it.
	o.Now, o.Probe, o.Kept = c.now, true, true
	report := diagnose.Run(ctx, c.NetSuite.With(Timeout, 0, 0), p, o)
	switch {
	case ctx.Err() != nil:
		return report, ctx.Err()
	case !report.OK:
		return report, &setup.TestFailed{Report: report}
	}
	report.Remember(&p, c.now())
	if err := session.Save(p, storage.Change{Journey: "import"}); err != nil {
		return fail(err)
	}
	return report, nil
}
