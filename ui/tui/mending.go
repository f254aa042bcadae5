package tui

// mending is on the way from a failed test to an answer and back.
type mending struct {
	visited     map[string]bool // the steps up to the test
	certificate string          // the ID of the one that NetSuite was given
}

// toMend goes back to the step name, from which enter leads to the test again.
// It tells whether there is such a step.
func (w *wizard) toMend(name string) bool {
	visited := map[string]bool{}
	for _, step := range w.walk.Flow().Steps {
		ahead := *w.walk
		visited[step.Name] = ahead.GoTo(step.Name)
	}
	certificate := w.walk.State().Certificate.ID()
	if !w.walk.GoTo(name) {
		return false
	}
	w.mending = &mending{visited, certificate}
	return true
}

// skipMended passes the steps between a mended one and the test, as long as
// there is nothing to see or to do on them.
func (w *wizard) skipMended() {
	for w.mending != nil && !w.walk.Ended() && w.inOrder() {
		if w.walk.Next() != nil {
			return
		}
	}
	if w.walk.Ended() || w.testing() {
		w.mending = nil
	}
}

// inOrder tells whether the open step needs nobody: it was visited, its answers
// are good, its work is done, and NetSuite was given this certificate.
func (w *wizard) inOrder() bool {
	step, state := w.walk.Step(), w.walk.State()
	if w.testing() || !w.mending.visited[step.Name] || len(w.walk.Problems()) > 0 {
		return false
	}
	for _, f := range w.walk.Fields() {
		if _, typed := w.pending[f.Key]; typed {
			return false
		}
	}
	if step.Work != nil && (step.Done == nil || !step.Done(state)) {
		return false
	}
	return step.Wait == nil || state.Certificate.ID() == w.mending.certificate
}
