package shared

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/core/termsafe"
	"suitekey/storage/place"
)

// leases is the folder of the active holds.
const leases = "leases"

// Working is a hold that somebody has now.
type Working struct {
	Name  string    // of the hold
	Who   string    // the person or machine, by the name that it uses
	Since time.Time // by the clock of the holder
}

// holder is the value of a lease key. It is not encrypted, because the server sees names
// and times anyway.
type holder struct {
	Who   string    `json:"who"`
	Since time.Time `json:"since"`
	Token string    `json:"token"` // distinguishes two holders of one name
}

// fence is the hold from which a context was made.
type fence struct {
	at      *Place
	name    string
	key     string
	created int64 // the revision in which the key was made
	lease   clientv3.LeaseID
}

type fenceKey struct{}

func fenceOf(ctx context.Context) *fence {
	f, _ := ctx.Value(fenceKey{}).(*fence)
	return f
}

func (f *fence) compare() clientv3.Cmp {
	return clientv3.Compare(clientv3.CreateRevision(f.key), "=", f.created)
}

// Hold implements place.Place with a lease of the engine.
func (p *Place) Hold(ctx context.Context, name string, ttl time.Duration, work func(context.Context) error) error {
	if err := place.CheckKey(leases + "/" + name); err != nil {
		return err
	}
	f, err := p.take(ctx, name, ttl)
	if err != nil {
		return err
	}
	held, lost := context.WithCancelCause(context.WithValue(ctx, fenceKey{}, f))
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.keep(f.lease, ttl, stop, lost)
	}()
	defer func() {
		close(stop)
		<-done
		lost(nil)
		p.release(f)
	}()
	return work(held)
}

// take waits until the name is free.
func (p *Place) take(ctx context.Context, name string, ttl time.Duration) (*fence, error) {
	doing := "waiting for " + name
	if about, ours := strings.CutPrefix(name, place.WorkPrefix); ours {
		doing = "working on " + about
	}
	lease, err := p.grant(ctx, doing, ttl)
	if err != nil {
		return nil, err
	}
	f := &fence{at: p, name: name, key: p.prefix + leases + "/" + name, lease: lease}
	value, err := json.Marshal(holder{Who: p.who, Since: time.Now().UTC().Truncate(time.Second), Token: rand.Text()})
	if err != nil {
		return nil, err
	}
	for {
		if place.Impatient(ctx) {
			p.revoke(lease)
			return nil, place.ErrHeld
		}
		var answer *clientv3.TxnResponse
		err := p.call(ctx, doing, func(ctx context.Context, c *clientv3.Client) (err error) {
			answer, err = c.Txn(ctx).If(clientv3.Compare(clientv3.CreateRevision(f.key), "=", 0)).
				Then(clientv3.OpPut(f.key, string(value), clientv3.WithLease(lease))).Else(clientv3.OpGet(f.key)).Commit()
			return err
		})
		switch {
		case errors.Is(err, rpctypes.ErrLeaseNotFound): // the wait was longer than the lease
			if f.lease, err = p.grant(ctx, doing, ttl); err != nil {
				return nil, err
			}
			lease = f.lease
			continue
		case err != nil:
			p.revoke(lease)
			return nil, err
		case answer.Succeeded:
			f.created = answer.Header.Revision
			return f, nil
		}
		there := answer.Responses[0].GetResponseRange().Kvs
		if len(there) == 0 {
			continue
		}
		if string(there[0].Value) == string(value) { // an attempt without an answer was carried out
			f.created = there[0].CreateRevision
			return f, nil
		}
		if err := p.awaitRelease(ctx, f.key, answer.Header.Revision, lease); err != nil {
			p.revoke(lease)
			return nil, p.heldError(ctx, name, there[0].Value, err)
		}
	}
}

func (p *Place) grant(ctx context.Context, doing string, ttl time.Duration) (lease clientv3.LeaseID, err error) {
	seconds := int64(max(1, (ttl+time.Second-1)/time.Second))
	err = p.call(ctx, doing, func(ctx context.Context, c *clientv3.Client) error {
		granted, err := c.Grant(ctx, seconds)
		if err == nil {
			lease = granted.ID
		}
		return err
	})
	return lease, err
}

// awaitRelease waits until a key is removed, and keeps the lease of the waiting process
// alive. It may return early.
func (p *Place) awaitRelease(ctx context.Context, key string, revision int64, lease clientv3.LeaseID) error {
	client, err := p.connect()
	if err != nil {
		return err
	}
	watching, cancel := context.WithTimeout(clientv3.WithRequireLeader(ctx), callLimit)
	defer cancel()
	for answer := range client.Watch(watching, key, clientv3.WithRev(revision+1), clientv3.WithFilterPut()) {
		if len(answer.Events) > 0 || answer.Err() != nil {
			break
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	_, _ = client.KeepAliveOnce(watching, lease)
	return nil
}

// heldError names the holder.
func (p *Place) heldError(ctx context.Context, name string, value []byte, err error) error {
	if !place.Impatient(ctx) {
		return err
	}
	w := working(name, value)
	return &place.HeldError{Name: name, Who: w.Who, Since: w.Since}
}

func working(name string, value []byte) Working {
	var h holder
	if json.Unmarshal(value, &h) != nil {
		h = holder{}
	}
	return Working{Name: name, Who: termsafe.Line(h.Who, 100), Since: h.Since}
}

// keep keeps a lease alive until stop. It repeats a failed call: only the engine decides
// whether the lease is lost. After ttl without an answer the lease counts as lost.
func (p *Place) keep(lease clientv3.LeaseID, ttl time.Duration, stop <-chan struct{}, lost context.CancelCauseFunc) {
	heard := time.Now()
	for wait := ttl / 4; ; {
		select {
		case <-stop:
			return
		case <-time.After(wait):
		}
		ctx, cancel := context.WithTimeout(context.Background(), max(ttl/4, time.Second))
		client, err := p.connect()
		if err == nil {
			_, err = client.KeepAliveOnce(ctx, lease)
			if err != nil && loggedOut(err) {
				p.renew(client)
			}
		}
		cancel()
		switch {
		case err == nil:
			heard = time.Now()
		case errors.Is(err, rpctypes.ErrLeaseNotFound), time.Since(heard) > ttl:
			lost(place.ErrLost)
			return
		}
	}
}

// release releases the name for others who wait for it.
func (p *Place) release(f *fence) { p.revoke(f.lease) }

func (p *Place) revoke(lease clientv3.LeaseID) {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	if client, err := p.connect(); err == nil {
		_, _ = client.Revoke(ctx, lease) // if this fails, the lease expires
	}
}

// Held implements place.Place.
func (p *Place) Held(ctx context.Context) error {
	f := fenceOf(ctx)
	if f == nil {
		return nil
	}
	asking := context.WithoutCancel(ctx)
	var found *clientv3.GetResponse
	err := f.at.call(asking, "asking who works on "+f.name, func(ctx context.Context, c *clientv3.Client) (err error) {
		found, err = c.Get(ctx, f.key)
		return err
	})
	if err != nil {
		return err
	}
	if len(found.Kvs) == 0 || found.Kvs[0].CreateRevision != f.created {
		return place.ErrLost
	}
	return nil
}

// Working returns the active holds, sorted by name.
func (p *Place) Working(ctx context.Context) ([]Working, error) {
	var found *clientv3.GetResponse
	err := p.call(ctx, "asking who works on what", func(ctx context.Context, c *clientv3.Client) (err error) {
		found, err = c.Get(ctx, p.folder(leases), clientv3.WithPrefix())
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []Working
	for _, kv := range found.Kvs {
		if key, own := p.own(kv.Key); own {
			all = append(all, working(strings.TrimPrefix(key, leases+"/"), kv.Value))
		}
	}
	return all, nil
}

var _ fmt.Stringer = Working{}

// String returns a sentence such as "ci works on renewing-acme since 10:03".
func (w Working) String() string {
	return fmt.Sprintf("%s works on %s since %s", w.Who, w.Name, w.Since.Local().Format("15:04"))
}
