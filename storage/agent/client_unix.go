//go:build linux || darwin

package agent

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"suitekey/core/secret"
)

// folders returns where the socket may be, the best place first. Cron and some
// remote shells have no XDG_RUNTIME_DIR although the folder is there, so the usual
// folder of systemd is looked at in any case, and the agent that a terminal has
// started is found.
func (p Place) folders() []string {
	var found []string
	user := fmt.Sprint(os.Getuid())
	if dir := p.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		found = append(found, filepath.Join(dir, "suitekey"))
	}
	if usual := filepath.Join("/run/user", user, "suitekey"); len(found) == 0 || found[0] != usual {
		found = append(found, usual)
	}
	return append(found, filepath.Join("/tmp", "suitekey-"+user))
}

// checkFolder refuses a folder that is not for this user alone. It fails with
// fs.ErrNotExist if there is none.
func checkFolder(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	system, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir():
		return &Ignored{path, "it is not a folder"}
	case !ok || int(system.Uid) != os.Getuid():
		return &Ignored{path, "it belongs to another user"}
	case info.Mode().Perm()&0o077 != 0:
		return &Ignored{path, "other users have access to it: chmod 700 removes their access"}
	}
	return nil
}

// Key asks for the vault's key. It fails with ErrNone, an Ignored, or an error of
// the operating system.
func (p Place) Key(mark string) (secret.Secret, State, error) {
	if key, state, ok := p.fromKernel(mark, true); ok {
		return key, state, nil
	}
	answer, socket, err := p.ask(message{Ask: askKey, Mark: mark})
	if err != nil {
		return secret.Secret{}, State{}, err
	}
	if answer.Key == "" {
		return secret.Secret{}, State{}, &Ignored{socket, "it does not return the key"}
	}
	return secret.New(answer.Key), *answer.State, nil
}

// Look asks for the state of the agent, which does not count as use. It fails as Key
// does.
func (p Place) Look(mark string) (State, error) {
	if _, state, ok := p.fromKernel(mark, false); ok {
		return state, nil
	}
	answer, _, err := p.ask(message{Ask: askState, Mark: mark})
	if err != nil {
		return State{}, err
	}
	return *answer.State, nil
}

// ask asks the first agent that answers properly. Without one, it reports the first thing
// that it found in an agent's place.
func (p Place) ask(question message) (answer message, socket string, err error) {
	problem := ErrNone
	for _, folder := range p.folders() {
		socket := filepath.Join(folder, p.socketName()+".sock")
		answer, err := p.askAt(folder, socket, question)
		if err == nil {
			return answer, socket, nil
		}
		if !errors.Is(err, fs.ErrNotExist) && errors.Is(problem, ErrNone) {
			problem = err
		}
	}
	return message{}, "", problem
}

func (p Place) askAt(folder, socket string, question message) (message, error) {
	answer, err := p.talk(folder, socket, question)
	if err != nil {
		return message{}, err
	}
	switch {
	case answer.Protocol != protocol:
		return message{}, &Ignored{socket, versionProblem(answer, p.Program)}
	case answer.Problem != "":
		return message{}, &Ignored{socket, fmt.Sprintf("the agent says: %.200q", answer.Problem)}
	case answer.State == nil:
		return message{}, &Ignored{socket, "the answer is damaged"}
	}
	return answer, nil
}

// talk sends one question and reads the answer, whatever its version.
func (p Place) talk(folder, socket string, question message) (message, error) {
	if err := checkFolder(folder); err != nil {
		return message{}, err
	}
	if info, err := os.Lstat(socket); err != nil {
		return message{}, err
	} else if info.Mode().Type() != fs.ModeSocket {
		return message{}, &Ignored{socket, "it is not a socket"}
	}
	dialed, err := net.DialTimeout("unix", socket, patience)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return message{}, &Ignored{socket, "no process answers: the agent ended without removing its socket; the next suitekey unlock replaces the socket"}
	}
	if err != nil {
		return message{}, &Ignored{socket, "it cannot be reached"}
	}
	conn := dialed.(*net.UnixConn)
	defer conn.Close()
	if user, _, err := peer(conn); err != nil || user != os.Getuid() {
		return message{}, &Ignored{socket, "a process of another user answers there"}
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	question.Program = p.Program
	if err := write(conn, question); err != nil {
		return message{}, &Ignored{socket, "it accepts no question"}
	}
	answer, err := read(conn)
	if err != nil {
		return message{}, &Ignored{socket, "the answer is not valid"}
	}
	return answer, nil
}

// Stop ends the agents of the vault, wherever their sockets are and whatever their version,
// and makes the kernel forget the key. It reports whether there was an agent or a key.
func (p Place) Stop() (stopped bool, err error) {
	stopped = p.dropFromKernel()
	for _, folder := range p.folders() {
		path := filepath.Join(folder, p.socketName())
		if checkFolder(folder) != nil || !running(path) {
			continue
		}
		_, _ = p.talk(folder, path+".sock", message{Ask: askLock})
		if !gone(path) {
			return stopped, fmt.Errorf("locking the vault: the agent at %s does not end: end its process", path+".sock")
		}
		stopped = true
	}
	return stopped, nil
}
