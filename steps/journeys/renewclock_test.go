package journeys

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/steps"
)

// TestRenewWhileTheClockJumps renews with a clock that jumps by an hour, at each time that the
// program looks at the clock. Either the renewal goes on, or the error names the clock, and
// the renewal goes on once the clock is right. The draft says nothing wrong about the
// certificate, and at most one sign-in is spent.
func TestRenewWhileTheClockJumps(t *testing.T) {
	stopped := 0
	for _, off := range []time.Duration{time.Hour, -time.Hour} {
		for at, jumped := int64(1), true; jumped; at++ {
			r := newRenewal(t)
			var looks atomic.Int64
			var right atomic.Bool
			r.env.Now = func() time.Time {
				if looks.Add(1) >= at && !right.Load() {
					return clocktest.Now().Add(off)
				}
				return clocktest.Now()
			}
			r.env.Client = netsuite.New(netsuite.Options{Transport: mustTransport(t, r.world), Now: r.env.Now})
			walk := r.begin(nil)
			outcome, err := steps.Run(context.Background(), walk, nil)
			jumped = looks.Load() >= at
			right.Store(true)
			if err != nil {
				stopped++
				if !strings.Contains(err.Error(), "clock") {
					t.Errorf("look %d, off by %s: the error is %v", at, off, err)
				}
				draft, err := walk.Draft()
				if err != nil {
					t.Fatal(err)
				}
				walk, err = resume(r.env, Renew(), steps.Facts{Now: clocktest.Now(), VaultExists: true}, draft, steps.Given{Answers: r.sure(nil)})
				if err != nil {
					t.Fatal(err)
				}
				if outcome, err = steps.Run(context.Background(), walk, nil); err != nil {
					t.Fatalf("look %d, off by %s: with the right clock: %v", at, off, err)
				}
			}
			if why := RotationClosed(walk.State()); outcome != steps.Paused || walk.Step().Name != "in-use" || why != "" {
				t.Fatalf("look %d, off by %s: %v at %s, by hand because: %q", at, off, outcome, walk.Step().Name, why)
			}
			if n := len(refusals(r.world)); n > 1 {
				t.Errorf("look %d, off by %s: %d refused sign-ins", at, off, n)
			}
			r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), steps.Done, "retire")
			r.ended(false)
		}
	}
	if stopped < 4 {
		t.Errorf("only %d renewals noticed the clock", stopped)
	}
}
