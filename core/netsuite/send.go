package netsuite

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"suitekey/core/account"
)

// Auth puts a sign-in on a request. It is asked for every try anew, since
// NetSuite takes a TBA signature once.
type Auth interface {
	Authorize(*http.Request, time.Time) error
}

// call is one call to NetSuite.
type call struct {
	doing       string
	method      string
	url         string
	accept      string
	contentType string
	soapAction  string
	prefer      string
	auth        Auth
	// body makes the body for one try, because passports and assertions can be used once.
	body func(now time.Time) ([]byte, error)
	// once: a repeat after a lost answer could have a second effect.
	once bool
	// again, if set, is the URL of every try but the first.
	again string
	// open: the call does not sign in, so its failure is never a refused sign-in.
	open bool
	// signIn is the ID of the credential that the body signs in with, if it does.
	signIn SignIn
	// judge decides whether an answer is a failure; nil means (*answer).failed.
	judge func(*answer) *Error
}

// blame adds the name of the call to a failure.
func (c call) blame(failed *Error) *Error {
	failed.Doing, failed.Host = c.doing, hostOf(c.url)
	return failed
}

// repeat sends call, and sends it again within the settings after a temporary failure: a
// time-out, or too many requests at the same time. A refused sign-in is never repeated:
// five of them lock the user.
func (c *Client) repeat(ctx context.Context, call call) (*answer, error) {
	pause := c.backOff()
	for try := 1; ; try++ {
		a, failed := c.try(ctx, call, try)
		if failed == nil {
			return a, nil
		}
		failed.Tries = try
		if try > c.retries || !failed.Class.Recoverable() || ctx.Err() != nil || (call.once && failed.Class == TimedOut) {
			return nil, failed
		}
		wait := min(pause.NextBackOff(), MaxRetryInterval)
		if failed.RetryAfter > 0 {
			wait = min(failed.RetryAfter, MaxRetryInterval)
		}
		if err := c.sleep(ctx, wait); err != nil {
			failed = call.blame(c.failure(ctx, err))
			failed.Tries = try
			return nil, failed
		}
	}
}

// ask sends call and decodes the JSON of the answer into body.
func (c *Client) ask(ctx context.Context, call call, body any) (*answer, error) {
	a, err := c.send(ctx, call)
	if err != nil {
		return nil, err
	}
	if failed := a.decode(body); failed != nil {
		return nil, call.blame(failed)
	}
	return a, nil
}

// backOff lengthens the pause and varies it at random, so that integrations that were
// blocked together do not return together.
// docs.oracle.com ... bridgehead_1509974866
func (c *Client) backOff() *backoff.ExponentialBackOff {
	b := &backoff.ExponentialBackOff{
		InitialInterval:     c.interval,
		RandomizationFactor: 0.2,
		Multiplier:          1.5,
		MaxInterval:         MaxRetryInterval,
	}
	b.Reset()
	return b
}

// try sends call once.
func (c *Client) try(ctx context.Context, call call, try int) (*answer, *Error) {
	if refused := permitted(ctx, call); refused != nil {
		return nil, call.blame(refused)
	}
	a, exchange, failed := c.exchange(ctx, call, try)
	c.heard.note(exchange)
	if failed == nil {
		judge := call.judge
		if judge == nil {
			judge = (*answer).failed
		}
		failed = judge(a)
	}
	if failed != nil {
		if call.open && (failed.Class == Refused || failed.Class == Forbidden) {
			failed.Class = Unexpected
		}
		call.blame(failed).Duration = exchange.Duration
		exchange.Class, exchange.Code = failed.Class, failed.Code
	}
	for _, watch := range c.watchers {
		watch(exchange)
	}
	return a, failed
}

// exchange sends one request and reads the answer. If a kept connection turns out to be
// closed before any answer, exchange signs the request again and opens a new connection.
// net/http would do the same, but with the nonce that was already sent.
func (c *Client) exchange(ctx context.Context, call call, try int) (*answer, Exchange, *Error) {
	exchange := Exchange{Doing: call.doing, Method: call.method, Host: hostOf(call.url), Try: try, Sent: c.now()}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var reused, heard atomic.Bool // net/http may still set them after it has given up
	limited = httptrace.WithClientTrace(limited, &httptrace.ClientTrace{
		GotConn:              func(conn httptrace.GotConnInfo) { reused.Store(conn.Reused) },
		GotFirstResponseByte: func() { heard.Store(true) },
	})
	limited = c.traced(limited)
	start := time.Now()
	var response *http.Response
	for {
		request, err := c.request(limited, call, try)
		if err != nil {
			return nil, exchange, &Error{Class: Unexpected, Problem: err.Error(), Next: "correct it and try again", Err: err}
		}
		response, err = c.http.Do(request)
		if err == nil {
			break
		}
		if reused.Load() && !heard.Load() && !call.once && limited.Err() == nil {
			reused.Store(false)
			c.http.CloseIdleConnections()
			continue
		}
		exchange.Duration = time.Since(start)
		return nil, exchange, c.failure(ctx, err)
	}
	defer response.Body.Close()
	a, err := read(response)
	exchange.Duration = time.Since(start)
	exchange.Status, exchange.Date = response.StatusCode, a.date
	if state := response.TLS; state != nil && len(state.PeerCertificates) > 0 {
		exchange.TLS, exchange.Issuer = tls.VersionName(state.Version), Issuer(state.PeerCertificates[0])
	}
	a.sent, a.received = exchange.Sent, exchange.Sent.Add(exchange.Duration)
	if err != nil {
		return nil, exchange, c.failure(ctx, err)
	}
	return a, exchange, nil
}

// request builds the signed request of one try.
func (c *Client) request(ctx context.Context, call call, try int) (*http.Request, error) {
	address := call.url
	if try > 1 && call.again != "" {
		address = call.again
	}
	target, err := account.CheckURL(address)
	if err != nil {
		return nil, err
	}
	now := c.now()
	// A body of unknown kind, even an empty one, keeps net/http from repeating
	// the request by itself.
	var body io.Reader = unrepeatable{bytes.NewReader(nil)}
	var length int64
	if call.body != nil {
		content, err := call.body(now)
		if err != nil {
			return nil, err
		}
		body, length = unrepeatable{bytes.NewReader(content)}, int64(len(content))
	}
	request, err := http.NewRequestWithContext(ctx, call.method, target.String(), body)
	if err != nil {
		return nil, err
	}
	request.ContentLength = length
	if length == 0 && call.method == http.MethodPost {
		request.Body = http.NoBody
	}
	request.Header.Set("User-Agent", "suitekey")
	for name, value := range map[string]string{
		"Accept": call.accept, "Content-Type": call.contentType, "SOAPAction": call.soapAction, "Prefer": call.prefer,
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	if call.auth != nil {
		if err := call.auth.Authorize(request, now); err != nil {
			return nil, err
		}
	}
	return request, nil
}

type unrepeatable struct{ io.Reader }

// read reads at most maxBody of the answer. An incomplete answer is an error only if its
// status is a success.
func read(response *http.Response) (*answer, error) {
	a := &answer{status: response.StatusCode, header: response.Header}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		a.date = date
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if len(body) > maxBody {
		body, a.truncated = body[:maxBody], true
	}
	a.body = body
	if errors.Is(err, io.ErrUnexpectedEOF) && a.status >= 400 {
		err = nil
	}
	return a, err
}
