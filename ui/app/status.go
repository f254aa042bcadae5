package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"suitekey/core/account"
	"suitekey/core/health"
	"suitekey/core/ics"
	"suitekey/core/lockout"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// ErrDue means that something has to be renewed.
var ErrDue = errors.New("something is due")

// Status is the health of one connection, and of its test if one was made.
type Status struct {
	Entry storage.Entry
	State health.State
	Err   error  // why the test failed; nil if it passed, or none was made
	Skip  string // why none was made
}

// StatusOptions are the options of Status.
type StatusOptions struct {
	Rules   health.Rules
	Offline bool              // look at what is stored, and send nothing
	Testing func(name string) // told before a connection is tested; one call at a time
	Tested  func(Status)      // told of each connection when it is known how it is; one call at a time
}

// Status returns the status of the named connections (of all without names), the worst
// first. Unless it is offline, it tests each connection as Test does, several at a time: see
// SideBySide. It does not call an unreachable account twice, and spends no sign-in on an
// expired connection. If ctx ends, Status returns the results so far with the error of ctx.
func (a *App) Status(ctx context.Context, names []string, o StatusOptions) ([]Status, error) {
	entries, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if !slices.ContainsFunc(entries, func(e storage.Entry) bool { return e.Name == name }) {
			_, err := a.Load(name) // for the vault's own sentence
			return nil, cmp.Or(err, storage.ErrNotFound)
		}
	}
	var all []Status
	for _, e := range entries {
		if len(names) == 0 || slices.Contains(names, e.Name) {
			all = append(all, Status{Entry: e, State: Health(e, a.Now(), o.Rules)})
		}
	}
	if !o.Offline {
		p := probes{app: a, o: o, away: map[account.ID]error{}}
		SideBySide(len(all), func(i int) account.ID { return all[i].Entry.Account }, func(i int) {
			if ctx.Err() == nil {
				p.probe(ctx, &all[i])
			}
			p.ended(ctx, &all[i])
		})
	}
	slices.SortStableFunc(all, func(a, b Status) int { return cmp.Compare(b.State.Level, a.State.Level) })
	return all, ctx.Err()
}

// probes are the tests of one Status.
type probes struct {
	app *App
	o   StatusOptions

	mu   sync.Mutex
	away map[account.ID]error // the accounts that could not be reached
}

// begin reports that the test of a connection begins. If its account cannot be reached,
// begin returns the reason instead.
func (p *probes) begin(e storage.Entry) (away error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if away := p.away[e.Account]; away != nil {
		return away
	}
	if p.o.Testing != nil {
		p.o.Testing(e.Name)
	}
	return nil
}

// ended reports the result of a test. An interrupted test has no result: the stored one
// stays.
func (p *probes) ended(ctx context.Context, r *Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ctx.Err() != nil {
		r.Err, r.Skip = nil, "not tested: stopped before"
		r.State = Health(r.Entry, p.app.Now(), p.o.Rules)
		return
	}
	if p.o.Tested != nil {
		p.o.Tested(*r)
	}
}

// unreachable notes that an account cannot be reached.
func (p *probes) unreachable(id account.ID, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away[id] = err
}

// probe tests a connection, unless the result is already known.
func (p *probes) probe(ctx context.Context, r *Status) {
	a := p.app
	switch {
	case r.Entry.Err != nil:
		r.Skip = "cannot be read"
		return
	case r.State.Level == health.Expired:
		r.Skip = "not tested: the connection has expired"
		return
	}
	if r.Err = p.begin(r.Entry); r.Err != nil {
		r.State = r.State.With(unreached(r.Err))
		return
	}
	report, err := a.access.TestCheaply(ctx, r.Entry.Name)
	switch {
	case len(report.Checks) == 0: // it could not even be read
		r.Err = err
		r.State = r.State.With(health.Item{What: health.Damage, Level: health.Failed, Brief: "cannot be tested", Sentence: steps.Sentence(err)})
		return
	case !report.OK:
		r.Err = &setup.TestFailed{Report: report}
	}
	if problem.Unreachable(r.Err) {
		p.unreachable(r.Entry.Account, r.Err)
		r.State = r.State.With(unreached(r.Err))
		return
	}
	r.Entry.Tested, r.Entry.Refusals = report.Tested, nil
	r.State = Health(r.Entry, a.Now(), p.o.Rules)
	if r.Err == nil {
		return
	}
	sentence := steps.Sentence(r.Err)
	if n, err := a.access.Refusals(r.Entry.Name); err == nil && n >= lockout.Warn {
		sentence += fmt.Sprintf(" Refused sign-ins within half an hour: %d; at %d NetSuite locks the user for 30 minutes.", n, lockout.Lock)
	}
	r.State = r.State.With(health.Item{What: health.Test, Level: health.Failed, Brief: "test failed", Sentence: sentence, Next: "test"})
}

func unreached(err error) health.Item {
	return health.Item{What: health.Test, Level: health.Failed, Brief: "not reachable", Sentence: steps.Sentence(err), Next: "doctor"}
}

// CalendarName is the name of the calendar in calendar programs.
const CalendarName = "suitekey"

// Calendar returns a calendar of the days on which something in the connections expires.
func (a *App) Calendar(all []Status) []byte {
	var events []ics.Event
	reviewed := map[account.ID]bool{}
	for _, r := range all {
		if r.Entry.Err != nil {
			continue
		}
		events = append(events, r.State.Events(r.Entry.Profile)...)
		if id := r.Entry.Account; !reviewed[id] {
			reviewed[id] = true
			events = append(events, health.Review(id, a.Now()))
		}
	}
	return ics.Write(CalendarName, events, a.Now())
}

// CheckCalendar returns an error unless the calendar may be written to path: an existing
// file must be a calendar by suitekey.
func (a *App) CheckCalendar(path string, overwrite bool) error {
	path = files.Expand(path, a.options.Getenv)
	info, err := os.Lstat(path)
	replaced := err == nil && info.Mode().IsRegular() && ourCalendar(path)
	return a.CheckTarget(path, overwrite || replaced, "--overwrite")
}

func ourCalendar(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	head := make([]byte, 200)
	n, _ := file.Read(head)
	return ics.Ours(head[:n])
}

// WriteCalendar writes a calendar to path. Only the owner can read the file.
func (a *App) WriteCalendar(path string, overwrite bool, calendar []byte) error {
	if err := a.CheckCalendar(path, overwrite); err != nil {
		return err
	}
	path = files.Expand(path, a.options.Getenv)
	if former, err := os.ReadFile(path); err == nil && bytes.Equal(former, calendar) {
		return nil
	}
	if err := files.Replace(path, calendar); err != nil {
		return fmt.Errorf("making the calendar: %w", err)
	}
	return nil
}
