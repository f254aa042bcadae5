package journeys

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/callback"
	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// signIns is where the browser of a test comes back to.
func signIns(t *testing.T) *steps.SignIns {
	s := &steps.SignIns{}
	t.Cleanup(s.Close)
	return s
}

// browserAnswers are those of a TBA set-up in which the browser brings the token.
func browserAnswers(t *testing.T, world *simulator.World) steps.Given {
	t.Helper()
	card := world.Practice()
	if err := world.SetBox(card.Account, records.BoxTBAFlow, true); err != nil {
		t.Fatal(err)
	}
	g := tbaAnswers(card)
	delete(g.Answers, steps.KeyTokenID)
	delete(g.Secrets, steps.KeyTokenSecret)
	g.Answers[steps.KeyTokenBy] = steps.ByBrowser
	return g
}

// browser opens pages as a person would who clicks Allow or Deny.
func browser(t *testing.T, world *simulator.World, allow bool) func(string) error {
	return func(address string) error {
		redirect, err := world.Browse(address, allow)
		if err != nil {
			t.Error(err)
			return err
		}
		response, err := http.Get(redirect)
		if err != nil {
			t.Error(err)
			return err
		}
		return response.Body.Close()
	}
}

func TestTokenByBrowser(t *testing.T) {
	env, world, vault := practice(t)
	env.OpenBrowser = browser(t, world, true)
	walk := start(env, browserAnswers(t, world))
	if _, err := steps.Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
	p := vault.profiles["acme"]
	if len(p.TokenID) != 64 || p.TokenID == world.Practice().TokenID || p.Tested.At.IsZero() {
		t.Errorf("saved token %q, tested %v", p.TokenID, p.Tested.At)
	}
}

// runTo does the steps before name.
func runTo(t *testing.T, w *steps.Walk, name string) {
	t.Helper()
	for w.Step().Name != name {
		if job := w.StartWork(); job != nil {
			state, err := job(context.Background(), nil)
			w.Finish(state)
			if err != nil {
				t.Fatalf("%s: %v", w.Step().Name, err)
			}
		}
		if err := w.Next(); err != nil || w.Ended() {
			t.Fatalf("%s is not reached: %v, %v", name, err, w.Problems())
		}
	}
}

func TestTokenByPastedAddress(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, browserAnswers(t, world))
	runTo(t, walk, "allow")
	link := walk.Step().Do(walk.State())[0].URL
	if !strings.HasPrefix(link, "https://9999901.app.netsuite.com/app/login/secure/authorizetoken.nl?") {
		t.Fatalf("the link is %s", link)
	}
	field := walk.Fields()[0]
	for _, wrong := range []string{link, "https://example.com", "http://localhost:1/callback?oauth_token=x&oauth_verifier=y&state=foreign"} {
		walk.Set(field, wrong)
		if walk.Problems()[steps.KeyRedirected] == "" {
			t.Errorf("%s is taken", wrong)
		}
	}
	redirect, err := world.Browse(link, true)
	if err != nil {
		t.Fatal(err)
	}
	walk.Set(field, "\""+redirect+"\"\n")
	if problems := walk.Problems(); len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, err := steps.Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
}

func TestDeniedSignInBeginsAnew(t *testing.T) {
	env, world, _ := practice(t)
	open := browser(t, world, false)
	env.OpenBrowser = func(address string) error { return open(address) }
	walk := start(env, browserAnswers(t, world))
	runTo(t, walk, "allow")
	before := walk.State().Authorization.URL
	state, err := walk.StartWork()(t.Context(), nil)
	walk.Finish(state)
	if !errors.Is(err, netsuite.ErrDenied) {
		t.Fatalf("denied: %v", err)
	}
	if now := walk.State().Authorization.URL; now == before || now == "" {
		t.Errorf("the link after a denial is %q", now)
	}
	open = browser(t, world, true)
	if _, err := steps.Run(t.Context(), walk, nil); err != nil {
		t.Fatal(err)
	}
}

func TestBrowserOfAnotherAccount(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, browserAnswers(t, world))
	runTo(t, walk, "allow")
	redirect, err := world.Browse(walk.State().Authorization.URL, true)
	if err != nil {
		t.Fatal(err)
	}
	walk.Set(walk.Fields()[0], strings.Replace(redirect, "company=9999901", "company=1234567", 1))
	if problem := walk.Problems()[steps.KeyRedirected]; !strings.Contains(problem, "1234567 answered, not 9999901") {
		t.Errorf("another company: %q", problem)
	}
}

func TestWaitingForTheBrowserCanBeCancelled(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, browserAnswers(t, world))
	runTo(t, walk, "allow")
	link := walk.State().Authorization.URL
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var told []string
	state, err := walk.StartWork()(ctx, func(p steps.Progress) { told = append(told, p.Text) })
	walk.Finish(state)
	if !errors.Is(err, context.DeadlineExceeded) || walk.State().Authorization.URL != link {
		t.Errorf("%v; the link is now %q", err, walk.State().Authorization.URL)
	}
	if len(told) != 1 || !strings.Contains(told[0], "open the link") || !strings.Contains(told[0], "http://localhost:") {
		t.Errorf("without a browser it says %q", told)
	}
}

func TestRedirectIsNotDrafted(t *testing.T) {
	env, world, _ := practice(t)
	walk := start(env, browserAnswers(t, world))
	runTo(t, walk, "allow")
	walk.Set(walk.Fields()[0], "http://localhost:1/callback?oauth_verifier=CANARY")
	data, err := walk.Draft()
	if err != nil || strings.Contains(data.Reveal(), "CANARY") {
		t.Errorf("the draft holds the redirect (%v)", err)
	}
	again, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, data, steps.Given{Secrets: map[string]secret.Secret{}})
	if err != nil || again.Step().Name != "allow" {
		t.Errorf("taken up at %s, %v", again.Step().Name, err)
	}
	late, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now().Add(2 * time.Hour)}, data, steps.Given{})
	if err != nil || late.Step().Name != "ask-token" {
		t.Errorf("two hours later taken up at %s, %v", late.Step().Name, err)
	}
}

// TestTooLate: nobody came back in time. The answer can still be pasted, and without
// one there is a new link.
func TestTooLate(t *testing.T) {
	for _, pasted := range []bool{true, false} {
		env, world, _ := practice(t)
		env.SignIns.WaitAtMost(20 * time.Millisecond)
		open := env.OpenBrowser
		env.OpenBrowser = func(address string) error { return open(address) }
		walk := start(env, browserAnswers(t, world))
		runTo(t, walk, "allow")
		link := walk.State().Authorize()
		state, err := walk.StartWork()(t.Context(), nil)
		walk.Finish(state)
		if !errors.Is(err, callback.ErrTimeout) || walk.State().Authorize() != link {
			t.Fatalf("%v; the link is now %q", err, walk.State().Authorize())
		}
		if pasted {
			signInAt(t, walk, world)
		} else {
			env.SignIns.WaitAtMost(time.Minute)
			open = func(address string) error {
				if address == link {
					t.Error("the link that nobody listens for is opened")
				}
				return browser(t, world, true)(address)
			}
		}
		if _, err := steps.Run(t.Context(), walk, nil); err != nil {
			t.Errorf("pasted %v: %v", pasted, err)
		}
	}
}

// TestAnotherWindowAnswersFirst: answers to other sign-ins, and one that comes twice,
// change nothing about the right one.
func TestAnotherWindowAnswersFirst(t *testing.T) {
	env, world, vault := practice(t)
	env.OpenBrowser = func(link string) error {
		redirect, err := world.Browse(link, true)
		if err != nil {
			return err
		}
		address, err := url.Parse(redirect)
		if err != nil {
			return err
		}
		foreign := address.Query()
		foreign.Set("state", netsuite.NewState())
		for _, query := range []string{foreign.Encode(), "nothing=here", address.RawQuery, address.RawQuery} {
			address.RawQuery = query
			response, err := http.Get(address.String())
			if err != nil {
				break // it has its answer, and nobody listens any more
			}
			_ = response.Body.Close()
		}
		return nil
	}
	if _, err := steps.Run(t.Context(), start(env, browserAnswers(t, world)), nil); err != nil || vault.profiles["acme"].TokenID == "" {
		t.Error(err)
	}
}

// unattendedRun is what a verb does without a person: it walks as far as it comes,
// and keeps the draft.
func unattendedRun(t *testing.T, w *steps.Walk) (draft secret.Secret, told []string, err error) {
	t.Helper()
	_, err = steps.Run(t.Context(), w, func(p steps.Progress) { told = append(told, p.Text) })
	draft, failed := w.Draft()
	if failed != nil {
		t.Fatal(failed)
	}
	return draft, told, err
}

func TestNobodyComesBack(t *testing.T) {
	env, world, vault := practice(t)
	given := browserAnswers(t, world)
	given.Unattended = true
	env.SignIns.WaitAtMost(0)
	walk := start(env, given)
	draft, told, err := unattendedRun(t, walk)
	link := walk.State().Authorize()
	waiting, _ := walk.Waiting()
	if err != nil || waiting.Kind != steps.WaitSignIn || link == "" || !slices.ContainsFunc(told, func(text string) bool { return strings.HasSuffix(text, link) }) {
		t.Fatalf("%v; link %q, told %q", err, link, told)
	}
	redirect, err := world.Browse(link, true)
	if err != nil {
		t.Fatal(err)
	}
	given.Secrets[steps.KeyRedirected] = secret.New(redirect)
	env.SignIns = signIns(t) // another run
	again, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := unattendedRun(t, again); err != nil || vault.profiles["acme"].TokenID == "" {
		t.Errorf("the second run: %v", err)
	}
	// Without the answer a later run asks for a link of its own: nobody listens for that one.
	delete(given.Secrets, steps.KeyRedirected)
	env.SignIns.WaitAtMost(0)
	third, err := resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := unattendedRun(t, third); err != nil || third.State().Authorize() == "" || third.State().Authorize() == link {
		t.Errorf("the third run: %v", err)
	}
}

func TestDeniedUnattended(t *testing.T) {
	env, world, _ := practice(t)
	env.OpenBrowser = browser(t, world, false)
	given := browserAnswers(t, world)
	given.Unattended = true
	walk := start(env, given)
	_, told, err := unattendedRun(t, walk)
	asked := 0
	for _, text := range told {
		if strings.Contains(text, "request token") {
			asked++
		}
	}
	if !errors.Is(err, netsuite.ErrDenied) || walk.State().Authorize() != "" || asked != 1 {
		t.Errorf("%v; link %q; told %q", err, walk.State().Authorize(), told)
	}
}
