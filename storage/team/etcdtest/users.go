package etcdtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// Grant allows access to keys under a prefix.
type Grant struct {
	Prefix string
	Write  bool // in addition to reading
}

// User is a user of the engine. With TLS, New creates a certificate for the user.
type User struct {
	Name     string
	Password string // without client certificates
	Grants   []Grant
}

// RootPassword is the password of the user root in a cluster without client certificates.
const RootPassword = "practice-root"

// AddUsers adds users, and turns authentication on if it is off.
func (c *Cluster) AddUsers(ctx context.Context, users ...User) error {
	client, err := c.Client("root")
	if err != nil {
		return err
	}
	defer client.Close()
	if _, err := client.RoleAdd(ctx, "root"); err == nil {
		if err := addUser(ctx, client, User{Name: "root", Password: c.password(RootPassword)}); err != nil {
			return err
		}
		if _, err := client.AuthEnable(ctx); err != nil {
			return err
		}
		c.locked = true
		if client, err = c.Client("root"); err != nil { // the client above has not logged in
			return err
		}
		defer client.Close()
	}
	for _, u := range users {
		u.Password = c.password(u.Password)
		if c.options.TLS {
			err = c.Issue(Certificate{Name: u.Name})
		}
		if _, roleErr := client.RoleAdd(ctx, u.Name); err == nil {
			err = roleErr
		}
		for _, g := range u.Grants {
			kind := clientv3.PermissionType(clientv3.PermRead)
			if g.Write {
				kind = clientv3.PermissionType(clientv3.PermReadWrite)
			}
			_, grantErr := client.RoleGrantPermission(ctx, u.Name, g.Prefix, clientv3.GetPrefixRangeEnd(g.Prefix), kind)
			err = errors.Join(err, grantErr)
		}
		if err = errors.Join(err, addUser(ctx, client, u)); err != nil {
			return err
		}
	}
	return nil
}

// password returns "" if certificates identify the users.
func (c *Cluster) password(text string) string {
	if c.options.TLS {
		return ""
	}
	return text
}

func addUser(ctx context.Context, client *clientv3.Client, u User) error {
	_, err := client.UserAddWithOptions(ctx, u.Name, u.Password, &clientv3.UserAddOptions{NoPassword: u.Password == ""})
	if err == nil {
		_, err = client.UserGrantRole(ctx, u.Name, u.Name)
	}
	return err
}

// RemoveUser removes a user of the engine.
func (c *Cluster) RemoveUser(ctx context.Context, name string) error {
	client, err := c.Client("root")
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.UserDelete(ctx, name)
	return err
}

// Client returns a client of all nodes for root, or for a user with a certificate here.
func (c *Cluster) Client(user string) (*clientv3.Client, error) {
	return c.client(user, c.Addresses()...)
}

// ClientWithPassword returns a client that logs in.
func (c *Cluster) ClientWithPassword(user, password string) (*clientv3.Client, error) {
	config, err := c.config(user, c.Addresses())
	if err != nil {
		return nil, err
	}
	config.Username, config.Password = user, password
	return clientv3.New(config)
}

// client returns a client of some nodes. Root logs in only while authentication is on,
// because the engine otherwise refuses a password.
func (c *Cluster) client(user string, addresses ...string) (*clientv3.Client, error) {
	config, err := c.config(user, addresses)
	if err != nil {
		return nil, err
	}
	if c.locked && c.options.OnlyServerTLS && user == "root" {
		config.Username, config.Password = user, RootPassword
	}
	return clientv3.New(config)
}

func (c *Cluster) config(user string, addresses []string) (clientv3.Config, error) {
	config := clientv3.Config{DialTimeout: 5 * time.Second, Logger: zap.NewNop()}
	for _, address := range addresses {
		config.Endpoints = append(config.Endpoints, c.scheme()+"://"+address)
	}
	var err error
	if c.Authority != nil {
		config.TLS, err = c.tlsConfig(user)
	}
	return config, err
}

func (c *Cluster) tlsConfig(user string) (*tls.Config, error) {
	ca, err := os.ReadFile(c.Path("ca.crt"))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	config.InsecureSkipVerify = !c.options.Until.IsZero() // #nosec G402 -- a test of an expired certificate still has to prepare the engine
	config.RootCAs.AppendCertsFromPEM(ca)
	if c.options.TLS {
		pair, err := tls.LoadX509KeyPair(c.Path(user+".crt"), c.Path(user+".key"))
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
