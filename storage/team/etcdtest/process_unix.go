//go:build unix

package etcdtest

import (
	"errors"
	"os/exec"
	"syscall"
)

// ownGroup keeps ctrl+c in the terminal from the nodes, so that the program that started
// them can first end its own work.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Pause stops a node without ending it, like a machine that hangs. Pause returns after the
// node has really stopped: right after the signal, the node could still answer.
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

// Resume lets a paused node continue.
func (c *Cluster) Resume(i int) error { return c.Nodes[i].signal(syscall.SIGCONT) }

func (n *Node) signal(s syscall.Signal) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.running.Process.Signal(s)
}
