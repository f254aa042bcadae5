//go:build linux || darwin

package agent

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Available reports whether there can be an agent on this system.
func Available() error { return nil }

// Start starts an agent in place of a former one. The agent is a process with its own
// session, so it survives a closed terminal. It inherits no environment, and gets the key
// through a pipe.
func (p Place) Start(s Start) (State, error) {
	folder, err := p.makeFolder()
	if err != nil {
		return State{}, err
	}
	if _, err := p.Stop(); err != nil {
		return State{}, err
	}
	program, err := os.Executable()
	if err != nil {
		return State{}, fmt.Errorf("starting the agent: %w", err)
	}
	cmd := &exec.Cmd{
		Path: program, Args: []string{"suitekey", Verb}, Dir: "/", Env: []string{},
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return State{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return State{}, err
	}
	if err := cmd.Start(); err != nil {
		return State{}, fmt.Errorf("starting the agent: %w", err)
	}
	err = write(in, message{
		Program: p.Program, Mark: s.Mark, Key: s.Key.Reveal(), For: s.For, Idle: s.Idle,
		Socket: filepath.Join(folder, p.socketName()), Vault: p.Vault,
	})
	err = errors.Join(err, in.Close())
	answer, answered := read(out)
	switch {
	case err != nil || answered != nil || answer.Problem == "" && answer.State == nil:
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return State{}, fmt.Errorf("starting the agent: %s does not answer as an agent", filepath.Base(program))
	case answer.Problem != "":
		_ = cmd.Wait()
		if state, err := p.Look(s.Mark); err == nil { // another unlock was faster
			return state, nil
		}
		return State{}, fmt.Errorf("starting the agent: %s", answer.Problem)
	}
	return *answer.State, cmd.Process.Release()
}

// makeFolder returns the first of the folders that exists or can be created.
func (p Place) makeFolder() (string, error) {
	var problem error
	for _, folder := range p.folders() {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			if problem == nil {
				problem = fmt.Errorf("starting the agent: %w", err)
			}
			continue
		}
		err := checkFolder(folder)
		if err == nil {
			return folder, nil
		}
		if problem = fmt.Errorf("starting the agent: %w", err); folder == p.folders()[0] && p.Getenv("XDG_RUNTIME_DIR") != "" {
			return "", problem // the person has chosen this folder: report its problem
		}
	}
	return "", problem
}
