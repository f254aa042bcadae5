package simulator

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const bodyLimit = 1 << 20

// call is one request as the answering functions see it.
type call struct {
	*http.Request
	host    string // without port, in lower case
	account *records.Account
	body    []byte
	busy    bool // over the concurrency limit
	posing  bool // busy, and the answer looks like a refused sign-in
}

// server answers the requests. Each interface is a type of its own: restAPI, soapAPI,
// tokenEndpoint, consentPages, adminPages, certificateAPI and connectService.
type server struct {
	*records.Accounts
	responses *faults.Responses
	network   *wire.Network
	target    faults.Target
	tellAll   bool // guarded by the lock of the accounts
	latency   time.Duration
}

// travel waits for the time that a call takes on a network. It returns false if the client
// leaves or the world closes during the wait.
func (w *server) travel(r *http.Request) bool {
	if w.latency <= 0 {
		return true
	}
	timer := time.NewTimer(w.latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-w.network.Closed():
	}
	return false
}

// ServeHTTP implements http.Handler.
func (w *server) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, host: wire.HostName(r.Host)}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyLimit))
	if err != nil {
		status := http.StatusBadRequest
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(rw, http.StatusText(status), status)
		return
	}
	c.body = body
	if !w.travel(r) {
		panic(http.ErrAbortHandler)
	}
	next, leave := w.enter(c)
	defer leave()
	if !next.Pause(r, w.network.Closed()) {
		panic(http.ErrAbortHandler) // the client has left, or the world has closed
	}
	a, made := next.Answer()
	if !made {
		a = w.answer(c)
	}
	if next.Lose > 0 {
		panic(http.ErrAbortHandler) // the request was carried out, and the answer is lost
	}
	w.write(rw, r, a, next)
}

// enter registers a call and takes the faults that apply to its answer. The caller calls
// the returned function when the call has ended.
func (w *server) enter(c *call) (faults.ResponseFaults, func()) {
	var due faults.ResponseFaults
	if !strings.HasPrefix(c.URL.Path, practiceRoot) {
		due = w.responses.Next(c.concern())
	}
	w.Mu.Lock()
	defer w.Mu.Unlock()
	c.account = w.accountOf(c.host)
	a := c.account
	if a == nil {
		return due, func() {}
	}
	a.InFlight++
	c.busy = a.InFlight > a.Limit
	return due, func() {
		w.Mu.Lock()
		a.InFlight--
		w.Mu.Unlock()
	}
}

// concern returns the method, host and path, by which faults are limited.
func (c *call) concern() string { return c.Method + " " + c.host + c.URL.Path }

// answer returns the answer to a call. It takes the lock.
func (w *server) answer(c *call) wire.Answer {
	if c.account != nil && c.URL.Path == practiceRoot+"/fault" && strings.HasSuffix(c.host, wire.AppHosts) {
		return adminPages{w}.answerFault(c)
	}
	w.Mu.Lock()
	defer w.Mu.Unlock()
	switch {
	case c.host == wire.GenericREST:
		return w.answerGenericREST(c)
	case c.host == wire.GenericWebServices:
		return w.answerWebServices(c)
	case c.host == wire.GenericSystem:
		return w.answerSystem(c)
	case c.account == nil:
		return wire.Reply(http.StatusNotFound, "text/plain; charset=utf-8", "There is no NetSuite account behind this host name in the practice world.\n")
	case strings.HasSuffix(c.host, wire.SuiteTalkHosts):
		return w.answerSuiteTalk(c)
	case strings.HasSuffix(c.host, wire.RESTletHosts):
		return w.answerRESTlets(c)
	case strings.HasSuffix(c.host, wire.ConnectHosts):
		return connectService{w}.answerConnect(c)
	default:
		return adminPages{w}.answerApp(c)
	}
}

func (w *server) answerSuiteTalk(c *call) wire.Answer {
	switch c.URL.Path {
	case tokenPath:
		return tokenEndpoint{w}.answerToken(c)
	case revokePath:
		return tokenEndpoint{w}.answerRevoke(c)
	case keysPath:
		return tokenEndpoint{w}.answerKeys()
	}
	if strings.HasPrefix(c.URL.Path, "/services/rest/") {
		return restAPI{w}.answerREST(c)
	}
	return w.answerWebServices(c)
}

// answerSystem answers for system.netsuite.com, for clients that do not know their
// account's host yet.
func (w *server) answerSystem(c *call) wire.Answer {
	switch c.URL.Path {
	case requestTokenPath:
		_, values := flowClaim(c)
		a := w.ByID[records.PracticeAccount]
		if realm := values["realm"]; realm != "" {
			if a = w.ByID[realm]; a == nil {
				return wire.RESTletError(http.StatusBadRequest, "INVALID_REQUEST", "There is no such account.")
			}
		}
		return consentPages{w}.answerRequestToken(c, a)
	case authorizeTokenPath:
		return consentPages{w}.answerAuthorizeToken(c, nil)
	case authorizePath: // the real page asks for the company
		return consentPages{w}.answerAuthorize(c, w.ByID[records.PracticeAccount])
	}
	return notPractised(c)
}

// accountOf finds the account of a host name; nil for none. The caller holds the lock.
func (w *server) accountOf(host string) *records.Account {
	for _, suffix := range []string{wire.SuiteTalkHosts, wire.RESTletHosts, wire.AppHosts, wire.ConnectHosts} {
		if label, found := strings.CutSuffix(host, suffix); found {
			return w.ByLabel(label)
		}
	}
	return nil
}

func (w *server) write(rw http.ResponseWriter, r *http.Request, a wire.Answer, next faults.ResponseFaults) {
	for name, values := range a.Header {
		rw.Header()[name] = values
	}
	w.Mu.Lock()
	date := w.ServerTime()
	w.Mu.Unlock()
	rw.Header().Set("Date", date.UTC().Format(http.TimeFormat))
	if next.Garbage == faults.GarbageEndless {
		a.Flood(rw, r, w.network.Closed())
		return
	}
	rw.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	rw.WriteHeader(a.Status)
	if next.Cut {
		_, _ = rw.Write(a.Body[:len(a.Body)/2])
		_ = http.NewResponseController(rw).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = rw.Write(a.Body) // the client may have left, or have asked for the header alone
}

// notPractised answers for the pages of the user interface that the simulator does not
// have.
func notPractised(c *call) wire.Answer {
	return wire.Page(http.StatusNotFound, "Not part of the practice world", "<p>The real NetSuite has a page here; the practice world has only "+
		`<a href="https://`+wire.HostLabel(records.PracticeAccount)+wire.AppHosts+practiceRoot+`">a page for what an administrator does</a> and `+
		`<a href="https://`+wire.HostLabel(records.PracticeAccount)+wire.AppHosts+practicePath+`">one to upload a certificate</a>.</p>`)
}
