package wizard

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/tui/ahead"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/testscreen"
	"suitekey/ui/tui/wish"
)

// ErrAsk ends work that TryFirst has run, if the step has to ask after all.
var ErrAsk = errors.New("the step has to ask")

// forward handles enter on the last field: it checks the answers, runs the work and opens
// the next step.
func (w *Wizard) forward() wish.List {
	field, asks := w.form.Field()
	text := ""
	if asks {
		text = w.form.Text(w.form.At())
	}
	problems := w.form.Confirm()
	if len(problems) == 0 {
		if w.practice.offersUpload(w.phase) {
			return w.practice.offerUpload()
		}
		return w.start()
	}
	if asks && field.Returns != "" && text == field.Returns {
		return w.backward()
	}
	if asks && field.Later != "" && text == field.Later && w.env.Home && w.env.App.Unlocked() {
		return w.KeepBack()
	}
	return nil
}

// start runs the step's work, or continues if there is none. It asks before a test that may
// lock the user, or whose result is already known.
func (w *Wizard) start() wish.List {
	if w.test != nil && !w.walk.State().Force {
		if objection := w.test.Objection(); objection != "" {
			return append(w.recall(), wish.Warn(objection))
		}
	}
	work := w.walk.StartWork()
	if work == nil {
		return w.next()
	}
	return w.run("Working", func(ctx context.Context, report func(steps.Progress)) (steps.State, error) { return work(ctx, report) })
}

// recall shows the last diagnosis again, if there is one, instead of spending another
// sign-in.
func (w *Wizard) recall() wish.List {
	if w.phase != lost && w.test != nil && w.test.Recall() {
		w.phase, w.scroll = lost, -1
	}
	return nil
}

// swap exchanges the consumer secret and the token secret.
func (w *Wizard) swap() wish.List {
	state := w.walk.State()
	for _, step := range w.walk.Flow().Steps {
		for _, field := range step.Fields {
			switch field.Key {
			case steps.KeyConsumerSecret:
				w.walk.Set(field, state.Secret(steps.KeyTokenSecret).Reveal())
			case steps.KeyTokenSecret:
				w.walk.Set(field, state.Secret(steps.KeyConsumerSecret).Reveal())
			}
		}
	}
	return wish.List{wish.Say("Consumer secret and token secret are swapped. r tests them.")}
}

func (w *Wizard) run(doing string, work WorkFunc) wish.List {
	w.form.ClearProblem()
	w.phase, w.scroll = working, -1
	if w.test != nil {
		w.test.Begin()
	}
	var cmd tea.Cmd
	w.job, cmd = begin(w.env, doing, work)
	return do(cmd)
}

func (w *Wizard) next() wish.List {
	if err := w.walk.Next(); err != nil {
		w.phase = asking
		return nil
	}
	w.fixing = w.fixing.skip(w.walk, w.form)
	return w.open()
}

// finishedWork handles the end of the step's work.
func (w *Wizard) finishedWork(msg FinishedMsg) wish.List {
	w.job, w.scroll = nil, -1
	if w.silent && msg.Err == nil {
		return w.Done(w)
	}
	if msg.Err != nil && !errors.Is(msg.Err, ErrAsk) {
		w.queue = ahead.Input{}
	}
	if !w.silent {
		w.walk.Finish(msg.State)
	}
	w.silent = false
	w.build() // the work may have found defaults
	return append(w.took(msg.Err), w.replay()...)
}

func (w *Wizard) took(err error) wish.List {
	if err != nil {
		w.phase = asking
		w.failed(err)
		return nil
	}
	if show := w.walk.Step().Show; show == nil || len(show(w.walk.State())) == 0 {
		return w.next()
	}
	w.phase = showing
	if w.test != nil {
		w.test.Pass(w.walk.State().Report)
	}
	return nil
}

// failed shows an error in its place: at its field, among the causes of a test, or below
// the step.
func (w *Wizard) failed(err error) {
	var failed *setup.TestFailed
	var field *steps.FieldError
	if w.test != nil {
		w.test.Stop()
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, ErrAsk):
	case w.test != nil && errors.As(err, &failed):
		w.phase = lost
		w.test.Fail(failed.Report)
	case errors.As(err, &field):
		w.form.Blame(field.Key, err)
	case errors.Is(err, account.ErrNoAccount):
		w.form.Blame(steps.KeyAccount, err)
	default:
		w.form.Fail(err)
	}
}

// Stop cancels the running work. Its later messages are dropped.
func (w *Wizard) Stop() {
	if w.job != nil {
		w.job.cancel()
		w.job = nil
	}
	w.queue = ahead.Input{}
	w.phase, w.silent = asking, false
	if w.test != nil {
		w.test.Stop()
	}
}

// backward handles esc.
func (w *Wizard) backward() wish.List {
	switch {
	case w.Holds():
		return wish.List{wish.Say("This cannot be cancelled; it takes a moment.")}
	case w.phase == working:
		w.Stop()
		return wish.List{wish.Say("Cancelled. Nothing was lost.")}
	case w.phase == showing && w.Journey() && w.walk.Closing():
		return wish.List{wish.Say(whyClosed(w.walk))}
	case w.phase != asking && len(w.walk.Fields()) > 0:
		w.phase = asking
		return nil
	}
	if stepBack(w.walk) {
		w.reopen()
		if onlyShows(w.walk) {
			w.phase = showing
		}
		return nil
	}
	switch {
	case w.Back == nil:
		return nil
	case closed(w.walk):
		return wish.List{wish.Say(whyClosed(w.walk))}
	}
	if w.passing {
		remember(w)
	}
	return w.Back(w)
}

// closed reports whether a step that cannot be undone prevents going back.
func closed(walk *steps.Walk) bool {
	_, at := walk.Progress()
	return at > 1 && len(walk.Flow().Steps) > 1 && !walk.CanBack()
}

// whyClosed says why going back is not possible.
func whyClosed(walk *steps.Walk) string {
	if walk.CanSkip() {
		return "You cannot go back: the connections done so far are saved. " + parts.KeyLater + " skips this one; " + parts.KeyLeave + " keeps the journey."
	}
	return "You cannot go back from here: the steps before are saved. " + parts.KeyLeave + " keeps this journey; you can continue it at any time."
}

// onlyShows reports whether the open step asks nothing, and has a result to show.
func onlyShows(walk *steps.Walk) bool {
	step, state := walk.Step(), walk.State()
	if len(walk.Fields()) > 0 || step.Do != nil || step.Tests || step.Show == nil {
		return false
	}
	return (step.Done == nil || step.Done(state)) && len(step.Show(state)) > 0
}

// stepBack returns to the previous step with questions or with a result. Going forward from
// there runs the work of the steps in between again.
func stepBack(walk *steps.Walk) bool {
	ahead := *walk
	for ahead.Back() {
		step := ahead.Step()
		if len(ahead.Fields()) == 0 && step.Do == nil && !step.Tests && !onlyShows(&ahead) {
			continue
		}
		for walk.Step().Name != step.Name && walk.Back() {
		}
		return true
	}
	return false
}

// reopen shows the open step without starting its work. The test of a journey that has
// passed shows its result: another one would cost a sign-in.
func (w *Wizard) reopen() {
	w.form.ClearProblem()
	w.phase, w.link, w.scroll, w.test = asking, 0, -1, nil
	if w.walk.Step().Tests {
		w.test = testscreen.New(w.env.Ctx, w.env.App, w.env.Frame, &w.env.Diagnoses, subjectOf(w))
		if report := w.walk.State().Report; report.Kept { // the draft has it
			w.env.Diagnoses.Recover(subjectOf(w).Subject(), report)
		}
		if w.Journey() && w.walk.State().Report.OK && w.test.Passed() {
			w.phase = showing
		}
	}
	w.build()
}
