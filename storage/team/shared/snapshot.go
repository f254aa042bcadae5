package shared

import (
	"context"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// page is how many values one call asks for.
const page = 2000

// Snapshot is what has changed in a folder since an earlier revision.
type Snapshot struct {
	Cluster  uint64  // identifies the engine's nodes together
	Revision int64   // up to which Changed is complete
	Count    int     // of the values in the folder now
	Changed  []Value // without removals
}

// Since returns what has changed in a folder, at any depth, after a revision; all of it
// after revision 0.
func (p *Place) Since(ctx context.Context, folder string, after int64) (Snapshot, error) {
	var s Snapshot
	from, end := p.folder(folder), clientv3.GetPrefixRangeEnd(p.folder(folder))
	for {
		var answer *clientv3.TxnResponse
		err := p.call(ctx, "copying the vault", func(ctx context.Context, c *clientv3.Client) (err error) {
			answer, err = c.Txn(ctx).Then(
				clientv3.OpGet(p.folder(folder), clientv3.WithPrefix(), clientv3.WithCountOnly(), clientv3.WithRev(s.Revision)),
				clientv3.OpGet(from, clientv3.WithRange(end), clientv3.WithMinModRev(after+1), clientv3.WithLimit(page), clientv3.WithRev(s.Revision)),
			).Commit()
			return err
		})
		if err != nil {
			return Snapshot{}, err
		}
		if s.Revision == 0 {
			s.Revision, s.Cluster = answer.Header.Revision, answer.Header.ClusterId
		}
		s.Count = int(answer.Responses[0].GetResponseRange().Count)
		found := answer.Responses[1].GetResponseRange()
		for _, kv := range found.Kvs {
			if key, own := p.own(kv.Key); own {
				s.Changed = append(s.Changed, Value{key, kv.Value, kv.ModRevision})
			} else {
				s.Count-- // no key of a vault
			}
			from = string(kv.Key) + "\x00"
		}
		if !found.More || len(found.Kvs) == 0 {
			return s, nil
		}
	}
}

// Keys returns the keys in a folder, at any depth, with the revisions of their last
// changes.
func (p *Place) Keys(ctx context.Context, folder string) (map[string]int64, error) {
	keys := map[string]int64{}
	err := p.call(ctx, "copying the vault", func(ctx context.Context, c *clientv3.Client) error {
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
