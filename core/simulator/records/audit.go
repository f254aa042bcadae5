package records

import "time"

// SignIn is one row of the Login Audit Trail, with its Detail column.
type SignIn struct {
	Time        time.Time
	Account     string
	OK          bool
	Detail      string // why the sign-in was refused; "" if it was accepted
	Surface     Surface
	Entity      string // internal ID, if the request identified the entity
	Role        string
	Application string // name of the integration record, if it was found
	Token       string // name of the access token, if it was found
}

// Surface is the interface of a sign-in.
type Surface string

// The interfaces of sign-ins.
const (
	SurfaceREST    Surface = "REST Web Services"
	SurfaceRESTlet Surface = "RESTlet"
	SurfaceSOAP    Surface = "SOAP Web Services"
	SurfaceToken   Surface = "OAuth 2.0 token endpoint"
	SurfaceConnect Surface = "SuiteAnalytics Connect"
)

// Values of the Detail column for token-based requests
// (docs.oracle.com, subsect_156935170194).
const (
	DetailKeyRefused    = "consumer_key_refused"
	DetailKeyUnknown    = "consumer_key_unknown"
	DetailFeature       = "FeatureDisabled"
	DetailMissingFields = "MissingTokenPassportRequiredFields"
	// For a nonce that does not consist of 6 to 64 letters and digits, as Oracle's help
	// demands (section_4395630653). Whether NetSuite refuses other nonces is not
	// established.
	DetailNonceRejected    = "nonce_rejected"
	DetailNonceUsed        = "NonceUsed"
	DetailNonceUsedRESTlet = "nonce_used"
	DetailParameter        = "parameter_rejected"
	DetailPermission       = "permission_denied"
	DetailSignature        = "InvalidSignature"
	DetailAlgorithm        = "UnknownAlgorithm"
	DetailLocked           = "temporary_locked"
	DetailTimestamp        = "InvalidTimestamp"
	DetailToken            = "token_rejected"
	DetailVersion          = "VersionRejected"
)

// Values of the Detail column for OAuth 2.0 (docs.oracle.com,
// subsect_158324637123); FeatureDisabled and InvalidSignature serve both.
const (
	DetailAccessExpired   = "AccessTokenExpired"
	DetailTokenExpired    = "TokenExpired"
	DetailEntityOrRole    = "EntityOrRoleDisabled"
	DetailAssertion       = "SignatureValidation"
	DetailIntegration     = "InvalidIntegration"
	DetailIssuer          = "InvalidIssuer"
	DetailScopeMismatched = "ScopeMismatched"
	DetailScopeEmpty      = "InvalidScope"
	DetailGrantBox        = "AuthorizationCodeGrantRequired"
	DetailBlocked         = "IntegrationBlocked"
	DetailUnsupportedAlgo = "UnsupportedAlgo"
	DetailTooBroad        = "TokenValidityTooBroad"
	DetailTokenBlocked    = "TokenBlocked"
	DetailNotAcceptable   = "TokenNotAcceptable"
	DetailMissingKeyID    = "MissingKeyId"
	DetailMissingKey      = "MissingKey"
)

const (
	lockAfter  = 5 // failed sign-ins
	lockFor    = 30 * time.Minute
	TrailLimit = 1000
)

// DetailNoAccount is the Detail value of a sign-in whose realm names no account. NetSuite
// shows such a sign-in to nobody, so the value is our own.
const DetailNoAccount = "the realm names no account"
