// Package netsuite is the client: discovery, sign-in, the cheap calls that
// prove a connection, and the certificate endpoint.
//
// It sends credentials only to https hosts under netsuite.com, follows no redirect, keeps
// no cookies, reads at most 1 MiB of an answer and treats each answer as untrusted.
package netsuite

import (
	"context"
	"net/http"
	"time"
)

// The limits of retries, which are those of the connectors that use these connections.
const (
	MaxRetries       = 5
	MaxRetryInterval = 5 * time.Second
)

// DefaultTimeout is the call time-out if none is given. It is short, because a person
// waits for the answer.
const DefaultTimeout = 30 * time.Second

const defaultRetryInterval = time.Second

// Options sets up a Client. The zero value makes one try, with DefaultTimeout,
// over the ordinary network.
type Options struct {
	Transport     http.RoundTripper
	Timeout       time.Duration // of one try, answer included
	Retries       int           // after the first try; at most MaxRetries
	RetryInterval time.Duration // before the first retry; it grows, up to MaxRetryInterval
	Now           func() time.Time
	Sleep         func(context.Context, time.Duration) error
	Observe       func(Exchange)
	Gate          Gate // in front of every call that signs in; nil lets all through
}

// Exchange is one request and its answer, as evidence for a diagnosis. It never
// holds a header or a body.
type Exchange struct {
	Doing    string
	Method   string
	Host     string
	Try      int // from 1
	Status   int // 0 without an answer
	Sent     time.Time
	Duration time.Duration
	Date     time.Time // the server's clock, zero if it sent none
	TLS      string    // "TLS 1.3"
	Issuer   string    // who issued the server's certificate
	Class    Class     // "" when the answer was a success
	Code     string    // NetSuite's error code, if it sent one
}

// Client calls NetSuite. Several goroutines can use it, but NetSuite limits the number of
// requests at the same time.
type Client struct {
	http     *http.Client
	timeout  time.Duration
	retries  int
	interval time.Duration
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error
	watchers []func(Exchange)
	trace    func(Event)
	gate     Gate
	heard    *heard
}

// New makes a client. Without a transport it uses the ordinary network.
func New(o Options) *Client {
	if o.Transport == nil {
		// NewTransport cannot fail without options.
		o.Transport, _ = NewTransport(TransportOptions{})
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	c := &Client{
		http: &http.Client{
			Transport: o.Transport,
			// A redirect is an answer like any other: nothing is sent after it.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now:   o.Now,
		sleep: o.Sleep,
		gate:  o.Gate,
		heard: &heard{},
	}
	if o.Observe != nil {
		c.watchers = append(c.watchers, o.Observe)
	}
	c.limit(o.Timeout, o.Retries, o.RetryInterval)
	return c
}

// With returns a client with another call time-out and retry setting; values
// out of range become the nearest in range, zero durations the defaults.
func (c *Client) With(timeout time.Duration, retries int, interval time.Duration) *Client {
	with := *c
	with.limit(timeout, retries, interval)
	return &with
}

// Watch returns a client that reports its exchanges to watcher too.
func (c *Client) Watch(watcher func(Exchange)) *Client {
	with := *c
	with.watchers = append(append([]func(Exchange){}, c.watchers...), watcher)
	return &with
}

func (c *Client) limit(timeout time.Duration, retries int, interval time.Duration) {
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	if interval <= 0 {
		interval = defaultRetryInterval
	}
	c.timeout = timeout
	c.retries = max(0, min(retries, MaxRetries))
	c.interval = min(interval, MaxRetryInterval)
}

// Sleep waits for d, or until ctx ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
