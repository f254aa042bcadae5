package simulator

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"

	"suitekey/core/lazyregexp"
)

// Browse acts as a person in a browser on a page that asks for access: it chooses the first
// user and role, and allows or denies. It returns the address to which the page redirects
// the browser.
func (w *World) Browse(address string, allow bool) (redirect string, err error) {
	shown, err := w.visit(http.MethodGet, address, nil)
	if err != nil || shown.header.Get("Location") != "" {
		return shown.header.Get("Location"), err
	}
	page := shown.body.String()
	form := url.Values{"decision": {"deny"}}
	if allow {
		form.Set("decision", "allow")
	}
	for _, field := range hiddenFields().FindAllStringSubmatch(page, -1) {
		form.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	choice := firstOption().FindStringSubmatch(page)
	if choice == nil {
		return "", errors.New("the practice page asks for no access: " + http.StatusText(shown.status))
	}
	form.Set("who", html.UnescapeString(choice[1]))
	target, _, _ := strings.Cut(address, "?")
	decided, err := w.visit(http.MethodPost, target, form)
	if err == nil && decided.header.Get("Location") == "" {
		err = errors.New("the practice page did not redirect: " + http.StatusText(decided.status))
	}
	return decided.header.Get("Location"), err
}

var (
	hiddenFields = lazyregexp.Lazy(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	firstOption  = lazyregexp.Lazy(`<option value="([^"]*)"`)
)

// visit requests a page within this process.
func (w *World) visit(method, address string, form url.Values) (*shownPage, error) {
	request, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return &shownPage{header: http.Header{}}, err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	shown := &shownPage{header: http.Header{}, status: http.StatusOK}
	w.Handler().ServeHTTP(shown, request)
	return shown, nil
}

// shownPage is a page as the browser receives it.
type shownPage struct {
	header http.Header
	status int
	body   strings.Builder
}

func (s *shownPage) Header() http.Header            { return s.header }
func (s *shownPage) WriteHeader(status int)         { s.status = status }
func (s *shownPage) Write(text []byte) (int, error) { return s.body.Write(text) }
