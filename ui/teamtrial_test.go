//go:build unix

package ui_test

import (
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"suitekey/core/secret"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/teams"
)

// gate lets connections through to a server and counts what passes in both directions.
// At one count it stops a process: before that part is passed on, or after.
type gate struct {
	target   string
	listener net.Listener

	mu      *sync.Mutex // shared by the gates of one process
	counted *int
	stopAt  int
	before  bool
	stop    func()
}

func (g *gate) serve() {
	for {
		client, err := g.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", g.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		go g.pass(client, server)
		go g.pass(server, client)
	}
}

func (g *gate) pass(from, to net.Conn) {
	defer to.Close()
	data := make([]byte, 64<<10)
	for {
		n, err := from.Read(data)
		if n > 0 && !g.forward(to, data[:n]) || err != nil {
			return
		}
	}
}

func (g *gate) forward(to io.Writer, data []byte) bool {
	g.mu.Lock()
	*g.counted++
	mine := *g.counted == g.stopAt
	g.mu.Unlock()
	if mine && g.before {
		g.stop()
	}
	_, err := to.Write(data)
	if mine && !g.before {
		g.stop()
	}
	return err == nil
}

// teamTrial is a connection in a team's vault that two machines renew.
type teamTrial struct {
	killed
	cluster *etcdtest.Cluster
	known   *vaults.Vault
}

func teamCluster(t *testing.T) *etcdtest.Cluster {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	c.MustAddUsers(t, etcdtest.User{Name: "ci", Grants: []etcdtest.Grant{{Prefix: "suitekey/team-", Write: true}}})
	return c
}

func newTeamTrial(t *testing.T, c *etcdtest.Cluster, vault string) *teamTrial {
	r := &teamTrial{cluster: c}
	r.killed = newKilledIn(t, func(dir string) []string {
		_, file, err := people.NewMachine()
		identity := filepath.Join(dir, "renewer.key")
		if err == nil {
			err = os.WriteFile(identity, []byte(file.Reveal()), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		e := engine.Engine{Vault: vault, Addresses: c.Addresses(), CAFile: c.Path("ca.crt"), CertFile: c.Path("ci.crt"), KeyFile: c.Path("ci.key")}
		desk := &teams.Desk{Home: filepath.Join(dir, "vault"), Now: clock, IdentityFile: identity}
		m, err := desk.Init(t.Context(), e, "ci", secret.Secret{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = m.Close() })
		r.known = m.Vault
		return []string{"SUITEKEY_VAULT=" + vault, "SUITEKEY_IDENTITY_FILE=" + identity}
	})
	return r
}

var renewAcme = []string{"renew", "acme", "--due", "--no-input", "--json", "--handover", handOver, "--confirm-account", "9999901"}

// paused renews on a machine whose n-th message stops it. It calls meanwhile, and lets
// the machine go on. It returns how many messages there were.
func (r *teamTrial) paused(n int, before bool, meanwhile func()) int {
	r.t.Helper()
	counted, _, _ := r.disturbed(n, before, func(cmd *exec.Cmd) {
		_ = cmd.Process.Signal(syscall.SIGSTOP)
		r.expire()
		meanwhile()
		_ = cmd.Process.Signal(syscall.SIGCONT)
	})
	return counted
}

// disturbed renews on a machine, and calls disturb before or after its n-th message, which
// waits for that. It returns how many messages there were, and how the renewal ended.
func (r *teamTrial) disturbed(n int, before bool, disturb func(*exec.Cmd), env ...string) (messages int, printed string, ended error) {
	r.t.Helper()
	var mu sync.Mutex
	counted, begun := 0, make(chan *exec.Cmd, 1)
	open := func(target string) (*gate, string) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			r.t.Fatal(err)
		}
		g := &gate{target: target, listener: listener, mu: &mu, counted: &counted, stopAt: n, before: before}
		g.stop = func() { disturb(<-begun) }
		go g.serve()
		return g, listener.Addr().String()
	}
	toNetSuite, proxy := open(strings.TrimPrefix(r.card.Proxy, "http://"))
	toEngine, at := open(r.cluster.Addresses()[0])
	defer toNetSuite.listener.Close()
	defer toEngine.listener.Close()

	home := r.t.TempDir()
	known := *r.known
	e := known.Engine
	e.Addresses = []string{at}
	other := vaults.New(home, e, "slow")
	if err := other.Learn(known.Known); err != nil {
		r.t.Fatal(err)
	}
	cmd := r.suitekey(renewAcme...)
	cmd.Env = append(cmd.Env, "SUITEKEY_HOME="+home, "HTTPS_PROXY=http://"+proxy)
	cmd.Env = append(cmd.Env, env...)
	var told strings.Builder
	cmd.Stdout, cmd.Stderr = &told, &told
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	begun <- cmd
	ended = cmd.Wait()
	if strings.Contains(told.String(), "panic") {
		r.t.Errorf("message %d: %s", n, told.String())
	}
	mu.Lock()
	defer mu.Unlock()
	return counted, told.String(), ended
}

// expire ends all leases, as time does: whoever holds one learns nothing of it.
func (r *teamTrial) expire() {
	r.t.Helper()
	client, err := r.cluster.Client("root")
	if err != nil {
		r.t.Fatal(err)
	}
	defer client.Close()
	leases, err := client.Leases(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, l := range leases.Leases {
		if _, err := client.Revoke(context.Background(), l.ID); err != nil {
			r.t.Fatal(err)
		}
	}
}

// rounds is how many of the messages are tried; SUITEKEY_TRIALS=1000 tries all.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("SUITEKEY_TRIALS")); err == nil {
		return n
	}
	return 16
}

// TestTeamRenewerPaused stops one of two renewers before and after what it sends and
// gets, for longer than its lease lasts. The other one takes its work up. There is one
// new certificate, and the product can sign in.
func TestTeamRenewerPaused(t *testing.T) {
	c := teamCluster(t)
	all := newTeamTrial(t, c, "team-all").paused(-1, false, nil)
	if all < 20 {
		t.Fatalf("only %d messages", all)
	}
	tried, finished := 0, 0
	step := max(1, 2*all/rounds())
	for n := 1; n <= all; n += step {
		for _, before := range []bool{true, false} {
			r := newTeamTrial(t, c, "team-"+strconv.Itoa(n)+"-"+strconv.FormatBool(before))
			id, _ := r.saved()
			other := false
			r.paused(n, before, func() {
				r.must(renewAcme...) // which does nothing where nothing is due any more
				if now, draft := r.saved(); draft || now == id {
					t.Errorf("message %d, before %v: the other renewer did not finish: renewed %v, draft %v", n, before, now != id, draft)
				}
				other = true
			})
			tried++
			if other {
				finished++
			}
			all, usable := r.certificates("afterwards")
			if now, draft := r.saved(); all != 2 || usable != 1 || draft || now == id {
				t.Errorf("message %d, before %v: NetSuite has %d certificates, %d of them active; renewed: %v, draft left: %v", n, before, all, usable, now != id, draft)
			}
			r.stop()
		}
	}
	t.Logf("%d of %d runs were paused at one of %d messages", finished, tried, all)
}

// TestTeamRenewerWithAWrongClock renews on a machine whose clock is an hour off. It names the
// clock before it changes anything, and holds nothing afterwards: leases count by the
// engine's clock alone. The other renewer goes on at once.
func TestTeamRenewerWithAWrongClock(t *testing.T) {
	c := teamCluster(t)
	began, err := strconv.ParseInt(os.Getenv(clockVariable), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	for word, off := range map[string]time.Duration{"ahead": time.Hour, "behind": -time.Hour} {
		r := newTeamTrial(t, c, "team-clock-"+word)
		id, _ := r.saved()
		cmd := r.suitekey(renewAcme...)
		cmd.Env = append(cmd.Env, clockVariable+"="+strconv.FormatInt(began-int64(off), 10))
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "this computer's clock is ") || !strings.Contains(string(out), " minutes "+word) {
			t.Errorf("with a clock that is %s: %v\n%s", word, err, out)
		}
		if all, _ := r.certificates("with a wrong clock"); all != 1 {
			t.Errorf("with a clock that is %s, NetSuite has %d certificates", word, all)
		}
		r.must("tag", "acme", "+"+word)
		r.must(renewAcme...)
		all, usable := r.certificates("afterwards")
		if now, draft := r.saved(); all != 2 || usable != 1 || draft || now == id {
			t.Errorf("after a clock that was %s: %d certificates, %d of them active; renewed: %v, draft left: %v", word, all, usable, now != id, draft)
		}
		r.stop()
	}
}

// TestTeamRenewerWhoseClockJumps renews on a machine whose clock jumps by an hour at one of
// its messages. Either the renewal goes on, or a sentence names the clock and another machine
// goes on. There is one new certificate, and it is valid by the right clock.
func TestTeamRenewerWhoseClockJumps(t *testing.T) {
	c := teamCluster(t)
	all := newTeamTrial(t, c, "team-all").paused(-1, false, nil)
	stopped, step := 0, max(1, 4*all/rounds())
	for n := 1; n <= all; n += step {
		for _, off := range []string{"1h", "-1h"} {
			r := newTeamTrial(t, c, "team-"+strconv.Itoa(n)+"-by"+off)
			id, _ := r.saved()
			file := filepath.Join(r.dir, "clock")
			_, printed, err := r.disturbed(n, true, func(*exec.Cmd) {
				if err := os.WriteFile(file, []byte(off), 0o600); err != nil {
					t.Error(err)
				}
			}, jumpVariable+"="+file)
			if err != nil {
				stopped++
				if !strings.Contains(printed, "clock") {
					t.Errorf("message %d, a clock off by %s: %v\n%s", n, off, err, printed)
				}
			}
			r.must(renewAcme...)
			all, usable := r.certificates("afterwards")
			if now, draft := r.saved(); all != 2 || usable != 1 || draft || now == id {
				t.Errorf("message %d, a clock off by %s: NetSuite has %d certificates, %d of them active; renewed: %v, draft left: %v", n, off, all, usable, now != id, draft)
			}
			r.stop()
		}
	}
	if stopped == 0 {
		t.Error("no renewal noticed the clock")
	}
}
