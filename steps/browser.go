package steps

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/account"
	"suitekey/core/callback"
	"suitekey/core/netsuite"
)

// byBrowser is the answer to how a token is got: a person signs in and NetSuite
// makes it. The other is that it was made there and is copied.
const (
	byBrowser = "browser"
	byCopy    = "copy"
)

// Authorization is a browser sign-in under way: for minutes.
type Authorization struct {
	State     string
	Temporary netsuite.TemporaryToken
	URL       string // the page on which to allow it
}

// Authorize is the page on which a person is to allow the access now, "" where
// none is.
func (s State) Authorize() string {
	switch {
	case tokenByBrowser(s) && !hasToken(s):
		return s.Authorization.URL
	case usesCodeGrant(s) && s.CodeSignIn.State != "":
		return s.CodeSignIn.URL()
	}
	return ""
}

func tokenByBrowser(s State) bool {
	return isTBA(s) && s.Value(KeyTokenBy) == byBrowser
}

func tokenByCopy(s State) bool { return isTBA(s) && !tokenByBrowser(s) }

// tokenByField is asked before the integration record is made: the browser needs
// a box there that is to be cleared otherwise.
func tokenByField() Field {
	return Field{
		Key: KeyTokenBy, OnChange: State.forgetSignIns,
		Label: "How do you get the token pair?", Kind: Choice, When: isTBA,
		Default: func(State) string { return byCopy },
		Options: func(State) []Option {
			return []Option{
				{Value: byCopy, Label: "Make it in NetSuite and copy it", Note: "an administrator can do it for that user"},
				{Value: byBrowser, Label: "Sign in with the browser", Note: "as that user"},
			}
		},
	}
}

// askTokenStep begins the three-step flow: it opens the place to come back to
// and asks NetSuite for a request token.
func askTokenStep() Step {
	return Step{
		Name: "ask-token", Title: "Begin sign-in", When: tokenByBrowser, Doc: doc("ask-token"),
		Work: askToken,
		Done: func(s State) bool { return s.Authorization.URL != "" || hasToken(s) },
	}
}

func hasToken(s State) bool {
	return s.Value(KeyTokenID) != "" && !s.Secret(KeyTokenSecret).IsEmpty()
}

func askToken(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if hasToken(s) {
		return s, nil // coming back to this step keeps it; esc further back begins anew
	}
	return beginSignIn(ctx, env, s, report)
}

func beginSignIn(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	s.Authorization = Authorization{}
	state := netsuite.NewState()
	listener, err := env.SignIns.begin(state)
	if err != nil {
		return s, err
	}
	report(Progress{Text: "Asking NetSuite for a request token"})
	temporary, err := env.Client.RequestToken(ctx, s.Account(), netsuite.RequestTokenRequest{Consumer: s.consumerPair(), Callback: listener.URL()})
	if err != nil {
		env.SignIns.Close()
		return s, err
	}
	s.Authorization = Authorization{State: state, Temporary: temporary, URL: temporary.AuthorizeURL(state)}
	return s, nil
}

func (s State) consumerPair() netsuite.Consumer {
	return netsuite.Consumer{Key: s.Value(KeyConsumerKey), Secret: s.Secret(KeyConsumerSecret)}
}

func allowInstructions(s State) []Instruction {
	if hasToken(s) {
		return nil
	}
	signIn := Instruction{Text: "Sign in as the user of the connection, choose its role, and click Allow", URL: s.Authorization.URL}
	if s.given.Unattended {
		return []Instruction{signIn, {Text: "Copy the whole address that the browser ends on, http://localhost:..., though it cannot show that page"}}
	}
	return []Instruction{
		signIn,
		{Text: "On this computer press enter: the page opens, and suitekey waits for the browser to come back"},
		{Text: "On another computer open the link there, and paste the address that the browser ends on, though it cannot show that page"},
	}
}

// allowStep is where a person allows the access in the browser, on this computer
// or on another.
func allowStep() Step {
	return Step{
		Name: "allow", Title: "Sign in", When: tokenByBrowser, Doc: doc("allow"),
		Do: allowInstructions,
		// The work itself waits for the browser; the walk stops where that comes to nothing.
		Wait: waitForSignIn(allowInstructions, Always),
		Fields: []Field{{
			Key: KeyRedirected, DependsOn: []string{KeyUploadBy, KeyTokenBy}, NotKept: true, // an address holds for minutes
			Label: "Address after the sign-in (empty on this computer)", Kind: Secret, Optional: true,
			When: func(s State) bool { return !hasToken(s) }, Clean: CleanToken, Check: checkRedirected,
		}},
		Work: allow, Done: hasToken, Show: showAllowed,
	}
}

func checkRedirected(s State, text string) Finding {
	answer, err := netsuite.ParsePasted(text)
	if err == nil && s.Authorization.URL != "" {
		err = answer.CheckToken(s.Authorization.Temporary, s.Authorization.State)
	}
	return answerFinding(s, err)
}

// answerFinding says what a pasted address is worth. What NetSuite itself has
// decided is no wrong answer where nobody can give another one: the sign-in has
// failed then.
func answerFinding(s State, err error) Finding {
	var company *netsuite.CompanyError
	var other *netsuite.RedirectError
	switch {
	case err == nil:
		return Finding{Note: "this is the answer to this sign-in"}
	case s.given.Unattended && (errors.Is(err, netsuite.ErrDenied) || errors.As(err, &company) || errors.As(err, &other)):
		return Finding{}
	}
	return Finding{Problem: Sentence(err)}
}

// allow takes what the browser brings, or what was pasted, and gets the token
// pair for it. A sign-in that came to nothing is begun afresh at once, so that
// the link on the screen is always one that works.
func allow(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if hasToken(s) {
		return s, nil
	}
	if s.Secret(KeyRedirected).IsEmpty() && !env.SignIns.begun() {
		var err error
		if s, err = beginSignIn(ctx, env, s, report); err != nil {
			return s, err
		}
	}
	answer, err := answered(ctx, env, s, report)
	if errors.Is(err, callback.ErrTimeout) {
		env.SignIns.Close()
		return s, err // the link may still hold: its answer can be pasted, now or in another run
	}
	if err == nil {
		err = answer.CheckToken(s.Authorization.Temporary, s.Authorization.State)
	}
	var pair netsuite.TokenPair
	if err == nil {
		report(Progress{Text: "Getting the token pair"})
		pair, err = env.Client.AccessToken(ctx, s.Account(), netsuite.AccessTokenRequest{
			Consumer: s.consumerPair(), Temporary: s.Authorization.Temporary, Verifier: answer.Verifier,
		})
	}
	if ctx.Err() != nil {
		return s, ctx.Err() // the link still holds
	}
	s = s.Without(KeyRedirected)
	if err != nil && s.given.Unattended {
		env.SignIns.Close()
		s.Authorization = Authorization{}
		return s, err
	}
	if err != nil {
		again, failed := beginSignIn(ctx, env, s, report)
		return again, errors.Join(err, failed)
	}
	env.SignIns.Close()
	s = s.With(KeyTokenID, pair.TokenID).WithSecret(KeyTokenSecret, pair.TokenSecret)
	s.Authorization = Authorization{}
	s.Allowed = fmt.Sprintf("NetSuite made a token pair for entity %s, role %s.", orElse(answer.Entity, "not named"), orElse(answer.Role, "not named"))
	return s, nil
}

func answered(ctx context.Context, env Env, s State, report func(Progress)) (netsuite.Callback, error) {
	if pasted := s.Secret(KeyRedirected); !pasted.IsEmpty() {
		return netsuite.ParsePasted(pasted.Reveal())
	}
	if s.given.Unattended {
		report(Progress{Text: "Sign in and click Allow: " + s.Authorization.URL})
	}
	waiting := "Waiting for the browser"
	if at := env.SignIns.address(); at != "" {
		waiting += " to come back to " + at
	}
	if err := env.OpenBrowser(s.Authorization.URL); err != nil && !s.given.Unattended {
		waiting = "No browser can be opened from here: open the link in one on this computer. " + waiting
	}
	report(Progress{Text: waiting})
	return env.SignIns.wait(ctx)
}

func showAllowed(s State) []string {
	if s.Allowed == "" {
		return []string{"The token pair is there."}
	}
	return []string{s.Allowed, "It does not expire. It is kept in the encrypted vault only."}
}

// browserBoxes is what the integration record needs for the three-step flow.
// docs.oracle.com ... bridgehead_4249032125
func browserBoxes(s State) (Instruction, bool) {
	if !tokenByBrowser(s) {
		return Instruction{}, false
	}
	return Instruction{
		Text: "Tick Token-based Authentication and TBA: Authorization Flow, with the Callback URL http://localhost:* ; clear Authorization Code Grant",
		Menu: account.PageNewIntegration.Menu(), URL: s.link(account.PageNewIntegration),
	}, true
}
