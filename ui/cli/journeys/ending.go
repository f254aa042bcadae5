package journeys

import (
	"context"
	"errors"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/storage/place"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/cli/checks"
)

// waits ends a run after which a person has to act, and keeps the draft.
func (t *attempt) waits() result {
	if err := t.keepDraft(); err != nil {
		return result{State: stateFailed, Error: err.Error(), err: err}
	}
	s := t.walk.State()
	r := t.result()
	waiting, _ := t.walk.Waiting()
	r.waits(s, waiting)
	r.err = app.ErrWaiting
	if len(r.Profiles) > 0 {
		if waiting.Kind == steps.WaitDecision { // some were skipped, now or by an earlier run
			r.State, r.WaitingFor, r.err = stateFailed, "", t.failed
			if t.failed == nil {
				r.err = &setup.TestFailed{}
			}
		}
		t.tellItems(r)
	}
	if r.ByHand != "" {
		t.Note("%s", r.ByHand)
	}
	if len(r.Profiles) == 0 || waiting.Kind == steps.WaitSignIn {
		t.Note("%s", waiting.Why)
		t.tellWaiting(waiting)
	}
	t.Note("Next: %s.", r.Next)
	return r
}

// tellWaiting prints what the person has to do.
func (t *attempt) tellWaiting(w steps.Waiting) {
	for n, do := range w.Do {
		for i, line := range do.Lines() {
			if i == 0 {
				t.Note("%3d. %s", n+1, line)
				continue
			}
			t.Note("     %s", line)
		}
	}
	for _, id := range w.IDs { // the instructions name the files
		if id.Value != "" {
			t.Note("%s: %s", id.Label, id.Value)
		}
	}
}

// tellItems prints the result of each connection.
func (t *attempt) tellItems(r result) {
	for _, i := range r.Profiles {
		t.Note("%s: %s before, now %s", i.Profile, i.TestBefore, i.State)
		if i.Cause != "" {
			t.Note("     %s", i.Cause)
		}
		if i.CertificateFile != "" {
			t.Note("     upload %s", i.CertificateFile)
			t.Note("     %s", account.PageM2M.Menu())
			t.Note("     NetSuite will show the certificate ID %s", i.CertificateID)
			t.Note("     page for the administrator: %s", i.PageFile)
		}
	}
}

// lost ends a failed run. A journey about a saved connection has already stored its
// draft. For other journeys lost stores the draft, because NetSuite may already know its
// key pair or sign-in.
func (t *attempt) lost(ctx context.Context, err error) result {
	r := t.result()
	r.State, r.Error, r.err = stateFailed, err.Error(), err
	var failed *setup.TestFailed
	var problems *steps.MissingError
	var several *journeys.BatchMissingError
	var wrongCall *app.UsageError
	switch {
	case ctx.Err() != nil:
		r.err = ctx.Err()
		return single(r)
	case errors.As(err, &wrongCall): // says already what to do
		return single(r)
	case errors.As(err, &several):
		r.err = lacking(err)
		return single(r)
	case errors.As(err, &problems) && t.walk != nil:
		r.err = missing(t.flow, t.walk.State(), err)
		return single(r)
	case t.walk == nil, errors.Is(err, journeys.ErrStays):
		return single(r)
	case errors.As(err, &failed):
		checks.Page{Tell: t.Note}.Verdict(failed.Report)
	}
	r.err = app.WithHints(err, t.afterFailure(failed, err)...)
	if errors.Is(err, lockout.ErrSpent) && len(r.Profiles) > 0 {
		r.Next = t.whatFirst(failed) + ", then run the same command again"
		t.tellItems(r)
		t.Note("Next: %s.", r.Next)
		return r
	}
	return single(r)
}

// single removes the connections from the result of a journey that failed as a whole.
func single(r result) result {
	r.Profiles = nil
	return r
}

// afterFailure keeps a draft that is worth keeping, and says how to continue. That is also
// the draft of a tested connection that the team's vault was too far away to store.
func (t *attempt) afterFailure(failed *setup.TestFailed, err error) []string {
	switch {
	case t.flow.AboutSaved:
		name := t.app.Drafts().Kept(t.walk)
		if name == "" {
			return nil
		}
		return []string{"the draft " + name + " is kept: " + t.whatFirst(failed) + ", then run the same command again, or discard the draft: suitekey remove " + name}
	case failed == nil && !t.walk.State().Earned() && !place.StoresNothing(err):
		return nil
	case t.app.Demo():
		return []string{"nothing is saved, and the practice vault is deleted"}
	}
	if err := t.keepDraft(); err != nil {
		return []string{"the draft could not be kept: " + err.Error()}
	}
	hints := []string{"nothing is saved as a connection; the draft " + drafts.Name(t.walk) + " is kept: " + t.whatFirst(failed) + ", then run the same command again"}
	if failed != nil && failed.Report.Refusals == 0 && (len(t.walk.State().Refusals) >= lockout.Stop || errors.Is(failed, lockout.ErrSpent)) {
		hints = append(hints, "--force spends the fifth sign-in nevertheless")
	}
	return hints
}

// whatFirst says what must happen before the next run: the fix and, if suitekey withheld
// the sign-in, the time when it signs in again.
func (t *attempt) whatFirst(failed *setup.TestFailed) string {
	var spent *lockout.SpentError
	if failed == nil || !errors.As(failed, &spent) {
		return "fix the cause"
	}
	return "fix the cause of the earlier refusals, wait until " + steps.Clock(spent.Free, t.app.Now())
}

// keepDraft keeps the draft of a set-up. It creates the vault if there is none.
func (t *attempt) keepDraft() error {
	if t.flow.AboutSaved {
		return nil
	}
	if !t.app.Unlocked() {
		if _, err := t.app.CreateVault(t.walk.State().Secret(steps.KeyPassphrase), false); err != nil {
			return err
		}
	}
	return t.app.Drafts().Keep(t.walk)
}
