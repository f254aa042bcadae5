package simulator

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const authorizeTokenPath = "/app/login/secure/authorizetoken.nl"

// consent is a page that asks a person whether an application may act for them.
type consent struct {
	application string
	path        string     // receives the answer
	target      string     // where the browser is redirected after the answer
	hidden      url.Values // sent back with the answer
	who         []userRole // the users and roles to choose from
	about       string     // what the application asks for
}

// userRole is a user in one of the user's roles, written "1207;1000" in forms.
type userRole struct {
	user *records.User
	role *records.Role
}

func (p userRole) value() string { return p.user.ID + ";" + p.role.ID }

// pairsOf lists who can sign in: the integration user first, the administrator last.
func pairsOf(a *records.Account, role string, may func(*records.Role) bool) []userRole {
	var list []userRole
	for _, u := range slices.Backward(a.Users) {
		for _, id := range u.Roles {
			if _, r, ok := a.Usable(u.ID, id); ok && (role == "" || role == id) && may(r) {
				list = append(list, userRole{u, r})
			}
		}
	}
	return list
}

func choose(list []userRole, value string) (userRole, bool) {
	at := slices.IndexFunc(list, func(p userRole) bool { return p.value() == value })
	if at < 0 {
		return userRole{}, false
	}
	return list[at], true
}

// ask returns the page with the question.
func (q consent) ask(a *records.Account) wire.Answer {
	var b strings.Builder
	b.WriteString("<p><strong>" + html.EscapeString(q.application) + "</strong> wants to access account " + html.EscapeString(a.ID) + " (" + html.EscapeString(a.Name) + ")" + html.EscapeString(q.about) + ".</p>" +
		`<form method="post" action="` + q.path + `">`)
	for _, name := range slices.Sorted(maps.Keys(q.hidden)) {
		b.WriteString(`<input type="hidden" name="` + html.EscapeString(name) + `" value="` + html.EscapeString(q.hidden.Get(name)) + `">`)
	}
	b.WriteString(`<p><label>User and role<br><select name="who">`)
	for _, p := range q.who {
		option(&b, p.value(), p.user.Name+", "+p.role.Name)
	}
	b.WriteString(`</select></label></p><p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p></form>` +
		"<p>This is the practice world, not NetSuite: nobody has to log in.</p>")
	return wire.Page(http.StatusOK, "Allow access", b.String()).
		With("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' "+origin(q.target))
}

// origin returns the origin for the form-action policy of the page. A browser applies that
// policy also to the redirect that follows the form.
func origin(target string) string {
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return ""
	case u.Scheme == "http" || u.Scheme == "https":
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + ":"
}

// leadBack redirects the browser to target with additional parameters.
func leadBack(target string, params url.Values) wire.Answer {
	separator := "?"
	if strings.Contains(target, "?") {
		separator = "&"
	}
	return wire.Reply(http.StatusFound, "text/html; charset=utf-8", "").With("Location", target+separator+params.Encode())
}

func consentError(message string) wire.Answer {
	return wire.Page(http.StatusBadRequest, "The request is not valid", `<p class="message" role="alert">`+html.EscapeString(message)+"</p>")
}

// consentForm reads the call of a consent page: the query of the URL that opens it, or the
// form with a person's decision. Any other call gets a refusal.
func consentForm(c *call) (form url.Values, decided bool, refusal *wire.Answer) {
	switch c.Method {
	case http.MethodGet, http.MethodHead:
		return c.URL.Query(), false, nil
	case http.MethodPost:
		form, err := url.ParseQuery(string(c.body))
		if given := form.Get("decision"); err == nil && (given == "allow" || given == "deny") {
			return form, true, nil
		}
		undecided := consentError("Neither Allow nor Deny was chosen.")
		return nil, false, &undecided
	default:
		wrong := wire.Page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use GET or POST.</p>").With("Allow", "GET, POST")
		return nil, false, &wrong
	}
}

var flowState = lazyregexp.Lazy(`^[0-9A-Za-z]*$`)

// answerAuthorizeToken is step two of the three-step flow (docs.oracle.com,
// section_156536698849).
func (w consentPages) answerAuthorizeToken(c *call, a *records.Account) wire.Answer {
	form, decided, refusal := consentForm(c)
	if refusal != nil {
		return *refusal
	}
	a, r := w.requestTokenOf(a, form.Get("oauth_token"))
	state := form.Get("state")
	switch {
	case r == nil, r.Over, r.Denied, r.Verifier != "", !w.Now().Before(r.Expires):
		return consentError("This request token is unknown, used, or older than 15 minutes: start again in the application.")
	case len(state) > 512 || !flowState().MatchString(state):
		return consentError("The state has more than 512 characters, or characters other than letters and digits.")
	}
	i, who := a.IntegrationByID(r.Integration), pairsOf(a, r.Role, (*records.Role).MayUseTokens)
	switch {
	case i == nil || i.State != records.Enabled:
		return consentError("The integration record is blocked or gone.")
	case len(who) == 0:
		w.recordFlow(a, records.SurfaceFlow, i, "", r.Role, records.DetailEntityOrRole)
		return consentError("No user has a role that may sign in with tokens.")
	case !decided:
		hidden := url.Values{"oauth_token": {r.ID}, "state": {state}}
		return consent{application: i.Name, path: authorizeTokenPath, target: r.Callback, hidden: hidden, who: who}.ask(a)
	}
	return w.decideFlow(a, r, form, who)
}

// requestTokenOf finds a request token in an account, or in all accounts if the host names
// none.
func (w consentPages) requestTokenOf(a *records.Account, id string) (*records.Account, *records.RequestToken) {
	if a != nil {
		return a, a.Requests[id]
	}
	for _, a := range w.ByID {
		if r := a.Requests[id]; r != nil {
			return a, r
		}
	}
	return nil, nil
}

func (w consentPages) decideFlow(a *records.Account, r *records.RequestToken, form url.Values, who []userRole) wire.Answer {
	back := url.Values{"oauth_token": {r.ID}}
	if state := form.Get("state"); state != "" {
		back.Set("state", state)
	}
	chosen, ok := choose(who, form.Get("who"))
	switch {
	case form.Get("decision") == "deny":
		r.Denied = true
		back.Set("oauth_verifier", "") // by Oracle's page, an empty verifier means that somebody clicked Deny
		return leadBack(r.Callback, back)
	case !ok:
		return consentError("There is no such user with that role.")
	}
	r.Verifier, r.Entity, r.GrantedRole = w.Value("verifier"), chosen.user.ID, chosen.role.ID
	back.Set("oauth_verifier", r.Verifier)
	back.Set("company", a.Company())
	back.Set("role", r.GrantedRole)
	back.Set("entity", r.Entity)
	return leadBack(r.Callback, back)
}
