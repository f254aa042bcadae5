package simulator

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"time"
)

const (
	revokePath = "/services/rest/auth/oauth2/v1/revoke"
	keysPath   = "/services/rest/auth/oauth2/v1/keys"

	// docs.oracle.com, section_158081952044: a confidential client's refresh
	// token holds seven days; a public client's 48 hours, once, and it can be
	// exchanged for others until the rotation ends after seven days.
	refreshLifetime  = 7 * 24 * time.Hour
	publicLifetime   = 48 * time.Hour
	rotationLifetime = 168 * time.Hour
)

// refresh is a refresh token that was handed out.
type refresh struct {
	integration  string
	entity, role string
	scopes       []string
	family       int // shared with the access tokens and successors that come of it
	expires, end time.Time
	spent        bool // a public client's, once it was exchanged
	revoked      bool
}

// client authenticates a client: the pair by HTTP Basic, or a public client by
// its ID alone.
func (a *account) client(c *call, form url.Values) (*integration, string) {
	id, secret, basic := c.BasicAuth()
	if basic && (form.Has("client_id") || form.Has("client_secret")) {
		return a.integrationByKey(id), detailRequest // two ways at once
	}
	if !basic {
		id = form.Get("client_id")
	}
	i := a.integrationByKey(id)
	switch {
	case i == nil, form.Has("client_secret"):
		return i, detailClient
	case i.boxes[BoxPublicClient] && secret != "",
		!i.boxes[BoxPublicClient] && subtle.ConstantTimeCompare([]byte(secret), []byte(i.consumerSecret)) != 1:
		return i, detailClient
	case !a.features[FeatureOAuth2]:
		return i, detailFeature
	case i.state != Enabled:
		return i, detailBlocked
	case !i.boxes[BoxCodeGrant]:
		return i, detailGrantBox
	}
	return i, ""
}

// answerCode exchanges an authorization code for tokens.
func (w *World) answerCode(c *call, form url.Values) answer {
	a := c.account
	i, detail := a.client(c, form)
	code := a.codes[form.Get("code")]
	if detail == "" {
		detail = w.judgeCode(a, i, code, form)
	}
	entity, role := "", ""
	if code != nil {
		entity, role = code.entity, code.role
	}
	w.recordFlow(a, SurfaceToken, i, entity, role, detail)
	if detail != "" {
		return w.refuseToken(a, detail)
	}
	code.spent = true
	now := w.serverTime()
	w.granted++
	r := &refresh{
		integration: i.id, entity: entity, role: role, scopes: code.scopes, family: w.granted,
		expires: now.Add(refreshLifetime), end: now.Add(rotationLifetime),
	}
	if i.boxes[BoxPublicClient] {
		r.expires = now.Add(publicLifetime)
	}
	return w.grantBoth(a, r, w.keepRefresh(a, r))
}

func (w *World) judgeCode(a *account, i *integration, code *authorization, form url.Values) string {
	verifier := form.Get("code_verifier")
	switch {
	case form.Get("code") == "" || form.Get("redirect_uri") == "":
		return detailRequest
	case code == nil, code.spent, !w.now().Before(code.expires):
		return detailGrant
	case code.integration != i.id:
		return detailClientMismatch
	case code.redirect != form.Get("redirect_uri"):
		return detailRedirect
	case (code.challenge == "") != (verifier == ""), verifier != "" && !verifierPattern().MatchString(verifier):
		return detailRequest
	case verifier != "" && challengeOf(verifier) != code.challenge:
		return detailGrant
	}
	if _, r, ok := a.usable(code.entity, code.role); !ok || !r.mayUseOAuth2() {
		return detailEntityOrRole
	}
	return ""
}

// challengeOf is S256 of RFC 7636 section 4.2.
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64URL.EncodeToString(sum[:])
}

func (w *World) keepRefresh(a *account, r *refresh) string {
	if a.refreshes == nil || len(a.refreshes) >= grantLimit {
		a.refreshes = map[string]*refresh{}
	}
	token := w.value("refresh token")
	a.refreshes[token] = r
	return token
}

// grantBoth hands out an access token, and a refresh token unless it is "".
func (w *World) grantBoth(a *account, r *refresh, token string) answer {
	access, err := w.grantTo(a, r.integration, r.entity, r.role, r.scopes, r.family)
	if err != nil {
		return restError(http.StatusInternalServerError, codeUnexpected, err.Error())
	}
	body := map[string]any{"access_token": access, "expires_in": int(accessLifetime / time.Second), "token_type": "bearer"}
	if token != "" {
		body["refresh_token"] = token
	}
	return replyJSON(http.StatusOK, "application/json", body).with("Cache-Control", "no-store")
}

// answerRefresh exchanges a refresh token: a confidential client gets an
// access token alone, a public one a new pair (docs.oracle.com,
// section_158082518856).
func (w *World) answerRefresh(c *call, form url.Values) answer {
	a, token := c.account, form.Get("refresh_token")
	i, detail := a.client(c, form)
	r := a.refreshes[token]
	if detail == "" {
		detail = w.judgeRefresh(a, i, r, token)
	}
	entity, role := "", ""
	if r != nil {
		entity, role = r.entity, r.role
	}
	w.recordFlow(a, SurfaceToken, i, entity, role, detail)
	if detail != "" {
		return w.refuseToken(a, detail)
	}
	if !i.boxes[BoxPublicClient] {
		return w.grantBoth(a, r, "")
	}
	r.spent = true
	next := *r
	next.spent, next.expires = false, w.serverTime().Add(publicLifetime)
	if next.expires.After(r.end) {
		next.expires = r.end
	}
	return w.grantBoth(a, &next, w.keepRefresh(a, &next))
}

func (w *World) judgeRefresh(a *account, i *integration, r *refresh, token string) string {
	switch {
	case token == "":
		return detailRequest
	case r == nil && a.grants[token] != nil:
		return detailRefreshInvalid // an access token in its place
	case r == nil:
		return detailGrant
	case r.integration != i.id:
		return detailClientMismatch
	case r.spent: // somebody has a copy: nobody goes on with it
		a.revokeFamily(r.family)
		return detailGrant
	case r.revoked:
		return detailTokenBlocked
	case !w.serverTime().Before(r.expires):
		return detailRefreshExpired
	}
	if _, role, ok := a.usable(r.entity, r.role); !ok || !role.mayUseOAuth2() {
		return detailEntityOrRole
	}
	return ""
}

func (a *account) revokeFamily(family int) {
	for _, r := range a.refreshes {
		r.revoked = r.revoked || r.family == family
	}
	for _, g := range a.grants {
		g.blocked = g.blocked || g.family == family
	}
}

// answerRevoke revokes a refresh token and the access tokens that came of it
// (docs.oracle.com, section_161071224088). One that is unknown is revoked
// enough (RFC 7009 section 2.2).
func (w *World) answerRevoke(c *call) answer {
	a := c.account
	form, ok := tokenForm(c)
	if c.Method != http.MethodPost || !ok || form.Get("token") == "" {
		return tokenError(a, http.StatusBadRequest, "invalid_request")
	}
	i, detail := a.client(c, form)
	r := a.refreshes[form.Get("token")]
	switch {
	case detail != "":
	case r == nil && a.grants[form.Get("token")] != nil:
		detail = detailTokenType
	case r != nil && r.integration != i.id:
		detail = detailClientMismatch
	}
	if detail != "" {
		w.recordFlow(a, SurfaceToken, i, "", "", detail)
		return w.refuseToken(a, detail)
	}
	if r != nil {
		a.revokeFamily(r.family)
	}
	return reply(http.StatusOK, "application/json", "")
}

// answerKeys lists the key that signs access tokens (RFC 7517).
func (w *World) answerKeys() answer {
	ca, err := w.authority()
	if err != nil {
		return restError(http.StatusInternalServerError, codeUnexpected, err.Error())
	}
	point, err := ca.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return restError(http.StatusInternalServerError, codeUnexpected, err.Error())
	}
	return replyJSON(http.StatusOK, "application/json", map[string]any{"keys": []any{map[string]string{
		"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": signingKeyID,
		"x": base64URL.EncodeToString(point[1:33]), "y": base64URL.EncodeToString(point[33:]),
	}}})
}
