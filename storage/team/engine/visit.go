package engine

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"suitekey/core/termsafe"
)

// visit is the answer of one address.
type visit struct {
	findings []Finding
	answered bool
	version  string    // of etcd
	date     time.Time // the node's clock, in whole seconds; zero if the node does not report it
	asked    time.Time // this computer's clock at the same time
}

// visited connects to one address, stage by stage, and asks what answers there. etcd's own
// client would only report a time-out.
func visited(ctx context.Context, address string, config *tls.Config, now func() time.Time) visit {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	v := visit{}
	fail := func(stage Stage, problem, fix string) visit {
		v.findings = append(v.findings, Finding{stage, address, Failed, problem, fix})
		return v
	}
	target := strings.TrimPrefix(address, "http://")
	host, _, err := net.SplitHostPort(target)
	if err != nil {
		return fail(StageName, "this is not an address", "write host:port")
	}
	if _, err := net.DefaultResolver.LookupHost(ctx, host); err != nil {
		problem, fix := connection(err)
		return fail(StageName, problem, fix)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", target)
	if err != nil {
		problem, fix := connection(err)
		return fail(StageConnect, problem, fix)
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	if config != nil {
		secured := tls.Client(conn, forHost(config, host))
		if err := secured.HandshakeContext(ctx); err != nil {
			problem, fix := reason(err, config.Certificates, now())
			return fail(StageTLS, problem, fix)
		}
		conn = secured
	}
	// With TLS 1.3 the server checks the client's certificate after the client's handshake
	// has ended. The first read returns the result.
	answer, date, err := whoIsThere(conn, target)
	v.asked = now()
	if err != nil {
		if _, isTLS := conn.(*tls.Conn); isTLS && strings.Contains(err.Error(), "tls: ") {
			problem, fix := reason(err, config.Certificates, now())
			return fail(StageTLS, problem, fix)
		}
		if config == nil && speaksTLS(ctx, target) {
			return fail(StageAnswer, wantsTLS, leaveHTTP)
		}
		problem, fix := connection(err)
		return fail(StageAnswer, problem, fix)
	}
	if v.version = versionIn(answer); v.version == "" {
		problem, fix := stranger(answer)
		return fail(StageAnswer, problem, fix)
	}
	v.answered, v.date = true, date
	v.findings = append(v.findings, Finding{StageAnswer, address, Good, "etcd " + v.version + " answers", ""})
	v.certificates(conn, config, address, now())
	return v
}

const (
	wantsTLS  = "the engine wants TLS"
	leaveHTTP = "leave http:// out of the address, and name --ca-file, --cert and --key"
)

// speaksTLS reports whether target speaks TLS, with any certificate. An etcd with TLS
// silently closes a connection without TLS. speaksTLS sends nothing over the connection.
func speaksTLS(ctx context.Context, target string) bool {
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}} //nolint:gosec // nothing is sent
	conn, err := dialer.DialContext(ctx, "tcp", target)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// forHost returns the configuration for HTTP/1.1 with one host. The probe needs no gRPC.
func forHost(config *tls.Config, host string) *tls.Config {
	c := config.Clone()
	c.ServerName, c.NextProtos = host, []string{"http/1.1"}
	return c
}

// certificates reports the certificates that will expire soon.
func (v *visit) certificates(conn net.Conn, config *tls.Config, address string, now time.Time) {
	secured, ok := conn.(*tls.Conn)
	if !ok {
		return
	}
	soon := func(end time.Time) string {
		if end.Sub(now) > endsSoon {
			return ""
		}
		return end.UTC().Format("2 January 2006, 15:04 UTC")
	}
	if shown := secured.ConnectionState().PeerCertificates; len(shown) > 0 {
		if end := soon(shown[0].NotAfter); end != "" {
			v.findings = append(v.findings, Finding{StageTLS, address, Advice, "the engine's certificate expires on " + end, "tell the operator of the engine"})
		}
	}
	if len(config.Certificates) > 0 && config.Certificates[0].Leaf != nil {
		if end := soon(config.Certificates[0].Leaf.NotAfter); end != "" {
			v.findings = append(v.findings, Finding{StageTLS, address, Advice, "your certificate for the engine expires on " + end, "ask the operator of the engine for a new one"})
		}
	}
}

// maxAnswer is the maximum size of an answer, in bytes.
const maxAnswer = 4 << 10

// response is the part of an answer that identifies the program.
type response struct {
	status int // 0 if the other side does not speak HTTP
	body   []byte
	text   string // the beginning of an answer that is not HTTP
}

// whoIsThere requests /version, which etcd answers for everybody.
func whoIsThere(conn net.Conn, host string) (response, time.Time, error) {
	request := "GET /version HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"
	if _, err := io.WriteString(conn, request); err != nil {
		return response{}, time.Time{}, err
	}
	reader := bufio.NewReaderSize(io.LimitReader(conn, maxAnswer), maxAnswer)
	if _, err := reader.Peek(1); err != nil {
		return response{}, time.Time{}, err
	}
	if start, _ := reader.Peek(5); !strings.HasPrefix(string(start), "HTTP/") {
		rest, _ := reader.Peek(60)
		return response{text: string(rest)}, time.Time{}, nil
	}
	answer, err := http.ReadResponse(reader, nil)
	if err != nil {
		return response{text: "HTTP that cannot be read"}, time.Time{}, nil //nolint:nilerr // this is not an engine
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body) // the beginning of a body is enough
	date, _ := http.ParseTime(answer.Header.Get("Date"))
	return response{status: answer.StatusCode, body: body}, date, nil
}

// versionIn returns etcd's version from its answer; "" if the answer is not etcd's.
func versionIn(r response) string {
	var said struct {
		Server string `json:"etcdserver"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &said) != nil {
		return ""
	}
	return termsafe.Line(said.Server, 20)
}

// stranger says what answers instead of etcd.
func stranger(r response) (problem, fix string) {
	switch body := strings.ToLower(string(r.body)); {
	case r.status == 0:
		return "something other than etcd answers", "check address and port"
	case r.status == http.StatusBadRequest && strings.Contains(body, "http request to an https server"):
		return wantsTLS, leaveHTTP
	case r.status == http.StatusProxyAuthRequired, strings.Contains(body, "proxy"):
		return fmt.Sprintf("an HTTP proxy answers (%d), not etcd", r.status), "name the engine's own address; suitekey connects to the engine directly, not through a proxy"
	}
	return fmt.Sprintf("an HTTP server answers (%d), not etcd", r.status), "check address and port: etcd's clients use port " + DefaultPort
}
