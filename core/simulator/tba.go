package simulator

import (
	"net/http"
	"strconv"
	"time"

	"suitekey/core/lazyregexp"
)

// claim is what a token-based request says about itself, from a header or from
// a SOAP passport.
type claim struct {
	surface                       Surface
	consumerKey, token            string
	nonce, timestamp              string
	algorithm, version, signature string
	base                          string // what must be signed
	malformed                     bool   // a parameter twice, empty or unreadable
	missing                       bool   // one that only the surface knows of, as the realm
}

// identity is who signed in.
type identity struct {
	account     *account
	integration *integration
	user        *user
	role        *role
	tokenName   string
	bearer      bool
	scopes      []string
}

const tolerance = 5 * time.Minute // of a timestamp, either way

// headerClaim reads a claim, and the realm, from an OAuth header.
func headerClaim(r *http.Request, surface Surface) (claim, string) {
	c := claim{surface: surface}
	params, ok := parseOAuth(r.Header.Get("Authorization"))
	if !ok {
		c.malformed = true
		return c, ""
	}
	values := map[string]string{}
	for _, p := range params {
		if _, twice := values[p.name]; twice || p.value == "" {
			c.malformed = true
		}
		values[p.name] = p.value
	}
	c.consumerKey, c.token = values["oauth_consumer_key"], values["oauth_token"]
	c.nonce, c.timestamp = values["oauth_nonce"], values["oauth_timestamp"]
	c.algorithm, c.version, c.signature = values["oauth_signature_method"], values["oauth_version"], values["oauth_signature"]
	if c.base, ok = oauthBase(r, params); !ok {
		c.malformed = true
	}
	c.missing = values["realm"] == ""
	return c, values["realm"]
}

// signInTBA decides on a token-based request, writes the audit trail and
// counts failures. A refusal is the value of the Detail column.
func (w *World) signInTBA(a *account, c claim) (identity, string) {
	c = a.spoil.altered.claim(c)
	if a.spoil.altered == sentTwice {
		w.decideTBA(a, c)
	}
	return w.decideTBA(a, c)
}

func (w *World) decideTBA(a *account, c claim) (identity, string) {
	id := identity{account: a, integration: a.integrationByKey(c.consumerKey)}
	t := a.tokenByID(c.token)
	if t != nil {
		id.user, id.role, id.tokenName = a.userByID(t.user), a.roleByID(t.role), t.name
	}
	detail := w.judgeTBA(a, c, id, t)
	row := SignIn{Detail: detail, Surface: c.surface, Token: id.tokenName}
	if id.integration != nil {
		row.Application = id.integration.name
	}
	if t != nil {
		row.Entity, row.Role = t.user, t.role
	}
	w.record(a, row)
	w.count(id.user, detail)
	return id, detail
}

func (w *World) judgeTBA(a *account, c claim, id identity, t *token) string {
	if detail := w.judgeForm(c); detail != "" {
		return detail
	}
	switch {
	case !a.features[FeatureTBA]:
		return detailFeature
	case id.integration == nil:
		return detailKeyUnknown
	case id.integration.state != Enabled, !id.integration.boxes[BoxTBA]:
		// No value is published for a cleared Token-based Authentication box;
		// the record refuses its key, which is what this one says.
		return detailKeyRefused
	case t == nil, t.revoked, t.inactive, t.integration != id.integration.id:
		return detailToken
	case id.user != nil && w.now().Before(id.user.lockedUntil):
		return detailLocked
	case !signedBy(c.base, c.signature, id.integration.consumerSecret, t.secret):
		return detailSignature
	}
	if u, r, ok := a.usable(t.user, t.role); !ok || !r.mayUseTokens() || r.webServicesOnly && c.surface == SurfaceRESTlet {
		return detailPermission
	} else if !w.fresh(u, c.nonce, c.timestamp) {
		if c.surface == SurfaceRESTlet {
			return detailNonceUsedRESTlet
		}
		return detailNonceUsed
	}
	return ""
}

var noncePattern = lazyregexp.Lazy(`^[0-9A-Za-z]{6,64}$`)

// judgeForm checks what needs no record.
func (w *World) judgeForm(c claim) string {
	if c.malformed {
		return detailParameter
	}
	if c.missing {
		return detailMissingFields
	}
	for _, field := range []string{c.consumerKey, c.token, c.nonce, c.timestamp, c.algorithm, c.signature} {
		if field == "" {
			return detailMissingFields
		}
	}
	// SOAP's schema spells the algorithm with an underscore and both are taken
	// there; elsewhere it is the hyphen only (docs.oracle.com, section_4395625838).
	if c.algorithm != "HMAC-SHA256" && (c.surface != SurfaceSOAP || c.algorithm != "HMAC_SHA256") {
		return detailAlgorithm
	}
	if c.version != "" && c.version != "1.0" {
		return detailVersion
	}
	seconds, err := strconv.ParseInt(c.timestamp, 10, 64)
	if err != nil {
		return detailTimestamp
	}
	if age := w.serverTime().Unix() - seconds; age > int64(tolerance/time.Second) || age < -int64(tolerance/time.Second) {
		return detailTimestamp
	}
	if !noncePattern().MatchString(c.nonce) {
		return detailNonceRejected
	}
	return ""
}

// fresh remembers a pair of nonce and timestamp for the user and tells whether
// it is new. Pairs are dropped once their timestamp could not pass any more.
func (w *World) fresh(u *user, nonce, timestamp string) bool {
	now := w.now()
	for key, came := range u.nonces {
		if now.Sub(came) > 2*tolerance {
			delete(u.nonces, key)
		}
	}
	key := nonce + " " + timestamp
	if _, used := u.nonces[key]; used {
		return false
	}
	if u.nonces == nil {
		u.nonces = map[string]time.Time{}
	}
	u.nonces[key] = now
	return true
}
