package setup

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/callback"
	"suitekey/core/netsuite"
	"suitekey/steps"
)

func tokenByCopy(s steps.State) bool { return steps.IsTBA(s) && !steps.TokenByBrowser(s) }

// TokenByField comes before the integration record, because only the browser sign-in needs
// the box TBA: Authorization Flow on the record.
func TokenByField() steps.Field {
	return steps.Field{
		Key: steps.KeyTokenBy, OnChange: steps.State.ForgetSignIns,
		Label: "Token", Kind: steps.Choice, When: steps.IsTBA,
		Default: func(steps.State) string { return steps.ByCopy },
		Options: func(steps.State) []steps.Option {
			return []steps.Option{
				{Value: steps.ByCopy, Label: "Copy it from NetSuite", Note: "an administrator can do this for the user"},
				{Value: steps.ByBrowser, Label: "Sign in with the browser", Note: "as that user"},
			}
		},
	}
}

// AskTokenStep starts the three-step flow: it opens the local address for the browser and
// asks NetSuite for a request token.
func AskTokenStep() steps.Step {
	return steps.Step{
		Name: "ask-token", Title: "Get the link", When: steps.TokenByBrowser, Doc: steps.Doc("ask-token"),
		Work: askToken,
		Done: func(s steps.State) bool { return s.Authorization.URL != "" || steps.HasToken(s) },
	}
}

func askToken(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if steps.HasToken(s) {
		return s, nil // keep the sign-in on return to this step; going further back starts again
	}
	return beginSignIn(ctx, env, s, report)
}

func beginSignIn(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	s.Authorization = steps.Authorization{}
	state := netsuite.NewState()
	listener, err := env.SignIns.Begin(state)
	if err != nil {
		return s, err
	}
	report(steps.Progress{Text: "Asking NetSuite for a request token"})
	temporary, err := env.Client.RequestToken(ctx, s.Account(), netsuite.RequestTokenRequest{Consumer: s.ConsumerPair(), Callback: listener.URL()})
	if err != nil {
		env.SignIns.Close()
		return s, err
	}
	s.Authorization = steps.Authorization{State: state, Temporary: temporary, URL: temporary.AuthorizeURL(state)}
	return s, nil
}

func allowInstructions(s steps.State) []steps.Instruction {
	if steps.HasToken(s) {
		return nil
	}
	signIn := steps.Instruction{Text: "Sign in as the user of the connection, choose its role, and click Allow", URL: s.Authorization.URL}
	if s.Given().Unattended {
		return []steps.Instruction{signIn, {Text: "The browser then cannot show a page at http://localhost:...: copy the complete address from its address bar"}}
	}
	return []steps.Instruction{
		signIn,
		{Text: "On this computer: press enter. The page opens, and suitekey waits for the browser's answer"},
		{Text: "On another computer: open the link there. The browser then cannot show a page: paste the complete address from its address bar here"},
	}
}

// AllowStep waits until a person allows the access in the browser, on this or another
// computer.
func AllowStep() steps.Step {
	return steps.Step{
		Name: "allow", Title: "Sign in", When: steps.TokenByBrowser, Doc: steps.Doc("allow"),
		Do: allowInstructions,
		// The work itself waits for the browser; the walk stops without an answer.
		Wait: waitForSignIn(allowInstructions, steps.Always),
		Fields: []steps.Field{{
			Key: steps.KeyRedirected, DependsOn: []string{steps.KeyUploadBy, steps.KeyTokenBy}, NotKept: true, // an address expires after minutes
			Label: "Address after the sign-in (empty on this computer)", Kind: steps.Secret, Optional: true,
			When: func(s steps.State) bool { return !steps.HasToken(s) }, Clean: steps.CleanToken, Check: checkRedirected,
		}},
		Work: allow, Done: steps.HasToken, Show: showAllowed,
	}
}

func checkRedirected(s steps.State, text string) steps.Finding {
	answer, err := netsuite.ParsePasted(text)
	if err == nil && s.Authorization.URL != "" {
		err = answer.CheckToken(s.Authorization.Temporary, s.Authorization.State)
	}
	return answerFinding(s, err)
}

// answerFinding checks a pasted address. In an unattended run, a refusal by NetSuite is not
// a wrong answer but a failed sign-in: nobody can give another answer.
func answerFinding(s steps.State, err error) steps.Finding {
	var company *netsuite.CompanyError
	var other *netsuite.RedirectError
	switch {
	case err == nil:
		return steps.Finding{Note: "this is the answer to this sign-in"}
	case s.Given().Unattended && (errors.Is(err, netsuite.ErrDenied) || errors.As(err, &company) || errors.As(err, &other)):
		return steps.Finding{}
	}
	return steps.Finding{Problem: steps.Sentence(err)}
}

// allow exchanges the browser's answer, or the pasted address, for the token pair. After a
// failure it starts a new sign-in at once, so the link on the screen always works.
func allow(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if steps.HasToken(s) {
		return s, nil
	}
	if s.Secret(steps.KeyRedirected).IsEmpty() && !env.SignIns.Begun() {
		var err error
		if s, err = beginSignIn(ctx, env, s, report); err != nil {
			return s, err
		}
	}
	answer, err := answered(ctx, env, s, report)
	if errors.Is(err, callback.ErrTimeout) {
		env.SignIns.Close()
		return s, err // the link may still be valid: a person can paste its answer, now or in another run
	}
	if err == nil {
		err = answer.CheckToken(s.Authorization.Temporary, s.Authorization.State)
	}
	var pair netsuite.TokenPair
	if err == nil {
		report(steps.Progress{Text: "Getting the token pair"})
		pair, err = env.Client.AccessToken(ctx, s.Account(), netsuite.AccessTokenRequest{
			Consumer: s.ConsumerPair(), Temporary: s.Authorization.Temporary, Verifier: answer.Verifier,
		})
	}
	if ctx.Err() != nil {
		return s, ctx.Err() // the link is still valid
	}
	s = s.Without(steps.KeyRedirected)
	if err != nil && s.Given().Unattended {
		env.SignIns.Close()
		s.Authorization = steps.Authorization{}
		return s, err
	}
	if err != nil {
		again, failed := beginSignIn(ctx, env, s, report)
		return again, errors.Join(err, failed)
	}
	env.SignIns.Close()
	s = s.With(steps.KeyTokenID, pair.TokenID).WithSecret(steps.KeyTokenSecret, pair.TokenSecret)
	s.Authorization = steps.Authorization{}
	s.Allowed = fmt.Sprintf("NetSuite made a token pair for entity %s, role %s.", steps.OrElse(answer.Entity, "not named"), steps.OrElse(answer.Role, "not named"))
	return s, nil
}

func answered(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (netsuite.Callback, error) {
	if pasted := s.Secret(steps.KeyRedirected); !pasted.IsEmpty() {
		return netsuite.ParsePasted(pasted.Reveal())
	}
	if s.Given().Unattended {
		report(steps.Progress{Text: "Sign in and click Allow: " + s.Authorization.URL})
	}
	waiting := "Waiting for the browser"
	if at := env.SignIns.Address(); at != "" {
		waiting += " at " + at
	}
	if err := env.OpenBrowser(s.Authorization.URL); err != nil && !s.Given().Unattended {
		waiting = "suitekey cannot open a browser here: open the link in a browser on this computer. " + waiting
	}
	report(steps.Progress{Text: waiting})
	return env.SignIns.Wait(ctx)
}

func showAllowed(s steps.State) []string {
	if s.Allowed == "" {
		return []string{"suitekey has the token pair."}
	}
	return []string{s.Allowed, "The token pair does not expire. suitekey stores it only in the encrypted vault."}
}

// browserBoxes returns the settings of the integration record for the three-step flow.
// docs.oracle.com ... bridgehead_4249032125
func browserBoxes() []steps.Setting {
	return []steps.Setting{
		{Label: "Tick", Value: "Token-based Authentication, TBA: Authorization Flow"},
		{Label: "Callback URL", Value: "http://localhost:*"},
		{Label: "Clear", Value: "all other boxes"},
	}
}

// waitForSignIn is the wait until a person has signed in with a browser. do are the
// instructions of the step.
func waitForSignIn(do func(steps.State) []steps.Instruction, ready func(steps.State) bool) func(steps.State) steps.Waiting {
	return func(s steps.State) steps.Waiting {
		return steps.Waiting{
			Kind: steps.WaitSignIn, Ready: ready(s), Confirm: true,
			Why:  "A person has to sign in with a browser now.",
			Do:   do(s),
			Next: "sign in at authorize_url",
			With: " with the final address of the browser as redirected, in the file of --secrets-file (- is standard input)",
		}
	}
}
