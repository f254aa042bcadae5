package shared

import (
	"context"
	"errors"
	"slices"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// page is the number of values in one call.
const page = 2000

// Snapshot is a vault at one revision.
type Snapshot struct {
	Cluster  uint64         // identifies the engine's nodes together
	Revision int64          // of the whole engine
	Counts   map[string]int // of the values in each folder
	Changed  []Value        // the changes that Since asked for, without removals
}

// Since returns what has changed after a revision in folders, at any depth. It always
// returns the single keys. A key that does not exist is not in the answer.
//
// To find changed values, etcd reads all values of a folder from its disk. It finds changed
// keys in its memory, since etcd 3.7. Therefore Since asks for the keys, and then for their
// values at the same revision. Each change has a revision of its own: at first, Since asks for
// counts alone, which costs etcd least, unless the engine's last answer has shown that
// something has changed.
func (p *Place) Since(ctx context.Context, folders, keys []string, after int64) (Snapshot, error) {
	if p.latest.Load() <= after {
		if s, err := p.since(ctx, folders, keys, clientv3.WithCountOnly()); err != nil || s.Revision <= after {
			return s, err
		}
	}
	changed := clientv3.WithMinModRev(after + 1)
	s, err := p.since(ctx, folders, keys, changed, clientv3.WithKeysOnly())
	if err != nil {
		return s, err
	}
	if len(s.Changed) <= mostFew {
		if err = p.fill(ctx, s); !errors.Is(err, rpctypes.ErrCompacted) {
			return s, err
		}
	}
	return p.since(ctx, folders, keys, changed)
}

// mostFew is the number of changes up to which their values are read by their keys. For more,
// etcd reads all values once.
const mostFew = 4 * mostOps

// fill reads the values of the changed keys at the revision of the snapshot.
func (p *Place) fill(ctx context.Context, s Snapshot) error {
	var missing []*Value
	for i := range s.Changed {
		if len(s.Changed[i].Sealed) == 0 {
			missing = append(missing, &s.Changed[i])
		}
	}
	for part := range slices.Chunk(missing, mostOps) {
		var ops []clientv3.Op
		for _, v := range part {
			ops = append(ops, clientv3.OpGet(p.prefix+v.Key, clientv3.WithRev(s.Revision)))
		}
		var answer *clientv3.TxnResponse
		err := p.call(ctx, copying, func(ctx context.Context, c *clientv3.Client) (err error) {
			answer, err = c.Txn(ctx).Then(ops...).Commit()
			return err
		})
		if err != nil {
			return err
		}
		for i, each := range answer.Responses {
			for _, kv := range each.GetResponseRange().Kvs {
				part[i].Sealed = sealedOf(kv)
			}
		}
	}
	return nil
}

// since returns the values of folders that which selects, the single keys, and the counts,
// in one call.
func (p *Place) since(ctx context.Context, folders, keys []string, which ...clientv3.OpOption) (Snapshot, error) {
	var ops []clientv3.Op
	for _, folder := range folders {
		ops = append(ops, clientv3.OpGet(p.folder(folder), append([]clientv3.OpOption{clientv3.WithPrefix()}, which...)...))
	}
	for _, key := range keys {
		ops = append(ops, clientv3.OpGet(p.prefix+key))
	}
	var answer *clientv3.TxnResponse
	err := p.call(ctx, copying, func(ctx context.Context, c *clientv3.Client) (err error) {
		answer, err = c.Txn(ctx).Then(ops...).Commit()
		return err
	})
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{Cluster: answer.Header.ClusterId, Revision: answer.Header.Revision, Counts: map[string]int{}}
	for i, each := range answer.Responses {
		found := each.GetResponseRange()
		values, strange := p.values(found)
		s.Changed = append(s.Changed, values...)
		if i < len(folders) {
			s.Counts[folders[i]] = int(found.Count) - strange
		}
	}
	return s, nil
}

const copying = "copying the vault"

// sealedOf returns the value of a key. An empty value is not a removal: suitekey stores no
// empty values.
func sealedOf(kv *mvccpb.KeyValue) []byte {
	if kv.Value == nil {
		return []byte{}
	}
	return kv.Value
}

// values returns the values, and how many keys cannot belong to a vault.
func (p *Place) values(found *etcdserverpb.RangeResponse) (values []Value, strange int) {
	for _, kv := range found.Kvs {
		if key, own := p.own(kv.Key); own {
			values = append(values, Value{key, sealedOf(kv), kv.ModRevision})
		} else {
			strange++
		}
	}
	return values, strange
}

// All passes the values in folders, at any depth and at one revision, to take: many at a
// time, while the next ones are being read. The returned Snapshot has no Changed. If take
// fails, All returns its error.
func (p *Place) All(ctx context.Context, folders []string, take func(values []Value) error) (Snapshot, error) {
	for {
		s, err := p.all(ctx, folders, take)
		if !errors.Is(err, rpctypes.ErrCompacted) { // the engine has compacted the revision meanwhile
			return s, err
		}
	}
}

func (p *Place) all(ctx context.Context, folders []string, take func([]Value) error) (Snapshot, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := Snapshot{Counts: map[string]int{}}
	pages := make(chan []Value, 1)
	failed := make(chan error, 1)
	go func() {
		defer close(pages)
		for _, folder := range folders {
			if err := p.pages(ctx, folder, &s, pages); err != nil {
				failed <- err
				return
			}
		}
	}()
	for values := range pages {
		if err := take(values); err != nil {
			cancel()
			for range pages { // until the goroutine has noticed
			}
			return Snapshot{}, err
		}
	}
	select {
	case err := <-failed:
		return Snapshot{}, err
	default:
		return s, nil
	}
}

// pages sends the values in a folder at s.Revision; 0 is now. It sets no limit on the
// revisions of the values: with such a limit, etcd would scan the whole folder for each
// page.
func (p *Place) pages(ctx context.Context, folder string, s *Snapshot, pages chan<- []Value) error {
	from, end := p.folder(folder), clientv3.GetPrefixRangeEnd(p.folder(folder))
	for {
		var found *clientv3.GetResponse
		err := p.call(ctx, copying, func(ctx context.Context, c *clientv3.Client) (err error) {
			found, err = c.Get(ctx, from, clientv3.WithRange(end), clientv3.WithLimit(page), clientv3.WithRev(s.Revision))
			return err
		})
		if err != nil {
			return err
		}
		if s.Revision == 0 {
			s.Revision, s.Cluster = found.Header.Revision, found.Header.ClusterId
		}
		values, _ := p.values((*etcdserverpb.RangeResponse)(found))
		s.Counts[folder] += len(values)
		select {
		case pages <- values:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !found.More || len(found.Kvs) == 0 {
			return nil
		}
		from = string(found.Kvs[len(found.Kvs)-1].Key) + "\x00"
	}
}

// Keys returns the keys in a folder, at any depth, with the revisions of their last
// changes.
func (p *Place) Keys(ctx context.Context, folder string) (map[string]int64, error) {
	keys := map[string]int64{}
	err := p.call(ctx, copying, func(ctx context.Context, c *clientv3.Client) error {
		found, err := c.Get(ctx, p.folder(folder), clientv3.WithPrefix(), clientv3.WithKeysOnly())
		if err != nil {
			return err
		}
		for _, kv := range found.Kvs {
			if key, own := p.own(kv.Key); own {
				keys[key] = kv.ModRevision
			}
		}
		return nil
	})
	return keys, err
}
