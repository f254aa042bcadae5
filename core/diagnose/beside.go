package diagnose

import (
	"context"
	"sync"

	"suitekey/core/profile"
)

// beside makes calls while the stages of a run make theirs, one at a time: at most two
// calls of a run are under way. NetSuite limits the calls at the same time.
type beside struct {
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

// newTask prepares a call with the values and the access token that r has now.
func (r *run) newTask(work, take func(side *run)) *task {
	side := &run{
		ctx: r.beside.ctx, base: r.base, profile: r.profile, given: r.given, options: r.options,
		evidence: evidence{}, secrets: r.secrets, token: r.token, passed: map[profile.Surface]string{},
	}
	side.client = side.base.Watch(side.watch)
	return &task{side: side, work: work, take: take}
}

// begin starts to work off the tasks.
func (b *beside) begin(tasks ...*task) {
	b.add(tasks...)
	b.group.Go(b.workOff)
}

// add adds tasks for whoever works off the others.
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

// next takes a task that nobody has begun.
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

// finishBeside helps with the tasks that are left, waits for the others, and takes over
// what all have found, in the order in which they were begun.
func (r *run) finishBeside() {
	r.beside.workOff()
	r.joinBeside(true)
}

// dropBeside breaks off what is under way beside a run that has stopped. A refusal counts
// in any case; what else the tasks have found depends on how far they came.
func (r *run) dropBeside() {
	r.beside.mu.Lock()
	r.beside.waiting = nil
	r.beside.mu.Unlock()
	r.beside.breakOff()
	r.joinBeside(false)
}

func (r *run) joinBeside(take bool) {
	r.beside.group.Wait()
	for _, t := range r.beside.begun {
		if t.panicked != nil {
			panic(t.panicked)
		}
		for _, e := range t.side.exchanges {
			r.watch(e)
		}
		r.report.Refusals += t.side.report.Refusals
		if take {
			t.take(t.side)
		}
	}
	r.beside.begun = nil
}

// takeEvidence is the take of a task that finds evidence alone.
func (r *run) takeEvidence(side *run) {
	for word := range side.evidence {
		r.evidence.add(word)
	}
}
