package callback

import (
	"io"
	"log"
	"net/http"
	"time"
)

// page is what the browser shows. No page holds anything of the request.
type page struct {
	status      int
	title, text string
}

var (
	pageDone     = page{http.StatusOK, "You can close this page", "suitekey has the answer and continues in its window."}
	pageDenied   = page{http.StatusOK, "Access was not allowed", "suitekey has the answer. You can close this page and start again in suitekey's window."}
	pageForeign  = page{http.StatusForbidden, "This answer belongs to another sign-in", "suitekey is still waiting for the right one: use the newest page of NetSuite that it opened."}
	pageStranger = page{http.StatusForbidden, "This browser runs as another user of this computer", "suitekey takes the answer from its own user only, and is still waiting. If this is your sign-in, copy the complete address of this page and paste it into suitekey."}
	pageAgain    = page{http.StatusConflict, "This sign-in is already over", "suitekey has its answer. You can close this page."}
	pageUseless  = page{http.StatusBadRequest, "This answer is empty", "suitekey is still waiting: choose Allow or Deny on NetSuite's page."}
	pageNone     = page{http.StatusNotFound, "There is nothing here", "suitekey waits for NetSuite's answer at another address."}
)

func (p page) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer") // the address has the verifier in it
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.WriteHeader(p.status)
	_, _ = io.WriteString(w, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>suitekey: "+p.title+
		"</title></head>\n<body><h1>"+p.title+"</h1><p>"+p.text+"</p></body></html>\n")
}

// What one request may be and take: a redirect is a line of some hundred bytes, and a busy
// computer needs seconds for it.
const (
	maxHeader   = 16 << 10
	maxDuration = 30 * time.Second
)

func newServer(handle http.HandlerFunc) *http.Server {
	server := &http.Server{
		Handler:           handle,
		ReadHeaderTimeout: maxDuration, ReadTimeout: maxDuration, WriteTimeout: maxDuration, IdleTimeout: maxDuration,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       log.New(io.Discard, "", 0), // it would name addresses, and a screen is drawn on
	}
	server.SetKeepAlivesEnabled(false)
	return server
}

func (l *Listener) handle(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || r.URL.Path != l.path || !l.local(r.Host) {
		pageNone.write(w)
		return
	}
	l.take(r).write(w)
}
