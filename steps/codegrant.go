package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// How the certificate gets to NetSuite: by hand on the page of the mappings, or
// by suitekey with a sign-in that is used once.
const byPage = "page"

func isCode(s State) bool { return s.Method() == profile.Code }

// uploadsByBrowser tells whether somebody signs in so that suitekey can upload.
func uploadsByBrowser(s State) bool { return isM2M(s) && s.Value(KeyUploadBy) == byBrowser }
func uploadsByPage(s State) bool    { return isM2M(s) && !uploadsByBrowser(s) }

// usesCodeGrant tells whether the integration record needs the box and the
// redirect URI of the authorization code grant.
func usesCodeGrant(s State) bool { return isCode(s) || uploadsByBrowser(s) }

// defaultRedirectURI leads nowhere on purpose: the person copies the address that
// the browser ends on. NetSuite takes no http here, so nobody can listen for it.
const defaultRedirectURI = "https://localhost/suitekey"

func uploadByField() Field {
	return Field{
		Key: KeyUploadBy, OnChange: State.forgetSignIns,
		Label: "How does the certificate get to NetSuite?", Kind: Choice,
		When:    func(s State) bool { return isM2M(s) && !mappedAlready(s) },
		Default: func(State) string { return byPage },
		Options: func(State) []Option {
			return []Option{
				{Value: byPage, Label: "By hand, on NetSuite's page of the mappings", Note: "an administrator can do it"},
				{Value: byBrowser, Label: "The user signs in once with the browser, suitekey uploads it", Note: "from NetSuite 2026.1 on"},
			}
		},
	}
}

func redirectURIField() Field {
	return Field{
		Key: KeyRedirectURI, OnChange: State.forgetSignIns,
		Label: "Redirect URI, as on the record", When: usesCodeGrant, Clean: CleanToken,
		Default: func(State) string { return defaultRedirectURI },
		Check: func(_ State, text string) Finding {
			if err := netsuite.CheckRedirectURI(text); err != nil {
				return Finding{Problem: Sentence(err)}
			}
			return Finding{}
		},
	}
}

// codeSecretField is the client secret of the code grant; a public client has
// none.
func codeSecretField() Field {
	return Field{
		Key: KeyConsumerSecret, Label: "Consumer secret (empty for a public client)", Kind: Secret, Optional: true,
		When: usesCodeGrant, Clean: CleanToken, Check: checkCredential(KeyConsumerSecret),
	}
}

// codeBoxes is what the integration record needs for the code grant beside its
// scopes. docs.oracle.com ... section_157771733782
func codeBoxes(s State) string {
	text := "Tick Authorization Code Grant with the Redirect URI " + s.Value(KeyRedirectURI)
	if isM2M(s) {
		text = "Tick Client Credentials (Machine to Machine) Grant, and Authorization Code Grant with the Redirect URI " + s.Value(KeyRedirectURI)
	}
	return text + "; below them " + list(scopeBoxes(s))
}

func (s State) codeGrant() netsuite.CodeGrant {
	scopes := splitList(s.Value(KeyScopes))
	if isM2M(s) {
		scopes = []string{"rest_webservices"} // all that the upload needs
	}
	return netsuite.CodeGrant{Account: s.Account(), Consumer: s.consumerPair(), RedirectURI: s.Value(KeyRedirectURI), Scopes: scopes}
}

// beginCodeStep makes what the sign-in needs: state and verifier of PKCE.
func beginCodeStep(name string, when, done func(State) bool) Step {
	return Step{
		Name: name, Title: "Begin sign-in", When: when, Doc: doc("ask-code"),
		Done: func(s State) bool { return s.CodeSignIn.State != "" || done(s) },
		Work: func(_ context.Context, _ Env, s State, _ func(Progress)) (State, error) {
			if done(s) {
				return s, nil
			}
			return beginCode(s)
		},
	}
}

func beginCode(s State) (State, error) {
	var err error
	s.CodeSignIn, err = s.codeGrant().Begin()
	return s, err
}

// codePage is what the person does in the browser, and the field for what comes
// of it.
func codePage(who string, done func(State) bool) (func(State) []Instruction, []Field) {
	do := func(s State) []Instruction {
		if done(s) || s.CodeSignIn.State == "" {
			return nil
		}
		return []Instruction{
			{Text: "Sign in as " + who + ", choose the role, and click Continue", URL: s.Authorize()},
			{Text: "The browser ends on " + s.Value(KeyRedirectURI) + ", which it cannot show: copy the whole address all the same"},
		}
	}
	return do, []Field{{
		Key: KeyRedirected, DependsOn: []string{KeyUploadBy, KeyTokenBy}, NotKept: true,
		Label: "Address that the browser ended on", Kind: Secret, Clean: CleanToken,
		Needed: "Paste the address that the browser ended on.",
		When:   func(s State) bool { return !done(s) }, Check: checkCodeRedirect,
	}}
}

func checkCodeRedirect(s State, text string) Finding {
	answer, err := netsuite.ParsePasted(text)
	if err == nil && s.CodeSignIn.State != "" {
		err = answer.CheckCode(s.Account(), s.CodeSignIn.State)
	}
	return answerFinding(s, err)
}

// redeem turns the pasted address into tokens. What holds once is begun afresh
// where it came to nothing, so that the link on the screen is one that works.
func redeem(ctx context.Context, env Env, s State, report func(Progress)) (State, netsuite.CodeToken, error) {
	report(Progress{Text: "Signing in to " + s.Account().Realm()})
	answer, err := netsuite.ParsePasted(s.Secret(KeyRedirected).Reveal())
	var token netsuite.CodeToken
	if err == nil {
		token, err = env.Client.Exchange(ctx, s.CodeSignIn, answer)
	}
	s = s.Without(KeyRedirected)
	if err != nil {
		again, failed := beginCode(s)
		return again, token, errors.Join(err, failed)
	}
	return s, token, nil
}

// allowUploadStep uploads the first certificate with a sign-in that is used for
// nothing else and revoked at once.
func allowUploadStep() Step {
	do, fields := codePage("the user that the certificate is for", uploaded)
	return Step{
		Name: "allow-upload", Title: "Upload", When: uploadsByBrowser, Doc: doc("allow-upload"),
		Do: do, Fields: fields, Work: uploadOnce, Done: uploaded,
		Wait: waitForSignIn(do, redirectedOr(uploaded)),
		Show: func(s State) []string { return []string{s.Allowed, "certificate ID " + s.Value(KeyCertificateID)} },
	}
}

// uploaded tells whether NetSuite has the certificate by this journey.
func uploaded(s State) bool {
	id, given := s.Answer(KeyCertificateID)
	return given && id != "" && id == s.Certificate.ID()
}

func uploadOnce(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if uploaded(s) {
		return s, nil
	}
	s, token, err := redeem(ctx, env, s, report)
	if err != nil {
		return s, err
	}
	grant := s.codeGrant()
	report(Progress{Text: "Uploading the certificate"})
	mapping, _, err := env.Client.EnsureUploaded(ctx, s.Account(), netsuite.Bearer(token.Access), grant.Consumer.Key,
		netsuite.UploadRequest{Certificate: s.Certificate.PEM(), Role: token.Role, Entity: token.Entity}, s.Certificate.ID())
	report(Progress{Text: "Revoking the sign-in: it was for the upload alone"})
	revoked := env.Client.RevokeRefresh(context.WithoutCancel(ctx), grant, token.Refresh)
	if err != nil {
		again, failed := beginCode(s)
		return again, errors.Join(fmt.Errorf("uploading the certificate: %w", err), failed)
	}
	s.CodeSignIn = netsuite.CodeSignIn{}
	s = s.With(KeyCertificateID, mapping.CertificateID)
	s = s.With(KeyEntity, orElse(mapping.EntityName, token.Entity)).With(KeyRole, orElse(mapping.RoleName, token.Role))
	s.Allowed = fmt.Sprintf("NetSuite has the certificate, for entity %s, role %s.", s.Value(KeyEntity), s.Value(KeyRole))
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
func redirectedOr(done func(State) bool) func(State) bool {
	return func(s State) bool { return done(s) || !s.Secret(KeyRedirected).IsEmpty() }
}

// allowCodeStep is the sign-in of the third method: it has to be repeated when
// the refresh token ends.
func allowCodeStep() Step {
	do, fields := codePage("the user of the connection", signedIn)
	return Step{
		Name: SignInStep, Title: "Sign in", When: isCode, Doc: doc(SignInStep), FixedBy: "retoken",
		Do: do, Fields: fields, Done: signedIn, Show: showSignedIn,
		Wait: waitForSignIn(do, redirectedOr(signedIn)),
		Work: func(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
			if signedIn(s) {
				return s, nil
			}
			s, token, err := redeem(ctx, env, s, report)
			if err != nil {
				return s, err
			}
			s.CodeSignIn = netsuite.CodeSignIn{}
			s.RefreshToken, s.RefreshUntil = token.Refresh, token.RefreshUntil
			return s.With(KeyEntity, token.Entity).With(KeyRole, token.Role), nil
		},
	}
}

func signedIn(s State) bool { return !s.RefreshToken.IsEmpty() }

func showSignedIn(s State) []string {
	return []string{
		"NetSuite lets suitekey in as entity " + orElse(s.Value(KeyEntity), "not named") + ", role " + orElse(s.Value(KeyRole), "not named") + ".",
		"The refresh token ends on " + day(s.RefreshUntil) + ": then somebody has to sign in again.",
	}
}

// forgetSignIns drops the sign-ins whose ingredients changed.
func (s State) forgetSignIns() State {
	s.CodeSignIn, s.Authorization, s.Allowed = netsuite.CodeSignIn{}, Authorization{}, ""
	s.RefreshToken, s.RefreshUntil = secret.Secret{}, time.Time{}
	if tokenByBrowser(s) {
		s = s.Without(KeyTokenID).Without(KeyTokenSecret)
	}
	return s
}

// signInAnew drops a refresh token that NetSuite did not take, where the test says
// so: the step to which it points has a link again.
func (s State) signInAnew() State {
	if !isCode(s) || len(s.Report.Causes) == 0 || s.Report.Causes[0].Step != SignInStep {
		return s
	}
	s = s.forgetSignIns()
	if again, err := beginCode(s); err == nil {
		return again
	}
	return s // the step before it says what is missing
}
