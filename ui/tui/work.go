package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/diagnose"
	"suitekey/steps"
)

// job is work that runs in the background: one at a time, with a context of
// its own. Its run number is in every message it sends; what comes from an
// earlier run is dropped.
type job struct {
	run    int
	cancel context.CancelFunc
	began  time.Time
	doing  string
	checks []diagnose.Check
	frame  int
	events chan tea.Msg
}

// workFunc is what a job does, on copies of what it needs.
type workFunc func(ctx context.Context, report func(steps.Progress)) (steps.State, error)

// progressedMsg is a step ahead in a job.
type progressedMsg struct {
	run      int
	progress steps.Progress
}

// finishedMsg is the end of a job.
type finishedMsg struct {
	run   int
	state steps.State
	err   error
}

// spunMsg turns the spinner.
type spunMsg struct{ run int }

// begin starts work. Its progress and its end come through one channel, so
// that they arrive in order.
func (m *model) begin(doing string, work workFunc) (*job, tea.Cmd) {
	m.runs++
	ctx, cancel := context.WithCancel(m.ctx)
	j := &job{run: m.runs, cancel: cancel, began: m.app.Now(), doing: doing, events: make(chan tea.Msg, 32)}
	run, events := j.run, j.events
	send := func(msg tea.Msg) {
		select {
		case events <- msg:
		case <-ctx.Done(): // nobody waits for it any more
		}
	}
	workCmd := func() tea.Msg {
		defer close(events)
		state, err := work(ctx, func(p steps.Progress) { send(progressedMsg{run, p}) })
		send(finishedMsg{run, state, err})
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

// learn takes over what the job reported.
func (j *job) learn(p steps.Progress) {
	if p.Text != "" {
		j.doing = p.Text
	}
	if p.Check == nil {
		return
	}
	for i := range j.checks {
		if j.checks[i].Name == p.Check.Name {
			j.checks[i] = *p.Check
			return
		}
	}
	j.checks = append(j.checks, *p.Check)
}
