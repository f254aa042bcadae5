package faults

import (
	"sync"
	"time"
)

// Responses are the faults of the answers to come, for all accounts. None of
// them touches the practice pages.
type Responses struct {
	mu     sync.Mutex
	faults ResponseFaults
}

// Slow makes every answer come after d.
func (r *Responses) Slow(d time.Duration) { r.Set(func(f *ResponseFaults) { f.slow = d }) }

// Hang makes answers never come, until the client gives up.
func (r *Responses) Hang(on bool) { r.Set(func(f *ResponseFaults) { f.hang = on }) }

// Outage answers the next n requests with status 503.
func (r *Responses) Outage(n int) { r.Set(func(f *ResponseFaults) { f.outage = n }) }

// Busy answers the next n requests that want to sign in with the concurrency
// error of their surface.
func (r *Responses) Busy(n int) { r.Set(func(f *ResponseFaults) { f.busy = n }) }

// BusyAsRefused does as Busy, but in the words of a refused sign-in, as
// overloaded accounts have been seen to. No audit trail shows it.
func (r *Responses) BusyAsRefused(n int) { r.Set(func(f *ResponseFaults) { f.posing = n }) }

// RetryAfter adds that header to answers of Outage and Busy; NetSuite's have none.
func (r *Responses) RetryAfter(d time.Duration) { r.Set(func(f *ResponseFaults) { f.retryAfter = d }) }

// Lose does what the next n requests want and drops the connection instead of
// answering.
func (r *Responses) Lose(n int) { r.Set(func(f *ResponseFaults) { f.Lose = n }) }

// Garbage answers with something that no API should, until NoGarbage.
func (r *Responses) Garbage(kind Garbage) { r.Set(func(f *ResponseFaults) { f.Garbage = kind }) }

// OnlyFor limits Slow, Hang, Outage, Busy, BusyAsRefused, Lose and Garbage to
// requests whose method, host and path, as in "POST 9999901.app.netsuite.com/",
// together contain part; "" lifts the limit.
func (r *Responses) OnlyFor(part string) { r.Set(func(f *ResponseFaults) { f.only = part }) }

// Set changes the faults.
func (r *Responses) Set(change func(*ResponseFaults)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.faults)
}

// Reset ends all faults of answers.
func (r *Responses) Reset() { r.Set(func(f *ResponseFaults) { *f = ResponseFaults{} }) }

// Next takes the faults that are due for the answer to a request, as
// "POST 9999901.app.netsuite.com/".
func (r *Responses) Next(request string) ResponseFaults {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.faults.concerns(request) {
		return ResponseFaults{}
	}
	return r.faults.next()
}

// OverLimit takes one of the busy answers that are due for a request; posing
// tells that it has to look like a refused sign-in.
func (r *Responses) OverLimit(request string) (busy, posing bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.faults.concerns(request) {
		return false, false
	}
	if due(&r.faults.posing) {
		return true, true
	}
	return due(&r.faults.busy), false
}

// RetryDelay is what busy answers put into Retry-After, 0 for no header.
func (r *Responses) RetryDelay() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults.retryAfter
}
