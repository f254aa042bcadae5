//go:build unix

package subprocess

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"suitekey/ui/jobcontrol"
)

// keyboard passes typed keys to a program that runs in a terminal made by suitekey.
// Shells, pagers and editors need this, because they read keys from the terminal to
// which they print. That terminal turns keys such as ctrl+c into signals.
type keyboard struct {
	real, ours *os.File    // the terminal that a person sits at, and our end of the program's
	before     *term.State // how the real one was
	program    int
	resize     func()
}

// foreground reports whether this process has the keyboard at the moment.
func foreground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// typed reports whether in and out are terminals of a person. Then the program gets a
// terminal for both.
func typed(in io.Reader, out io.Writer) (*os.File, bool) {
	file, ok := in.(*os.File)
	return file, ok && isTerminal(file) && isTerminal(out) && foreground(file)
}

// ownTerminal makes theirs the controlling terminal of the program.
func ownTerminal(cmd *exec.Cmd, theirs *os.File) {
	cmd.Stdin = theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
}

// begin reads the real terminal's keys without processing, until end.
func (k *keyboard) begin(program int) {
	k.program = program
	k.raw()
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := k.real.Read(buffer)
			if err != nil {
				return
			}
			k.typed(buffer[:n])
		}
	}()
}

func (k *keyboard) raw() {
	if before, err := term.MakeRaw(int(k.real.Fd())); err == nil {
		k.before = before
	}
}

func (k *keyboard) end() {
	if k.before != nil {
		_ = term.Restore(int(k.real.Fd()), k.before)
	}
}

const ctrlZ = 0x1a

func (k *keyboard) typed(keys []byte) {
	for len(keys) > 0 {
		n := len(keys)
		for i, key := range keys {
			if key == ctrlZ {
				n = i
				break
			}
		}
		_, _ = k.ours.Write(keys[:n]) // fails once the program has ended
		if keys = keys[n:]; len(keys) == 0 {
			return
		}
		if k.stops() {
			k.stop()
		} else {
			_, _ = k.ours.Write(keys[:1])
		}
		keys = keys[1:]
	}
}

// stops reports whether Ctrl+Z must stop suitekey: the program handles Ctrl+Z as a
// signal, and has no other program in the foreground. The system does not stop a program
// whose shell is in another session, so suitekey does. It stops nothing if no shell
// would resume it.
func (k *keyboard) stops() bool {
	if !jobcontrol.CanSuspend() {
		return false
	}
	modes, err := unix.IoctlGetTermios(int(k.ours.Fd()), getTermios)
	if err != nil || modes.Lflag&unix.ISIG == 0 {
		return false
	}
	group, err := unix.IoctlGetInt(int(k.ours.Fd()), unix.TIOCGPGRP)
	return err == nil && group == k.program
}

// stop stops the program and then suitekey, as Ctrl+Z would without suitekey, until the
// shell's fg.
func (k *keyboard) stop() {
	_ = unix.Kill(-k.program, unix.SIGSTOP)
	k.end()
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, syscall.SIGCONT)
	if unix.Kill(0, unix.SIGTSTP) == nil {
		<-goesOn
	}
	signal.Stop(goesOn)
	k.raw()
	k.resize()
	_ = unix.Kill(-k.program, unix.SIGCONT)
}
