// Package engine connects to etcd, the engine that stores a team's vault. It knows where
// the engine is, how a person or a machine signs in, why a connection fails, and what an
// error of the engine means.
package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/termsafe"
)

// Engine says where a team's vault is kept and how to sign in there. It contains no
// secret: the private key and the password are in files.
type Engine struct {
	Addresses    []string `json:"addresses"`               // host:port, or http://host:port on this computer
	Vault        string   `json:"vault"`                   // the vault's name there
	CAFile       string   `json:"ca_file,omitempty"`       // PEM; the system's authorities if empty
	CertFile     string   `json:"cert_file,omitempty"`     // the certificate that signs in, PEM
	KeyFile      string   `json:"key_file,omitempty"`      // its private key, PEM
	User         string   `json:"user,omitempty"`          // for a log-in by password
	PasswordFile string   `json:"password_file,omitempty"` // the password in its first line
}

// DefaultPort is etcd's port for clients.
const DefaultPort = "2379"

// root is the prefix of all vaults in an engine.
const root = "suitekey/"

// Prefix returns the prefix of the vault's keys in the engine.
func (e Engine) Prefix() string { return root + e.Vault + "/" }

// ParseAddresses reads addresses that a person typed, separated by commas: host:port,
// host, or a URL. Without a scheme and with https the connection is encrypted. http is
// accepted only for this computer, for practice.
func ParseAddresses(text string) ([]string, error) {
	var addresses []string
	for each := range strings.SplitSeq(text, ",") {
		each = strings.TrimSpace(each) // a trailing space passes etcd's client, and then every call times out
		if each == "" {
			continue
		}
		address, err := parseAddress(each)
		if err != nil {
			return nil, err
		}
		if slices.Contains(addresses, address) {
			return nil, fmt.Errorf("the address %s is given twice", termsafe.Line(address, 100))
		}
		addresses = append(addresses, address)
	}
	if len(addresses) == 0 {
		return nil, errors.New("name the addresses of the engine's nodes, for example e1:2379,e2:2379,e3:2379")
	}
	if scheme := plain(addresses[0]); slices.ContainsFunc(addresses, func(a string) bool { return plain(a) != scheme }) {
		return nil, errors.New("some addresses use TLS and some do not: use TLS for all nodes or for none")
	}
	return addresses, nil
}

func parseAddress(text string) (string, error) {
	shown := termsafe.Line(text, 100)
	if strings.Contains(text, "@") { // a user and a password in the URL
		return "", errors.New("an address names host and port only: give a user name and a password with their own flags")
	}
	scheme, rest := "https", text
	if before, after, found := strings.Cut(text, "://"); found {
		scheme, rest = strings.ToLower(before), strings.TrimSuffix(after, "/")
	}
	if strings.ContainsFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("/?#", r) }) {
		return "", fmt.Errorf("%s is not an address: write host:port", shown)
	}
	host, port, err := net.SplitHostPort(rest)
	if err != nil { // perhaps without a port
		host, port = strings.Trim(rest, "[]"), DefaultPort
		if strings.Contains(host, ":") && net.ParseIP(host) == nil {
			return "", fmt.Errorf("%s is not an address: write host:port", shown)
		}
	}
	if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 || host == "" {
		return "", fmt.Errorf("%s is not an address: write host:port, for example e1:%s", shown, DefaultPort)
	}
	address := net.JoinHostPort(host, port)
	switch scheme {
	case "https":
		return address, nil
	case "http":
		if host == "localhost" || net.ParseIP(host).IsLoopback() {
			return "http://" + address, nil
		}
		return "", fmt.Errorf("%s does not use TLS: others could read passwords and names of connections on the network; write https, or leave the scheme out", shown)
	}
	return "", fmt.Errorf("%s: use https to reach an engine, not %s", shown, termsafe.Line(scheme, 20))
}

func plain(address string) bool { return strings.HasPrefix(address, "http://") }

// Check returns an error unless e is complete. It finds mistakes without contacting the
// engine.
func (e Engine) Check() error {
	if err := profile.CheckName(e.Vault); err != nil {
		return fmt.Errorf("the vault's name: %w", err)
	}
	if _, err := ParseAddresses(strings.Join(e.Addresses, ",")); err != nil {
		return err
	}
	switch {
	case (e.CertFile == "") != (e.KeyFile == ""):
		return errors.New("a certificate and its key belong together: name both files, or neither")
	case (e.User == "") != (e.PasswordFile == ""):
		return errors.New("a user name and the file with its password belong together: name both, or neither")
	case e.User != "" && e.CertFile != "":
		return errors.New("choose one way to sign in to the engine: a certificate, or a user name and a password")
	}
	_, err := e.TLS()
	return err
}

// TLS returns the configuration of the connections, nil for an engine on this computer
// without TLS. Its errors name the file that cannot be used, and no content.
func (e Engine) TLS() (*tls.Config, error) {
	if len(e.Addresses) > 0 && plain(e.Addresses[0]) {
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if e.CAFile != "" {
		pem, err := readFile(e.CAFile)
		if err != nil {
			return nil, fmt.Errorf("reading the engine's authority: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s contains no certificate in PEM: name the file with the certificate of the engine's authority", shownFile(e.CAFile))
		}
	}
	if e.CertFile != "" {
		pair, err := loadPair(e.CertFile, e.KeyFile)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

func loadPair(certFile, keyFile string) (tls.Certificate, error) {
	cert, err := readFile(certFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	key, err := readFile(keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate's key: %w", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil { // its errors never repeat the content of the files
		return tls.Certificate{}, fmt.Errorf("%s and %s are not a certificate and its private key, in PEM and without a passphrase (%s)", shownFile(certFile), shownFile(keyFile), termsafe.Line(err.Error(), 120))
	}
	return pair, nil
}

// maxFile is the size of the largest file that is read, in bytes: an authority's file
// may be a bundle.
const maxFile = 1 << 20

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shownFile(path), errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%s is not a file of at most 1 MB", shownFile(path))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shownFile(path), errors.Unwrap(err))
	}
	return data, nil
}

func shownFile(path string) string { return termsafe.Line(path, 200) }

// password reads the password of the engine's user.
func (e Engine) password() (secret.Secret, error) {
	if e.PasswordFile == "" {
		return secret.Secret{}, nil
	}
	data, err := readFile(e.PasswordFile)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("reading the engine's password: %w", err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if line = strings.TrimRight(line, "\r"); line == "" {
		return secret.Secret{}, fmt.Errorf("%s contains no password in its first line", shownFile(e.PasswordFile))
	}
	return secret.New(line), nil
}

// dialLimit limits the log-in of a new client, because the engine may not answer.
const dialLimit = 5 * time.Second

// reconnecting sets short retry times: by default the client waits up to two minutes after
// a node was away.
var reconnecting = grpc.ConnectParams{
	Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second},
	MinConnectTimeout: 3 * time.Second,
}

// Client returns a client of the engine, which the caller closes. With a password it logs
// in at once; otherwise it sends nothing yet, and Probe shows whether the engine answers.
// The client ignores HTTPS_PROXY, which is for NetSuite.
func (e Engine) Client(ctx context.Context) (*clientv3.Client, error) {
	config := clientv3.Config{
		Context: ctx, DialTimeout: dialLimit, Logger: zap.NewNop(), DialKeepAliveTime: 10 * time.Second, DialKeepAliveTimeout: 5 * time.Second,
		DialOptions: []grpc.DialOption{grpc.WithNoProxy(), grpc.WithConnectParams(reconnecting)},
	}
	for _, address := range e.Addresses {
		if !plain(address) {
			address = "https://" + address
		}
		config.Endpoints = append(config.Endpoints, address)
	}
	var err error
	if config.TLS, err = e.TLS(); err != nil {
		return nil, err
	}
	password, err := e.password()
	if err != nil {
		return nil, err
	}
	config.Username, config.Password = e.User, password.Reveal()
	client, err := clientv3.New(config)
	if err != nil {
		return nil, Explain(signingIn, err)
	}
	return client, nil
}
