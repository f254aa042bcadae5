//go:build unix

package shared

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
)

func start(t *testing.T, o etcdtest.Options) *etcdtest.Cluster {
	o.TLS = !o.OnlyServerTLS
	c := etcdtest.Start(t, o)
	c.MustAddUsers(t, etcdtest.User{Name: "ada", Password: "practice-ada", Grants: []etcdtest.Grant{{Prefix: "suitekey/vault-", Write: true}}})
	return c
}

// leader returns the number of the node that leads.
func leader(t *testing.T, c *etcdtest.Cluster) int {
	t.Helper()
	client, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for i, address := range c.Addresses() {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		status, err := client.Status(ctx, "https://"+address)
		cancel()
		if err == nil && status.Leader == status.Header.MemberId {
			return i
		}
	}
	t.Fatal("nobody leads")
	return 0
}

func numberIn(sealed []byte) int {
	text, _, _ := strings.Cut(strings.TrimPrefix(string(sealed), string(placetest.Sealed(""))), " ")
	number, _ := strconv.Atoi(text)
	return number
}

// count adds one to a number, and stores the new one under a key of its own.
func count(p place.Place, who string) error {
	return p.Change(context.Background(), "counting", func(tx place.Tx) error {
		number := 0
		switch now, err := tx.Read("profiles/count.age"); {
		case err == nil:
			number = numberIn(now)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		tx.Write("profiles/count.age", placetest.Sealed(strconv.Itoa(number+1)+" "+rand.Text())) // never the same twice, as what age encrypts
		tx.Write(fmt.Sprintf("history/count/%06d.age", number+1), placetest.Sealed(who))
		return nil
	})
}

// countOn adds one to the number writes times, as writer w, and tells half in the middle. It
// goes on while the engine is out of reach; not to know whether a write was done is an error.
func countOn(t *testing.T, p place.Place, w, writes int, half chan<- bool) {
	for n := range writes {
		if n == writes/2 {
			half <- true
		}
		for err := count(p, fmt.Sprint(w)); err != nil; err = count(p, fmt.Sprint(w)) {
			if !errors.Is(err, place.ErrOutOfReach) || strings.Contains(err.Error(), "not known") {
				t.Error(err)
				return
			}
		}
	}
}

// wantCounted looks whether all writes are there, and none twice.
func wantCounted(t *testing.T, p place.Place, want int) {
	t.Helper()
	listed, err := p.List(t.Context(), "history/count")
	sealed, _ := p.Read(t.Context(), "profiles/count.age")
	if err != nil || len(listed) != want || numberIn(sealed) != want {
		t.Errorf("%d of %d writes are there, and the count is %q: %v", len(listed), want, sealed, err)
	}
}

// TestNodeLost kills or pauses the node that leads, or another one, while two machines write and a third
// one holds a lease: nothing is lost, nothing is done twice, and the lease lives.
func TestNodeLost(t *testing.T) {
	for _, how := range []string{"leader killed", "leader paused", "follower killed"} {
		t.Run(how, func(t *testing.T) {
			c := start(t, etcdtest.Options{Nodes: 3})
			vault := newVault()
			const writers, writes = 2, 60
			var group sync.WaitGroup
			half := make(chan bool, writers)
			holder := open(t, config(c, vault, "ada"))
			err := holder.Hold(t.Context(), "renewing-acme", 20*time.Second, func(ctx context.Context) error {
				for w := range writers {
					group.Go(func() { countOn(t, open(t, config(c, vault, "ada")), w, writes, half) })
				}
				<-half
				led := leader(t, c)
				switch how {
				case "leader killed":
					c.Kill(led)
				case "follower killed":
					c.Kill((led + 1) % 3)
				default:
					if err := c.Pause(led); err != nil {
						return err
					}
				}
				group.Wait()
				return errors.Join(holder.Held(ctx), holder.Change(ctx, "saving", func(tx place.Tx) error {
					tx.Write("profiles/held.age", placetest.Sealed("held"))
					return nil
				}))
			})
			if err != nil {
				t.Errorf("the lease: %v", err)
			}
			wantCounted(t, holder, writers*writes)
		})
	}
}

// A transaction without an answer was carried out, although colleagues have replaced what it
// wrote: it is not done twice.
func TestStoredBeforeOthers(t *testing.T) {
	c := start(t, etcdtest.Options{})
	p := open(t, config(c, newVault(), "ada"))
	const key = "profiles/acme.age"
	placetest.Write(t, p, key, "before")
	before, err := p.Value(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"mine", "a colleague's", "another colleague's"} {
		placetest.Write(t, p, key, text)
	}
	work := &tx{ctx: t.Context(), at: p, doing: "saving", revision: before.Revision}
	for text, want := range map[string]bool{"mine": true, "another colleague's": true, "before": false, "never": false} {
		got, err := work.stored(t.Context(), place.Op{Key: key, Sealed: placetest.Sealed(text)})
		if err != nil || got != want {
			t.Errorf("%s: stored %v, %v", text, got, err)
		}
	}
}

// A lease that ended takes the right to write with it, and tells the work.
func TestLeaseLost(t *testing.T) {
	c := start(t, etcdtest.Options{})
	p := open(t, config(c, newVault(), "ada"))
	root, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	err = p.Hold(t.Context(), "renewing-acme", 3*time.Second, func(ctx context.Context) error {
		working, err := p.Working(ctx)
		if err != nil || len(working) != 1 || working[0].Who != "ada" || working[0].Name != "renewing-acme" {
			t.Errorf("at work: %v, %v", working, err)
		}
		leases, err := root.Leases(ctx)
		if err != nil {
			return err
		}
		for _, l := range leases.Leases {
			if _, err := root.Revoke(ctx, l.ID); err != nil {
				return err
			}
		}
		if err := p.Held(ctx); !errors.Is(err, place.ErrLost) {
			t.Errorf("asked: %v", err)
		}
		err = p.Change(ctx, "saving acme", func(tx place.Tx) error { tx.Write("profiles/acme.age", placetest.Sealed("late")); return nil })
		if !errors.Is(err, place.ErrLost) {
			t.Errorf("saved: %v", err)
		}
		<-ctx.Done() // within a part of the time that the lease would have lasted
		return context.Cause(ctx)
	})
	if !errors.Is(err, place.ErrLost) {
		t.Errorf("the work ended with %v", err)
	}
	if _, err := p.Read(t.Context(), "profiles/acme.age"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a late write: %v", err)
	}
}

// A log-in whose token has run out is renewed, also for a new watch.
func TestTokenRunsOut(t *testing.T) {
	both(t, func(t *testing.T, program string) {
		c := start(t, etcdtest.Options{Program: program, OnlyServerTLS: true, Flags: []string{"--auth-token-ttl=1", "--log-level=debug"}})
		file := filepath.Join(t.TempDir(), "password")
		if err := os.WriteFile(file, []byte("practice-ada\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p := open(t, engine.Engine{Vault: newVault(), Addresses: c.Addresses(), CAFile: c.Path("ca.crt"), User: "ada", PasswordFile: file})
		placetest.Write(t, p, "profiles/acme.age", "one")
		first, err := p.Watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		awaitLog(t, c.Nodes[0], `deleted a simple token","user-name":"ada"`) // the engine's own clock decides
		for _, value := range []string{"two", "three"} {
			err := p.Change(t.Context(), "saving", func(tx place.Tx) error {
				_, err := tx.Read("profiles/acme.age")
				tx.Write("profiles/acme.age", placetest.Sealed(value))
				return err
			})
			if err != nil {
				t.Fatalf("%s: %v", value, err)
			}
		}
		again, err := p.Watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		placetest.Write(t, p, "profiles/acme.age", "four")
		for of, changes := range map[string]<-chan string{"a new watch": again, "the old watch": first} {
			select {
			case key, open := <-changes: // the old one may have ended, and says so
				if open && key != "profiles/acme.age" || !open && of == "a new watch" {
					t.Errorf("%s: %q, open %v", of, key, open)
				}
			case <-time.After(5 * time.Second):
				t.Errorf("%s sees nothing", of)
			}
		}
	})
}

// awaitLog waits until a node has written a text into its log.
func awaitLog(t *testing.T, n *etcdtest.Node, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		if log, err := os.ReadFile(n.Log); err == nil && strings.Contains(string(log), text) {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the log of the node has no %q", text)
		}
	}
}

// What is wrong is said in a sentence, soon, and nothing is changed.
func TestSentences(t *testing.T) {
	c := start(t, etcdtest.Options{})
	vault := newVault()
	good := config(c, vault, "ada")
	placetest.Write(t, open(t, good), "profiles/acme.age", "one")
	c.MustAddUsers(t, etcdtest.User{Name: "reader", Grants: []etcdtest.Grant{{Prefix: "suitekey/" + vault + "/"}}}, etcdtest.User{Name: "gone"})
	if err := c.RemoveUser(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	old := etcdtest.Start(t, etcdtest.Options{OnlyServerTLS: true, Until: time.Now().Add(-time.Hour)})
	garbage := etcdtest.Listening(t, func(conn net.Conn) { _, _ = conn.Write([]byte("\x00\x1b[2J garbage\n")) })
	proxy := etcdtest.Listening(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
	})
	silent := etcdtest.Listening(t, func(net.Conn) { select {} })
	with := func(change func(*engine.Engine)) engine.Engine {
		e := good
		change(&e)
		return e
	}
	for want, e := range map[string]engine.Engine{
		"does not allow this user":    config(c, vault, "reader"),
		"user|sign-in|allow":          config(c, vault, "gone"),
		"expired on":                  with(func(e *engine.Engine) { e.Addresses = old.Addresses(); e.CAFile = old.Path("ca.crt") }),
		"does not trust":              with(func(e *engine.Engine) { e.CAFile = old.Path("ca.crt") }),
		"requires a certificate":      with(func(e *engine.Engine) { e.CertFile, e.KeyFile = "", "" }),
		"does not speak TLS|TLS":      with(func(e *engine.Engine) { e.Addresses = []string{garbage} }),
		"without TLS":                 with(func(e *engine.Engine) { e.Addresses = []string{proxy} }),
		"no answer|does not answer":   with(func(e *engine.Engine) { e.Addresses = []string{silent} }),
		"nothing listens":             with(func(e *engine.Engine) { e.Addresses = []string{"127.0.0.1:1"} }),
		"no host of this name|looked": with(func(e *engine.Engine) { e.Addresses = []string{"nobody.invalid:2379"} }),
	} {
		began := time.Now()
		err := open(t, e).Change(t.Context(), "saving acme", func(tx place.Tx) error {
			_, err := tx.Read("profiles/acme.age")
			tx.Write("profiles/acme.age", placetest.Sealed("changed"))
			return err
		})
		said := false
		for _, part := range strings.Split(want, "|") {
			said = said || err != nil && strings.Contains(err.Error(), part)
		}
		if !said || !place.IsTrouble(err) || !strings.HasPrefix(err.Error(), "saving acme: ") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v", want, err)
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s: took %v", want, took)
		}
	}
	if got, err := open(t, good).Read(t.Context(), "profiles/acme.age"); err != nil || string(got) != string(placetest.Sealed("one")) {
		t.Errorf("afterwards: %q, %v", got, err)
	}
}

// The engine forgets changes while somebody is away, and runs out of space.
func TestCompactedAndFull(t *testing.T) {
	c := start(t, etcdtest.Options{Flags: []string{"--quota-backend-bytes=2097152"}})
	p := open(t, config(c, newVault(), "ada"))
	for i := range 3 {
		placetest.Write(t, p, "profiles/acme.age", fmt.Sprint(i))
	}
	root, err := c.Client("root")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	now, err := root.Get(t.Context(), "x")
	if err == nil {
		_, err = root.Compact(t.Context(), now.Header.Revision)
	}
	if err != nil {
		t.Fatal(err)
	}
	changes, err := p.Changes(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if v, open := <-changes; open {
		t.Errorf("changed: %v", v)
	}
	for i := range 400 { // the engine sees its size when it next writes it down
		err = p.Change(t.Context(), "saving acme", func(tx place.Tx) error {
			tx.Write(fmt.Sprintf("profiles/acme-%d.age", i), placetest.Sealed(strings.Repeat("x", 300_000)))
			return nil
		})
		if err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "saving acme: the engine's space is used up") || !place.IsTrouble(err) {
		t.Errorf("full: %v", err)
	}
	if got, err := p.Read(t.Context(), "profiles/acme.age"); err != nil || string(got) != string(placetest.Sealed("2")) {
		t.Errorf("reading goes on: %q, %v", got, err)
	}
}
