package simulator

import (
	"net/http"
	"strconv"
	"time"

	"suitekey/core/lazyregexp"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// claim is the content of a token-based request, from a header or from a SOAP passport.
type claim struct {
	surface                       records.Surface
	consumerKey, token            string
	nonce, timestamp              string
	algorithm, version, signature string
	base                          string // the text that must be signed
	malformed                     bool   // a parameter is repeated, empty or unreadable
	missing                       bool   // a parameter of the interface is missing, such as the realm

	// also is a further check of who signs in. It returns a Detail value, or "". nil: no
	// check.
	also func(identity) string
}

// identity is a user who has signed in, with the role.
type identity struct {
	account     *records.Account
	integration *records.Integration
	user        *records.User
	role        *records.Role
	tokenName   string
	bearer      bool
	scopes      []string
}

const tolerance = 5 * time.Minute // of a timestamp, in both directions

// headerClaim reads a claim and the realm from an OAuth header.
func headerClaim(r *http.Request, surface records.Surface) (claim, string) {
	c := claim{surface: surface}
	params, ok := wire.ParseOAuth(r.Header.Get("Authorization"))
	if !ok {
		c.malformed = true
		return c, ""
	}
	values := map[string]string{}
	for _, p := range params {
		if _, twice := values[p.Name]; twice || p.Value == "" {
			c.malformed = true
		}
		values[p.Name] = p.Value
	}
	c.consumerKey, c.token = values["oauth_consumer_key"], values["oauth_token"]
	c.nonce, c.timestamp = values["oauth_nonce"], values["oauth_timestamp"]
	c.algorithm, c.version, c.signature = values["oauth_signature_method"], values["oauth_version"], values["oauth_signature"]
	if c.base, ok = wire.OAuthBase(r, params); !ok {
		c.malformed = true
	}
	c.missing = values["realm"] == ""
	return c, values["realm"]
}

// signInTBA decides on a token-based request, writes the audit trail and counts failures. A
// refusal is the value of the Detail column.
func (w *server) signInTBA(a *records.Account, c claim) (identity, string) {
	c = alterClaim(a.Spoil.Altered, c)
	if a.Spoil.Altered == records.SentTwice {
		w.decideTBA(a, c)
	}
	return w.decideTBA(a, c)
}

func (w *server) decideTBA(a *records.Account, c claim) (identity, string) {
	id := identity{account: a, integration: a.IntegrationByKey(c.consumerKey)}
	t := a.TokenByID(c.token)
	if t != nil {
		id.user, id.role, id.tokenName = a.UserByID(t.User), a.RoleByID(t.Role), t.Name
	}
	detail := w.judgeTBA(a, c, id, t)
	row := records.SignIn{Detail: detail, Surface: c.surface, Token: id.tokenName}
	if id.integration != nil {
		row.Application = id.integration.Name
	}
	if t != nil {
		row.Entity, row.Role = t.User, t.Role
	}
	w.Record(a, row)
	w.Count(id.user, detail)
	return id, detail
}

func (w *server) judgeTBA(a *records.Account, c claim, id identity, t *records.Token) string {
	if detail := w.judgeForm(c); detail != "" {
		return detail
	}
	switch {
	case !a.Features[records.FeatureTBA]:
		return records.DetailFeature
	case id.integration == nil:
		return records.DetailKeyUnknown
	case id.integration.State != records.Enabled, !id.integration.Boxes[records.BoxTBA]:
		// Oracle publishes no value for a cleared box Token-based Authentication. The
		// record refuses its key, and this value says the same.
		return records.DetailKeyRefused
	case t == nil, t.Revoked, t.Inactive, t.Integration != id.integration.ID:
		return records.DetailToken
	case id.user != nil && w.Now().Before(id.user.LockedUntil):
		return records.DetailLocked
	case !wire.SignedBy(c.base, c.signature, id.integration.ConsumerSecret, t.Secret):
		return records.DetailSignature
	}
	if u, r, ok := a.Usable(t.User, t.Role); !ok || !r.MayUseTokens() || r.WebServicesOnly && c.surface == records.SurfaceRESTlet {
		return records.DetailPermission
	} else if !w.fresh(u, c.nonce, c.timestamp) {
		if c.surface == records.SurfaceRESTlet {
			return records.DetailNonceUsedRESTlet
		}
		return records.DetailNonceUsed
	}
	if c.also != nil {
		return c.also(id)
	}
	return ""
}

var noncePattern = lazyregexp.Lazy(`^[0-9A-Za-z]{6,64}$`)

// judgeForm checks what depends on no record.
func (w *server) judgeForm(c claim) string {
	if c.malformed {
		return records.DetailParameter
	}
	if c.missing {
		return records.DetailMissingFields
	}
	for _, field := range []string{c.consumerKey, c.token, c.nonce, c.timestamp, c.algorithm, c.signature} {
		if field == "" {
			return records.DetailMissingFields
		}
	}
	// SOAP accepts the algorithm with an underscore, as its schema spells it, and with a
	// hyphen. The other interfaces accept the hyphen only (docs.oracle.com,
	// section_4395625838).
	if c.algorithm != "HMAC-SHA256" && (c.surface != records.SurfaceSOAP || c.algorithm != "HMAC_SHA256") {
		return records.DetailAlgorithm
	}
	if c.version != "" && c.version != "1.0" {
		return records.DetailVersion
	}
	seconds, err := strconv.ParseInt(c.timestamp, 10, 64)
	if err != nil {
		return records.DetailTimestamp
	}
	if age := w.ServerTime().Unix() - seconds; age > int64(tolerance/time.Second) || age < -int64(tolerance/time.Second) {
		return records.DetailTimestamp
	}
	if !noncePattern().MatchString(c.nonce) {
		return records.DetailNonceRejected
	}
	return ""
}

// fresh remembers a pair of nonce and timestamp for the user and reports whether it is new.
// It drops pairs whose timestamp would be refused anyway.
func (w *server) fresh(u *records.User, nonce, timestamp string) bool {
	now := w.Now()
	for key, came := range u.Nonces {
		if now.Sub(came) > 2*tolerance {
			delete(u.Nonces, key)
		}
	}
	key := nonce + " " + timestamp
	if _, used := u.Nonces[key]; used {
		return false
	}
	if u.Nonces == nil {
		u.Nonces = map[string]time.Time{}
	}
	u.Nonces[key] = now
	return true
}
