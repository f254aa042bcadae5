package simulator

import "time"

// The methods here spoil the answers to come, for all accounts. None of them
// touches the practice pages.

// SkewClock sets how far NetSuite's clock is ahead of the world's, or behind
// it with a negative duration.
func (w *World) SkewClock(d time.Duration) { w.adjust(func() { w.skew = d }) }

// TellDetails makes refusals carry the Detail value in their WWW-Authenticate
// header, which NetSuite does at times. Otherwise all say the same.
func (w *World) TellDetails(on bool) { w.adjust(func() { w.tellAll = on }) }

// Slow makes every answer come after d.
func (w *World) Slow(d time.Duration) { w.adjust(func() { w.trouble.slow = d }) }

// Hang makes answers never come, until the client gives up.
func (w *World) Hang(on bool) { w.adjust(func() { w.trouble.hang = on }) }

// Outage answers the next n requests with status 503.
func (w *World) Outage(n int) { w.adjust(func() { w.trouble.outage = n }) }

// Busy answers the next n requests that want to sign in with the concurrency
// error of their surface.
func (w *World) Busy(n int) { w.adjust(func() { w.trouble.busy = n }) }

// BusyAsRefused does as Busy, but in the words of a refused sign-in, as
// overloaded accounts have been seen to. No audit trail shows it.
func (w *World) BusyAsRefused(n int) { w.adjust(func() { w.trouble.posing = n }) }

// RetryAfter adds that header to answers of Outage and Busy; NetSuite's have none.
func (w *World) RetryAfter(d time.Duration) { w.adjust(func() { w.trouble.retryAfter = d }) }

// Lose does what the next n requests want and drops the connection instead of
// answering.
func (w *World) Lose(n int) { w.adjust(func() { w.trouble.lose = n }) }

// Garbage answers with something that no API should, until NoGarbage.
func (w *World) Garbage(kind Garbage) { w.adjust(func() { w.trouble.garbage = kind }) }

// OnlyFor limits Slow, Hang, Outage, Busy, BusyAsRefused, Lose and Garbage to
// requests whose method, host and path, as in "POST 9999901.app.netsuite.com/",
// together contain part; "" lifts the limit.
func (w *World) OnlyFor(part string) { w.adjust(func() { w.trouble.only = part }) }

func (w *World) adjust(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}
