package shared

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/storage/place"
)

const (
	// mostTries is how often the work of a Change runs while others change what it reads.
	mostTries = 50
	// mostOps is the engine's limit for what one transaction compares and writes.
	mostOps = 128
)

// Change implements place.Place with optimistic transactions: the commit compares
// everything that work has read.
func (p *Place) Change(ctx context.Context, doing string, work func(place.Tx) error) error {
	_, err := p.Changed(ctx, doing, work)
	return err
}

// Changed is Change, and returns the changed values as Changes would send them.
func (p *Place) Changed(ctx context.Context, doing string, work func(place.Tx) error) ([]Value, error) {
	for try := range mostTries {
		t := &tx{ctx: ctx, at: p, doing: doing, read: map[string]read{}, folders: map[string]bool{}}
		err := work(t)
		if t.failed != nil { // work may have wrapped the error
			err = t.failed
		}
		if err == nil {
			err = t.commit()
		}
		if !errors.Is(err, errAgain) {
			return t.done, err
		}
		select {
		case <-ctx.Done():
			return nil, p.explain(ctx, doing, ctx.Err(), nil)
		case <-time.After(rand.N(time.Duration(min(try+1, 10)) * 5 * time.Millisecond)):
		}
	}
	return nil, fmt.Errorf("%s: %w: others changed it %d times meanwhile; try again", doing, place.ErrBusy, mostTries)
}

// errAgain means that others have changed what a Change has read.
var errAgain = errors.New("it was changed meanwhile")

// tx is one run of a Change. All of its reads are of one revision.
type tx struct {
	ctx   context.Context
	at    *Place
	doing string
	place.Log

	revision int64 // of the first read; 0 before
	read     map[string]read
	ahead    map[string]*clientv3.GetResponse // what Ahead has read
	folders  map[string]bool                  // that were listed
	failed   error                            // of the engine
	done     []Value                          // what was changed
}

// read is the former state of a key; the zero value if it did not exist.
type read struct{ modified int64 }

func (t *tx) get(key string, options ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	var found *clientv3.GetResponse
	err := t.ask(func(ctx context.Context, c *clientv3.Client) (revision int64, err error) {
		found, err = c.Get(ctx, key, append(options, clientv3.WithRev(t.revision))...)
		if err != nil {
			return 0, err
		}
		return found.Header.Revision, nil
	})
	return found, err
}

// ask reads at the revision of the first read.
func (t *tx) ask(read func(context.Context, *clientv3.Client) (revision int64, err error)) error {
	if t.failed != nil {
		return t.failed
	}
	var revision int64
	err := t.at.call(t.ctx, t.doing, func(ctx context.Context, c *clientv3.Client) (err error) {
		revision, err = read(ctx, c)
		return err
	})
	if errors.Is(err, rpctypes.ErrCompacted) {
		err = errAgain
	}
	if t.failed = err; err == nil && t.revision == 0 {
		t.revision = revision
	}
	return err
}

// Ahead implements place.Tx.
func (t *tx) Ahead(keys ...string) error {
	for part := range slices.Chunk(keys, mostOps) {
		var ops []clientv3.Op
		for _, key := range part {
			if err := place.CheckKey(key); err != nil {
				return err
			}
			ops = append(ops, clientv3.OpGet(t.at.prefix+key, clientv3.WithRev(t.revision)))
		}
		var answer *clientv3.TxnResponse
		err := t.ask(func(ctx context.Context, c *clientv3.Client) (revision int64, err error) {
			if answer, err = c.Txn(ctx).Then(ops...).Commit(); err != nil {
				return 0, err
			}
			return answer.Header.Revision, nil
		})
		if err != nil {
			return err
		}
		if t.ahead == nil {
			t.ahead = map[string]*clientv3.GetResponse{}
		}
		for i, key := range part {
			t.ahead[key] = (*clientv3.GetResponse)(answer.Responses[i].GetResponseRange())
		}
	}
	return nil
}

// Read implements place.Tx.
func (t *tx) Read(key string) ([]byte, error) {
	if sealed, asked, err := t.Log.Read(key); asked {
		return sealed, err
	}
	if err := place.CheckKey(key); err != nil {
		return nil, err
	}
	found, err := t.ahead[key], error(nil)
	if found == nil {
		found, err = t.get(t.at.prefix + key)
	}
	if err != nil {
		return nil, err
	}
	seen := read{}
	if len(found.Kvs) > 0 {
		seen.modified = found.Kvs[0].ModRevision
	}
	t.read[key] = seen
	return valueOf(key, found)
}

// List implements place.Tx.
func (t *tx) List(folder string) ([]string, error) {
	found, err := t.get(t.at.folder(folder), clientv3.WithPrefix(), clientv3.WithKeysOnly())
	if err != nil {
		return nil, err
	}
	t.folders[folder] = true
	var keys []string
	for _, l := range t.at.listed(folder, found) {
		keys = append(keys, l.Key)
	}
	for _, kv := range found.Kvs {
		if key, own := t.at.own(kv.Key); own {
			t.read[key] = read{kv.ModRevision}
		}
	}
	return t.Log.List(folder, keys), nil
}

// compares returns the conditions that everything read is unchanged.
func (t *tx) compares() []clientv3.Cmp {
	var all []clientv3.Cmp
	for key, seen := range t.read {
		all = append(all, clientv3.Compare(clientv3.ModRevision(t.at.prefix+key), "=", seen.modified))
	}
	for folder := range t.folders { // and a folder has no new keys
		all = append(all, clientv3.Compare(clientv3.ModRevision(t.at.folder(folder)), "<", t.revision+1).WithPrefix())
	}
	return all
}

// commit carries out the requests of work if nothing has changed meanwhile.
func (t *tx) commit() error {
	fence := fenceOf(t.ctx)
	ops := t.Final()
	if len(ops) == 0 {
		return t.explainHeld(t.at.Held(t.ctx))
	}
	var writes []clientv3.Op
	for _, op := range ops {
		if err := place.CheckKey(op.Key); err != nil {
			return err
		}
		if op.Sealed == nil {
			writes = append(writes, clientv3.OpDelete(t.at.prefix+op.Key))
			continue
		}
		if err := CheckSealed(op.Sealed); err != nil {
			return fmt.Errorf("%s: %s cannot be stored: %w", t.doing, op.Key, err)
		}
		writes = append(writes, clientv3.OpPut(t.at.prefix+op.Key, string(op.Sealed)))
	}
	compares := t.compares()
	if fence != nil {
		compares = append(compares, fence.compare())
	}
	if len(writes) > mostOps || len(compares) > mostOps {
		return fmt.Errorf("%s: it changes %d values at once, and etcd accepts %d", t.doing, max(len(writes), len(compares)), mostOps)
	}
	var done *clientv3.TxnResponse
	err := t.at.once(t.ctx, t.doing, func(ctx context.Context, c *clientv3.Client) (err error) {
		done, err = c.Txn(ctx).If(compares...).Then(writes...).Commit()
		return err
	})
	switch {
	case errors.Is(err, place.ErrOutOfReach):
		return t.afterSilence(ops, err)
	case err != nil:
		return err
	case done.Succeeded:
		for _, op := range ops {
			t.done = append(t.done, Value{op.Key, op.Sealed, done.Header.Revision})
		}
		return nil
	}
	if err := t.at.Held(t.ctx); err != nil {
		return t.explainHeld(err)
	}
	return errAgain
}

func (t *tx) explainHeld(err error) error {
	if errors.Is(err, place.ErrLost) {
		return fmt.Errorf("%s: %w", t.doing, err)
	}
	return err
}

// afterSilence finds out whether a transaction without an answer was carried out. Encrypted
// bytes are never the same twice, so one value is enough to decide.
func (t *tx) afterSilence(ops []place.Op, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), 2*callLimit)
	defer cancel()
	op := ops[0]
	if i := slices.IndexFunc(ops, func(o place.Op) bool { return o.Sealed != nil }); i >= 0 {
		op = ops[i]
	}
	for {
		stored, err := t.stored(ctx, op)
		switch {
		case errors.Is(err, place.ErrOutOfReach) && ctx.Err() == nil:
			continue // the nodes are electing a new leader
		case err != nil:
			return fmt.Errorf("%w; suitekey does not know whether the change was stored: check before you repeat it", cause)
		case stored:
			return nil
		}
		return errAgain
	}
}

// stored reports whether op was carried out since the transaction read. A colleague may
// have replaced the value meanwhile, so stored also looks at the former values of the key.
func (t *tx) stored(ctx context.Context, op place.Op) (bool, error) {
	for at := int64(0); ; { // 0 is the present
		var found *clientv3.GetResponse
		err := t.at.call(ctx, t.doing, func(ctx context.Context, c *clientv3.Client) (err error) {
			found, err = c.Get(ctx, t.at.prefix+op.Key, clientv3.WithRev(at))
			return err
		})
		if err != nil {
			return false, err
		}
		if len(found.Kvs) == 0 {
			return op.Sealed == nil, nil
		}
		now := found.Kvs[0]
		if op.Sealed != nil && bytes.Equal(now.Value, op.Sealed) {
			return true, nil
		}
		if at = now.ModRevision - 1; op.Sealed == nil || at <= t.revision {
			return false, nil
		}
	}
}
