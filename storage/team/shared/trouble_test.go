package shared_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/storage/place"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/shared"
)

const (
	prefix = "suitekey/acme/"
	head   = "age-encryption.org/v1\n" // every value in a place begins so
)

var ben = etcdtest.User{Name: "ben", Password: "practice-ben", Grants: []etcdtest.Grant{{Prefix: prefix, Write: true}}}

// at opens the vault of a cluster as ben, by a certificate or by a password.
func at(t *testing.T, c *etcdtest.Cluster, addresses ...string) *shared.Place {
	t.Helper()
	e := engine.Engine{Addresses: c.Addresses(), Vault: "acme", CAFile: c.Path("ca.crt")}
	if len(addresses) > 0 {
		e.Addresses = addresses
	}
	if _, err := os.Stat(c.Path("ben.crt")); err == nil {
		e.CertFile, e.KeyFile = c.Path("ben.crt"), c.Path("ben.key")
	} else {
		e.User, e.PasswordFile = "ben", filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(e.PasswordFile, []byte(ben.Password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := shared.Open(e, "ben")
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func write(ctx context.Context, p *shared.Place, key, text string) error {
	return p.Change(ctx, "saving "+key, func(tx place.Tx) error {
		tx.Write(key, []byte(head+text))
		return nil
	})
}

func limited(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// A log-in that the engine has forgotten is renewed by itself, also for a new watch,
// which etcd refuses on an old stream.
func TestForgottenLogIn(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{OnlyServerTLS: true})
	c.MustAddUsers(t, ben)
	ctx, p := limited(t), at(t, c)
	if _, err := p.Watch(ctx); err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, p, "profiles/a.age", "1"); err != nil {
		t.Fatal(err)
	}
	root, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := root.UserChangePassword(ctx, "ben", ben.Password); err != nil { // ends all log-ins of ben
		t.Fatal(err)
	}
	changes, err := p.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, p, "profiles/a.age", "2"); err != nil {
		t.Errorf("writing after the log-in was forgotten: %v", err)
	}
	select {
	case <-changes: // the change, or the end of a watch, after which everything is listed again
	case <-ctx.Done():
		t.Error("the new watch is silent")
	}
	if _, err := root.UserChangePassword(ctx, "ben", "another"); err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, p, "profiles/a.age", "3"); err == nil || !strings.Contains(err.Error(), "saving profiles/a.age: ") {
		t.Errorf("with a password that is not valid any more: %v", err)
	}
}

// A user who is removed while working is told so, and nothing is stored from then on.
func TestRemovedWhileWorking(t *testing.T) {
	for _, variable := range []string{etcdtest.Variable, etcdtest.DebianVariable} {
		t.Run(variable, func(t *testing.T) {
			c := etcdtest.Start(t, etcdtest.Options{TLS: true, Program: etcdtest.Program(t, variable, "etcd")})
			c.MustAddUsers(t, ben)
			ctx, p := limited(t), at(t, c)
			if err := write(ctx, p, "profiles/a.age", "1"); err != nil {
				t.Fatal(err)
			}
			if err := c.RemoveUser(ctx, "ben"); err != nil {
				t.Fatal(err)
			}
			err := write(ctx, p, "profiles/a.age", "2")
			if !errors.Is(err, place.ErrForbidden) || !strings.Contains(err.Error(), "user") {
				t.Errorf("writing: %v", err)
			}
			if _, err := p.Read(ctx, "profiles/a.age"); !errors.Is(err, place.ErrForbidden) {
				t.Errorf("reading: %v", err)
			}
			root, err := c.Client("root")
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			if got, err := root.Get(ctx, prefix+"profiles/a.age"); err != nil || string(got.Kvs[0].Value) != head+"1" {
				t.Errorf("stored is %v, %v", got, err)
			}
		})
	}
}

func TestExpiredCertificateOfTheEngine(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true, Until: time.Now().Add(-time.Hour)})
	c.MustAddUsers(t, ben)
	_, err := at(t, c).Read(limited(t), "profiles/a.age")
	if !errors.Is(err, place.ErrOutOfReach) || !strings.Contains(err.Error(), "the engine's certificate expired on") {
		t.Errorf("reading: %v", err)
	}
}

// A full engine refuses writes with a sentence, is read on, and takes writes again once
// whoever runs it has made room.
func TestFullEngine(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true, Flags: []string{"--quota-backend-bytes=4194304"}})
	c.MustAddUsers(t, ben)
	ctx, p := limited(t), at(t, c)
	if err := write(ctx, p, "profiles/first.age", "1"); err != nil {
		t.Fatal(err)
	}
	var err error
	for n := 0; err == nil && n < 40; n++ {
		err = write(ctx, p, "profiles/large.age", strings.Repeat("x", 500_000))
	}
	if err == nil || !strings.Contains(err.Error(), "saving profiles/large.age: the engine's space is used up") {
		t.Errorf("writing ends with %v", err)
	}
	if got, err := p.Read(ctx, "profiles/first.age"); err != nil || string(got) != head+"1" {
		t.Errorf("reading: %q, %v", got, err)
	}
	root, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	revision, err := root.Get(ctx, prefix, clientv3.WithCountOnly())
	if err == nil {
		_, err = root.Compact(ctx, revision.Header.Revision, clientv3.WithCompactPhysical())
	}
	if err == nil {
		_, err = root.Defragment(ctx, root.Endpoints()[0])
	}
	if err == nil {
		_, err = root.AlarmDisarm(ctx, &clientv3.AlarmMember{})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, p, "profiles/first.age", "2"); err != nil {
		t.Errorf("writing afterwards: %v", err)
	}
}

// While the way to the engine is cut, the engine forgets what was changed: the watch
// ends, so that everything is listed again.
func TestCompactionUnderAWatch(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	c.MustAddUsers(t, ben)
	way := newRelay(t, c.Addresses()[0])
	ctx, p := limited(t), at(t, c, way.address)
	changes, err := p.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, p, "profiles/a.age", "1"); err != nil {
		t.Fatal(err)
	}
	if key := <-changes; key != "profiles/a.age" {
		t.Errorf("changed is %q", key)
	}
	way.cut()
	root, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var last int64
	for n := range 5 {
		put, err := root.Put(ctx, prefix+"profiles/a.age", head+fmt.Sprint(n))
		if err != nil {
			t.Fatal(err)
		}
		last = put.Header.Revision
	}
	if _, err := root.Compact(ctx, last); err != nil {
		t.Fatal(err)
	}
	way.mend()
	for open := true; open; { // the last change, or the end
		select {
		case _, open = <-changes:
			got, err := p.Read(ctx, "profiles/a.age")
			if err == nil && string(got) == head+"4" {
				return
			}
		case <-ctx.Done():
			t.Fatal("the watch is silent")
		}
	}
	if got, err := p.Read(ctx, "profiles/a.age"); err != nil || string(got) != head+"4" {
		t.Errorf("listed again: %q, %v", got, err)
	}
}

// relay is a way to a node that can be cut.
type relay struct {
	address, target string
	mu              sync.Mutex
	down            bool
	open            []net.Conn
}

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{address: listener.Addr().String(), target: target}
	t.Cleanup(func() { _ = listener.Close(); r.cut() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			r.join(near)
		}
	}()
	return r
}

func (r *relay) join(near net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	far, err := net.Dial("tcp", r.target)
	if err != nil || r.down {
		_ = near.Close()
		return
	}
	r.open = append(r.open, near, far)
	pass := func(to, from net.Conn) {
		_, _ = io.Copy(to, from)
		_ = to.Close()
	}
	go pass(near, far)
	go pass(far, near)
}

func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = true
	for _, conn := range r.open {
		_ = conn.Close()
	}
	r.open = nil
}

func (r *relay) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = false
}
