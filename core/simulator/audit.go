package simulator

import "time"

// SignIn is one row of the Login Audit Trail, with its Detail column.
type SignIn struct {
	Time        time.Time
	Account     string
	OK          bool
	Detail      string // why it was refused; empty when it was not
	Surface     Surface
	Entity      string // internal ID, where the request told whose it was
	Role        string
	Application string // name of the integration record, where it was found
	Token       string // name of the access token, where it was found
}

// Surface is where a sign-in came from.
type Surface string

// The surfaces a sign-in can come from.
const (
	SurfaceREST    Surface = "REST Web Services"
	SurfaceRESTlet Surface = "RESTlet"
	SurfaceSOAP    Surface = "SOAP Web Services"
	SurfaceToken   Surface = "OAuth 2.0 token endpoint"
)

// Values of the Detail column for token-based requests
// (docs.oracle.com, subsect_156935170194).
const (
	detailKeyRefused       = "consumer_key_refused"
	detailKeyUnknown       = "consumer_key_unknown"
	detailFeature          = "FeatureDisabled"
	detailMissingFields    = "MissingTokenPassportRequiredFields"
	detailNonceRejected    = "nonce_rejected"
	detailNonceUsed        = "NonceUsed"
	detailNonceUsedRESTlet = "nonce_used"
	detailParameter        = "parameter_rejected"
	detailPermission       = "permission_denied"
	detailSignature        = "InvalidSignature"
	detailAlgorithm        = "UnknownAlgorithm"
	detailLocked           = "temporary_locked"
	detailTimestamp        = "InvalidTimestamp"
	detailToken            = "token_rejected"
	detailVersion          = "VersionRejected"
)

// Values of the Detail column for OAuth 2.0 (docs.oracle.com,
// subsect_158324637123); FeatureDisabled and InvalidSignature serve both.
const (
	detailAccessExpired   = "AccessTokenExpired"
	detailTokenExpired    = "TokenExpired"
	detailEntityOrRole    = "EntityOrRoleDisabled"
	detailAssertion       = "SignatureValidation"
	detailIntegration     = "InvalidIntegration"
	detailIssuer          = "InvalidIssuer"
	detailScopeMismatched = "ScopeMismatched"
	detailScopeEmpty      = "InvalidScope"
	detailGrantBox        = "AuthorizationCodeGrantRequired"
	detailBlocked         = "IntegrationBlocked"
	detailUnsupportedAlgo = "UnsupportedAlgo"
	detailTooBroad        = "TokenValidityTooBroad"
	detailTokenBlocked    = "TokenBlocked"
	detailNotAcceptable   = "TokenNotAcceptable"
	detailMissingKeyID    = "MissingKeyId"
	detailMissingKey      = "MissingKey"
)

const (
	lockAfter  = 5 // failed sign-ins
	lockFor    = 30 * time.Minute
	trailLimit = 1000
)

// AuditTrail gives the sign-ins of an account, oldest first, as Setup >
// Users/Roles > View Login Audit Trail would list them. It is empty for an
// account that does not exist.
func (w *World) AuditTrail(id string) []SignIn {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(id)
	if err != nil {
		return nil
	}
	return append([]SignIn(nil), a.trail...)
}

// DetailNoAccount is told of a sign-in whose realm names no account. NetSuite shows
// such a one to nobody: the word is our own.
const DetailNoAccount = "the realm names no account"

// DetailNonceRejected is told of a nonce that is not 6 to 64 letters and digits, as
// Oracle's help wants it (docs.oracle.com, section_4395630653). Whether NetSuite
// refuses others is not established.
const DetailNonceRejected = detailNonceRejected

// Strays gives the sign-ins whose realm names no account, oldest first. They are in
// no account's audit trail.
func (w *World) Strays() []SignIn {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]SignIn(nil), w.strays...)
}

// stray records a sign-in to an account that there is not. The realm itself is not
// kept: anything may stand there.
func (w *World) stray(surface Surface) {
	if len(w.strays) >= trailLimit {
		w.strays = append(w.strays[:0], w.strays[1:]...)
	}
	w.strays = append(w.strays, SignIn{Time: w.serverTime(), Account: "-", Detail: DetailNoAccount, Surface: surface})
}

func (w *World) record(a *account, row SignIn) {
	row.Time, row.Account, row.OK = w.serverTime(), a.id, row.Detail == ""
	if len(a.trail) >= trailLimit {
		a.trail = append(a.trail[:0], a.trail[1:]...)
	}
	a.trail = append(a.trail, row)
}

// count keeps the number of refused token-based sign-ins: the fifth locks the
// user. A lock is not prolonged by what comes while it lasts.
func (w *World) count(u *user, detail string) {
	switch {
	case u == nil || detail == detailLocked:
	case detail == "":
		u.failures = 0
	default:
		u.failures++
		if u.failures >= lockAfter {
			u.failures = 0
			u.lockedUntil = w.now().Add(lockFor)
		}
	}
}
