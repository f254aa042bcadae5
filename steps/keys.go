package steps

import (
	"context"
	"sync"

	"suitekey/core/m2m"
)

// Keys makes key pairs in the background: an RSA-4096 key takes up to some
// seconds, in which the person answers the next question. At most one is in the
// making; starting another kind cancels the first.
type Keys struct {
	mu  sync.Mutex
	job *keyJob
}

type keyJob struct {
	kind   m2m.KeyType
	cancel context.CancelFunc
	done   chan struct{}
	key    m2m.Key
	err    error
}

// Start begins to make a key of kind, unless one of that kind is in the making
// or waits to be fetched.
func (k *Keys) Start(kind m2m.KeyType) { k.start(kind) }

func (k *Keys) start(kind m2m.KeyType) *keyJob {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.job != nil && k.job.kind == kind {
		return k.job
	}
	if k.job != nil {
		k.job.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	job := &keyJob{kind: kind, cancel: cancel, done: make(chan struct{})}
	k.job = job
	go func() {
		defer close(job.done)
		job.key, job.err = m2m.Generate(ctx, kind)
	}()
	return job
}

// Take returns a key of kind, waiting for the one in the making. Each key is
// handed out once. When ctx ends the waiting, the making is cancelled too.
func (k *Keys) Take(ctx context.Context, kind m2m.KeyType) (m2m.Key, error) {
	job := k.start(kind)
	defer k.drop(job)
	select {
	case <-job.done:
		return job.key, job.err
	case <-ctx.Done():
		return m2m.Key{}, ctx.Err()
	}
}

// Cancel stops whatever is in the making.
func (k *Keys) Cancel() {
	k.mu.Lock()
	job := k.job
	k.mu.Unlock()
	if job != nil {
		k.drop(job)
	}
}

func (k *Keys) drop(job *keyJob) {
	k.mu.Lock()
	defer k.mu.Unlock()
	job.cancel()
	if k.job == job {
		k.job = nil
	}
}
