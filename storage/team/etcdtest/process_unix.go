//go:build unix

package etcdtest

import (
	"os/exec"
	"syscall"
)

// ownGroup keeps ctrl+c at the terminal from reaching the node before whoever started
// it has ended its own work.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Pause stops a node without ending it, as a machine that hangs.
func (c *Cluster) Pause(i int) error { return c.Nodes[i].signal(syscall.SIGSTOP) }

// Resume lets a paused node go on.
func (c *Cluster) Resume(i int) error { return c.Nodes[i].signal(syscall.SIGCONT) }

func (n *Node) signal(s syscall.Signal) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.running.Process.Signal(s)
}
