package setup

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"suitekey/core/netsuite"
	"suitekey/steps"
)

// The answer to upload_by: an administrator uploads the certificate on the M2M set-up page.
// The other answer is ByBrowser: suitekey uploads with a single sign-in.
const ByPage = "page"

func uploadsByPage(s steps.State) bool { return steps.IsM2M(s) && !steps.UploadsByBrowser(s) }

// defaultRedirectURI has no server on purpose: the person copies the address from the
// browser. NetSuite accepts no http here, so suitekey cannot listen.
const defaultRedirectURI = "https://localhost/suitekey"

func uploadByField() steps.Field {
	return steps.Field{
		Key: steps.KeyUploadBy, OnChange: steps.State.ForgetSignIns,
		Label: "Certificate upload", Kind: steps.Choice,
		When:    func(s steps.State) bool { return steps.IsM2M(s) && !mappedAlready(s) },
		Default: func(steps.State) string { return ByPage },
		Options: func(steps.State) []steps.Option {
			return []steps.Option{
				{Value: ByPage, Label: "By hand, on the M2M set-up page", Note: "an administrator can do this"},
				{Value: steps.ByBrowser, Label: "The user signs in once with the browser, and suitekey uploads", Note: "from NetSuite 2026.1 on"},
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

// refreshHoursField asks what NetSuite does not say: how long a sign-in lasts. Only the
// record of a public client sets it (docs.oracle.com ... section_157771733782).
func refreshHoursField() steps.Field {
	return steps.Field{
		Key: steps.KeyRefreshHours, Kind: steps.Number, DependsOn: []string{steps.KeyMethod},
		Label: "Refresh Token Validity of the record, in hours", When: publicClient,
		Default: func(s steps.State) string {
			if publicClient(s) {
				return "48"
			}
			return ""
		},
		Check: checkNumber(1, 720, "NetSuite allows 30 days"),
	}
}

func publicClient(s steps.State) bool {
	return steps.IsCode(s) && s.Secret(steps.KeyConsumerSecret).IsEmpty()
}

// codeSecretField is the client secret of the code grant. A public client has none.
func codeSecretField() steps.Field {
	return steps.Field{
		Key: steps.KeyConsumerSecret, Label: "Consumer secret (empty for a public client)", Kind: steps.Secret, Optional: true,
		When: steps.UsesCodeGrant, Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyConsumerSecret),
	}
}

// codeBoxes returns the settings of the integration record for the code grant, with the
// scopes. docs.oracle.com ... section_157771733782
func codeBoxes(s steps.State) []steps.Setting {
	boxes := []string{"Authorization Code Grant"}
	if steps.IsM2M(s) {
		boxes = append([]string{"Client Credentials (Machine to Machine) Grant"}, boxes...)
	}
	return []steps.Setting{
		{Label: "Tick", Value: strings.Join(append(boxes, ScopeBoxes(s)...), ", ")},
		{Label: "Redirect URI", Value: s.Value(steps.KeyRedirectURI)},
		{Label: "Clear", Value: "the three TBA boxes"},
	}
}

// BeginCodeStep makes the state and the PKCE verifier of a sign-in. The link of a sign-in
// that a person has perhaps opened stays valid until an answer in it changes.
func BeginCodeStep(name string, when, done func(steps.State) bool) steps.Step {
	return steps.Step{
		Name: name, Title: "Get the link", When: when, Doc: steps.Doc("ask-code"),
		Done: func(s steps.State) bool { return s.CodeSignIn.State != "" || done(s) },
		Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if done(s) || s.CodeSignIn.State != "" && reflect.DeepEqual(s.CodeSignIn.Grant, s.CodeGrant()) {
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

// codePage returns the instructions for the browser and the field for its answer.
func codePage(who string, done func(steps.State) bool) (func(steps.State) []steps.Instruction, []steps.Field) {
	do := func(s steps.State) []steps.Instruction {
		if done(s) || s.CodeSignIn.State == "" {
			return nil
		}
		return []steps.Instruction{
			{Text: "Sign in as " + who + ", choose the role, and click Continue", URL: s.Authorize()},
			{Text: "The browser then cannot show a page at " + s.Value(steps.KeyRedirectURI) + ": copy the complete address from its address bar"},
		}
	}
	return do, []steps.Field{{
		Key: steps.KeyRedirected, DependsOn: []string{steps.KeyUploadBy, steps.KeyTokenBy}, NotKept: true,
		Label: "Final address of the browser", Kind: steps.Secret, Clean: steps.CleanToken,
		Needed: "Paste the final address of the browser.",
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

// redeem exchanges the pasted address for tokens. After a failure it starts a new sign-in,
// because a code can be used once, so the link on the screen always works.
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

// allowUploadStep uploads the first certificate with a sign-in, and then revokes the
// sign-in.
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

// uploaded reports whether this journey has uploaded the certificate.
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
	report(steps.Progress{Text: "Revoking the sign-in of the upload"})
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
		s.Allowed += " suitekey could not revoke the sign-in of the upload. It expires within a week; to end it now, revoke it under Setup > Users/Roles > OAuth 2.0 Authorized Applications."
	}
	return s, nil
}

// SignInStep is the name of the step at which a person signs in for a connection of the
// method code. Causes refer to it.
const SignInStep = "allow-code"

// redirectedOr reports whether the browser's final address is given, or no longer needed.
func redirectedOr(done func(steps.State) bool) func(steps.State) bool {
	return func(s steps.State) bool { return done(s) || !s.Secret(steps.KeyRedirected).IsEmpty() }
}

// AllowCodeStep is the sign-in of the method code. A person repeats it when the refresh
// token expires.
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
		"suitekey is signed in as entity " + steps.OrElse(s.Value(steps.KeyEntity), "not named") + ", role " + steps.OrElse(s.Value(steps.KeyRole), "not named") + ".",
		"The refresh token expires on " + Day(s.RefreshUntil) + ". Then a person has to sign in again.",
	}
}

// signInAnew drops a refresh token that NetSuite refused in the test, so the sign-in step
// shows a new link.
func signInAnew(s steps.State) steps.State {
	if !steps.IsCode(s) || len(s.Report.Causes) == 0 || s.Report.Causes[0].Step != SignInStep {
		return s
	}
	s = s.ForgetSignIns()
	if again, err := beginCode(s); err == nil {
		return again
	}
	return s // the previous step reports the missing answer
}
