package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

const (
	domain    = "netsuite.com"
	bodyLimit = 1 << 20

	suiteTalkHosts = ".suitetalk.api." + domain
	restletsHosts  = ".restlets.api." + domain
	appHosts       = ".app." + domain

	genericREST        = "rest." + domain
	genericWebServices = "webservices." + domain
	genericSystem      = "system." + domain
)

// call is one request as the answering functions see it.
type call struct {
	*http.Request
	host    string // without port, in lower case
	account *account
	body    []byte
	busy    bool // over the concurrency limit
	posing  bool // busy, and it looks like a refused sign-in
}

// answer is a response before it is written. Answers are made with the world's
// lock held and written without it.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func reply(status int, contentType, body string) answer {
	return answer{status: status, header: http.Header{"Content-Type": {contentType}}, body: []byte(body)}
}

func replyJSON(status int, contentType string, value any) answer {
	body, err := json.Marshal(value)
	if err != nil { // only our own maps and structs come here
		return reply(http.StatusInternalServerError, "text/plain; charset=utf-8", "encoding the answer: "+err.Error())
	}
	return reply(status, contentType, string(body))
}

func (a answer) with(name, value string) answer {
	a.header.Set(name, value)
	return a
}

func (w *World) serve(rw http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, host: hostName(r.Host)}
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
	faults, leave := w.enter(c)
	defer leave()
	if !faults.pause(r, w.done) {
		panic(http.ErrAbortHandler) // the client went away, or the world ended
	}
	a, made := faults.answer()
	if !made {
		a = w.answer(c)
	}
	if faults.lose > 0 {
		panic(http.ErrAbortHandler) // done, and the answer lost on the way
	}
	w.write(rw, r, a, faults)
}

// enter notes that a call has begun and takes the faults that are due for its answer.
func (w *World) enter(c *call) (responseFaults, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c.account = w.accountOf(c.host)
	var due responseFaults
	if !strings.HasPrefix(c.URL.Path, practiceRoot) && w.trouble.concerns(c.concern()) {
		due = w.trouble.next()
	}
	a := c.account
	if a == nil {
		return due, func() {}
	}
	a.inFlight++
	c.busy = a.inFlight > a.limit
	return due, func() {
		w.mu.Lock()
		a.inFlight--
		w.mu.Unlock()
	}
}

// concern is what faults are limited by: method, host and path.
func (c *call) concern() string { return c.Method + " " + c.host + c.URL.Path }

// answer makes the answer to a call with the lock held.
func (w *World) answer(c *call) answer {
	if c.account != nil && c.URL.Path == practiceRoot+"/fault" && strings.HasSuffix(c.host, appHosts) {
		return w.answerFault(c)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case c.host == genericREST:
		return w.answerGenericREST(c)
	case c.host == genericWebServices:
		return w.answerWebServices(c)
	case c.host == genericSystem:
		return w.answerSystem(c)
	case c.account == nil:
		return reply(http.StatusNotFound, "text/plain; charset=utf-8", "There is no NetSuite account behind this host name in the practice world.\n")
	case strings.HasSuffix(c.host, suiteTalkHosts):
		return w.answerSuiteTalk(c)
	case strings.HasSuffix(c.host, restletsHosts):
		return w.answerRESTlets(c)
	default:
		return w.answerApp(c)
	}
}

// answerSystem answers for the host that is no account's: it serves who does
// not know theirs yet.
func (w *World) answerSystem(c *call) answer {
	switch c.URL.Path {
	case requestTokenPath:
		_, values := flowClaim(c)
		a := w.accounts[practiceAccount]
		if realm := values["realm"]; realm != "" {
			if a = w.accounts[realm]; a == nil {
				return restletError(http.StatusBadRequest, "INVALID_REQUEST", "There is no such account.")
			}
		}
		return w.answerRequestToken(c, a)
	case authorizeTokenPath:
		return w.answerAuthorizeToken(c, nil)
	case authorizePath: // the real page asks which company
		return w.answerAuthorize(c, w.accounts[practiceAccount])
	}
	return notPractised(c)
}

// accountOf finds the account whose host this is. The lock is held.
func (w *World) accountOf(host string) *account {
	for _, suffix := range []string{suiteTalkHosts, restletsHosts, appHosts} {
		if label, found := strings.CutSuffix(host, suffix); found {
			return w.byLabel(label)
		}
	}
	return nil
}

func (w *World) write(rw http.ResponseWriter, r *http.Request, a answer, faults responseFaults) {
	for name, values := range a.header {
		rw.Header()[name] = values
	}
	w.mu.Lock()
	date := w.serverTime()
	w.mu.Unlock()
	rw.Header().Set("Date", date.UTC().Format(http.TimeFormat))
	if faults.garbage == GarbageEndless {
		a.flood(rw, r, w.done)
		return
	}
	rw.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	rw.WriteHeader(a.status)
	if faults.cut {
		_, _ = rw.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(rw).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = rw.Write(a.body) // the client may be gone, or have wanted the head alone
}

// notPractised stands for every page of the user interface.
func notPractised(c *call) answer {
	return page(http.StatusNotFound, "Not part of the practice world", "<p>The real NetSuite has a page here; the practice world has only "+
		`<a href="https://`+hostLabel(practiceAccount)+appHosts+practiceRoot+`">a page for what an administrator does</a> and `+
		`<a href="https://`+hostLabel(practiceAccount)+appHosts+practicePath+`">one to upload a certificate</a>.</p>`)
}
