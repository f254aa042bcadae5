package simulator

import (
	"context"
	"crypto/elliptic"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestDialRefuses(t *testing.T) {
	s := newStage(t)
	for _, address := range []string{
		"example.com:443", "netsuite.com.example.com:443", "netsuite.com:443", "evilnetsuite.com:443", "9999901.app.netsuite.com:80", "127.0.0.1:443", "x",
	} {
		if conn, err := s.world.DialContext(t.Context(), "tcp", address); err == nil {
			conn.Close()
			t.Errorf("connected to %s", address)
		}
	}
}

func TestCertificatesOfHosts(t *testing.T) {
	s := newStage(t)
	conn, err := s.world.DialContext(t.Context(), "tcp", "9999901.suitetalk.api.netsuite.com:443")
	s.must(err)
	defer conn.Close()
	client := tls.Client(conn, &tls.Config{RootCAs: s.world.Pool(), ServerName: "9999901.suitetalk.api.netsuite.com", MinVersion: tls.VersionTLS12})
	s.must(client.Handshake())
	if state := client.ConnectionState(); state.Version < tls.VersionTLS12 || state.PeerCertificates[0].DNSNames[0] != "9999901.suitetalk.api.netsuite.com" {
		t.Errorf("state %+v", state)
	}
	s.must(client.Close())

	other, err := s.world.DialContext(t.Context(), "tcp", "9999901.suitetalk.api.netsuite.com:443")
	s.must(err)
	defer other.Close()
	if err := tls.Client(other, &tls.Config{RootCAs: s.world.Pool(), ServerName: "example.com", MinVersion: tls.VersionTLS12}).Handshake(); err == nil {
		t.Error("a certificate for example.com")
	}
}

// TestCloseWhileNobodyReads: a server that answers a client which does not read has ended
// after Close, too.
func TestCloseWhileNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{})
		conn, err := w.DialContext(t.Context(), "tcp", "9999901.suitetalk.api.netsuite.com:443")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // the server's refusal waits for a reader
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if _, err := w.DialContext(t.Context(), "tcp", "9999901.suitetalk.api.netsuite.com:443"); err == nil {
			t.Error("a closed network accepts a connection")
		}
	})
}

// A closed world leaves no goroutine behind: the bubble would not end.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{})
		client := &http.Client{Transport: &http.Transport{DialContext: w.DialContext, TLSClientConfig: &tls.Config{RootCAs: w.Pool(), MinVersion: tls.VersionTLS12}}}
		w.Hang(true)
		errs := make(chan error, 1)
		go func() {
			resp, err := client.Get("https://9999901.suitetalk.api.netsuite.com/")
			if err == nil {
				resp.Body.Close()
			}
			errs <- err
		}()
		synctest.Wait() // the request hangs
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-errs; err == nil {
			t.Error("the hanging request was answered")
		}
		if err := w.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
		if _, err := w.DialContext(t.Context(), "tcp", "9999901.app.netsuite.com:443"); err == nil {
			t.Error("a closed world connects")
		}
	})
}

// startProxy runs a practice proxy for the length of a test.
func startProxy(t *testing.T, w *World) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Proxy(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the proxy ended with %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Error("the proxy does not end")
		}
	})
	return "http://" + listener.Addr().String()
}

func proxied(t *testing.T, w *World, proxy string) *http.Client {
	t.Helper()
	address, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(address), TLSClientConfig: &tls.Config{RootCAs: w.Pool(), MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second}
}

func TestProxy(t *testing.T) {
	s := newStage(t)
	proxy := startProxy(t, s.world)
	s.client = proxied(t, s.world, proxy)
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("REST through the proxy: %d %s", r.status, r.text)
	}
	if r := s.do(s.soap("ns1", "HMAC-SHA256", nil)); r.status != 200 {
		t.Errorf("SOAP through the proxy: %d %s", r.status, r.text)
	}
	reached := false
	outside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer outside.Close()
	for _, address := range []string{outside.URL, "https://netsuite.com.example.com/", "https://9999901.app.netsuite.com:8443/"} {
		if resp, err := s.client.Do(s.request("GET", address, "", "")); err == nil {
			resp.Body.Close()
			t.Errorf("%s: %s", address, resp.Status)
		}
	}
	if reached {
		t.Error("the proxy connected to another host")
	}
	resp, err := http.DefaultTransport.RoundTrip(s.request("GET", proxy, "", "")) // a plain request, not CONNECT
	s.must(err)
	defer resp.Body.Close()
	if resp.StatusCode != 400 {
		t.Errorf("plain HTTP: %s", resp.Status)
	}
}

func TestProxyListensOnLoopback(t *testing.T) {
	listener, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Skip(err)
	}
	if err := New(Options{}).Proxy(t.Context(), listener); err == nil || !strings.Contains(err.Error(), "loopback") {
		t.Errorf("on all addresses: %v", err)
	}
}

// TestParallelSignIns is for the race detector.
func TestParallelSignIns(t *testing.T) {
	s := newStage(t)
	s.client = proxied(t, s.world, startProxy(t, s.world))
	s.must(s.world.LimitConcurrency(s.card.Account, 1000))
	var requests []*http.Request
	for range 60 {
		requests = append(requests, s.signed("GET", s.suiteTalk(timePath), nil, nil))
	}
	var wg sync.WaitGroup
	for n, r := range requests {
		wg.Go(func() {
			resp, err := s.client.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
			if n%10 == 0 {
				_, _, err = s.world.NewToken("9999901_SB1")
				if err == nil {
					err = s.world.RefreshSandbox("9999901_SB1")
				}
				if err != nil {
					t.Error(err)
				}
				s.world.Practice()
				s.world.AuditTrail("9999901")
			}
		})
	}
	wg.Wait()
}

// TestCurl practises with the real curl, by the environment that the practice
// verb prints.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("curl is not installed")
	}
	w := New(Options{})
	defer w.Close()
	proxy := startProxy(t, w)
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, w.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), curl, append([]string{"--silent", "--show-error", "--max-time", "10"}, args...)...)
		cmd.Env = []string{"HTTPS_PROXY=" + proxy, "SSL_CERT_FILE=" + file, "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run("https://rest.netsuite.com/rest/datacenterurls?account=9999901_SB1"); err != nil || !strings.Contains(out, "9999901-sb1.restlets.api") {
		t.Errorf("discovery: %v %s", err, out)
	}
	if out, err := run("https://example.com/"); err == nil || !strings.Contains(out, "403") {
		t.Errorf("another host: %v %s", err, out)
	}
	certificate := filepath.Join(t.TempDir(), "public.pem")
	key := ecPair(t, elliptic.P256(), "ES256").key
	if err := os.WriteFile(certificate, selfSigned(t, key, time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := run("--data-binary", "@"+certificate, "https://9999901.app.netsuite.com/practice/m2m"); err != nil || len(strings.TrimSpace(out)) != 43 {
		t.Errorf("uploading: %v %s", err, out)
	}
	if out, err := run("--form", "certificate=@"+certificate, "https://9999901.app.netsuite.com/practice/m2m"); err != nil || !strings.Contains(out, "already mapped") {
		t.Errorf("uploading by form: %v %s", err, out)
	}
}
