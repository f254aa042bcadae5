package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// call is one system call that changes a file or sends something.
type call struct{ name, object string }

func (c call) String() string { return c.name + " " + c.object }

// ended says how a traced program ended.
type ended struct {
	calls  []call
	killed bool
	code   int
}

// traced runs a program and counts, over all of its threads, the calls that change
// a file or send something. It is killed on the way into the call with the number
// stopAt, which is then not carried out; zero lets it run. Programs that it starts
// are not counted.
func traced(cmd *exec.Cmd, stopAt int) (ended, error) {
	runtime.LockOSThread() // one thread has to make all ptrace calls
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return ended{}, err
	}
	t := tracer{pid: cmd.Process.Pid, stopAt: stopAt, inside: map[int]bool{}}
	defer func() { _ = cmd.Process.Release() }()
	if _, err := unix.Wait4(t.pid, nil, unix.WALL, nil); err != nil { // stopped by its exec
		return ended{}, err
	}
	options := unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_EXITKILL
	if err := errors.Join(unix.PtraceSetOptions(t.pid, options), unix.PtraceSyscall(t.pid, 0)); err != nil {
		return ended{}, err
	}
	err := t.follow()
	return t.ended, err
}

type tracer struct {
	ended
	pid    int
	stopAt int
	inside map[int]bool // threads between the way into a call and out of it
}

func (t *tracer) follow() error {
	for {
		var status unix.WaitStatus
		thread, err := unix.Wait4(-t.pid, &status, unix.WALL, nil) // its process group: other children are left alone
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return fmt.Errorf("waiting: %w", err)
		case status.Exited() || status.Signaled():
			if thread == t.pid {
				t.code = status.ExitStatus()
				return nil
			}
			continue
		}
		if t.at(thread, status) {
			t.killed = true
			_ = unix.Kill(-t.pid, unix.SIGKILL)
			continue
		}
		_ = unix.PtraceSyscall(thread, passedOn(status)) // a thread that is gone by now needs none
	}
}

// passedOn is the signal that the thread is meant to get.
func passedOn(status unix.WaitStatus) int {
	switch signal := status.StopSignal(); signal {
	case unix.SIGTRAP, unix.SIGTRAP | 0x80, unix.SIGSTOP:
		return 0
	default:
		return int(signal)
	}
}

// at looks at a stopped thread, and says whether the program is to be killed here.
func (t *tracer) at(thread int, status unix.WaitStatus) bool {
	if status.StopSignal() != unix.SIGTRAP|0x80 || t.killed {
		return false
	}
	t.inside[thread] = !t.inside[thread]
	if !t.inside[thread] {
		return false
	}
	number, arguments, err := entry(thread)
	if err != nil {
		return false
	}
	c, counts := t.describe(number, arguments)
	if !counts {
		return false
	}
	t.calls = append(t.calls, c)
	return len(t.calls) == t.stopAt
}

// entry reads the call that a thread is about to make (PTRACE_GET_SYSCALL_INFO,
// ptrace(2)), the same on every processor.
func entry(thread int) (number uint64, arguments [6]uint64, err error) {
	const getSyscallInfo, entering = 0x420e, 1
	var info struct {
		op        uint8
		_         [3]uint8
		arch      uint32
		ip, sp    uint64
		number    uint64
		arguments [6]uint64
		_         [8]uint64
	}
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, getSyscallInfo, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 || info.op != entering {
		return 0, arguments, errors.Join(errno, errors.New("not on the way into a call"))
	}
	return info.number, info.arguments, nil
}

// byPath are calls that change a file by its name, byHandle those that have it open.
var (
	byPath = map[uint64]string{
		unix.SYS_MKDIRAT: "mkdir", unix.SYS_UNLINKAT: "unlink", unix.SYS_RENAMEAT: "rename", unix.SYS_RENAMEAT2: "rename", unix.SYS_LINKAT: "link",
		unix.SYS_SYMLINKAT: "symlink", unix.SYS_FCHMODAT: "chmod", unix.SYS_UTIMENSAT: "utimes",
	}
	byHandle = map[uint64]string{
		unix.SYS_WRITE: "write", unix.SYS_PWRITE64: "write", unix.SYS_WRITEV: "write", unix.SYS_FTRUNCATE: "truncate", unix.SYS_FSYNC: "fsync",
		unix.SYS_FDATASYNC: "fsync", unix.SYS_FCHMOD: "chmod", unix.SYS_SENDTO: "send", unix.SYS_SENDMSG: "send", unix.SYS_CONNECT: "connect",
	}
)

func (t *tracer) describe(number uint64, arguments [6]uint64) (call, bool) {
	if name, ok := byPath[number]; ok {
		object := 1
		if number == unix.SYS_SYMLINKAT {
			object = 2
		}
		return call{name, t.text(arguments[object])}, true
	}
	if number == unix.SYS_OPENAT {
		const writing = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC
		return call{"open", t.text(arguments[1])}, arguments[2]&writing != 0
	}
	name, ok := byHandle[number]
	if !ok || arguments[0] <= 2 {
		return call{}, false
	}
	target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", t.pid, arguments[0]))
	if err != nil {
		return call{}, false
	}
	// The runtime wakes its own threads by writes to handles that are nobody's file.
	return call{name, filepath.Base(target)}, !strings.HasPrefix(target, "anon_inode:") && !strings.HasPrefix(target, "pipe:")
}

// text reads a path from the program's memory.
func (t *tracer) text(address uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", t.pid))
	if err != nil {
		return "?"
	}
	defer func() { _ = memory.Close() }()
	buffer := make([]byte, 512)
	n, _ := memory.ReadAt(buffer, int64(address)) // #nosec G115 -- an address in user space
	path, _, _ := strings.Cut(string(buffer[:n]), "\x00")
	return filepath.Base(path)
}
