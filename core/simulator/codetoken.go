package simulator

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"time"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const (
	revokePath = "/services/rest/auth/oauth2/v1/revoke"
	keysPath   = "/services/rest/auth/oauth2/v1/keys"

	// docs.oracle.com, section_158081952044: the refresh token of a confidential client is
	// valid for seven days. The one of a public client is valid for 48 hours and can be
	// used once. Each use returns a new one, until the rotation ends after seven days.
	refreshLifetime  = 7 * 24 * time.Hour
	publicLifetime   = 48 * time.Hour
	rotationLifetime = 168 * time.Hour
)

// clientOf authenticates a client: a confidential client by HTTP Basic, a public client by
// its ID alone.
func clientOf(a *records.Account, c *call, form url.Values) (*records.Integration, string) {
	id, secret, basic := c.BasicAuth()
	if basic && (form.Has("client_id") || form.Has("client_secret")) {
		return a.IntegrationByKey(id), records.DetailRequest // two ways to authenticate in one request
	}
	if !basic {
		id = form.Get("client_id")
	}
	i := a.IntegrationByKey(id)
	switch {
	case i == nil, form.Has("client_secret"):
		return i, records.DetailClient
	case i.Boxes[records.BoxPublicClient] && secret != "",
		!i.Boxes[records.BoxPublicClient] && subtle.ConstantTimeCompare([]byte(secret), []byte(i.ConsumerSecret)) != 1:
		return i, records.DetailClient
	case !a.Features[records.FeatureOAuth2]:
		return i, records.DetailFeature
	case i.State != records.Enabled:
		return i, records.DetailBlocked
	case !i.Boxes[records.BoxCodeGrant]:
		return i, records.DetailGrantBox
	}
	return i, ""
}

// answerCode exchanges an authorization code for tokens.
func (w tokenEndpoint) answerCode(c *call, form url.Values) wire.Answer {
	a := c.account
	i, detail := clientOf(a, c, form)
	code := a.Codes[form.Get("code")]
	if detail == "" {
		detail = w.judgeCode(a, i, code, form)
	}
	entity, role := "", ""
	if code != nil {
		entity, role = code.Entity, code.Role
	}
	w.recordFlow(a, records.SurfaceToken, i, entity, role, detail)
	if detail != "" {
		return w.refuseToken(a, detail)
	}
	code.Spent = true
	now := w.ServerTime()
	w.Granted++
	r := &records.Refresh{
		Integration: i.ID, Entity: entity, Role: role, Scopes: code.Scopes, Family: w.Granted,
		Expires: now.Add(refreshLifetime), End: now.Add(rotationLifetime),
	}
	if i.Boxes[records.BoxPublicClient] {
		r.Expires = now.Add(publicLifetime)
	}
	return w.grantBoth(a, r, w.keepRefresh(a, r))
}

func (w tokenEndpoint) judgeCode(a *records.Account, i *records.Integration, code *records.Authorization, form url.Values) string {
	verifier := form.Get("code_verifier")
	switch {
	case form.Get("code") == "" || form.Get("redirect_uri") == "":
		return records.DetailRequest
	case code == nil, code.Spent, !w.Now().Before(code.Expires):
		return records.DetailGrant
	case code.Integration != i.ID:
		return records.DetailClientMismatch
	case code.Redirect != form.Get("redirect_uri"):
		return records.DetailRedirect
	case (code.Challenge == "") != (verifier == ""), verifier != "" && !verifierPattern().MatchString(verifier):
		return records.DetailRequest
	case verifier != "" && challengeOf(verifier) != code.Challenge:
		return records.DetailGrant
	}
	if _, r, ok := a.Usable(code.Entity, code.Role); !ok || !r.MayUseOAuth2() {
		return records.DetailEntityOrRole
	}
	return ""
}

// challengeOf returns the S256 code challenge (RFC 7636 section 4.2).
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return wire.Base64URL.EncodeToString(sum[:])
}

func (w tokenEndpoint) keepRefresh(a *records.Account, r *records.Refresh) string {
	if a.Refreshes == nil || len(a.Refreshes) >= grantLimit {
		a.Refreshes = map[string]*records.Refresh{}
	}
	token := w.Value("refresh token")
	a.Refreshes[token] = r
	return token
}

// grantBoth returns an access token, and the refresh token unless it is empty.
func (w tokenEndpoint) grantBoth(a *records.Account, r *records.Refresh, token string) wire.Answer {
	access, err := w.grantTo(a, r.Integration, r.Entity, r.Role, r.Scopes, r.Family)
	if err != nil {
		return wire.RESTError(http.StatusInternalServerError, faults.CodeUnexpected, err.Error())
	}
	body := map[string]any{"access_token": access, "expires_in": int(accessLifetime / time.Second), "token_type": "bearer"}
	if token != "" {
		body["refresh_token"] = token
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", body).With("Cache-Control", "no-store")
}

// answerRefresh exchanges a refresh token. A confidential client gets an access token only,
// a public client gets a new pair (docs.oracle.com, section_158082518856).
func (w tokenEndpoint) answerRefresh(c *call, form url.Values) wire.Answer {
	a, token := c.account, form.Get("refresh_token")
	i, detail := clientOf(a, c, form)
	r := a.Refreshes[token]
	if detail == "" {
		detail = w.judgeRefresh(a, i, r, token)
	}
	entity, role := "", ""
	if r != nil {
		entity, role = r.Entity, r.Role
	}
	w.recordFlow(a, records.SurfaceToken, i, entity, role, detail)
	if detail != "" {
		return w.refuseToken(a, detail)
	}
	if !i.Boxes[records.BoxPublicClient] {
		return w.grantBoth(a, r, "")
	}
	r.Spent = true
	next := *r
	next.Spent, next.Expires = false, w.ServerTime().Add(publicLifetime)
	if next.Expires.After(r.End) {
		next.Expires = r.End
	}
	return w.grantBoth(a, &next, w.keepRefresh(a, &next))
}

func (w tokenEndpoint) judgeRefresh(a *records.Account, i *records.Integration, r *records.Refresh, token string) string {
	switch {
	case token == "":
		return records.DetailRequest
	case r == nil && a.Grants[token] != nil:
		return records.DetailRefreshInvalid // an access token in place of a refresh token
	case r == nil:
		return records.DetailGrant
	case r.Integration != i.ID:
		return records.DetailClientMismatch
	case r.Spent: // somebody may have a copy: revoke the whole family
		a.RevokeFamily(r.Family)
		return records.DetailGrant
	case r.Revoked:
		return records.DetailTokenBlocked
	case !w.ServerTime().Before(r.Expires):
		return records.DetailRefreshExpired
	}
	if _, role, ok := a.Usable(r.Entity, r.Role); !ok || !role.MayUseOAuth2() {
		return records.DetailEntityOrRole
	}
	return ""
}

// answerRevoke revokes a refresh token and the access tokens that were issued for it
// (docs.oracle.com, section_161071224088). Revoking an unknown token succeeds (RFC 7009
// section 2.2).
func (w tokenEndpoint) answerRevoke(c *call) wire.Answer {
	a := c.account
	form, ok := tokenForm(c)
	if c.Method != http.MethodPost || !ok || form.Get("token") == "" {
		return wire.TokenError(a.ID, http.StatusBadRequest, "invalid_request")
	}
	i, detail := clientOf(a, c, form)
	r := a.Refreshes[form.Get("token")]
	switch {
	case detail != "":
	case r == nil && a.Grants[form.Get("token")] != nil:
		detail = records.DetailTokenType
	case r != nil && r.Integration != i.ID:
		detail = records.DetailClientMismatch
	}
	if detail != "" {
		w.recordFlow(a, records.SurfaceToken, i, "", "", detail)
		return w.refuseToken(a, detail)
	}
	if r != nil {
		a.RevokeFamily(r.Family)
	}
	return wire.Reply(http.StatusOK, "application/json", "")
}

// answerKeys lists the public key for the signatures of access tokens (RFC 7517).
func (w tokenEndpoint) answerKeys() wire.Answer {
	key, err := w.network.SigningKey()
	if err != nil {
		return wire.RESTError(http.StatusInternalServerError, faults.CodeUnexpected, err.Error())
	}
	point, err := key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return wire.RESTError(http.StatusInternalServerError, faults.CodeUnexpected, err.Error())
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", map[string]any{"keys": []any{map[string]string{
		"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": signingKeyID,
		"x": wire.Base64URL.EncodeToString(point[1:33]), "y": wire.Base64URL.EncodeToString(point[33:]),
	}}})
}
