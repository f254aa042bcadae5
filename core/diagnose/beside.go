package diagnose

import (
	"context"
	"sync"

	"suitekey/core/profile"
)

// beside makes calls while the stages of a run make theirs, one at a time: at most two
// calls of a run are under way. NetSuite limits the calls at the same time.
type beside struct {
	run      *run
	probing  bool // the calls of Options.Probe have begun
	ctx      context.Context
	breakOff context.CancelFunc

	mu      sync.Mutex
	waiting []*task
	begun   []*task
	group   sync.WaitGroup
}

// A task is one of these calls. It works on a run of its own, so that the stages and the
// task share nothing; take adds what was found to the run of the stages.
type task struct {
	side     *run
	work     func(side *run)
	take     func(side *run)
	panicked any
}

// task prepares a call with the values and the access token that the run has now.
func (b *beside) task(work, take func(side *run)) *task {
	r := b.run
	side := &run{
		ctx: b.ctx, base: r.base, profile: r.profile, given: r.given, options: r.options,
		evidence: evidence{}, secrets: r.secrets, token: r.token, passed: map[profile.Surface]string{},
	}
	side.client = side.base.Watch(side.watch)
	return &task{side: side, work: work, take: take}
}

// begin starts the tasks.
func (b *beside) begin(tasks ...*task) {
	b.add(tasks...)
	b.group.Go(b.workOff)
}

// add adds tasks to the goroutine that runs the others.
func (b *beside) add(tasks ...*task) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = append(b.waiting, tasks...)
}

func (b *beside) workOff() {
	for t := b.next(); t != nil; t = b.next() {
		t.run()
	}
}

// next returns a task that was not started, or nil.
func (b *beside) next() *task {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 {
		return nil
	}
	t := b.waiting[0]
	b.waiting = b.waiting[1:]
	b.begun = append(b.begun, t)
	return t
}

func (t *task) run() {
	defer func() { t.panicked = recover() }() // the run of the stages goes on with the panic
	t.work(t.side)
}

// finish runs the remaining tasks, waits for the others, and takes over the results of
// all tasks in the order in which they began.
func (b *beside) finish() {
	b.workOff()
	b.join(true)
}

// drop cancels the running tasks of a stopped run. A refusal always counts; other
// results depend on how far the tasks came.
func (b *beside) drop() {
	b.mu.Lock()
	b.waiting = nil
	b.mu.Unlock()
	b.breakOff()
	b.join(false)
}

func (b *beside) join(take bool) {
	b.group.Wait()
	for _, t := range b.begun {
		if t.panicked != nil {
			panic(t.panicked)
		}
		for _, e := range t.side.exchanges {
			b.run.watch(e)
		}
		b.run.report.Refusals += t.side.report.Refusals
		if take {
			t.take(t.side)
		}
	}
	b.begun = nil
}
