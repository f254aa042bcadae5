//go:build linux || darwin

package agent

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"suitekey/core/secret"
)

// look is how often an agent checks whether it has to end. The agent also checks before
// each answer, so it gives out no key in between.
const look = 5 * time.Second

// server is a running agent.
type server struct {
	start  message // what it was told, without the key
	key    secret.Secret
	until  time.Time
	now    func() time.Time
	given  func(process int) (write func())
	state  State
	ends   chan struct{}
	finish func()

	mu      sync.Mutex
	used    time.Time
	writing sync.WaitGroup // of log entries
}

// Serve runs this process as an agent: it reads its instructions from in, reports to out
// that it is ready or why it cannot start, and returns when the agent has to end. It calls
// log each time it gives out the key.
func Serve(in io.ReadCloser, out io.WriteCloser, program string, log Log) error {
	told, err := read(in)
	if err != nil || told.Socket == "" || told.Key == "" || told.Protocol != protocol {
		return errors.New("suitekey unlock starts the agent: it cannot be started by hand")
	}
	_ = in.Close()
	key := secret.New(told.Key)
	told.Key = ""
	given := log(told.Vault, key, told.Mark)
	locked, err := harden(key)
	if err == nil {
		s := newServer(told, key, program, locked)
		s.given = given
		err = serve(s, out)
	}
	if err != nil {
		_ = write(out, message{Problem: err.Error()})
	}
	return err
}

func serve(s *server, ready io.WriteCloser) error {
	lock := flock.New(s.start.Socket+".lock", flock.SetPermissions(0o600))
	if alone, err := lock.TryLock(); err != nil || !alone {
		return errors.New("another suitekey unlock was faster: suitekey uses the agent of that one")
	}
	defer lock.Unlock()
	path := s.start.Socket + ".sock"
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: remove it", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a former socket: %w", err)
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return fmt.Errorf("opening the socket: %w", err)
	}
	listener.SetUnlinkOnClose(false) // the path may belong to another agent by then
	defer listener.Close()
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	own, err := os.Lstat(path)
	if err != nil {
		return err
	}
	defer func() {
		if isStill(path, own) {
			_ = os.Remove(path)
		}
	}()
	if err := errors.Join(write(ready, message{Program: s.state.Program, State: s.current()}), ready.Close()); err != nil {
		return err
	}
	go s.accept(listener)
	s.wait(path, own)
	s.writing.Wait() // all log entries are written
	return nil
}

func newServer(told message, key secret.Secret, program string, locked bool) *server {
	s := &server{key: key, now: func() time.Time { return time.Now().Round(0) }, ends: make(chan struct{})}
	s.start, s.used = told, s.now()
	s.until = s.used.Add(told.For)
	s.state = State{Idle: told.Idle, Program: program, MemoryLocked: locked}
	s.finish = sync.OnceFunc(func() { close(s.ends) })
	return s
}

// wait returns when the agent has to end.
func (s *server) wait(path string, own fs.FileInfo) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	signal.Ignore(syscall.SIGHUP)
	tick := time.NewTicker(look)
	defer tick.Stop()
	for isStill(path, own) && s.over() == "" {
		select {
		case <-tick.C:
		case <-time.After(time.Until(s.until)):
		case <-signals:
			return
		case <-s.ends:
			return
		}
	}
}

// isStill reports whether the socket still exists: a log-out removes its folder.
func isStill(path string, own fs.FileInfo) bool {
	info, err := os.Lstat(path)
	return err == nil && os.SameFile(info, own)
}

func (s *server) over() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return over(s.now(), s.until, s.used, s.start.Idle)
}

func (s *server) accept(listener *net.UnixListener) {
	for {
		conn, err := listener.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			go s.talk(conn)
			continue
		}
		time.Sleep(look) // no free file descriptors: another process opens many connections
	}
}

// talk answers one question of a process of the same user.
func (s *server) talk(conn *net.UnixConn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	user, process, err := peer(conn)
	if err != nil || user != os.Getuid() {
		_ = write(conn, message{Program: s.state.Program, Problem: "this agent belongs to another user"})
		return
	}
	question, err := read(conn)
	if err != nil {
		return
	}
	answer, end := s.answer(question)
	if answer.Key != "" && s.given != nil {
		s.writing.Go(s.given(process)) // before the answer, so that a request to end cannot prevent the entry
	}
	_ = write(conn, answer)
	if end {
		s.finish()
	}
}

// answer returns the answer to a question, and whether the agent ends after it.
func (s *server) answer(question message) (answer message, end bool) {
	answer = message{Program: s.state.Program}
	reason := s.over()
	switch {
	case question.Ask == askLock:
		answer.State, end = s.current(), true
	case reason != "":
		answer.Problem, end = reason, true
	case question.Protocol != protocol:
		answer.Problem = versionProblem(question, s.state.Program)
	case question.Mark != s.start.Mark:
		answer.Problem = "the vault has another key than at suitekey unlock: unlock again"
	case question.Ask == askKey:
		s.mu.Lock()
		s.used = s.now()
		s.mu.Unlock()
		answer.Key, answer.State = s.key.Reveal(), s.current()
	case question.Ask == askState:
		answer.State = s.current()
	default:
		answer.Problem = "unknown question"
	}
	return answer, end
}

func (s *server) current() *State {
	state := s.state
	state.Left = s.until.Sub(s.now())
	return &state
}
