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

// Kept are the diagnoses of this run, by the name of the connection. Each one cost a
// sign-in, and can be shown again without another one.
type Kept struct{ byName map[string]kept }

type kept struct {
	report diagnose.Report
	tested profile.Profile // the tested values
	fault  string          // the fault of the practice account
	at     time.Time
}

// Has reports whether there is a diagnosis of the connection.
func (k *Kept) Has(name string) bool {
	_, ok := k.byName[name]
	return ok
}

func (k *Kept) keep(name string, d kept) {
	if k.byName == nil {
		k.byName = map[string]kept{}
	}
	k.byName[name] = d
}

func (t *Test) last() (kept, bool) {
	d, ok := t.kept.byName[t.journey.Subject().Name]
	return d, ok
}

// Recall shows the last diagnosis again, if there is one.
func (t *Test) Recall() bool {
	d, ok := t.last()
	if ok {
		t.show(d.report)
	}
	return ok
}

// refusedAlready reports whether NetSuite has already refused exactly these values.
func (t *Test) refusedAlready() (at time.Time, yes bool) {
	d, ok := t.last()
	now := t.journey.Subject()
	same := ok && d.report.Refused && d.fault == t.frame.Fault && d.tested.Changed.Equal(now.Changed) && len(profile.Diff(d.tested, now)) == 0
	return d.at, same
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
		again := keyAgain
		if t.state == planned {
			again = "enter"
		}
		return fmt.Sprintf("NetSuite refused these values at %s, and nothing has changed here since. A refusal is number %d of the %d that lock the user. %s again tests them.",
			steps.Clock(at, now), n+1, lockout.Lock, again)
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
	if _, ok := t.last(); ok && t.state == planned {
		return []parts.Hint{{Key: keyLast, Does: "last diagnosis"}}
	}
	return nil
}
