package records

// The two interfaces on which a person allows an application.
const (
	SurfaceFlow      Surface = "TBA authorization flow"
	SurfaceCodeGrant Surface = "OAuth 2.0 authorization"
)

// Values of the Detail column for the three-step flow (docs.oracle.com,
// subsect_156934879823) that the tables for signed requests do not have.
const (
	DetailUnknownIntegration = "UnknownIntegration"
	DetailFlowBox            = "AuthorizationFlowRequired"
	DetailCallback           = "InvalidCallback" // followed by the URL
	DetailMissingParameter   = "MissingRequiredParameter"
	DetailFlowNonce          = "NonceRejected"
	DetailTokenRejected      = "TokenRejected"
	DetailVerifier           = "InvalidVerifier"
)

// Values of the Detail column for the authorization code grant and for refresh tokens
// (docs.oracle.com, subsect_158711892221, subsect_158711928134).
const (
	DetailState          = "InvalidState"
	DetailClient         = "ClientAuthenticationFailed"
	DetailRedirect       = "InvalidRedirectURI"
	DetailResponseType   = "UnsupportedResponseType"
	DetailDenied         = "AuthorizationExplicitlyDenied"
	DetailGrantType      = "InvalidGrantType"
	DetailRequest        = "InvalidRequest"
	DetailGrant          = "InvalidGrant"
	DetailClientMismatch = "ClientIdMismatch"
	DetailRefreshExpired = "RefreshTokenExpired"
	DetailRefreshInvalid = "InvalidRefreshToken"
	DetailTokenType      = "InvalidTokenType"
)
