package steps

import (
	"time"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
)

// Authorization is an active browser sign-in. It is valid for minutes.
type Authorization struct {
	State     string
	Temporary netsuite.TemporaryToken
	URL       string // the page on which a person allows the access
}

// Authorize returns the page on which a person allows the access now, or "".
func (s State) Authorize() string {
	switch {
	case TokenByBrowser(s) && !HasToken(s):
		return s.Authorization.URL
	case UsesCodeGrant(s) && s.CodeSignIn.State != "":
		return s.CodeSignIn.URL()
	}
	return ""
}

func (s State) ConsumerPair() netsuite.Consumer {
	return netsuite.Consumer{Key: s.Value(KeyConsumerKey), Secret: s.Secret(KeyConsumerSecret)}
}

func (s State) CodeGrant() netsuite.CodeGrant {
	scopes := SplitList(s.Value(KeyScopes))
	if IsM2M(s) {
		scopes = []string{m2m.ScopeREST} // the upload needs no other scope
	}
	return netsuite.CodeGrant{
		Account: s.Account(), Consumer: s.ConsumerPair(), RedirectURI: s.Value(KeyRedirectURI), Scopes: scopes,
		RefreshFor: netsuite.RefreshHours(s.Value(KeyRefreshHours)),
	}
}

// ForgetSignIns drops the active sign-ins after a change of their answers.
func (s State) ForgetSignIns() State {
	s.CodeSignIn, s.Authorization, s.Allowed = netsuite.CodeSignIn{}, Authorization{}, ""
	s.RefreshToken, s.RefreshUntil = secret.Secret{}, time.Time{}
	if TokenByBrowser(s) {
		s = s.Without(KeyTokenID).Without(KeyTokenSecret)
	}
	return s
}
