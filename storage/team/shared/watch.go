package shared

import (
	"context"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// Watch implements place.Place.
func (p *Place) Watch(ctx context.Context) (<-chan string, error) {
	var now int64
	err := p.call(ctx, "watching the vault", func(ctx context.Context, c *clientv3.Client) error {
		found, err := c.Get(ctx, p.prefix, clientv3.WithPrefix(), clientv3.WithCountOnly())
		if err == nil {
			now = found.Header.Revision
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	changes, err := p.Changes(ctx, now)
	if err != nil {
		return nil, err
	}
	keys := make(chan string)
	go func() {
		defer close(keys)
		for change := range changes {
			select {
			case keys <- change.Key:
			case <-ctx.Done():
				return
			}
		}
	}()
	return keys, nil
}

// Value is a key with its sealed bytes.
type Value struct {
	Key      string
	Sealed   []byte // nil if the key was removed
	Revision int64  // of the change
}

// Changes sends the changes after a revision. A closed channel means that changes may have
// been missed: the engine was out of reach, or has compacted the revision.
func (p *Place) Changes(ctx context.Context, after int64) (<-chan Value, error) {
	client, err := p.connect()
	if err != nil {
		return nil, p.explain(ctx, "watching the vault", err, nil)
	}
	values := make(chan Value)
	go func() {
		defer close(values)
		heard, err := p.follow(ctx, client, after, values)
		if !loggedOut(err) {
			return
		}
		p.renew(client)
		if client, err = p.connect(); err == nil && !heard {
			_, _ = p.follow(ctx, client, after, values) // a new client is logged in
		}
	}()
	return values, nil
}

// follow sends changes until the watch ends, and reports whether there were any.
func (p *Place) follow(ctx context.Context, client *clientv3.Client, after int64, values chan<- Value) (heard bool, err error) {
	// The metadata give the watch its own stream, because an expired token is not renewed
	// on an old stream. A node that lost its leader ends the watch instead of staying
	// silent.
	watching := clientv3.WithRequireLeader(ctx)
	for answer := range client.Watch(watching, p.prefix, clientv3.WithPrefix(), clientv3.WithRev(after+1)) {
		if answer.Err() != nil {
			return heard, answer.Err()
		}
		for _, event := range answer.Events {
			key, own := p.own(event.Kv.Key)
			if !own {
				continue
			}
			heard = true
			value := Value{Key: key, Revision: event.Kv.ModRevision}
			if event.Type == clientv3.EventTypePut {
				value.Sealed = sealedOf(event.Kv)
			}
			select {
			case values <- value:
			case <-ctx.Done():
				return heard, ctx.Err()
			}
		}
	}
	return heard, nil
}
