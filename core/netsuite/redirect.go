package netsuite

import (
	"crypto/subtle"
	"errors"
	"net/url"
	"strings"
	"unicode"

	"suitekey/core/account"
	"suitekey/core/secret"
	"suitekey/core/termsafe"
)

// What can be wrong with a redirect. Each is a sentence for people; errors.Is
// finds them, and a *CompanyError by errors.As.
var (
	ErrNotRedirect   = errors.New("reading the address: NetSuite sent the browser to another address after the sign-in: copy the whole address from the browser's address bar, with everything after the question mark")
	ErrAuthorizePage = errors.New("reading the address: this is the page that asks for access: choose Allow there, then copy the address of the next page, even if the browser cannot show that page")
	ErrDoubled       = errors.New("reading the address: a value occurs twice, which NetSuite never sends: sign in again in the browser and copy the new address")
	ErrDenied        = errors.New("signing in by browser: somebody clicked Deny on NetSuite's page: start again and click Allow")
	ErrState         = errors.New("signing in by browser: the answer does not belong to this sign-in (the state differs): it may come from an earlier attempt; start again, and use the newest page only")
	ErrToken         = errors.New("signing in by browser: the answer is for another request token: start again, and use the newest page only")
)

// CompanyError means that a different account answered.
type CompanyError struct {
	Meant    account.ID
	Answered string // as the redirect has it, fit for a screen
}

// Error says which account answered, and what to do.
func (e *CompanyError) Error() string {
	return "signing in by browser: account " + e.Answered + " answered, not " + e.Meant.Realm() +
		": start again and choose a role of " + e.Meant.Realm() + " on NetSuite's page, or correct the account ID"
}

// RedirectError is an error= of the code grant's redirect other than a denial.
type RedirectError struct {
	Code string // invalid_request, invalid_scope, unsupported_response_type ...
}

// Error says what the code means, as far as it is documented.
// docs.oracle.com ... subsect_158521823069
func (e *RedirectError) Error() string {
	next := "see the Login Audit Trail for the reason"
	switch e.Code {
	case "invalid_scope":
		next = "select the requested scopes on the integration record, or request fewer"
	case "unauthorized_client":
		next = "select Authorization Code Grant on the integration record"
	case "login_required", "consent_required", "interaction_required":
		next = "sign in to NetSuite in that browser first, then start again"
	}
	return "signing in by browser: NetSuite answered " + e.Code + ": " + next
}

// Callback is what NetSuite tells through the browser's redirect, in the
// three-step flow or in the code grant. It is data from outside until
// CheckToken or CheckCode has passed.
type Callback struct {
	Token    string        // three-step flow: the request token
	Verifier secret.Secret // three-step flow: for AccessToken
	Code     secret.Secret // code grant: for Exchange
	State    string
	Company  string // account ID, as NetSuite wrote it
	Role     string // internal ID of the role that was chosen
	Entity   string // internal ID of who allowed it
	Denied   bool   // somebody clicked Deny
	Problem  string // code grant: the error= of the redirect
}

// maxRedirect limits the length of a redirect: a state may have 1024 characters, each
// possibly escaped.
const maxRedirect = 8 << 10

// ParsePasted reads a redirect that a person copied: the whole address or the
// part behind the question mark, also with quotes, spaces and line breaks in
// it. The errors are ErrNotRedirect, ErrAuthorizePage and ErrDoubled; they
// never repeat what was pasted.
func ParsePasted(text string) (Callback, error) {
	if len(text) > maxRedirect {
		return Callback{}, ErrNotRedirect
	}
	// Addresses contain no white space or format characters: they come from line breaks
	// of a terminal and from web pages.
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	text = strings.Trim(text, "\"'`<>“”„‘’‚«»")
	text = strings.ReplaceAll(text, "&amp;", "&")
	text, _, _ = strings.Cut(text, "#")
	address, query, whole := strings.Cut(text, "?")
	if !whole {
		address, query = "", text
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return Callback{}, ErrNotRedirect
	}
	callback, err := ParseCallback(values)
	lower := strings.ToLower(address)
	if errors.Is(err, ErrNotRedirect) && (strings.HasSuffix(lower, "/authorizetoken.nl") || strings.HasSuffix(lower, "/authorize.nl")) {
		return Callback{}, ErrAuthorizePage
	}
	return callback, err
}

// ParseCallback reads the query of a redirect. An empty oauth_verifier is how
// NetSuite says that somebody clicked Deny (docs.oracle.com ...
// section_156536698849); the code grant says error=access_denied.
func ParseCallback(query url.Values) (Callback, error) {
	for _, name := range []string{"oauth_token", "oauth_verifier", "code", "state", "company", "role", "entity", "error"} {
		if len(query[name]) > 1 {
			return Callback{}, ErrDoubled
		}
	}
	threeSteps := query.Has("oauth_token") && query.Has("oauth_verifier")
	problem := termsafe.Line(query.Get("error"), 60)
	if !threeSteps && query.Get("code") == "" && problem == "" {
		return Callback{}, ErrNotRedirect
	}
	c := Callback{
		State: query.Get("state"), Company: termsafe.Line(query.Get("company"), 60),
		Role: termsafe.Line(query.Get("role"), 60), Entity: termsafe.Line(query.Get("entity"), 60),
		Problem: problem,
	}
	if threeSteps {
		c.Token, c.Verifier = query.Get("oauth_token"), secret.New(query.Get("oauth_verifier"))
		c.Denied = c.Verifier.IsEmpty()
	} else {
		c.Code = secret.New(query.Get("code"))
		c.Denied = c.Problem == "access_denied"
	}
	return c, nil
}

// CheckToken reports whether the redirect of the three-step flow answers the
// sign-in that was begun with temporary and state: ErrState, ErrToken,
// ErrDenied, ErrNotRedirect or a *CompanyError.
func (c Callback) CheckToken(temporary TemporaryToken, state string) error {
	switch {
	case !same(c.State, state):
		return ErrState
	case c.Token == "":
		return ErrNotRedirect // one of the other flow
	case !same(c.Token, temporary.Token):
		return ErrToken
	case c.Denied:
		return ErrDenied
	}
	return CompareCompany(c.Company, temporary.Account)
}

// CheckCode reports whether the redirect of the code grant answers the sign-in to
// the account that was begun with state: ErrState, ErrDenied, ErrNotRedirect, a
// *RedirectError or a *CompanyError.
func (c Callback) CheckCode(id account.ID, state string) error {
	switch {
	case !same(c.State, state):
		return ErrState
	case c.Denied:
		return ErrDenied
	case c.Problem != "":
		return &RedirectError{Code: c.Problem}
	case c.Code.IsEmpty():
		return ErrNotRedirect
	}
	return CompareCompany(c.Company, id)
}

// CompareCompany compares the company that answered with the account that was
// meant, however it is spelled (1234567_SB1, 1234567-sb1): nil or a
// *CompanyError. A redirect that names none is let through, since what follows
// goes to the hosts of the account that was meant, which know no other's codes.
func CompareCompany(company string, meant account.ID) error {
	if company == "" {
		return nil
	}
	if answered, err := account.Parse(company); err == nil && answered == meant {
		return nil
	}
	return &CompanyError{Meant: meant, Answered: termsafe.Line(company, 60)}
}

// same compares in constant time. An empty text equals no text.
func same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
