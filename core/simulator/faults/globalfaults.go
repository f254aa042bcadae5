package faults

import (
	"sync"
	"time"
)

// Responses are the faults of coming answers, for all accounts. None of them affects the
// practice pages.
type Responses struct {
	mu     sync.Mutex
	faults ResponseFaults
}

// Slow delays every answer by d.
func (r *Responses) Slow(d time.Duration) { r.Set(func(f *ResponseFaults) { f.slow = d }) }

// Hang withholds every answer until the client gives up.
func (r *Responses) Hang(on bool) { r.Set(func(f *ResponseFaults) { f.hang = on }) }

// Outage answers the next n requests with status 503.
func (r *Responses) Outage(n int) { r.Set(func(f *ResponseFaults) { f.outage = n }) }

// Busy answers the next n sign-in requests with the concurrency error of their interface.
func (r *Responses) Busy(n int) { r.Set(func(f *ResponseFaults) { f.busy = n }) }

// BusyAsRefused does the same as Busy, but with the text of a refused sign-in, as
// overloaded accounts have been reported to do. No audit trail shows it.
func (r *Responses) BusyAsRefused(n int) { r.Set(func(f *ResponseFaults) { f.posing = n }) }

// RetryAfter adds a Retry-After header to the answers of Outage and Busy. Answers of the
// real NetSuite have none.
func (r *Responses) RetryAfter(d time.Duration) { r.Set(func(f *ResponseFaults) { f.retryAfter = d }) }

// Lose carries out the next n requests and drops the connection instead of answering.
func (r *Responses) Lose(n int) { r.Set(func(f *ResponseFaults) { f.Lose = n }) }

// Garbage answers with content that no API should send; NoGarbage ends it.
func (r *Responses) Garbage(kind Garbage) { r.Set(func(f *ResponseFaults) { f.Garbage = kind }) }

// OnlyFor limits Slow, Hang, Outage, Busy, BusyAsRefused, Lose and Garbage to requests that
// contain part in their method, host and path, such as "POST 9999901.app.netsuite.com/". An
// empty part removes the limit.
func (r *Responses) OnlyFor(part string) { r.Set(func(f *ResponseFaults) { f.only = part }) }

// Set changes the faults.
func (r *Responses) Set(change func(*ResponseFaults)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.faults)
}

// Reset ends all faults of answers.
func (r *Responses) Reset() { r.Set(func(f *ResponseFaults) { *f = ResponseFaults{} }) }

// Next takes the faults that apply to the answer to a request, given as "POST
// 9999901.app.netsuite.com/".
func (r *Responses) Next(request string) ResponseFaults {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.faults.concerns(request) {
		return ResponseFaults{}
	}
	return r.faults.next()
}

// OverLimit takes one of the busy answers that apply to a request. If posing is true, the
// answer has to look like a refused sign-in.
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

// RetryDelay returns the delay in the Retry-After header of busy answers; 0 means no
// header.
func (r *Responses) RetryDelay() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults.retryAfter
}
