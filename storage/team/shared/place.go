// Package shared stores a team's vault in etcd: a place.Place that many people and machines
// use at the same time. The keys are the same as in a folder, below a prefix, and the
// values are sealed bytes. etcd sees names, sizes and times, but no secrets.
package shared

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/storage/place"
	"suitekey/storage/team/engine"
)

const (
	// callLimit bounds one call to the engine. A new leader is elected within two seconds.
	callLimit = 5 * time.Second
	// patience is how long a call waits before the network path to the engine is checked.
	patience = 400 * time.Millisecond
)

// Place is a vault in etcd. Several goroutines can use it at once.
type Place struct {
	engine engine.Engine
	who    string
	prefix string
	latest atomic.Int64 // the revision of the engine in the last answer to a read

	mu     sync.Mutex
	client *clientv3.Client // nil until first use, and after its log-in has expired
}

// Open returns the vault that e names. It contacts nobody yet. who names this person or
// machine to others while it has a hold.
func Open(e engine.Engine, who string) *Place {
	return &Place{engine: e, who: who, prefix: e.Prefix()}
}

// Close ends all connections.
func (p *Place) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.client == nil {
		return nil
	}
	client := p.client
	p.client = nil
	return client.Close()
}

// connect returns the client, and creates it on first use.
func (p *Place) connect() (*clientv3.Client, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.client != nil {
		return p.client, nil
	}
	client, err := p.engine.Client(context.Background())
	if err == nil {
		p.client = client
	}
	return client, err
}

// Connect begins to connect to the engine and does not wait, so that the first call finds
// the connection there. It does nothing for a log-in by password, which has to wait for an
// answer. The first call reports what fails.
func (p *Place) Connect() {
	if p.engine.User != "" {
		return
	}
	if client, err := p.connect(); err == nil {
		client.ActiveConnection().Connect()
	}
}

// renew drops a client, so that the next call creates a new one. After the client's token
// has expired, etcd 3.4 answers nothing any more and 3.7 refuses new watches.
func (p *Place) renew(of *clientv3.Client) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.client == of {
		p.client = nil
		go of.Close()
	}
}

// call runs one call to the engine, and a second time if the first one was not logged in any
// more, which an engine of version 3.4 does not report, or if its node stays silent although
// others answer: etcd's client notices a cut connection only after 15 seconds, and gives the
// next call to the next node. Therefore call is only for calls that may run twice. doing begins
// the sentence of an error.
func (p *Place) call(ctx context.Context, doing string, call func(context.Context, *clientv3.Client) error) error {
	return p.attempt(ctx, doing, true, call)
}

// once runs a call that must not run again after its answer was lost.
func (p *Place) once(ctx context.Context, doing string, call func(context.Context, *clientv3.Client) error) error {
	return p.attempt(ctx, doing, false, call)
}

func (p *Place) attempt(ctx context.Context, doing string, twice bool, call func(context.Context, *clientv3.Client) error) error {
	for try := 0; ; try++ {
		bounded, end := p.watched(ctx)
		client, err := p.connect()
		if err == nil {
			err = call(bounded, client)
		}
		why := context.Cause(bounded)
		end()
		if err == nil {
			return nil
		}
		var away *unreachableError
		silent := ctx.Err() == nil && unanswered(err)
		again := client != nil && twice && silent && !errors.As(why, &away)
		if p.engine.User != "" && client != nil && (loggedOut(err) || silent) {
			p.renew(client)
			again = again || loggedOut(err)
		}
		if try == 0 && again {
			continue
		}
		return p.explain(ctx, doing, err, why)
	}
}

// watched returns a context for one call. The context ends early if no node is reachable:
// etcd's client would wait for the full time and not report the reason.
func (p *Place) watched(ctx context.Context) (context.Context, func()) {
	bounded, cancel := context.WithTimeout(ctx, callLimit)
	looking, found := context.WithCancelCause(bounded)
	timer := time.AfterFunc(patience, func() {
		brief, cancel := context.WithTimeout(looking, lookLimit) // or the call ends first, and is tried again
		defer cancel()
		if err := p.unreachable(brief); err != nil {
			found(err)
		}
	})
	return looking, func() { timer.Stop(); found(nil); cancel() }
}

// Read implements place.Place.
func (p *Place) Read(ctx context.Context, key string) ([]byte, error) {
	value, err := p.Value(ctx, key)
	return value.Sealed, err
}

// Value is Read, and also returns the revision of the value's last change.
func (p *Place) Value(ctx context.Context, key string) (Value, error) {
	if err := place.CheckKey(key); err != nil {
		return Value{}, err
	}
	var found *clientv3.GetResponse
	err := p.call(ctx, "reading "+key, func(ctx context.Context, c *clientv3.Client) (err error) {
		found, err = c.Get(ctx, p.prefix+key)
		return err
	})
	if err != nil {
		return Value{}, err
	}
	p.latest.Store(found.Header.Revision)
	sealed, err := valueOf(key, found)
	value := Value{Key: key, Sealed: sealed}
	if len(found.Kvs) > 0 {
		value.Revision = found.Kvs[0].ModRevision
	}
	return value, err
}

// valueOf returns the value in the answer to a Get of one key.
func valueOf(key string, found *clientv3.GetResponse) ([]byte, error) {
	if len(found.Kvs) == 0 {
		return nil, &fs.PathError{Op: "read", Path: key, Err: fs.ErrNotExist}
	}
	return sealedOf(found.Kvs[0]), CheckSealed(found.Kvs[0].Value)
}

var sealedHead = []byte("age-encryption.org/v1\n")

// CheckSealed refuses bytes that suitekey cannot have stored: bytes that age has not
// encrypted, or more than a place accepts.
func CheckSealed(value []byte) error {
	switch {
	case !bytes.HasPrefix(value, sealedHead):
		return errors.New("it is not encrypted by age, so suitekey has not written it")
	case len(value) > place.MaxValue:
		return fmt.Errorf("it is larger than %d bytes, the limit for a stored value", place.MaxValue)
	}
	return nil
}

// List implements place.Place. The mark of a key is the revision of its last change.
func (p *Place) List(ctx context.Context, folder string) ([]place.Listed, error) {
	var found *clientv3.GetResponse
	err := p.call(ctx, "reading the vault", func(ctx context.Context, c *clientv3.Client) (err error) {
		found, err = c.Get(ctx, p.folder(folder), clientv3.WithPrefix(), clientv3.WithKeysOnly())
		return err
	})
	if err != nil {
		return nil, err
	}
	p.latest.Store(found.Header.Revision)
	return p.listed(folder, found), nil
}

// folder returns the prefix of the engine's keys in a folder.
func (p *Place) folder(folder string) string {
	if folder == "" {
		return p.prefix
	}
	return p.prefix + folder + "/"
}

// listed returns the keys directly in folder. It leaves out keys that cannot belong to a
// vault.
func (p *Place) listed(folder string, found *clientv3.GetResponse) []place.Listed {
	var all []place.Listed
	for _, kv := range found.Kvs {
		key, own := p.own(kv.Key)
		if !own {
			continue
		}
		child, direct := place.Child(folder, key)
		switch {
		case direct && strings.HasSuffix(child, suffix):
			all = append(all, place.Listed{Key: child, Mark: fmt.Sprint(kv.ModRevision)})
		case !direct && (len(all) == 0 || all[len(all)-1].Key != child):
			all = append(all, place.Listed{Key: child})
		}
	}
	return all
}

const suffix = ".age"

// own converts a key of the engine to a key of the vault.
func (p *Place) own(key []byte) (string, bool) {
	own, inside := strings.CutPrefix(string(key), p.prefix)
	return own, inside && place.CheckKey(own) == nil
}

var _ place.Place = (*Place)(nil)
