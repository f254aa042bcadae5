package app

import (
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator/records"
	"suitekey/storage"
	"suitekey/ui/app/access"
)

// byCode saves a connection that a person has signed in to in the browser.
func byCode(t *testing.T, a *App, public bool) profile.Profile {
	t.Helper()
	finish(t, a, map[string]string{"method": "tba", "surfaces": "rest", "name": "acme"})
	p, err := a.Load("acme")
	if err != nil {
		t.Fatal(err)
	}
	p.Method, p.RedirectURI, p.Scopes = profile.Code, "suitekey://callback", []string{"rest_webservices"}
	if public {
		p.ConsumerSecret = secret.Secret{}
		if err := a.practice.World.SetBox(p.Account.Realm(), records.BoxPublicClient, true); err != nil {
			t.Fatal(err)
		}
	}
	sign, err := netsuite.CodeGrantFor(p).Begin()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := netsuite.ParsePasted(consent(t, a, sign.URL()))
	if err != nil {
		t.Fatal(err)
	}
	token, err := a.client.Exchange(t.Context(), sign, answer)
	if err != nil {
		t.Fatal(err)
	}
	p.RefreshToken, p.RefreshUntil = token.Refresh, token.RefreshUntil
	if err := a.Session().Save(p, storage.Change{Journey: "test"}); err != nil {
		t.Fatal(err)
	}
	return load(t, a, "acme")
}

func load(t *testing.T, a *App, name string) profile.Profile {
	t.Helper()
	p, err := a.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// consent presses Allow on the page, and gives where the browser is sent.
func consent(t *testing.T, a *App, address string) string {
	t.Helper()
	transport, err := netsuite.NewTransport(a.practice.Transport())
	if err != nil {
		t.Fatal(err)
	}
	fetch := func(request *http.Request, err error) (string, http.Header) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text), response.Header
	}
	page, _ := fetch(http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody))
	form := url.Values{"who": {regexp.MustCompile(`<option value="([^"]*)"`).FindStringSubmatch(page)[1]}}
	for _, field := range regexp.MustCompile(`name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	form.Set("decision", "allow")
	target, _, _ := strings.Cut(address, "?")
	_, header := fetch(http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(form.Encode())))
	return header.Get("Location")
}

func TestAccessByRefreshToken(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	p := byCode(t, a, false)
	first, err := a.Access().Token(t.Context(), p, access.Options{})
	if err != nil || first.Cached || first.Expires.Sub(clocktest.Now()) < 50*time.Minute {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := a.Access().Token(t.Context(), p, access.Options{})
	if err != nil || !again.Cached || !again.Value.Equal(first.Value) {
		t.Fatalf("%+v, %v", again, err)
	}
	if _, err := a.client.ServerTime(t.Context(), p.Account, netsuite.Bearer(first.Value)); err != nil {
		t.Error(err)
	}
	p.RefreshUntil = a.Now().Add(-time.Second)
	p.RefreshToken = secret.New("of another time")
	if err := a.Session().Save(p, storage.Change{}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Access().Token(t.Context(), load(t, a, "acme"), access.Options{}); !errors.Is(err, ErrExpired) {
		t.Errorf("an ended refresh token: %v", err)
	}
}

// A public client's refresh token is good once: several processes at a time may
// not use it twice, and the new one is kept.
func TestAccessOfAPublicClient(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	p := byCode(t, a, true)
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed []error
	for range 4 {
		group.Go(func() {
			_, err := a.Access().Token(t.Context(), p, access.Options{})
			mu.Lock()
			failed = append(failed, err)
			mu.Unlock()
		})
	}
	group.Wait()
	if slices.ContainsFunc(failed, func(err error) bool { return err != nil }) {
		t.Fatal(failed)
	}
	next := load(t, a, "acme")
	if next.RefreshToken.Equal(p.RefreshToken) || !next.Changed.Equal(p.Changed) {
		t.Error("the new refresh token is not kept, or makes another state")
	}
	if access, err := a.Access().Token(t.Context(), next, access.Options{Refresh: true}); err != nil || access.Cached {
		t.Errorf("%+v, %v", access, err)
	}
	// A refresh token that has ended is refused once, and counted.
	next = load(t, a, "acme")
	spent := next
	spent.RefreshToken = secret.New(strings.Repeat("0", 64))
	if err := a.Session().Save(spent, storage.Change{}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Access().Token(t.Context(), load(t, a, "acme"), access.Options{}); !errors.Is(err, netsuite.ErrSignInAgain) {
		t.Errorf("an ended refresh token: %v", err)
	}
	if n, err := a.Access().Refusals("acme"); err != nil || n != 1 {
		t.Errorf("%d refusals are noted, %v", n, err)
	}
}

// A clock that was set back does not make a token of the future a good one.
func TestAccessWithAnExpiredCertificate(t *testing.T) {
	now := clocktest.Now()
	a := newApp(t, Options{Demo: true, Now: func() time.Time { return now }})
	finish(t, a, map[string]string{"method": "m2m", "surfaces": "rest", "name": "acme"})
	now = now.Add(3 * 365 * 24 * time.Hour)
	if _, err := a.Access().Token(t.Context(), load(t, a, "acme"), access.Options{}); !errors.Is(err, ErrExpired) {
		t.Error(err)
	}
	if n, err := a.Access().Refusals("acme"); err != nil || n != 0 {
		t.Errorf("%d refusals, %v", n, err)
	}
}
