package lockout

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"suitekey/core/netsuite"
)

var start = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestFreeAt(t *testing.T) {
	refused := []time.Time{start.Add(-40 * time.Minute), start.Add(-5 * time.Minute), start.Add(-25 * time.Minute), start.Add(-20 * time.Minute)}
	if got := FreeAt(refused, start); !got.Equal(start) {
		t.Errorf("three count, and the next sign-in is free at %v", got)
	}
	if got := FreeAt(append(refused, start), start); !got.Equal(start.Add(5 * time.Minute)) {
		t.Errorf("free at %v, not when the first of four counts no longer", got)
	}
}

func TestCheck(t *testing.T) {
	minutes := func(ago ...int) (times []time.Time) {
		for _, m := range ago {
			times = append(times, start.Add(-time.Duration(m)*time.Minute))
		}
		return times
	}
	for _, row := range []struct {
		refused []time.Time
		recent  int
		spent   bool
	}{
		{nil, 0, false},
		{minutes(1, 2, 3), 3, false},
		{minutes(1, 2, 3, 29), 4, true},
		{minutes(1, 2, 3, 30), 3, false}, // half an hour later it counts no more
		{minutes(0, 0, 0, 0, 0), 5, true},
	} {
		if got := Recent(row.refused, start); got != row.recent {
			t.Errorf("%v: %d recent, not %d", row.refused, got, row.recent)
		}
		if err := Check(row.refused, start, false); errors.Is(err, ErrSpent) != row.spent {
			t.Errorf("%v: %v", row.refused, err)
		}
		if err := Check(row.refused, start, true); err != nil {
			t.Errorf("forced: %v", err)
		}
	}
}

// memory is a Store that keeps everything in memory.
type memory struct {
	mu    sync.Mutex
	alone sync.Mutex
	kept  map[string][]byte
	fail  error
}

func (m *memory) SignInAlone(_ context.Context, _ string, work func() error) error {
	if m.fail != nil {
		return m.fail
	}
	m.alone.Lock()
	defer m.alone.Unlock()
	return work()
}

func (m *memory) RefusedSignIns(user string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[user]
}

func (m *memory) KeepRefusedSignIns(user string, log []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[user] = log
	return nil
}

func guardOver(m *memory, now *time.Time) *Guard {
	return &Guard{
		Store: func() Store { return m },
		User:  func(s netsuite.SignIn) string { return "the user of " + s.Credential },
		Now:   func() time.Time { return *now },
	}
}

func TestGuardStopsBeforeTheFifth(t *testing.T) {
	now, m := start, &memory{kept: map[string][]byte{}}
	s := netsuite.SignIn{Account: "1234567", Credential: "token"}
	sent := 0
	refuse := func() error { sent++; return &netsuite.Error{Class: netsuite.Refused, Status: 401} }
	for range Stop {
		if err := guardOver(m, &now).SignIn(t.Context(), s, refuse); !netsuite.Counts(err) {
			t.Fatal(err)
		}
	}
	if err := guardOver(m, &now).SignIn(t.Context(), s, refuse); !errors.Is(err, ErrSpent) || sent != Stop {
		t.Errorf("after four: %v, %d sent", err, sent)
	}
	other := netsuite.SignIn{Account: "1234567", Credential: "token of somebody else"}
	if err := guardOver(m, &now).SignIn(t.Context(), other, func() error { return nil }); err != nil {
		t.Errorf("another user is stopped too: %v", err)
	}
	if err := guardOver(m, &now).SignIn(Force(t.Context(), true), s, func() error { return nil }); err != nil {
		t.Errorf("a person insists: %v", err)
	}
	// The sign-in that worked ends the row.
	if err := guardOver(m, &now).SignIn(t.Context(), s, refuse); !netsuite.Counts(err) {
		t.Errorf("after one that worked: %v", err)
	}
}

// TestWaitingSignInsAreNotSent begins ten sign-ins while the first is under way.
func TestWaitingSignInsAreNotSent(t *testing.T) {
	now, m := start, &memory{kept: map[string][]byte{}}
	s := netsuite.SignIn{Account: "1234567", Credential: "token"}
	const programs = 10
	var waiting, group sync.WaitGroup
	waiting.Add(programs)
	m.alone.Lock()
	results := make(chan error, programs)
	sent := 0 // under m.alone
	for range programs {
		g := guardOver(m, &now)
		g.User = func(netsuite.SignIn) string { return "one user" }
		g.Store = func() Store { return begun{m, &waiting} }
		group.Go(func() {
			results <- g.SignIn(t.Context(), s, func() error {
				sent++
				return &netsuite.Error{Class: netsuite.Refused, Status: 401, Code: "INVALID_LOGIN", Message: "Invalid login attempt."}
			})
		})
	}
	waiting.Wait()
	m.alone.Unlock()
	group.Wait()
	close(results)
	counted := 0
	for err := range results {
		var failed *netsuite.Error
		if !errors.As(err, &failed) || failed.Class != netsuite.Refused || failed.Status != 401 || failed.Code != "INVALID_LOGIN" || failed.Message != "Invalid login attempt." {
			t.Errorf("one has another diagnosis: %v", err)
		}
		if netsuite.Counts(err) {
			counted++
		}
	}
	if sent != 1 || counted != 1 {
		t.Errorf("%d sign-ins were sent, %d count", sent, counted)
	}
}

// begun tells when a guard has read the log and waits.
type begun struct {
	*memory
	waiting *sync.WaitGroup
}

func (b begun) SignInAlone(ctx context.Context, user string, work func() error) error {
	b.waiting.Done()
	return b.memory.SignInAlone(ctx, user, work)
}

// TestGuardWithoutAStore lets through what it cannot guard, but not what another
// process is at.
func TestGuardWithoutAStore(t *testing.T) {
	now, sent := start, 0
	call := func() error { sent++; return nil }
	if err := guardOver(&memory{fail: errors.New("no locks here")}, &now).SignIn(t.Context(), netsuite.SignIn{}, call); err != nil || sent != 1 {
		t.Errorf("a folder without locks: %v, %d sent", err, sent)
	}
	if err := guardOver(&memory{fail: ErrBusy}, &now).SignIn(t.Context(), netsuite.SignIn{}, call); !errors.Is(err, ErrBusy) || sent != 1 {
		t.Errorf("another process is busy: %v, %d sent", err, sent)
	}
	g := &Guard{Store: func() Store { return nil }}
	if err := g.SignIn(t.Context(), netsuite.SignIn{}, call); err != nil || sent != 2 {
		t.Errorf("no vault yet: %v, %d sent", err, sent)
	}
}
