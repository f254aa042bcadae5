// Package etcdtest starts and ends real etcd servers for tests and for scripts/team-demo:
// one node or several, in their own folder, with or without TLS and users. No product code
// imports it.
package etcdtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// Options of a cluster. The zero value is one node without TLS and without users.
type Options struct {
	Program string   // the path of etcd; see Programs
	Nodes   int      // 1 if zero
	TLS     bool     // the nodes and the clients need a certificate; a certificate's common name is the user
	Flags   []string // additional flags of each node, such as --quota-backend-bytes=N

	// OnlyServerTLS enables TLS without client certificates: clients log in by password.
	OnlyServerTLS bool
	// Until is the end of the validity of the nodes' certificates; zero: in a year.
	Until time.Time
}

// Cluster is a set of running nodes.
type Cluster struct {
	*Authority // of the nodes and the users, with TLS
	Nodes      []*Node

	options Options
	locked  bool // authentication is on
}

// Node is one server.
type Node struct {
	Address string // host and port of its clients
	Log     string // the file with the node's output

	args    []string
	mu      sync.Mutex
	running *exec.Cmd
}

// New starts a cluster in folder and waits until all nodes are healthy. The caller
// stops the nodes.
func New(ctx context.Context, folder string, o Options) (*Cluster, error) {
	o.Nodes = max(o.Nodes, 1)
	c := &Cluster{options: o}
	if err := c.certify(folder); err != nil {
		return nil, err
	}
	ports, err := freePorts(2 * o.Nodes)
	if err != nil {
		return nil, err
	}
	scheme := c.scheme()
	var peers []string
	for i := range o.Nodes {
		peers = append(peers, fmt.Sprintf("node%d=%s://127.0.0.1:%d", i+1, scheme, ports[o.Nodes+i]))
	}
	for i := range o.Nodes {
		name, _, _ := strings.Cut(peers[i], "=")
		client := fmt.Sprintf("%s://127.0.0.1:%d", scheme, ports[i])
		peer := strings.TrimPrefix(peers[i], name+"=")
		args := []string{
			"--name", name, "--data-dir", filepath.Join(folder, name), "--logger=zap", "--log-level=warn",
			"--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
			"--initial-cluster", strings.Join(peers, ","), "--initial-cluster-state=new",
			"--heartbeat-interval=50", "--election-timeout=500", "--unsafe-no-fsync",
		}
		args = append(append(args, c.tlsFlags()...), o.Flags...)
		c.Nodes = append(c.Nodes, &Node{
			Address: fmt.Sprintf("127.0.0.1:%d", ports[i]), Log: filepath.Join(folder, name+".log"), args: args,
		})
	}
	for i := range c.Nodes {
		err = errors.Join(err, c.Restart(i))
	}
	if err == nil {
		err = c.healthy(ctx)
	}
	if err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) certify(folder string) (err error) {
	if !c.options.TLS && !c.options.OnlyServerTLS {
		return nil
	}
	files := filepath.Join(folder, "certificates")
	if err := os.MkdirAll(files, 0o700); err != nil {
		return err
	}
	if c.Authority, err = NewAuthority(files); err != nil {
		return err
	}
	from := time.Time{}
	if !c.options.Until.IsZero() {
		from = c.options.Until.Add(-time.Hour)
	}
	return errors.Join(c.Issue(Certificate{Name: "node", Server: true, From: from, Until: c.options.Until}), c.Issue(Certificate{Name: "root"}))
}

func (c *Cluster) scheme() string {
	if c.Authority != nil {
		return "https"
	}
	return "http"
}

// tlsFlags sets the trusted authority and --client-cert-auth together. The authority alone
// makes a certificate mandatory, but then its common name does not name the user.
func (c *Cluster) tlsFlags() []string {
	if c.Authority == nil {
		return nil
	}
	flags := []string{"--cert-file", c.Path("node.crt"), "--key-file", c.Path("node.key"),
		"--peer-cert-file", c.Path("node.crt"), "--peer-key-file", c.Path("node.key"), "--peer-trusted-ca-file", c.Path("ca.crt"), "--peer-client-cert-auth"}
	if c.options.TLS {
		flags = append(flags, "--trusted-ca-file", c.Path("ca.crt"), "--client-cert-auth")
	}
	return flags
}

// freePorts returns ports on which no program listens.
func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// Addresses returns the addresses of all nodes, as --at takes them.
func (c *Cluster) Addresses() []string {
	var all []string
	for _, n := range c.Nodes {
		all = append(all, n.Address)
	}
	return all
}

// Restart starts a killed node with its former data.
func (c *Cluster) Restart(i int) error {
	n := c.Nodes[i]
	log, err := os.OpenFile(n.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(c.options.Program, n.args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), "ETCDCTL_API=3", "ETCD_UNSUPPORTED_ARCH=")
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting etcd: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.running = cmd
	return nil
}

// Kill ends a node immediately, like a power cut.
func (c *Cluster) Kill(i int) { c.Nodes[i].kill() }

func (n *Node) kill() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.running == nil {
		return
	}
	_ = n.running.Process.Kill()
	_ = n.running.Wait()
	n.running = nil
}

// Stop ends all nodes.
func (c *Cluster) Stop() {
	for _, n := range c.Nodes {
		n.kill()
	}
}

// healthy waits until each node answers.
func (c *Cluster) healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for i, n := range c.Nodes {
		for {
			err := c.ask(ctx, n)
			if err == nil {
				break
			}
			select {
			case <-ctx.Done():
				said, _ := os.ReadFile(n.Log)
				return fmt.Errorf("node %d does not answer: %w\n%s", i+1, err, said)
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return nil
}

func (c *Cluster) ask(ctx context.Context, n *Node) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	client, err := c.client("root", n.Address)
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.Get(ctx, "healthy", clientv3.WithCountOnly())
	return err
}
