//go:build unix

package etcdtest

import (
	"errors"
	"os/exec"
	"syscall"
)

// ownGroup keeps ctrl+c at the terminal from reaching the node before whoever started
// it has ended its own work.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Pause stops a node without ending it, as a machine that hangs. When Pause returns, the
// node answers nothing more: the signal alone leaves it the time for an answer.
func (c *Cluster) Pause(i int) error {
	n := c.Nodes[i]
	if err := n.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	var status syscall.WaitStatus
	for !status.Stopped() {
		_, err := syscall.Wait4(n.running.Process.Pid, &status, syscall.WUNTRACED, nil)
		switch {
		case err != nil && !errors.Is(err, syscall.EINTR):
			return err
		case status.Exited(), status.Signaled():
			return errors.New("the node has ended")
		}
	}
	return nil
}

// Resume lets a paused node go on.
func (c *Cluster) Resume(i int) error { return c.Nodes[i].signal(syscall.SIGCONT) }

func (n *Node) signal(s syscall.Signal) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.running.Process.Signal(s)
}
