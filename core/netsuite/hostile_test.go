package netsuite

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"
)

// A hostile server answers on the connection of a client that believes to speak to NetSuite.
type hostile struct {
	name   string
	raw    func(net.Conn)  // in the place of TLS
	answer func(*tls.Conn) // after a request was read
	class  Class
	words  string
}

// says answers with a text.
func says(text string) func(*tls.Conn) {
	return func(c *tls.Conn) { _, _ = io.WriteString(c, text) }
}

// http200 answers with a body of the right length.
func http200(body string, headers ...string) func(*tls.Conn) {
	return says("HTTP/1.1 200 OK\r\n" + strings.Join(append(headers, ""), "\r\n") + fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body)) + body)
}

// forEver writes a text, and then another one again and again, until the client has closed.
func forEver(first, then string, pause time.Duration) func(*tls.Conn) {
	return func(c *tls.Conn) {
		_, err := io.WriteString(c, first)
		for err == nil {
			time.Sleep(pause)
			_, err = io.WriteString(c, then)
		}
	}
}

func gzipped(text string) string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return packed.String()
}

// frames are an HTTP/2 server's: nobody has agreed on HTTP/2.
func frames(write func(*http2.Framer) error) func(*tls.Conn) {
	return func(c *tls.Conn) {
		framer := http2.NewFramer(c, c)
		for framer.WriteSettings() == nil && write(framer) == nil {
			time.Sleep(time.Millisecond)
		}
	}
}

// silence is longer than any patience.
const silence = 5 * time.Minute

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

var hostiles = []hostile{
	{name: "endless headers", answer: forEver(head, "X-More: "+strings.Repeat("a", 100)+"\r\n", 0), class: Unexpected},
	{name: "a header of 1 MB", answer: says(head + "X-Long: " + strings.Repeat("a", 1<<20) + "\r\n\r\n{}"), class: Unexpected},
	{name: "a status line without an end", answer: forEver("HTTP/1.1 200 ", strings.Repeat("a", 100), 0), class: Unexpected},
	{name: "endless interim answers", answer: forEver("", "HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n", 0), class: Unexpected},
	{name: "an endless body", answer: forEver(head+"\r\n", strings.Repeat(" ", 4096), 0), class: Unexpected, words: "1 MiB"},
	{name: "an endless chunked body", answer: forEver(head+"Transfer-Encoding: chunked\r\n\r\n", "1000\r\n"+strings.Repeat(" ", 4096)+"\r\n", 0), class: Unexpected, words: "1 MiB"},
	{name: "a chunk that is larger than memory", answer: says(head + "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n{}"), class: Unreachable},
	{name: "a chunk of a length that is no number", answer: says(head + "Transfer-Encoding: chunked\r\n\r\nlarge\r\n{}"), class: Unexpected},
	{name: "a chunk length without an end", answer: forEver(head+"Transfer-Encoding: chunked\r\n\r\n", "0", 0), class: Unexpected},
	{name: "a transfer encoding that nobody knows", answer: says(head + "Transfer-Encoding: lzw\r\n\r\n{}"), class: Unexpected},
	{name: "gzip that unpacks to 1 GB", answer: http200(gzipped(strings.Repeat(" ", 64<<20)), "Content-Encoding: gzip"), class: Unexpected},
	{name: "broken gzip", answer: http200(gzipped(`{"serverTime":"x"}`)[:20], "Content-Encoding: gzip"), class: Unexpected},
	{name: "a byte of the header each second", answer: forEver("HTTP/1.1 200 OK\r\nX: ", "a", time.Second), class: TimedOut},
	{name: "a byte of the body each second", answer: forEver(head+"Content-Length: 1000\r\n\r\n", " ", time.Second), class: TimedOut},
	{name: "silence", answer: func(*tls.Conn) { time.Sleep(silence) }, class: TimedOut},
	{name: "closed without an answer", answer: func(*tls.Conn) {}, class: Unreachable},
	{name: "half closed in the header", answer: func(c *tls.Conn) { says(head)(c); _ = c.CloseWrite(); time.Sleep(silence) }, class: Unreachable},
	{name: "half closed in the body", answer: func(c *tls.Conn) {
		says(head + "Content-Length: 1000\r\n\r\n{")(c)
		_ = c.CloseWrite()
		time.Sleep(silence)
	}, class: Unreachable},
	{name: "cut off without an end of TLS", answer: func(c *tls.Conn) { says(head + "\r\n{\"serverTime\":")(c); _ = c.NetConn().Close() }, class: Unexpected},
	{name: "garbage within TLS", answer: func(c *tls.Conn) { _, _ = c.NetConn().Write(noise(1000)) }, class: TLS},
	{name: "garbage in the place of TLS", raw: func(c net.Conn) { _, _ = c.Write(noise(1000)) }, class: TLS},
	{name: "silence in the place of TLS", raw: func(net.Conn) {}, class: TimedOut},
	{name: "plain HTTP in the place of TLS", raw: func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }, class: TLS},
	{name: "HTTP/2 resets", answer: frames(func(f *http2.Framer) error { return f.WriteRSTStream(1, http2.ErrCodeEnhanceYourCalm) }), class: Unexpected},
	{name: "HTTP/2 GOAWAY", answer: frames(func(f *http2.Framer) error { return f.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, []byte("\x1b[31m")) }), class: Unexpected},
	{name: "a content length that is too long", answer: says(head + "Content-Length: 5000\r\n\r\n" + okTime), class: Unreachable},
	{name: "a content length that is too short", answer: says(head + "Content-Length: 5\r\n\r\n" + okTime), class: Unexpected},
	{name: "two content lengths", answer: says(head + "Content-Length: 5\r\nContent-Length: 500\r\n\r\n" + okTime), class: Unexpected},
	{name: "a content length that is no number", answer: says(head + "Content-Length: -1\r\n\r\n" + okTime), class: Unexpected},
	{name: "a page for people", answer: http200("<!DOCTYPE html><title>\x1b]0;owned\x07Maintenance</title>"), class: Unexpected},
	{name: "a page for people, as a refusal", answer: says("HTTP/1.1 401 \x1b[31mUnauthorized\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"), class: Refused},
	{name: "deep JSON", answer: http200(strings.Repeat("[", 1<<19)), class: Unexpected},
	{name: "deep JSON objects", answer: http200(strings.Repeat(`{"a":`, 1<<17)), class: Unexpected},
	{name: "JSON of another shape", answer: http200(`[[["serverTime"]]]`), class: Unexpected},
	{name: "nothing at all", answer: http200(""), class: Unexpected},
	{name: "no content", answer: says("HTTP/1.1 204 No Content\r\n\r\n"), class: Unexpected},
	{name: "another protocol", answer: says("SSH-2.0-OpenSSH_9.9\r\n"), class: Unexpected},
	{name: "switching protocols", answer: says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"), class: Unexpected},
	{name: "elsewhere", answer: says("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://netsuite.com.example.com/take\r\nContent-Length: 0\r\n\r\n"), class: Unexpected},
	{name: "elsewhere without TLS", answer: says("HTTP/1.1 302 Found\r\nLocation: http://1234567-sb1.suitetalk.api.netsuite.com/\r\nContent-Length: 0\r\n\r\n"), class: Unexpected},
	{name: "a wait of a year", answer: says("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n"), class: Limited},
	{name: "unavailable for ever", answer: says("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"), class: Limited},
}

// noise is no record of TLS.
func noise(n int) []byte {
	all := make([]byte, n)
	source := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it is to be the same each time
	for i := range all {
		all[i] = byte(source.UintN(256))
	}
	all[0] = 'x'
	return all
}

// TestHostileServers: each ends in a sentence within the time that the settings allow, and
// within the memory of one answer. What was refused is sent once, and nothing goes to another
// host. The clock is that of the bubble.
func TestHostileServers(t *testing.T) {
	for _, h := range hostiles {
		for _, ask := range []struct {
			name string
			do   func(*Client) error
		}{
			{"TBA", func(c *Client) error {
				_, err := c.ServerTime(context.Background(), sandbox(t), TBA(credentials(t)))
				return err
			}},
			{"M2M", func(c *Client) error {
				_, err := c.Token(context.Background(), sandbox(t), tokenRequest(t))
				return err
			}},
		} {
			t.Run(h.name+"/"+ask.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { h.meets(t, ask.do) })
			})
		}
	}
}

func (h hostile) meets(t *testing.T, ask func(*Client) error) {
	const timeout, retries = 5 * time.Second, 2
	certificate := selfSigned(t, sandbox(t).SuiteTalk())
	var dialed, requests, read atomic.Int64
	c := clientOver(t, TransportOptions{
		CAPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}),
		DialContext: func(_ context.Context, _, addr string) (net.Conn, error) {
			if addr != sandbox(t).SuiteTalk()+":443" {
				t.Errorf("connected to %s", addr)
			}
			dialed.Add(1)
			client, server := net.Pipe()
			go h.serve(server, certificate, &requests)
			return &counted{client, &read}, nil
		},
	})
	began := time.Now()
	err := ask(c.With(timeout, retries, time.Second))
	if took := time.Since(began); took > (retries+1)*timeout+retries*MaxRetryInterval {
		t.Errorf("it took %s", took)
	}
	c.http.CloseIdleConnections()
	time.Sleep(2 * silence) // until both sides have given up
	wantError(t, err, h.class, h.words)
	tries := int64(1)
	if h.class.Recoverable() {
		tries = retries + 1
	}
	if requests.Load() > tries || dialed.Load() > tries {
		t.Errorf("%d requests on %d connections: %v", requests.Load(), dialed.Load(), err)
	}
	if most := tries * (maxBody + 256<<10); read.Load() > most {
		t.Errorf("%d bytes were read", read.Load())
	}
}

// serve speaks TLS, reads one request and answers it.
func (h hostile) serve(conn net.Conn, certificate tls.Certificate, requests *atomic.Int64) {
	defer conn.Close()
	if h.raw != nil {
		go h.raw(conn)
		_, _ = io.Copy(io.Discard, conn)
		return
	}
	c := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
	request, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	if _, err := io.Copy(io.Discard, request.Body); err != nil {
		return
	}
	requests.Add(1)
	go func() { _, _ = io.Copy(io.Discard, c) }()
	h.answer(c)
}

// counted counts what is read from a connection.
type counted struct {
	net.Conn
	read *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}
