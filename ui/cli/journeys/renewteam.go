package journeys

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// renewTogether renews the due connections of a team's vault while other renewers may
// work on the same list. Each renewer begins at another place of the list, and reads the
// list again when it finds a connection that another renewer has renewed. To ask the
// engine about each connection would keep twenty renewers busy with nothing else.
func (o *renewOptions) renewTogether(ctx context.Context, a *app.App, given steps.Given) (results []result, worst error, err error) {
	results = []result{}
	seen := map[string]bool{}
	for ctx.Err() == nil {
		entries, err := a.Profiles()
		if err != nil {
			return nil, nil, err
		}
		queue, rest, err := o.queue(ctx, a, entries, seen)
		if err != nil {
			return nil, nil, err
		}
		if len(queue) == 0 {
			return append(results, o.notDue(a, rest)...), worst, nil
		}
		at := rand.IntN(len(queue))
		for _, e := range slices.Concat(queue[at:], queue[:at]) {
			if ctx.Err() != nil {
				break
			}
			seen[e.Name] = true
			r, meant := o.entry(ctx, a, e, given)
			if meant {
				results, worst = append(results, r), graver(worst, r.err)
			}
			if r.State == stateUnchanged { // somebody else was there before
				break
			}
		}
	}
	return results, worst, nil
}

// queue returns the connections that this run may have to renew, and those that need
// nothing. Both leave out connections that somebody else works on, and connections that
// this run has finished.
func (o *renewOptions) queue(ctx context.Context, a *app.App, entries []storage.Entry, seen map[string]bool) (queue, rest []storage.Entry, err error) {
	begun, err := a.Drafts().Names()
	if err != nil {
		return nil, nil, err
	}
	others := a.Team.Works(ctx)
	for _, e := range entries {
		_, busy := others[e.Name]
		switch {
		case seen[e.Name]:
		case e.Err == nil && e.Method != profile.M2M:
		case !mayBeDue(e, slices.Contains(begun, steps.DraftFor(e.Name, o.flow.Name)), a.Now()):
			rest = append(rest, e)
		case busy:
			rest = append(rest, e)
		default:
			queue = append(queue, e)
		}
	}
	return queue, rest, nil
}

// mayBeDue reports from the list whether a connection may need work. wanted decides,
// also in doubtful cases such as a clock that has gone back.
func mayBeDue(e storage.Entry, begun bool, now time.Time) bool {
	tomorrow := now.Add(24 * time.Hour)
	switch {
	case e.Err != nil, begun, e.NotAfter.IsZero():
		return true
	case e.NotBefore.After(tomorrow), e.Changed.After(tomorrow), e.Tested.At.After(tomorrow):
		return true
	case e.Old != nil && !e.RetireOn.IsZero():
		return !e.RetireOn.After(now)
	}
	return m2m.DueBetween(e.NotBefore, e.NotAfter, now) != m2m.NotDue
}

// notDue returns the results of connections that need nothing, or that somebody else
// works on.
func (o *renewOptions) notDue(a *app.App, entries []storage.Entry) []result {
	var results []result
	for _, e := range entries {
		r := resultOf(o.flow.Name, e.Profile, a.Now())
		r.State, r.Expires, r.Urgency = stateUnchanged, verb.Instant(e.NotAfter), m2m.DueBetween(e.NotBefore, e.NotAfter, a.Now()).String()
		results = append(results, r)
		o.Note("%s", e.Name)
		if r.Urgency == m2m.NotDue.String() {
			o.Note("  not due: the certificate ends on %s.", r.Expires)
		} else {
			o.Note("  somebody else works on it")
		}
	}
	return results
}
