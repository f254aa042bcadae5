package netsuite

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serve makes a TLS server and a client whose every connection leads to it.
func serve(t *testing.T, server *httptest.Server, o TransportOptions) *Client {
	t.Helper()
	t.Cleanup(server.Close)
	o.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	return clientOver(t, o)
}

func clientOver(t *testing.T, o TransportOptions) *Client {
	t.Helper()
	transport, err := NewTransport(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return New(Options{Transport: transport, Timeout: 5 * time.Second})
}

func quiet(handler http.HandlerFunc) *httptest.Server {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	return server
}

// selfSigned is what a proxy that inspects the traffic shows.
func selfSigned(t *testing.T, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "Inspecting\x1b[31m Proxy"},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{host},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestCertificateOfAnUnknownAuthority(t *testing.T) {
	var asked atomic.Int32
	server := quiet(func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	server.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t, sandbox(t).SuiteTalk())}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	_, err := serve(t, server, TransportOptions{}).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	wantError(t, err, TLS, "Inspecting[31m Proxy")
	if asked.Load() != 0 || !strings.Contains(err.Error(), "--ca-file") {
		t.Errorf("%d requests arrived: %v", asked.Load(), err)
	}
}

func TestCertificateForAnotherHost(t *testing.T) {
	server := quiet(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") })
	server.StartTLS()
	// The test server's certificate is for example.com.
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	_, err := serve(t, server, TransportOptions{CAPEM: ca}).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	wantError(t, err, TLS, "for another host (example.com")
}

func TestOldTLS(t *testing.T) {
	server := quiet(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") })
	server.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10} //nolint:gosec // the old server is what is tested
	server.StartTLS()
	_, err := serve(t, server, TransportOptions{}).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	wantError(t, err, TLS, "TLS 1.2")
}

func TestNoTLS(t *testing.T) {
	server := quiet(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") })
	server.Start()
	_, err := serve(t, server, TransportOptions{}).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
	wantError(t, err, TLS, "does not speak TLS")
}

func TestNetworkFailures(t *testing.T) {
	tests := []struct {
		name  string
		dial  func(context.Context, string, string) (net.Conn, error)
		class Class
		words string
	}{
		{"unknown name", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: "x.netsuite.com", IsNotFound: true}}
		}, Unreachable, "not known"},
		{"refused connection", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
		}, Unreachable, "no connection: connection refused"},
		{"slow connection", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
		}, TimedOut, "within"},
		{"closed in the handshake", func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			go func() {
				_, _ = bufio.NewReader(server).Peek(1)
				_ = server.Close()
			}()
			return client, nil
		}, Unreachable, "the connection broke"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := clientOver(t, TransportOptions{DialContext: test.dial})
			_, err := c.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
			wantError(t, err, test.class, test.words)
		})
	}
}

func TestUnusableCAFile(t *testing.T) {
	for _, text := range []string{"no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if _, err := NewTransport(TransportOptions{CAPEM: []byte(text)}); err == nil || !strings.Contains(err.Error(), "reading the CA file") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestProxyAddressIsNotRepeated(t *testing.T) {
	_, problem, _ := explainNetwork(&ProxyAddressError{"HTTPS_PROXY"})
	if !strings.Contains(problem, "HTTPS_PROXY") {
		t.Error(problem)
	}
	transport, err := NewTransport(TransportOptions{})
	if err != nil || transport.Proxy == nil {
		t.Errorf("the environment's proxy is not used: %v", err)
	}
	if transport, _ = NewTransport(TransportOptions{DialContext: new(net.Dialer).DialContext}); transport.Proxy != nil {
		t.Error("a proxy stands between the program and its own simulator")
	}
}

// TestReadProxy: what a person writes is read, or refused as a whole. No part of a
// password is ever taken for the host, looked up and shown.
func TestReadProxy(t *testing.T) {
	for address, want := range map[string]string{
		"http://me:hunter2@proxy:8080":        "http me hunter2 proxy:8080",
		"http://proxy:8080/":                  "http   proxy:8080",
		"proxy.example.com":                   "http   proxy.example.com",
		"me:pw@host:1":                        "http me pw host:1",
		"http:127.0.0.1:1":                    "http   127.0.0.1:1",
		"HTTPS://proxy":                       "https   proxy",
		"socks5h://127.0.0.1:1080":            "socks5h   127.0.0.1:1080",
		"[::1]:3128":                          "http   [::1]:3128",
		"http://user:50%off@127.0.0.1:3128":   "http user 50%off 127.0.0.1:3128",
		"http://user:50%25off@127.0.0.1:3128": "http user 50%off 127.0.0.1:3128",
		"http://me:p@ss/w#d?x@proxy:8080":     "http me p@ss/w#d?x proxy:8080",
		`http://DOMAIN\me:pw@proxy:8080`:      `http DOMAIN\me pw proxy:8080`,
		"http://proxy:8080/path":              "",
		"http://":                             "",
		"http://me:pw@":                       "",
		"ftp://proxy:21":                      "",
		"socks4://proxy:1080":                 "",
		"http:///proxy":                       "",
		"http://proxy:port":                   "",
		"two proxies":                         "",
	} {
		proxy, variable, err := ProxyOf(func(name string) string { return map[string]string{"ALL_PROXY": address}[name] })
		got := ""
		if err == nil {
			password, _ := proxy.User.Password()
			got = strings.Join([]string{proxy.Scheme, proxy.User.Username(), password, proxy.Host}, " ")
		} else if len(address) > 10 && strings.Contains(err.Error(), address) {
			t.Errorf("the address is repeated: %v", err)
		}
		if got != want || variable != "ALL_PROXY" {
			t.Errorf("%s: read as %q from %s, want %q", address, got, variable, want)
		}
	}
	if proxy, variable, err := ProxyOf(func(string) string { return "" }); proxy != nil || variable != "" || err != nil {
		t.Errorf("a proxy out of nothing: %v", err)
	}
}

// TestNoDirectCallPastAProxy: an address that cannot be read is an error, unless
// NO_PROXY takes the host out.
func TestNoDirectCallPastAProxy(t *testing.T) {
	for _, name := range slices.Concat(proxyNames, []string{"no_proxy", "NO_PROXY"}) {
		t.Setenv(name, "")
	}
	request := httptest.NewRequest(http.MethodGet, "https://1234567.suitetalk.api.netsuite.com/", http.NoBody)
	for _, test := range []struct{ proxy, no, want string }{
		{"http://proxy:8080/path", "", "error"},
		{"http://proxy:8080/path", ".netsuite.com", "direct"},
		{"http://proxy:8080", "*", "direct"},
		{"http://proxy:8080", "example.com", "proxy:8080"},
		{"", "", "direct"},
	} {
		t.Setenv("ALL_PROXY", test.proxy)
		t.Setenv("NO_PROXY", test.no)
		got := "direct"
		if proxy, err := environmentProxy(request); err != nil {
			got = "error"
		} else if proxy != nil {
			got = proxy.Host
		}
		if got != test.want {
			t.Errorf("proxy %q, NO_PROXY %q: %s, want %s", test.proxy, test.no, got, test.want)
		}
	}
}

// A server may close a kept connection just when the next request is sent.
// net/http would repeat that request as it is, with a used nonce.
func TestClosedConnectionIsReplacedWithAFreshSignature(t *testing.T) {
	var first, second, third string
	var n atomic.Int32
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) {
		case 1:
			first = r.Header.Get("Authorization")
		case 2:
			second = r.Header.Get("Authorization")
			panic(http.ErrAbortHandler) // closes without a word
		default:
			third = r.Header.Get("Authorization")
		}
		_, _ = w.Write([]byte(okTime))
	}
	certificate := selfSigned(t, sandbox(t).SuiteTalk())
	server := quiet(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	client := serve(t, server, TransportOptions{
		CAPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}),
	})
	for range 2 {
		if _, err := client.ServerTime(t.Context(), sandbox(t), TBA(credentials(t))); err != nil {
			t.Fatal(err)
		}
	}
	if first == second || second == third || third == "" {
		t.Errorf("signatures %q, %q, %q", first, second, third)
	}
}

func TestThroughAProxy(t *testing.T) {
	world, _, credentials := simulate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = world.Proxy(t.Context(), listener) }()
	transport, err := NewTransport(TransportOptions{CAPEM: world.CAPEM()})
	if err != nil {
		t.Fatal(err)
	}
	// As HTTPS_PROXY, which net/http reads only once in a process.
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: listener.Addr().String()})
	t.Cleanup(transport.CloseIdleConnections)
	client := New(Options{Transport: transport, Timeout: 5 * time.Second})
	if _, err := client.ServerTime(t.Context(), credentials.Account, TBA(credentials)); err != nil {
		t.Error(err)
	}
}

// TestProxyThatRefuses answers CONNECT as company proxies do that do not allow a
// host, or do not reach it.
func TestProxyThatRefuses(t *testing.T) {
	for status, want := range map[int]Mark{
		http.StatusForbidden: MarkProxyDeny, http.StatusBadGateway: MarkProxyDeny, http.StatusServiceUnavailable: MarkProxyDeny,
		http.StatusGatewayTimeout: MarkProxyDeny, http.StatusMethodNotAllowed: MarkProxyDeny, http.StatusProxyAuthRequired: MarkProxyAuth,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, "<p>\x1b[31mBlocked by rule 7</p>", status)
		}))
		t.Cleanup(server.Close)
		address, err := url.Parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		transport, err := NewTransport(TransportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		transport.Proxy = http.ProxyURL(address)
		_, err = New(Options{Transport: transport}).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
		wantError(t, err, Unreachable, "")
		var failed *Error
		if !errors.As(err, &failed) || failed.Mark != want {
			t.Errorf("%d: %v", status, err)
			continue
		}
		if want == MarkProxyDeny && (!strings.Contains(err.Error(), "the proxy refuses this host") || !strings.Contains(err.Error(), sandbox(t).SuiteTalk()) || strings.Contains(err.Error(), "rule 7")) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestDamagedHeaders answers with what net/http does not take for HTTP.
func TestDamagedHeaders(t *testing.T) {
	for head, mark := range map[string]Mark{
		"HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\nhello":                                        MarkGarbage,
		"HTTP/9.z 200 OK\r\n\r\n":                                                                 MarkGarbage,
		"HTTP/1.1 abc OK\r\n\r\n":                                                                 MarkGarbage,
		"220 mail.example.com ESMTP\r\n":                                                          MarkGarbage,
		"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello":                                    MarkGarbage,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: gibberish\r\n\r\n":                                 MarkGarbage,
		"HTTP/1.1 200 OK\r\nX-Filler: " + strings.Repeat("x", 100<<10) + "\r\n\r\n":               MarkSize,
		"HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Filler: "+strings.Repeat("x", 500)+"\r\n", 200): MarkSize,
	} {
		server := quiet(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = io.WriteString(conn, head)
				_ = conn.Close()
			}
		})
		certificate := selfSigned(t, sandbox(t).SuiteTalk())
		server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		server.StartTLS()
		client := serve(t, server, TransportOptions{
			CAPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}),
		})
		_, err := client.ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
		var failed *Error
		if !errors.As(err, &failed) || failed.Class != Unexpected || failed.Mark != mark {
			t.Errorf("%.40q: %v", head, err)
		} else if text := err.Error(); strings.Contains(text, "net/http") || strings.Contains(text, "malformed") || strings.Contains(text, "connection broke") {
			t.Errorf("%.40q shows the library's words: %v", head, err)
		}
	}
}

func TestProxyFailures(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	demanding := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(demanding.Close)
	for address, words := range map[string]string{closed.URL: "proxy of HTTPS_PROXY cannot be reached", demanding.URL: "user name and password"} {
		proxy, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		proxy.User = url.UserPassword("me", "hunter2")
		transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
		_, err = New(Options{Transport: transport}).ServerTime(t.Context(), sandbox(t), TBA(credentials(t)))
		wantError(t, err, Unreachable, words)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the proxy's password is in %q", err)
		}
	}
}

// FuzzReadProxy: whatever stands in the variable, it is a proxy with a host and a
// port, or refused without being repeated.
func FuzzReadProxy(f *testing.F) {
	for _, address := range []string{"http://me:50%off@proxy:8080", "me:pw@host", "socks5://[::1]:1080", "http:127.0.0.1:1", "http://"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		proxy, _, err := ProxyOf(func(string) string { return address })
		if err == nil && proxy != nil && !proxyHost().MatchString(proxy.Host) {
			t.Errorf("the host is %q", proxy.Host)
		}
		if err != nil && len(address) > 40 && strings.Contains(err.Error(), address) {
			t.Error("the address is repeated")
		}
	})
}
