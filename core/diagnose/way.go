package diagnose

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/netsuite"
)

// way is the network path to NetSuite. The discovery of the account uses it in the
// background, and each finished leg becomes a row: one request without credentials tests
// name, network, secure channel, account and clock.
type way struct {
	route    netsuite.Route
	events   chan netsuite.Event
	done     chan struct{}
	panicked any // what the request ended in, if it did not return
	seen     []netsuite.Event
	over     bool  // the request has ended
	err      error // what became of it; valid once over
	issuer   string
	chain    []netsuite.Peer
}

// discoveryHost answers for every account.
const discoveryHost = "rest.netsuite.com"

// setOut starts the discovery, on a new connection unless Options.Kept says otherwise.
func (r *run) setOut() {
	w := &r.way
	w.route = r.client.Route(discoveryHost)
	w.events, w.done = make(chan netsuite.Event, 64), make(chan struct{})
	r.report.Route = w.route
	if !r.options.Kept {
		r.client.Fresh()
	}
	traced := r.client.Trace(func(e netsuite.Event) {
		select {
		case w.events <- e:
		default: // far more legs than any way has: nothing is lost without them
		}
	})
	go func() {
		defer close(w.done)
		defer func() { w.panicked = recover() }() // whoever waits ends in order, a goroutine cannot
		_, w.err = traced.Discover(r.ctx, r.profile.Account)
	}()
	r.beside.fetchWSDL()
}

// await returns when the leg has succeeded, or when the request has ended.
func (w *way) await(leg netsuite.Leg) {
	for !w.over && !w.past(leg) {
		select {
		case e := <-w.events:
			w.add(e)
		case <-w.done:
			w.over = true
			if w.panicked != nil {
				panic(w.panicked)
			}
		}
	}
	for w.over && len(w.events) > 0 {
		w.add(<-w.events)
	}
}

func (w *way) add(e netsuite.Event) {
	w.seen = append(w.seen, e)
	if len(e.Chain) > 0 {
		w.chain = e.Chain
	}
}

var order = map[netsuite.Leg]int{netsuite.Lookup: 1, netsuite.Connect: 2, netsuite.Handshake: 3}

// past reports whether a leg succeeded, or a later leg has begun.
func (w *way) past(leg netsuite.Leg) bool {
	for _, e := range w.seen {
		if e.Leg == leg && e.Err == nil || order[e.Leg] > order[leg] {
			return true
		}
	}
	return false
}

// event returns the last event of a successful leg.
func (w *way) event(leg netsuite.Leg) (netsuite.Event, bool) {
	for i := len(w.seen) - 1; i >= 0; i-- {
		if w.seen[i].Leg == leg && w.seen[i].Err == nil {
			return w.seen[i], true
		}
	}
	return netsuite.Event{}, false
}

// markedLeg returns the leg that a failure of the transport belongs to.
var markedLeg = map[netsuite.Mark]netsuite.Leg{
	netsuite.MarkName: netsuite.Lookup, netsuite.MarkConnect: netsuite.Connect,
	netsuite.MarkProxy: netsuite.Connect, netsuite.MarkProxyAuth: netsuite.Connect, netsuite.MarkProxyDeny: netsuite.Connect,
	netsuite.MarkUntrusted: netsuite.Handshake, netsuite.MarkHost: netsuite.Handshake, netsuite.MarkDate: netsuite.Handshake,
	netsuite.MarkOldTLS: netsuite.Handshake, netsuite.MarkNoTLS: netsuite.Handshake,
}

// failedAt reports whether the request failed at leg or before it.
func (r *run) failedAt(leg netsuite.Leg) bool {
	w := &r.way
	if !w.over || w.err == nil || r.last.Status != 0 {
		return false
	}
	failed := asError(w.err)
	if failed == nil {
		return false // refused by ourselves: the account's row says why
	}
	if at, ok := markedLeg[failed.Mark]; ok {
		return order[at] <= order[leg]
	}
	if w.route.InProcess && leg != netsuite.Handshake {
		return false
	}
	return !w.past(leg)
}

func (r *run) lookup() outcome {
	r.setOut()
	return r.leg(netsuite.Lookup, func(e netsuite.Event) string {
		text := e.Target + " is " + strings.Join(e.Found[:min(len(e.Found), 3)], ", ")
		if r.way.route.Proxy != "" {
			text = "of the proxy: " + text
		}
		return text
	})
}

func (r *run) connection() outcome {
	return r.leg(netsuite.Connect, func(e netsuite.Event) string {
		if r.way.route.Proxy != "" {
			return "to the proxy " + r.way.route.Proxy + " at " + e.Target
		}
		return "to " + e.Target
	})
}

// leg returns the check of one leg.
func (r *run) leg(leg netsuite.Leg, tell func(netsuite.Event) string) outcome {
	r.way.await(leg)
	if r.failedAt(leg) {
		return outcome{state: Failed, err: r.way.err, stop: true}
	}
	if e, ok := r.way.event(leg); ok {
		return outcome{state: OK, detail: tell(e)}
	}
	switch {
	case r.way.route.InProcess:
		return outcome{state: OK, detail: "simulated"}
	case r.way.route.Proxy != "":
		return outcome{state: OK, detail: "done by the proxy " + r.way.route.Proxy}
	default:
		return outcome{state: OK, detail: "not needed: a connection was open already"}
	}
}

// channel names the issuer of the server's certificate. Company proxies that inspect
// traffic issue a certificate for NetSuite themselves. If this computer trusts their
// authority, only its name shows the proxy.
func (r *run) channel() outcome {
	r.way.await(netsuite.Handshake)
	if len(r.way.chain) > 0 {
		r.way.issuer = nameOf(r.way.chain[0].Issuer)
	}
	if r.failedAt(netsuite.Handshake) {
		return outcome{state: Failed, err: r.way.err, stop: true}
	}
	e, ok := r.way.event(netsuite.Handshake)
	if !ok || len(e.Chain) == 0 {
		return outcome{state: OK, detail: "a secure channel was open already"}
	}
	detail := fmt.Sprintf("%s, issuer %s, valid until %s", e.TLS, r.way.issuer, e.Chain[0].NotAfter.Format(time.DateOnly))
	if r.way.route.InProcess {
		detail += ", in this process"
	}
	for _, peer := range e.Chain {
		if name := interceptor(peer.Issuer); name != "" {
			r.evidence.add("inspected")
			return outcome{state: Warn, detail: detail + ": " + name + " inspects the traffic and can read it"}
		}
	}
	return outcome{state: OK, detail: detail}
}

// interceptor returns the product that an issuer's name shows, or "".
func interceptor(issuer string) string {
	lower := strings.ToLower(issuer)
	for _, name := range readCatalogue().Interceptors {
		if strings.Contains(lower, strings.ToLower(name)) {
			return name
		}
	}
	return ""
}

// nameOf returns the organisation, or else the common name, in a distinguished name.
func nameOf(issuer string) string {
	for _, key := range []string{"O=", "CN="} {
		for part := range strings.SplitSeq(issuer, ",") {
			if name, ok := strings.CutPrefix(strings.TrimSpace(part), key); ok && name != "" {
				return strings.ReplaceAll(name, `\`, "")
			}
		}
	}
	return "without a name"
}
