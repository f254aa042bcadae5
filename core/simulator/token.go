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
)

const (
	assertionType  = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	accessLifetime = time.Hour // of an access token; also the longest assertion
	grantLimit     = 1000
)

// answerToken hands out access tokens: for client assertions, for authorization
// codes and for refresh tokens.
func (w *World) answerToken(c *call) answer {
	if c.Method != http.MethodPost {
		return tokenError(c.account, http.StatusMethodNotAllowed, "invalid_request").with("Allow", http.MethodPost)
	}
	form, ok := tokenForm(c)
	if !ok {
		return tokenError(c.account, http.StatusBadRequest, "invalid_request")
	}
	switch form.Get("grant_type") {
	case "":
		return tokenError(c.account, http.StatusBadRequest, "invalid_request")
	case "client_credentials":
		return w.answerAssertion(c, form)
	case "authorization_code":
		return w.answerCode(c, form)
	case "refresh_token":
		return w.answerRefresh(c, form)
	}
	w.recordFlow(c.account, SurfaceToken, nil, "", "", detailGrantType)
	return w.refuseToken(c.account, detailGrantType)
}

// answerAssertion hands out an access token for a client assertion. A second
// way for the client to authenticate beside it is a mistake.
func (w *World) answerAssertion(c *call, form url.Values) answer {
	if form.Get("client_assertion_type") != assertionType || c.Header.Get("Authorization") != "" || form.Has("client_secret") {
		return tokenError(c.account, http.StatusBadRequest, "invalid_request")
	}
	assertion, err := parseAssertion(form.Get("client_assertion"))
	if err != nil {
		return tokenError(c.account, http.StatusBadRequest, "invalid_request")
	}
	if a, ok := c.account.misfortune(SurfaceToken, ""); ok {
		return a
	}
	mapped, detail := w.signInAssertion(c.account, c.account.spoil.altered.assertion(assertion))
	if detail != "" {
		return w.refuseToken(c.account, detail)
	}
	token, err := w.grantTo(c.account, mapped.integration, mapped.entity, mapped.role, assertion.scopes, 0)
	if err != nil {
		return restError(http.StatusInternalServerError, "UNEXPECTED_ERROR", err.Error())
	}
	return replyJSON(http.StatusOK, "application/json", map[string]any{
		"access_token": token, "expires_in": int(accessLifetime / time.Second), "token_type": "Bearer",
	})
}

// tokenForm reads the form, each parameter once.
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
func (w *World) signInAssertion(a *account, s assertion) (*mapping, string) {
	i := a.integrationByKey(s.issuer)
	var mapped *mapping
	row := SignIn{Surface: SurfaceToken}
	if i != nil {
		row.Application = i.name
		mapped = a.mapped(first(a.mappings, func(m *mapping) bool { return m.certificate.id == s.keyID && m.integration == i.id }))
	}
	if mapped != nil {
		row.Entity, row.Role = mapped.entity, mapped.role
	}
	row.Detail = w.judgeAssertion(a, s, i, mapped)
	w.record(a, row)
	return mapped, row.Detail
}

func (w *World) judgeAssertion(a *account, s assertion, i *integration, m *mapping) string {
	now := w.serverTime()
	if _, supported := schemes[s.algorithm]; !supported {
		return detailUnsupportedAlgo
	}
	switch {
	case s.keyID == "":
		return detailMissingKeyID
	case !a.features[FeatureOAuth2]:
		return detailFeature
	case i == nil:
		return detailIssuer
	case i.state != Enabled:
		return detailBlocked
	case !i.boxes[BoxM2M]: // Oracle's value for a record that does not use OAuth 2.0
		return detailGrantBox
	case m == nil, !m.active(now):
		return detailMissingKey
	case !s.verified(m.certificate.public), !a.addressed(s.audience):
		// No value is published for a wrong audience.
		return detailAssertion
	case s.issued.IsZero(), s.issued.After(now):
		return detailNotAcceptable
	case s.expires.IsZero(), s.expires.Sub(s.issued) > accessLifetime:
		return detailTooBroad
	case !now.Before(s.expires):
		return detailTokenExpired
	case len(s.scopes) == 0:
		return detailScopeEmpty
	}
	for _, scope := range s.scopes {
		if box, known := scopeBoxes[scope]; !known || !i.boxes[box] {
			return detailScopeMismatched
		}
	}
	if _, r, ok := a.usable(m.entity, m.role); !ok || !r.mayUseOAuth2() {
		return detailEntityOrRole
	}
	return ""
}

// addressed tells whether one audience is the token URL of this account, on
// the host that Oracle's table names or the one that its sample token has.
func (a *account) addressed(audience []string) bool {
	return slices.ContainsFunc(audience, func(aud string) bool {
		label := "https://" + hostLabel(a.id)
		return aud == label+suiteTalkHosts+tokenPath || aud == label+restletsHosts+tokenPath
	})
}

// refuseToken turns a Detail value into an error of the token endpoint.
// Which one belongs to which is not published (docs.oracle.com,
// subsect_158521832417 has the list): this follows RFC 6749 section 5.2 and
// RFC 7523 section 3.2.
func (w *World) refuseToken(a *account, detail string) answer {
	status, code := http.StatusBadRequest, "invalid_grant"
	switch detail {
	case detailMissingKeyID, detailUnsupportedAlgo, detailTooBroad, detailNotAcceptable, detailRequest, detailTokenType:
		code = "invalid_request"
	case detailGrantType:
		code = "unsupported_grant_type"
	case detailClient, detailIssuer, detailMissingKey, detailAssertion:
		status, code = http.StatusUnauthorized, "invalid_client"
	case detailGrantBox, detailBlocked, detailFeature:
		code = "unauthorized_client"
	case detailScopeEmpty, detailScopeMismatched:
		code = "invalid_scope"
	}
	no := tokenError(a, status, code)
	if w.tellAll {
		no = no.with("WWW-Authenticate", `Bearer realm="`+a.id+`", error="`+detail+`"`)
	}
	return no
}

func tokenError(a *account, status int, code string) answer {
	no := replyJSON(status, "application/json", map[string]string{"error": code})
	if status == http.StatusUnauthorized {
		no = no.with("WWW-Authenticate", `Basic realm="`+a.id+`"`)
	}
	return no
}

// grantTo makes an access token: a JSON Web Token with the claims of NetSuite's
// (docs.oracle.com, section_158255317571), signed by the throw-away authority
// and looked up, not verified, when it comes back.
func (w *World) grantTo(a *account, integrationID, entity, role string, scopes []string, family int) (string, error) {
	ca, err := w.authority()
	if err != nil {
		return "", err
	}
	i := a.integrationByID(integrationID)
	now := w.serverTime()
	token, err := signToken(ca.key, map[string]any{
		"sub": role + ";" + entity, "aud": []string{i.applicationID + ";" + a.company(), i.consumerKey},
		"scope": scopes, "iss": "https://" + genericSystem, "oit": now.Unix(),
		"iat": now.Unix(), "exp": now.Add(accessLifetime).Unix(), "jti": a.id + "." + rand.Text(),
	})
	if err != nil {
		return "", err
	}
	if len(a.grants) >= grantLimit { // one that is busy for days: forget what has expired, or else all
		for key, g := range a.grants {
			if !now.Before(g.expires) {
				delete(a.grants, key)
			}
		}
		if len(a.grants) >= grantLimit {
			clear(a.grants)
		}
	}
	g := &grant{integration: integrationID, entity: entity, role: role, scopes: scopes, expires: now.Add(accessLifetime), family: family}
	a.spoilGrant(g, now)
	w.granted++
	g.number = w.granted
	a.grants[token] = g
	return token, nil
}

// signingKeyID names the key in the list of answerKeys.
const signingKeyID = "practice"

func signToken(key *ecdsa.PrivateKey, claims map[string]any) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := base64URL.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256","kid":"`+signingKeyID+`"}`)) + "." + base64URL.EncodeToString(body)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		return "", err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + base64URL.EncodeToString(signature), nil
}
