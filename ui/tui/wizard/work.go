package wizard

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
)

// job is work in the background. One job runs at a time, with its own context. Its run
// number is in every message that it sends; messages of an earlier run are dropped.
type job struct {
	run    int
	cancel context.CancelFunc
	doing  string
	frame  int
	events chan tea.Msg
}

// WorkFunc is the work of a job. It uses copies of its input.
type WorkFunc func(ctx context.Context, report func(steps.Progress)) (steps.State, error)

// ProgressedMsg reports progress of a job.
type ProgressedMsg struct {
	Run      int
	Progress steps.Progress
}

// FinishedMsg is the end of a job.
type FinishedMsg struct {
	Run   int
	State steps.State
	Err   error
}

// spunMsg advances the spinner.
type spunMsg struct{ run int }

// begin starts work. Its progress and its end are sent through one channel, so that they
// arrive in order.
func begin(env *Env, doing string, work WorkFunc) (*job, tea.Cmd) {
	env.runs++
	ctx, cancel := context.WithCancel(env.Ctx)
	run, events := env.runs, make(chan tea.Msg, 32)
	j := &job{run: run, cancel: cancel, doing: doing, events: events}
	send := func(msg tea.Msg) {
		select {
		case events <- msg:
		case <-ctx.Done(): // nobody receives the message any more
		}
	}
	workCmd := func() tea.Msg {
		defer close(events)
		state, err := work(ctx, func(p steps.Progress) { send(ProgressedMsg{run, p}) })
		send(FinishedMsg{run, state, err})
		return nil
	}
	return j, tea.Batch(workCmd, nextEventCmd(events), spinCmd(run))
}

// nextEventCmd waits for the next message of a job.
func nextEventCmd(events <-chan tea.Msg) tea.Cmd {
	return func() tea.Msg {
		msg, ok := <-events
		if !ok {
			return nil
		}
		return msg
	}
}

const spinEvery = 120 * time.Millisecond

func spinCmd(run int) tea.Cmd {
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return spunMsg{run} })
}

// is reports whether a message comes from the running job.
func (j *job) is(run int) bool { return j != nil && j.run == run }
