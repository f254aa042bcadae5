package steps

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"

	"suitekey/core/callback"
)

// MissingError names all missing and all invalid answers of an unattended journey at
// once.
type MissingError struct {
	Missing  []Field           // required and not given
	Problems map[string]string // by field key: given and invalid
}

// Error lists the keys in the order of the journey, then the problems.
func (e *MissingError) Error() string {
	var parts []string
	if len(e.Missing) > 0 {
		keys := make([]string, 0, len(e.Missing))
		for _, f := range e.Missing {
			keys = append(keys, f.Key)
		}
		parts = append(parts, "missing answers: "+strings.Join(keys, ", "))
	}
	keys := make([]string, 0, len(e.Problems))
	for key := range e.Problems {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		parts = append(parts, key+": "+e.Problems[key])
	}
	return strings.Join(parts, "\n")
}

// Audit checks the answers of all steps that apply, without doing any work. It returns a
// *MissingError or nil.
func Audit(flow Flow, s State) error {
	e := &MissingError{Problems: map[string]string{}}
	for _, step := range flow.Steps {
		if !step.Applies(s) {
			continue
		}
		for _, f := range AskedFields(step, s) {
			text := s.Value(f.Key)
			if f.Key == KeyCertificateID && text == "" && s.Certificate.IsZero() {
				continue // computed from a certificate that does not exist yet
			}
			if f.Kind == Secret {
				text = s.Secret(f.Key).Reveal()
			}
			switch problem := f.Examine(s, text).Problem; {
			case problem == "", step.Wait != nil && step.Wait(s).Confirm: // the journey waits for the confirmation
			case text == "":
				e.Missing = append(e.Missing, f)
			default:
				e.Problems[f.Key] = problem
			}
		}
	}
	if len(e.Missing) == 0 && len(e.Problems) == 0 {
		return nil
	}
	return e
}

// Outcome is the end of an unattended walk.
type Outcome int

// The outcomes.
const (
	Done   Outcome = iota // the journey is finished
	Paused                // a person has to act in NetSuite first; keep the draft
)

// Run continues the walk without a person: it checks the answers and does the work of each
// step. It stops at the end, at the first error, or at a step where a person must act in
// NetSuite (unless the walk was resumed at that step).
func Run(ctx context.Context, w *Walk, report func(Progress)) (Outcome, error) {
	for !w.Ended() {
		if w.stops() {
			return Paused, nil
		}
		if problems := w.Problems(); len(problems) > 0 {
			return Done, &MissingError{Problems: problems}
		}
		if job := w.StartWork(); job != nil {
			state, err := job(ctx, report)
			w.Finish(state)
			if errors.Is(err, callback.ErrTimeout) {
				return Paused, nil // no answer from the browser; another run can provide it
			}
			if err != nil {
				return Done, errors.Join(err, w.waitAgain())
			}
		}
		if err := w.Next(); err != nil {
			return Done, err
		}
	}
	return Done, nil
}

// waitAgain returns to the upload after a refused test of a saved connection's new
// certificate: perhaps nobody has uploaded the certificate yet. The next run of a scheduler
// waits there, instead of spending another sign-in.
func (w *Walk) waitAgain() error {
	if !w.flow.AboutSaved || w.one != nil || !w.state.Report.Refused {
		return nil
	}
	for n, at := range slices.Backward(w.trail) {
		if step := w.flow.Steps[at]; step.Wait != nil && step.Wait(w.state).Kind == WaitUpload {
			w.at, w.trail = at, w.trail[:n]
			return w.keep()
		}
	}
	return nil
}
