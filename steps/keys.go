package steps

import (
	"context"
	"sync"

	"suitekey/core/m2m"
)

// Keys makes key pairs in the background: an RSA-4096 key takes some seconds, and the
// person answers the next question meanwhile. Keys makes one key at a time; starting
// another kind cancels the first.
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

// Start begins to make a key of kind, unless a key of that kind is being made or is
// ready.
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

// Take waits for a key of kind and returns it. Each key is returned once. When ctx ends,
// Take also cancels the generation.
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

// Cancel stops the generation.
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
