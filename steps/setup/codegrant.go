package setup

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/netsuite"
	"suitekey/steps"
)

// How the certificate gets to NetSuite: by hand on the page of the mappings, or
// by suitekey with a sign-in that is used once.
const ByPage = "page"

func uploadsByPage(s steps.State) bool { return steps.IsM2M(s) && !steps.UploadsByBrowser(s) }

// defaultRedirectURI leads nowhere on purpose: the person copies the address that
// the browser ends on. NetSuite takes no http here, so nobody can listen for it.
const defaultRedirectURI = "https://localhost/suitekey"

func uploadByField() steps.Field {
	return steps.Field{
		Key: steps.KeyUploadBy, OnChange: steps.State.ForgetSignIns,
		Label: "How does the certificate get to NetSuite?", Kind: steps.Choice,
		When:    func(s steps.State) bool { return steps.IsM2M(s) && !mappedAlready(s) },
		Default: func(steps.State) string { return ByPage },
		Options: func(steps.State) []steps.Option {
			return []steps.Option{
				{Value: ByPage, Label: "By hand, on NetSuite's page of the mappings", Note: "an administrator can do it"},
				{Value: steps.ByBrowser, Label: "The user signs in once with the browser, suitekey uploads it", Note: "from NetSuite 2026.1 on"},
			}
		},
	}
}

func redirectURIField() steps.Field {
	return steps.Field{
		Key: steps.KeyRedirectURI, OnChange: steps.State.ForgetSignIns,
		Label: "Redirect URI, as on the record", When: steps.UsesCodeGrant, Clean: steps.CleanToken,
		Default: func(steps.State) string { return defaultRedirectURI },
		Check: func(_ steps.State, text string) steps.Finding {
			if err := netsuite.CheckRedirectURI(text); err != nil {
				return steps.Finding{Problem: steps.Sentence(err)}
			}
			return steps.Finding{}
		},
	}
}

// codeSecretField is the client secret of the code grant; a public client has
// none.
func codeSecretField() steps.Field {
	return steps.Field{
		Key: steps.KeyConsumerSecret, Label: "Consumer secret (empty for a public client)", Kind: steps.Secret, Optional: true,
		When: steps.UsesCodeGrant, Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyConsumerSecret),
	}
}

// codeBoxes is what the integration record needs for the code grant beside its
// scopes. docs.oracle.com ... section_157771733782
func codeBoxes(s steps.State) string {
	text := "tick Authorization Code Grant with the Redirect URI " + s.Value(steps.KeyRedirectURI)
	if steps.IsM2M(s) {
		text = "tick Client Credentials (Machine to Machine) Grant, and Authorization Code Grant with the Redirect URI " + s.Value(steps.KeyRedirectURI)
	}
	return text + "; below them " + steps.List(ScopeBoxes(s))
}

// BeginCodeStep makes what the sign-in needs: state and verifier of PKCE.
func BeginCodeStep(name string, when, done func(steps.State) bool) steps.Step {
	return steps.Step{
		Name: name, Title: "Begin sign-in", When: when, Doc: steps.Doc("ask-code"),
		Done: func(s steps.State) bool { return s.CodeSignIn.State != "" || done(s) },
		Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if done(s) {
				return s, nil
			}
			return beginCode(s)
		},
	}
}

func beginCode(s steps.State) (steps.State, error) {
	var err error
	s.CodeSignIn, err = s.CodeGrant().Begin()
	return s, err
}

// codePage is what the person does in the browser, and the field for what comes
// of it.
func codePage(who string, done func(steps.State) bool) (func(steps.State) []steps.Instruction, []steps.Field) {
	do := func(s steps.State) []steps.Instruction {
		if done(s) || s.CodeSignIn.State == "" {
			return nil
		}
		return []steps.Instruction{
			{Text: "Sign in as " + who + ", choose the role, and click Continue", URL: s.Authorize()},
			{Text: "The browser ends on " + s.Value(steps.KeyRedirectURI) + ", which it cannot show: copy the whole address all the same"},
		}
	}
	return do, []steps.Field{{
		Key: steps.KeyRedirected, DependsOn: []string{steps.KeyUploadBy, steps.KeyTokenBy}, NotKept: true,
		Label: "Address that the browser ended on", Kind: steps.Secret, Clean: steps.CleanToken,
		Needed: "Paste the address that the browser ended on.",
		When:   func(s steps.State) bool { return !done(s) }, Check: checkCodeRedirect,
	}}
}

func checkCodeRedirect(s steps.State, text string) steps.Finding {
	answer, err := netsuite.ParsePasted(text)
	if err == nil && s.CodeSignIn.State != "" {
		err = answer.CheckCode(s.Account(), s.CodeSignIn.State)
	}
	return answerFinding(s, err)
}

// redeem turns the pasted address into tokens. What holds once is begun afresh
// where it came to nothing, so that the link on the screen is one that works.
func redeem(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, netsuite.CodeToken, error) {
	report(steps.Progress{Text: "Signing in to " + s.Account().Realm()})
	answer, err := netsuite.ParsePasted(s.Secret(steps.KeyRedirected).Reveal())
	var token netsuite.CodeToken
	if err == nil {
		token, err = env.Client.Exchange(ctx, s.CodeSignIn, answer)
	}
	s = s.Without(steps.KeyRedirected)
	if err != nil {
		again, failed := beginCode(s)
		return again, token, errors.Join(err, failed)
	}
	return s, token, nil
}

// allowUploadStep uploads the first certificate with a sign-in that is used for
// nothing else and revoked at once.
func allowUploadStep() steps.Step {
	do, fields := codePage("the user that the certificate is for", uploaded)
	return steps.Step{
		Name: "allow-upload", Title: "Upload", When: steps.UploadsByBrowser, Doc: steps.Doc("allow-upload"),
		Do: do, Fields: fields, Work: uploadOnce, Done: uploaded,
		Wait: waitForSignIn(do, redirectedOr(uploaded)),
		Show: func(s steps.State) []string {
			return []string{s.Allowed, "certificate ID " + s.Value(steps.KeyCertificateID)}
		},
	}
}

// uploaded tells whether NetSuite has the certificate by this journey.
func uploaded(s steps.State) bool {
	id, given := s.Answer(steps.KeyCertificateID)
	return given && id != "" && id == s.Certificate.ID()
}

func uploadOnce(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if uploaded(s) {
		return s, nil
	}
	s, token, err := redeem(ctx, env, s, report)
	if err != nil {
		return s, err
	}
	grant := s.CodeGrant()
	report(steps.Progress{Text: "Uploading the certificate"})
	mapping, _, err := env.Client.EnsureUploaded(ctx, s.Account(), netsuite.Bearer(token.Access), grant.Consumer.Key,
		netsuite.UploadRequest{Certificate: s.Certificate.PEM(), Role: token.Role, Entity: token.Entity}, s.Certificate.ID())
	report(steps.Progress{Text: "Revoking the sign-in: it was for the upload alone"})
	revoked := env.Client.RevokeRefresh(context.WithoutCancel(ctx), grant, token.Refresh)
	if err != nil {
		again, failed := beginCode(s)
		return again, errors.Join(fmt.Errorf("uploading the certificate: %w", err), failed)
	}
	s.CodeSignIn = netsuite.CodeSignIn{}
	s = s.With(steps.KeyCertificateID, mapping.CertificateID)
	s = s.With(steps.KeyEntity, steps.OrElse(mapping.EntityName, token.Entity)).With(steps.KeyRole, steps.OrElse(mapping.RoleName, token.Role))
	s.Allowed = fmt.Sprintf("NetSuite has the certificate, for entity %s, role %s.", s.Value(steps.KeyEntity), s.Value(steps.KeyRole))
	if revoked != nil {
		s.Allowed += " The sign-in that was for the upload could not be revoked: it ends by itself within a week, or revoke it under Setup > Users/Roles > OAuth 2.0 Authorized Applications."
	}
	return s, nil
}

// SignInStep is the name of the step at which somebody signs in for a connection of
// the method code. Causes name it.
const SignInStep = "allow-code"

// redirectedOr tells whether the address that the browser ended on is there, or is
// not needed any more.
func redirectedOr(done func(steps.State) bool) func(steps.State) bool {
	return func(s steps.State) bool { return done(s) || !s.Secret(steps.KeyRedirected).IsEmpty() }
}

// AllowCodeStep is the sign-in of the third method: it has to be repeated when
// the refresh token ends.
func AllowCodeStep() steps.Step {
	do, fields := codePage("the user of the connection", SignedIn)
	return steps.Step{
		Name: SignInStep, Title: "Sign in", When: steps.IsCode, Doc: steps.Doc(SignInStep), FixedBy: "retoken",
		Do: do, Fields: fields, Done: SignedIn, Show: showSignedIn,
		Wait: waitForSignIn(do, redirectedOr(SignedIn)),
		Work: func(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			if SignedIn(s) {
				return s, nil
			}
			s, token, err := redeem(ctx, env, s, report)
			if err != nil {
				return s, err
			}
			s.CodeSignIn = netsuite.CodeSignIn{}
			s.RefreshToken, s.RefreshUntil = token.Refresh, token.RefreshUntil
			return s.With(steps.KeyEntity, token.Entity).With(steps.KeyRole, token.Role), nil
		},
	}
}

func SignedIn(s steps.State) bool { return !s.RefreshToken.IsEmpty() }

func showSignedIn(s steps.State) []string {
	return []string{
		"NetSuite lets suitekey in as entity " + steps.OrElse(s.Value(steps.KeyEntity), "not named") + ", role " + steps.OrElse(s.Value(steps.KeyRole), "not named") + ".",
		"The refresh token ends on " + Day(s.RefreshUntil) + ": then somebody has to sign in again.",
	}
}

// signInAnew drops a refresh token that NetSuite did not take, where the test says
// so: the step to which it points has a link again.
func signInAnew(s steps.State) steps.State {
	if !steps.IsCode(s) || len(s.Report.Causes) == 0 || s.Report.Causes[0].Step != SignInStep {
		return s
	}
	s = s.ForgetSignIns()
	if again, err := beginCode(s); err == nil {
		return again
	}
	return s // the step before it says what is missing
}
