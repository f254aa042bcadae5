package simulator

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/wire"
)

// TestNetworkFaults: what breaks looks to a client as it does on a real network.
func TestNetworkFaults(t *testing.T) {
	tests := map[string]func(error) bool{
		"name-not-resolved": func(err error) bool {
			var name *net.DNSError
			var dial *net.OpError
			return errors.As(err, &name) && name.IsNotFound && errors.As(err, &dial) && dial.Op == "dial"
		},
		"connection-refused":    func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) },
		"connection-blackholed": func(err error) bool { var n net.Error; return errors.As(err, &n) && n.Timeout() },
		"connection-reset":      func(err error) bool { return errors.Is(err, io.EOF) },
		"captive-portal": func(err error) bool {
			var record tls.RecordHeaderError
			return errors.As(err, &record) || strings.Contains(err.Error(), "HTTP response to HTTPS client")
		},
		"tls-too-old":               func(err error) bool { return strings.Contains(err.Error(), "protocol version") },
		"certificate-of-other-host": func(err error) bool { var name x509.HostnameError; return errors.As(err, &name) },
		"server-certificate-expired": func(err error) bool {
			var c x509.CertificateInvalidError
			return errors.As(err, &c) && c.Reason == x509.Expired
		},
		"intercepted": func(err error) bool {
			var chain *tls.CertificateVerificationError
			var unknown x509.UnknownAuthorityError
			return errors.As(err, &unknown) && errors.As(err, &chain) && chain.UnverifiedCertificates[0].Issuer.CommonName == wire.GatewayName
		},
	}
	for _, f := range faults.List() {
		if f.Group != faults.GroupNetwork || f.Name == "connection-cut" || f.Name == "answer-lost" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			s := newStage(t)
			if r := s.get("https://rest.netsuite.com/rest/datacenterurls?account=9999901"); r.status != 200 {
				t.Fatalf("before: %d", r.status)
			}
			s.client.Timeout = time.Second
			s.must(s.world.InjectFault("9999901", f.Name))
			_, err := s.client.Do(s.request("GET", s.suiteTalk(timePath), "", ""))
			if err == nil || !tests[f.Name](err) {
				t.Errorf("directly: %v", err)
			}
			through := proxied(t, s.world, startProxy(t, s.world))
			through.Timeout = time.Second
			_, err = through.Do(s.request("GET", s.suiteTalk(timePath), "", ""))
			if err == nil {
				t.Error("through the proxy: it works")
			}
			if f.Name == "name-not-resolved" && !strings.Contains(err.Error(), "Bad Gateway") {
				t.Errorf("through the proxy: %v", err)
			}
		})
	}
}

// TestTrustedGateway: who trusts the company's authority gets through, and
// sees whose it is.
func TestTrustedGateway(t *testing.T) {
	s := newStage(t)
	s.must(s.world.InjectFault(s.card.Account, "intercepted"))
	pool := s.world.Pool()
	if !pool.AppendCertsFromPEM(s.world.GatewayPEM()) {
		t.Fatal("no certificate")
	}
	transport := &http.Transport{DialContext: s.world.DialContext, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport, Timeout: 5 * time.Second}).Do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	s.must(err)
	defer resp.Body.Close()
	if resp.StatusCode != 200 || resp.TLS.PeerCertificates[0].Issuer.CommonName != wire.GatewayName {
		t.Errorf("%d, issuer %s", resp.StatusCode, resp.TLS.PeerCertificates[0].Issuer)
	}
}
