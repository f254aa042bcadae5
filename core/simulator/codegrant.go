package simulator

import (
	"net/url"
	"slices"
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const authorizePath = "/app/login/oauth2/authorize.nl"

var (
	challengePattern = lazyregexp.Lazy(`^[0-9A-Za-z_-]{43}$`)
	verifierPattern  = lazyregexp.Lazy(`^[0-9A-Za-z._~-]{43,128}$`)
)

// fitState reports whether a state consists of 22 to 1024 printable ASCII characters.
func fitState(state string) bool {
	return len(state) >= 22 && len(state) <= 1024 && !strings.ContainsFunc(state, func(r rune) bool { return r < ' ' || r > '~' })
}

// answerAuthorize asks a person whether an application may act for them: the authorization
// code grant (docs.oracle.com, section_158081944642).
func (w consentPages) answerAuthorize(c *call, a *records.Account) wire.Answer {
	form, decided, refusal := consentForm(c)
	if refusal != nil {
		return *refusal
	}
	i := a.IntegrationByKey(form.Get("client_id"))
	// An unknown client or redirect URI gets an error page, never a redirect.
	if detail, message := judgeClient(a, i, form.Get("redirect_uri")); detail != "" {
		w.recordFlow(a, records.SurfaceCodeGrant, i, "", "", detail)
		return consentError(message)
	}
	back := url.Values{}
	if state := form.Get("state"); fitState(state) {
		back.Set("state", state)
	}
	who := pairsOf(a, "", (*records.Role).MayUseOAuth2)
	detail, code := judgeAuthorize(i, form)
	if detail == "" && len(who) == 0 {
		detail, code = records.DetailEntityOrRole, "access_denied"
	}
	if detail == "" && decided && form.Get("decision") == "deny" {
		detail, code = records.DetailDenied, "access_denied"
	}
	if detail != "" {
		w.recordFlow(a, records.SurfaceCodeGrant, i, "", "", detail)
		back.Set("error", code)
		return leadBack(form.Get("redirect_uri"), back)
	}
	if !decided {
		return consent{
			application: i.Name, path: authorizePath, target: form.Get("redirect_uri"), hidden: form, who: who,
			about: ", with the scopes " + strings.Join(strings.Fields(form.Get("scope")), ", "),
		}.ask(a)
	}
	chosen, ok := choose(who, form.Get("who"))
	if !ok {
		return consentError("There is no such user with that role.")
	}
	back.Set("code", w.allow(a, i, chosen, form))
	back.Set("role", chosen.role.ID)
	back.Set("entity", chosen.user.ID)
	back.Set("company", a.Company())
	return leadBack(form.Get("redirect_uri"), back)
}

// judgeClient checks what must be valid before the browser is redirected. A failure is
// shown on an error page (docs.oracle.com, subsect_158521823069).
func judgeClient(a *records.Account, i *records.Integration, redirect string) (detail, message string) {
	switch {
	case !a.Features[records.FeatureOAuth2]:
		return records.DetailFeature, "The feature OAuth 2.0 is off in this account."
	case i == nil:
		return records.DetailUnknownIntegration, "There is no integration record with this client ID."
	case i.State != records.Enabled:
		return records.DetailBlocked, "The integration record is blocked or waits for approval."
	case !i.Boxes[records.BoxCodeGrant]:
		return records.DetailGrantBox, "Authorization Code Grant is not ticked on the integration record."
	case !leadsTo(i, redirect):
		return records.DetailRedirect, "The integration record does not have this redirect URI. Both must be exactly the same, with https or a custom scheme."
	}
	return "", ""
}

// leadsTo reports whether the integration record lists the redirect URI. NetSuite does not
// support http, not even for localhost (docs.oracle.com, section_157771733782).
func leadsTo(i *records.Integration, redirect string) bool {
	u, err := url.Parse(redirect)
	return err == nil && u.Scheme != "" && u.Scheme != "http" && u.Scheme != "javascript" && u.Scheme != "data" && slices.Contains(i.Redirects, redirect)
}

// judgeAuthorize returns the Detail value and the error code for the redirect. Both are
// empty if the request is valid.
func judgeAuthorize(i *records.Integration, form url.Values) (detail, code string) {
	challenge, method := form.Get("code_challenge"), form.Get("code_challenge_method")
	scopes := strings.Fields(form.Get("scope"))
	switch {
	case form.Get("response_type") != "code":
		return records.DetailResponseType, "unsupported_response_type"
	case !fitState(form.Get("state")):
		return records.DetailState, "invalid_request"
	case challenge == "" && (method != "" || i.Boxes[records.BoxPublicClient]),
		challenge != "" && (method != "S256" || !challengePattern().MatchString(challenge)),
		!slices.Contains([]string{"", "none", "login", "consent", "login consent"}, form.Get("prompt")):
		return records.DetailRequest, "invalid_request"
	case len(scopes) == 0:
		return records.DetailScopeEmpty, "invalid_scope"
	}
	for _, scope := range scopes {
		if box, known := records.ScopeBoxes[scope]; !known || !i.Boxes[box] {
			return records.DetailScopeMismatched, "invalid_scope"
		}
	}
	return "", ""
}

// allow creates the authorization code.
func (w consentPages) allow(a *records.Account, i *records.Integration, chosen userRole, form url.Values) string {
	if a.Codes == nil || len(a.Codes) >= pendingLimit {
		a.Codes = map[string]*records.Authorization{}
	}
	code := w.Value("authorization code")
	a.Codes[code] = &records.Authorization{
		Integration: i.ID, Entity: chosen.user.ID, Role: chosen.role.ID, Redirect: form.Get("redirect_uri"),
		Challenge: form.Get("code_challenge"), Scopes: strings.Fields(form.Get("scope")), Expires: w.Now().Add(pendingLifetime),
	}
	return code
}
