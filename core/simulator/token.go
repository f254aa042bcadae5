package simulator

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const (
	assertionType  = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	accessLifetime = time.Hour // of an access token; also the maximum of an assertion
	grantLimit     = 1000
)

// tokenEndpoint is the OAuth 2.0 token endpoint, with revocation and the list of keys.
type tokenEndpoint struct{ *server }

// answerToken issues access tokens for client assertions, authorization codes and refresh
// tokens.
func (w tokenEndpoint) answerToken(c *call) wire.Answer {
	if c.Method != http.MethodPost {
		return wire.TokenError(c.account.ID, http.StatusMethodNotAllowed, "invalid_request").With("Allow", http.MethodPost)
	}
	form, ok := tokenForm(c)
	if !ok {
		return wire.TokenError(c.account.ID, http.StatusBadRequest, "invalid_request")
	}
	switch form.Get("grant_type") {
	case "":
		return wire.TokenError(c.account.ID, http.StatusBadRequest, "invalid_request")
	case "client_credentials":
		return w.answerAssertion(c, form)
	case "authorization_code":
		return w.answerCode(c, form)
	case "refresh_token":
		return w.answerRefresh(c, form)
	}
	w.recordFlow(c.account, records.SurfaceToken, nil, "", "", records.DetailGrantType)
	return w.refuseToken(c.account, records.DetailGrantType)
}

// answerAssertion issues an access token for a client assertion. A request that also
// authenticates in another way is invalid.
func (w tokenEndpoint) answerAssertion(c *call, form url.Values) wire.Answer {
	if form.Get("client_assertion_type") != assertionType || c.Header.Get("Authorization") != "" || form.Has("client_secret") {
		return wire.TokenError(c.account.ID, http.StatusBadRequest, "invalid_request")
	}
	assertion, err := wire.ParseAssertion(form.Get("client_assertion"))
	if err != nil {
		return wire.TokenError(c.account.ID, http.StatusBadRequest, "invalid_request")
	}
	if a, ok := misfortune(c.account, records.SurfaceToken, ""); ok {
		return a
	}
	mapped, detail := w.signInAssertion(c.account, alterAssertion(c.account.Spoil.Altered, assertion))
	if detail != "" {
		return w.refuseToken(c.account, detail)
	}
	token, err := w.grantTo(c.account, mapped.Integration, mapped.Entity, mapped.Role, assertion.Scopes, 0)
	if err != nil {
		return wire.RESTError(http.StatusInternalServerError, "UNEXPECTED_ERROR", err.Error())
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", map[string]any{
		"access_token": token, "expires_in": int(accessLifetime / time.Second), "token_type": "Bearer",
	})
}

// tokenForm reads the form. It returns false if the body is not a form, or if a parameter is
// repeated.
func tokenForm(c *call) (url.Values, bool) {
	contentType, _, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err != nil || contentType != "application/x-www-form-urlencoded" {
		return nil, false
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, false
	}
	for _, values := range form {
		if len(values) != 1 {
			return nil, false
		}
	}
	return form, true
}

// signInAssertion decides on a client assertion and writes the audit trail.
func (w tokenEndpoint) signInAssertion(a *records.Account, s wire.Assertion) (*records.Mapping, string) {
	i := a.IntegrationByKey(s.Issuer)
	var mapped *records.Mapping
	row := records.SignIn{Surface: records.SurfaceToken}
	if i != nil {
		row.Application = i.Name
		mapped = a.Mapped(records.First(a.Mappings, func(m *records.Mapping) bool { return m.Certificate.ID == s.KeyID && m.Integration == i.ID }))
	}
	if mapped != nil {
		row.Entity, row.Role = mapped.Entity, mapped.Role
	}
	row.Detail = w.judgeAssertion(a, s, i, mapped)
	w.Record(a, row)
	return mapped, row.Detail
}

func (w tokenEndpoint) judgeAssertion(a *records.Account, s wire.Assertion, i *records.Integration, m *records.Mapping) string {
	now := w.ServerTime()
	if !s.Supported() {
		return records.DetailUnsupportedAlgo
	}
	switch {
	case s.KeyID == "":
		return records.DetailMissingKeyID
	case !a.Features[records.FeatureOAuth2]:
		return records.DetailFeature
	case i == nil:
		return records.DetailIssuer
	case i.State != records.Enabled:
		return records.DetailBlocked
	case !i.Boxes[records.BoxM2M]: // Oracle's value for a record without OAuth 2.0
		return records.DetailGrantBox
	case m == nil, !m.Active(now):
		return records.DetailMissingKey
	case !s.Verified(m.Certificate.Public), !addressed(a, s.Audience):
		// Oracle publishes no value for a wrong audience.
		return records.DetailAssertion
	case s.Issued.IsZero(), s.Issued.After(now):
		return records.DetailNotAcceptable
	case s.Expires.IsZero(), s.Expires.Sub(s.Issued) > accessLifetime:
		return records.DetailTooBroad
	case !now.Before(s.Expires):
		return records.DetailTokenExpired
	case len(s.Scopes) == 0:
		return records.DetailScopeEmpty
	}
	for _, scope := range s.Scopes {
		if box, known := records.ScopeBoxes[scope]; !known || !i.Boxes[box] {
			return records.DetailScopeMismatched
		}
	}
	if _, r, ok := a.Usable(m.Entity, m.Role); !ok || !r.MayUseOAuth2() {
		return records.DetailEntityOrRole
	}
	return ""
}

// addressed reports whether the audience contains the token URL of this account, on the
// host of Oracle's table or on the host of Oracle's sample token.
func addressed(a *records.Account, audience []string) bool {
	return slices.ContainsFunc(audience, func(aud string) bool {
		label := "https://" + wire.HostLabel(a.ID)
		return aud == label+wire.SuiteTalkHosts+tokenPath || aud == label+wire.RESTletHosts+tokenPath
	})
}

// refuseToken turns a Detail value into an error of the token endpoint. Oracle publishes
// the list of errors (docs.oracle.com, subsect_158521832417) but not which value leads to
// which error. The choice follows RFC 6749 section 5.2 and RFC 7523 section 3.2.
func (w tokenEndpoint) refuseToken(a *records.Account, detail string) wire.Answer {
	status, code := http.StatusBadRequest, "invalid_grant"
	switch detail {
	case records.DetailMissingKeyID, records.DetailUnsupportedAlgo, records.DetailTooBroad, records.DetailNotAcceptable, records.DetailRequest, records.DetailTokenType:
		code = "invalid_request"
	case records.DetailGrantType:
		code = "unsupported_grant_type"
	case records.DetailClient, records.DetailIssuer, records.DetailMissingKey, records.DetailAssertion:
		status, code = http.StatusUnauthorized, "invalid_client"
	case records.DetailGrantBox, records.DetailBlocked, records.DetailFeature:
		code = "unauthorized_client"
	case records.DetailScopeEmpty, records.DetailScopeMismatched:
		code = "invalid_scope"
	}
	no := wire.TokenError(a.ID, status, code)
	if w.tellAll {
		no = no.With("WWW-Authenticate", `Bearer realm="`+a.ID+`", error="`+detail+`"`)
	}
	return no
}

// grantTo issues an access token: a JSON Web Token with NetSuite's claims (docs.oracle.com,
// section_158255317571), signed by the throw-away authority. When a client sends it, the
// simulator looks it up and does not verify it.
func (w tokenEndpoint) grantTo(a *records.Account, integrationID, entity, role string, scopes []string, family int) (string, error) {
	key, err := w.network.SigningKey()
	if err != nil {
		return "", err
	}
	i := a.IntegrationByID(integrationID)
	now := w.ServerTime()
	token, err := signToken(key, map[string]any{
		"sub": role + ";" + entity, "aud": []string{i.ApplicationID + ";" + a.Company(), i.ConsumerKey},
		"scope": scopes, "iss": "https://" + wire.GenericSystem, "oit": now.Unix(),
		"iat": now.Unix(), "exp": now.Add(accessLifetime).Unix(), "jti": a.ID + "." + rand.Text(),
	})
	if err != nil {
		return "", err
	}
	if len(a.Grants) >= grantLimit { // the world has run for days: drop the expired tokens, or all
		for key, g := range a.Grants {
			if !now.Before(g.Expires) {
				delete(a.Grants, key)
			}
		}
		if len(a.Grants) >= grantLimit {
			clear(a.Grants)
		}
	}
	g := &records.Grant{Integration: integrationID, Entity: entity, Role: role, Scopes: scopes, Expires: now.Add(accessLifetime), Family: family}
	a.SpoilGrant(g, now)
	w.Granted++
	g.Number = w.Granted
	a.Grants[token] = g
	return token, nil
}

// signingKeyID names the key in the list of answerKeys.
const signingKeyID = "practice"

func signToken(key *ecdsa.PrivateKey, claims map[string]any) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := wire.Base64URL.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256","kid":"`+signingKeyID+`"}`)) + "." + wire.Base64URL.EncodeToString(body)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + wire.Base64URL.EncodeToString(signature), nil
}
