package testscreen

import (
	"fmt"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
)

// Kept are the results of this run's tests, by the name of the connection. Each one cost a
// sign-in, and can be shown again without another one.
type Kept struct{ failed, passed map[string]kept }

type kept struct {
	report diagnose.Report
	tested profile.Profile // the tested values
	fault  string          // the fault of the practice account
	at     time.Time
}

// Failed returns when the last test of exactly the present values of p has failed; false if
// no such test is known.
func (k *Kept) Failed(p profile.Profile) (at time.Time, yes bool) {
	d, ok := k.failed[p.Name]
	return d.at, ok && d.ofValues(p)
}

// Recover stores the diagnosis of an earlier run, unless this run has tested the connection
// later. tested are the present values, which are the tested ones.
func (k *Kept) Recover(tested profile.Profile, report diagnose.Report) {
	name := tested.Name
	for _, known := range []map[string]kept{k.failed, k.passed} {
		if d, ok := known[name]; ok && !report.At.After(d.at) {
			return
		}
	}
	k.put(kept{report, tested, anyFault, report.At})
}

// keep stores the last result of a connection in place of the one before.
func (k *Kept) keep(t *Test, report diagnose.Report) {
	k.put(kept{report, t.journey.Subject(), t.frame.Fault, t.app.Now()})
}

func (k *Kept) put(d kept) {
	name := d.tested.Name
	if k.failed == nil {
		k.failed, k.passed = map[string]kept{}, map[string]kept{}
	}
	delete(k.failed, name)
	delete(k.passed, name)
	if d.report.OK {
		k.passed[name] = d
	} else {
		k.failed[name] = d
	}
}

// anyFault stands for the fault of a test in an earlier run, which is not known.
const anyFault = "*"

// last returns the last diagnosis of a test's connection.
func (k *Kept) last(t *Test) (kept, bool) {
	d, ok := k.failed[t.journey.Subject().Name]
	return d, ok
}

// Recall shows the last diagnosis again, if there is one.
func (t *Test) Recall() bool {
	d, ok := t.kept.last(t)
	if ok {
		t.show(d.report)
		t.again = d.at
	}
	return ok
}

// refusedAlready reports whether NetSuite has already refused exactly these values, while
// the refusal counts. Later the fix may have been made in NetSuite, where nothing tells it.
func (t *Test) refusedAlready() (at time.Time, yes bool) {
	d, ok := t.kept.last(t)
	return d.at, ok && d.report.Refused && d.of(t) && t.app.Now().Sub(d.at) < lockout.Window
}

// of reports whether the result is of exactly the present values.
func (d kept) of(t *Test) bool {
	return (d.fault == t.frame.Fault || d.fault == anyFault) && d.ofValues(t.journey.Subject())
}

// ofValues reports whether the result is of exactly the values of p.
func (d kept) ofValues(p profile.Profile) bool {
	return d.tested.Changed.Equal(p.Changed) && len(profile.Diff(d.tested, p)) == 0
}

// freshPass is how long a passed test answers for another one.
const freshPass = 10 * time.Minute

// Passed shows the result again if exactly these values have passed the test minutes ago.
func (t *Test) Passed() bool {
	d, ok := t.kept.passed[t.journey.Subject().Name]
	if age := t.app.Now().Sub(d.at); !ok || age < 0 || age > freshPass || !d.of(t) {
		return false
	}
	t.state, t.report, t.asked, t.checks, t.again = passed, d.report, d.report, d.report.Checks, d.at
	return true
}

// Objection returns why the test does not run at once, or "". Five refused sign-ins lock
// the user, and the same values get the same answer.
func (t *Test) Objection() string {
	n, now := t.Refusals(), t.app.Now()
	at, same := t.refusedAlready()
	spent := fmt.Sprintf("%d of %d refused sign-ins are spent until %s, and one more locks the user for 30 minutes. ",
		n, lockout.Lock, steps.Clock(lockout.FreeAt(t.journey.Subject().Refusals, now), now))
	switch {
	case n >= lockout.Stop && same:
		return spent + "These values were refused: change them, or wait. " + keyForce + " signs in anyway."
	case n >= lockout.Stop:
		return spent + "If you are sure of the values, " + keyForce + " tests them."
	case same && !t.insists:
		t.insists = true
		return fmt.Sprintf("NetSuite refused these values at %s, and nothing has changed here since. A refusal is number %d of the %d that lock the user. %s again tests them.",
			steps.Clock(at, now), n+1, lockout.Lock, keyAgain)
	}
	return ""
}

// canSwap reports whether the cause under the cursor may be that the two secrets were
// entered in each other's field.
func (t *Test) canSwap() bool {
	p := t.journey.Subject()
	return t.picked < len(t.report.Causes) && t.report.Causes[t.picked].Field == steps.KeyConsumerSecret &&
		p.Method == profile.TBA && !t.journey.Saved() && !p.ConsumerSecret.Equal(p.TokenSecret)
}

func (t *Test) lastKeys() []parts.Hint {
	if _, ok := t.kept.last(t); ok && t.state == planned {
		return []parts.Hint{{Key: keyLast, Does: "last diagnosis"}}
	}
	return nil
}
