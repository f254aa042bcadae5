package simulator

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"suitekey/core/lazyregexp"
)

const authorizePath = "/app/login/oauth2/authorize.nl"

// authorization is a code that somebody allowed.
type authorization struct {
	integration  string
	entity, role string
	redirect     string
	challenge    string // "" without PKCE
	scopes       []string
	expires      time.Time
	spent        bool
}

var (
	challengePattern = lazyregexp.Lazy(`^[0-9A-Za-z_-]{43}$`)
	verifierPattern  = lazyregexp.Lazy(`^[0-9A-Za-z._~-]{43,128}$`)
)

// fitState: 22 to 1024 printable ASCII characters.
func fitState(state string) bool {
	return len(state) >= 22 && len(state) <= 1024 && !strings.ContainsFunc(state, func(r rune) bool { return r < ' ' || r > '~' })
}

// answerAuthorize asks a person whether an application may act in the
// authorization code grant (docs.oracle.com, section_158081944642).
func (w *World) answerAuthorize(c *call, a *account) answer {
	form, decided, refusal := consentForm(c)
	if refusal != nil {
		return *refusal
	}
	i := a.integrationByKey(form.Get("client_id"))
	// Without a client and a place that are known, nobody is led anywhere.
	if detail, message := a.judgeClient(i, form.Get("redirect_uri")); detail != "" {
		w.recordFlow(a, SurfaceCodeGrant, i, "", "", detail)
		return consentError(message)
	}
	back := url.Values{}
	if state := form.Get("state"); fitState(state) {
		back.Set("state", state)
	}
	who := a.pairs("", (*role).mayUseOAuth2)
	detail, code := i.judgeAuthorize(form)
	if detail == "" && len(who) == 0 {
		detail, code = detailEntityOrRole, "access_denied"
	}
	if detail == "" && decided && form.Get("decision") == "deny" {
		detail, code = detailDenied, "access_denied"
	}
	if detail != "" {
		w.recordFlow(a, SurfaceCodeGrant, i, "", "", detail)
		back.Set("error", code)
		return leadBack(form.Get("redirect_uri"), back)
	}
	if !decided {
		return consent{
			application: i.name, path: authorizePath, target: form.Get("redirect_uri"), hidden: form, who: who,
			about: ", with the scopes " + strings.Join(strings.Fields(form.Get("scope")), ", "),
		}.ask(a)
	}
	chosen, ok := choose(who, form.Get("who"))
	if !ok {
		return consentError("There is no such user with that role.")
	}
	back.Set("code", w.allow(a, i, chosen, form))
	back.Set("role", chosen.role.id)
	back.Set("entity", chosen.user.id)
	back.Set("company", a.company())
	return leadBack(form.Get("redirect_uri"), back)
}

// judgeClient checks what must hold before anybody is led back: an error page
// is all there is otherwise (docs.oracle.com, subsect_158521823069).
func (a *account) judgeClient(i *integration, redirect string) (detail, message string) {
	switch {
	case !a.features[FeatureOAuth2]:
		return detailFeature, "The feature OAuth 2.0 is off in this account."
	case i == nil:
		return detailUnknownIntegration, "There is no integration record with this client ID."
	case i.state != Enabled:
		return detailBlocked, "The integration record is blocked or waits for approval."
	case !i.boxes[BoxCodeGrant]:
		return detailGrantBox, "Authorization Code Grant is not ticked on the integration record."
	case !i.leadsTo(redirect):
		return detailRedirect, "The redirect URI is none of the integration record's: they must be the same to the letter, with https or a scheme of the application's own."
	}
	return "", ""
}

// leadsTo compares a redirect URI with those of the record; http is not
// supported, not even for localhost (docs.oracle.com, section_157771733782).
func (i *integration) leadsTo(redirect string) bool {
	u, err := url.Parse(redirect)
	return err == nil && u.Scheme != "" && u.Scheme != "http" && u.Scheme != "javascript" && u.Scheme != "data" && slices.Contains(i.redirects, redirect)
}

// judgeAuthorize gives the Detail value and the error of the redirect.
func (i *integration) judgeAuthorize(form url.Values) (detail, code string) {
	challenge, method := form.Get("code_challenge"), form.Get("code_challenge_method")
	scopes := strings.Fields(form.Get("scope"))
	switch {
	case form.Get("response_type") != "code":
		return detailResponseType, "unsupported_response_type"
	case !fitState(form.Get("state")):
		return detailState, "invalid_request"
	case challenge == "" && (method != "" || i.boxes[BoxPublicClient]),
		challenge != "" && (method != "S256" || !challengePattern().MatchString(challenge)),
		!slices.Contains([]string{"", "none", "login", "consent", "login consent"}, form.Get("prompt")):
		return detailRequest, "invalid_request"
	case len(scopes) == 0:
		return detailScopeEmpty, "invalid_scope"
	}
	for _, scope := range scopes {
		if box, known := scopeBoxes[scope]; !known || !i.boxes[box] {
			return detailScopeMismatched, "invalid_scope"
		}
	}
	return "", ""
}

// allow makes the code.
func (w *World) allow(a *account, i *integration, chosen userRole, form url.Values) string {
	if a.codes == nil || len(a.codes) >= pendingLimit {
		a.codes = map[string]*authorization{}
	}
	code := w.value("authorization code")
	a.codes[code] = &authorization{
		integration: i.id, entity: chosen.user.id, role: chosen.role.id, redirect: form.Get("redirect_uri"),
		challenge: form.Get("code_challenge"), scopes: strings.Fields(form.Get("scope")), expires: w.now().Add(pendingLifetime),
	}
	return code
}
