//go:build linux || darwin

package agent

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"suitekey/core/secret"
)

const version = "v1.2.3"

// The test program is also the agent that Start starts, and a client or an agent of
// another user.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 2 && os.Args[1] == Verb:
		if Serve(os.Stdin, os.Stdout, version, func(string, secret.Secret, string) func(int) func() { return nil }) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case len(os.Args) == 3 && os.Args[1] == "ask":
		os.Exit(rawAsk(os.Args[2]))
	case len(os.Args) == 3 && os.Args[1] == "kernel":
		key, _, _ := Place{Vault: os.Args[2], Getenv: os.Getenv}.fromKernel("mark", true)
		fmt.Print(key.Reveal())
		os.Exit(0)
	case len(os.Args) == 3 && os.Args[1] == "listen":
		os.Exit(rawListen(os.Args[2]))
	}
	os.Exit(m.Run())
}

// rawAsk asks for the key whatever the permissions say.
func rawAsk(socket string) int {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	_ = write(conn, message{Ask: askKey, Mark: "mark"})
	answer, err := read(conn)
	fmt.Printf("key %q, problem %q, %v\n", answer.Key, answer.Problem, err)
	return 0
}

// rawListen gives everybody a key.
func rawListen(socket string) int {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	_ = os.Chmod(socket, 0o666)
	fmt.Println("ready")
	for {
		conn, err := listener.Accept()
		if err != nil {
			return 1
		}
		_, _ = read(conn)
		_ = write(conn, message{Key: "AGE-SECRET-KEY-OF-SOMEBODY", State: &State{Left: time.Hour}})
		_ = conn.Close()
	}
}

func place(t *testing.T) Place {
	t.Helper()
	runtime, err := os.MkdirTemp("", "sk") // short: the path of a socket has about 100 characters
	if err != nil {
		t.Fatal(err)
	}
	p := Place{Vault: t.TempDir(), Program: version, Getenv: func(name string) string {
		if name == "XDG_RUNTIME_DIR" {
			return runtime
		}
		return ""
	}}
	t.Cleanup(func() {
		_, _ = p.Stop()
		_ = os.RemoveAll(runtime)
	})
	return p
}

func (p Place) socket() string { return filepath.Join(p.folders()[0], p.socketName()+".sock") }

func started(t *testing.T, p Place) {
	t.Helper()
	state, err := p.Start(Start{Mark: "mark", Key: secret.New("the key"), For: time.Hour, Idle: time.Minute})
	if err != nil || state.Left > time.Hour || state.Left < 59*time.Minute || state.Idle != time.Minute || state.Program != version {
		t.Fatal(state, err)
	}
}

func demandKey(t *testing.T, p Place) {
	t.Helper()
	if key, _, err := p.Key("mark"); err != nil || key.Reveal() != "the key" {
		t.Fatal("no key:", err)
	}
}

// demandIgnored demands that what is in the place of the agent is ignored for a reason.
func demandIgnored(t *testing.T, p Place, why string) {
	t.Helper()
	_, _, err := p.Key("mark")
	var ignored *Ignored
	if !errors.As(err, &ignored) || !strings.Contains(ignored.Why, why) {
		t.Errorf("%v, want it to be ignored because of %q", err, why)
	}
	if _, look := p.Look("mark"); look == nil || look.Error() != err.Error() {
		t.Errorf("Look says %v", look)
	}
}

func TestAgent(t *testing.T) {
	p := place(t)
	if _, _, err := p.Key("mark"); !errors.Is(err, ErrNone) {
		t.Error("before:", err)
	}
	started(t, p)
	demandKey(t, p)
	if info, err := os.Stat(p.socket()); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if info, err := os.Stat(p.folders()[0]); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info.Mode(), err)
	}
	other := p
	other.Vault = t.TempDir()
	if _, _, err := other.Key("mark"); !errors.Is(err, ErrNone) {
		t.Error("another vault:", err)
	}
	if _, _, err := p.Key("another mark"); err == nil || !strings.Contains(err.Error(), "another key") {
		t.Error("another key of the vault:", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(p.Vault, link); err != nil {
		t.Fatal(err)
	}
	same := p
	same.Vault = link
	demandKey(t, same)
	if stopped, err := p.Stop(); !stopped || err != nil {
		t.Error(stopped, err)
	}
	if _, err := os.Lstat(p.socket()); !errors.Is(err, os.ErrNotExist) {
		t.Error("the socket is left:", err)
	}
	if _, _, err := p.Key("mark"); !errors.Is(err, ErrNone) {
		t.Error("afterwards:", err)
	}
	if stopped, err := p.Stop(); stopped || err != nil {
		t.Error("again:", stopped, err)
	}
}

// A second start replaces the agent; of many at once, one is left.
func TestOneAgent(t *testing.T) {
	p := place(t)
	started(t, p)
	started(t, p)
	demandKey(t, p)
	results := make(chan error)
	for range 8 {
		go func() {
			_, err := p.Start(Start{Mark: "mark", Key: secret.New("the key"), For: time.Hour, Idle: time.Minute})
			results <- err
		}()
	}
	for range 8 {
		<-results // one that was stopped before it was ready may fail
	}
	demandKey(t, p)
	if n := agents(t, p); n != 1 {
		t.Errorf("%d agents", n)
	}
}

// agents counts the processes that have the lock of the agent open.
func agents(t *testing.T, p Place) (n int) {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil || len(links) == 0 {
		t.Skip("no /proc")
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == strings.TrimSuffix(p.socket(), ".sock")+".lock" {
			n++
		}
	}
	return n
}

func pidOf(t *testing.T, p Place) int {
	t.Helper()
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == strings.TrimSuffix(p.socket(), ".sock")+".lock" {
			var pid int
			if _, err := fmt.Sscanf(link, "/proc/%d/", &pid); err == nil {
				return pid
			}
		}
	}
	t.Skip("no /proc")
	return 0
}

func TestKilled(t *testing.T) {
	p := place(t)
	started(t, p)
	pid := pidOf(t, p)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if !gone(strings.TrimSuffix(p.socket(), ".sock")) {
		t.Fatal("it lives")
	}
	demandIgnored(t, p, "no process answers")
	if stopped, err := p.Stop(); stopped || err != nil {
		t.Error("lock:", stopped, err)
	}
	started(t, p)
	demandKey(t, p)
}

func TestGoneFolder(t *testing.T) {
	p := place(t)
	started(t, p)
	pid := pidOf(t, p)
	if err := os.RemoveAll(p.folders()[0]); err != nil { // as a log-out does
		t.Fatal(err)
	}
	if _, _, err := p.Key("mark"); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
	started(t, p) // a new one works beside the one that is about to end
	demandKey(t, p)
	_ = syscall.Kill(pid, syscall.SIGTERM)
}

// Nothing of the process can be read by others of the same user.
func TestHardened(t *testing.T) {
	p := place(t)
	started(t, p)
	pid := pidOf(t, p)
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skip(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != 0 { // the kernel gives what cannot be dumped to root
		t.Errorf("/proc/PID/mem belongs to %d", owner)
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil || !strings.Contains(string(limits), "Max core file size        0 ") {
		t.Error("core files:", err)
	}
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err == nil && len(environment) > 0 {
		t.Error("it has an environment")
	}
}

func TestSomethingElseThere(t *testing.T) {
	for name, test := range map[string]struct {
		make func(t *testing.T, p Place)
		why  string
	}{
		"a file":         {func(t *testing.T, p Place) { must(t, os.WriteFile(p.socket(), []byte("garbage"), 0o600)) }, "not a socket"},
		"a link":         {func(t *testing.T, p Place) { must(t, os.Symlink("/etc/passwd", p.socket())) }, "not a socket"},
		"an open folder": {func(t *testing.T, p Place) { must(t, os.Chmod(p.folders()[0], 0o755)) }, "other users"},
		"silence":        {func(t *testing.T, p Place) { answering(t, p, func(c net.Conn) {}) }, "the answer is not valid"},
		"garbage": {func(t *testing.T, p Place) {
			answering(t, p, func(c net.Conn) { _, _ = c.Write([]byte(strings.Repeat("\x00{}", 1<<14))) })
		}, "the answer is not valid"},
		"half an answer": {func(t *testing.T, p Place) {
			answering(t, p, func(c net.Conn) { _ = write(c, message{Program: version, Key: "half"}) })
		}, "damaged"},
		"a newer program": {func(t *testing.T, p Place) {
			answering(t, p, func(c net.Conn) { _, _ = c.Write([]byte(`{"protocol":99,"program":"v99","secret":{}}` + "\n")) })
		}, `"v99", this is suitekey "v1.2.3"`},
	} {
		t.Run(name, func(t *testing.T) {
			p := place(t)
			must(t, os.Mkdir(p.folders()[0], 0o700))
			test.make(t, p)
			demandIgnored(t, p, test.why)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answering answers in the place of an agent.
func answering(t *testing.T, p Place, answer func(net.Conn)) {
	t.Helper()
	listener, err := net.Listen("unix", p.socket())
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = read(conn)
			answer(conn)
			_ = conn.Close()
		}
	}()
}

// The socket is refused by the user on the other side, whatever the permissions are.
func TestAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	program := filepath.Join(os.TempDir(), fmt.Sprintf("suitekey-agent-test-%d", os.Getpid()))
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Skip(err)
	}
	must(t, os.WriteFile(program, self, 0o755)) // #nosec G306 -- another user runs it
	t.Cleanup(func() { _ = os.Remove(program) })
	as := func(args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		return cmd
	}
	p := place(t)
	started(t, p)
	if out, err := as("ask", p.socket()).Output(); err == nil || !strings.Contains(string(out), "permission denied") {
		t.Errorf("through a closed folder: %s %v", out, err)
	}
	must(t, os.Chmod(filepath.Dir(p.folders()[0]), 0o711))
	must(t, os.Chmod(p.folders()[0], 0o711))
	must(t, os.Chmod(p.socket(), 0o666))
	out, err := as("ask", p.socket()).Output()
	if err != nil || string(out) != `key "", problem "this agent belongs to another user", <nil>`+"\n" {
		t.Errorf("through an open folder: %s %v", out, err)
	}
	must(t, os.Chmod(p.folders()[0], 0o700))
	_, err = p.Stop()
	must(t, err)

	must(t, os.Chmod(p.folders()[0], 0o777))
	listen := as("listen", p.socket())
	ready, err := listen.StdoutPipe()
	must(t, err)
	must(t, listen.Start())
	t.Cleanup(func() { _ = listen.Process.Kill(); _ = listen.Wait() })
	line := make([]byte, 5)
	if _, err := ready.Read(line); err != nil || string(line) != "ready" {
		t.Fatal(string(line), err)
	}
	must(t, os.Chmod(p.folders()[0], 0o700))
	demandIgnored(t, p, "another user answers")
}

func TestOver(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		until, used, idle time.Duration
		want              string
	}{
		{time.Hour, 0, time.Minute, ""},
		{0, 0, time.Minute, "its time is over"},
		{-time.Hour, 0, time.Minute, "its time is over"},
		{time.Hour, -time.Minute, time.Minute, "it was not used"},
		{time.Hour, -59 * time.Second, time.Minute, ""},
	} {
		if got := over(now, now.Add(test.until), now.Add(test.used), test.idle); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

// A question after the end gets no key, whenever the agent notices the end itself.
func TestAnswersAfterTheEnd(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	s := newServer(message{Mark: "mark", For: time.Hour, Idle: 10 * time.Minute}, secret.New("the key"), version, true)
	s.now = func() time.Time { return now }
	s.until, s.used = now.Add(time.Hour), now
	question := message{Protocol: protocol, Ask: askKey, Mark: "mark"}
	now = now.Add(9 * time.Minute)
	if answer, end := s.answer(message{Protocol: protocol, Ask: askState, Mark: "mark"}); end || answer.Key != "" || answer.State.Left != 51*time.Minute {
		t.Error("state:", answer.Problem)
	}
	if answer, end := s.answer(question); end || answer.Key != "the key" {
		t.Error("in time:", answer.Problem)
	}
	now = now.Add(10 * time.Minute)
	if answer, end := s.answer(question); !end || answer.Key != "" || answer.Problem != "it was not used" {
		t.Error("idle:", answer.Problem)
	}
	s.used, now = now, now.Add(50*time.Minute)
	if answer, end := s.answer(question); !end || answer.Key != "" || answer.Problem != "its time is over" {
		t.Error("over:", answer.Problem)
	}
	s.until, s.used = now.Add(time.Hour), now
	question.Protocol = protocol + 1
	if answer, end := s.answer(question); end || answer.Key != "" || !strings.Contains(answer.Problem, "do not work together") {
		t.Error("a newer program:", answer.Problem)
	}
	question.Ask = askLock
	if _, end := s.answer(question); !end {
		t.Error("a newer program cannot lock")
	}
}

// Whatever is sent, the agent goes on.
func TestGarbageToTheAgent(t *testing.T) {
	p := place(t)
	started(t, p)
	for _, text := range []string{"", "\n", "{}\n", "null\n", strings.Repeat("x", 1<<16), `{"protocol":1,"ask":"everything","mark":"mark"}` + "\n"} {
		conn, err := net.Dial("unix", p.socket())
		must(t, err)
		_, _ = conn.Write([]byte(text))
		_ = conn.Close()
	}
	demandKey(t, p)
}
