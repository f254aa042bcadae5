package simulator

// Surfaces of the two ways in which a person allows an application.
const (
	SurfaceFlow      Surface = "TBA authorization flow"
	SurfaceCodeGrant Surface = "OAuth 2.0 authorization"
)

// Values of the Detail column for the three-step flow (docs.oracle.com,
// subsect_156934879823) that the tables for signed requests do not have.
const (
	detailUnknownIntegration = "UnknownIntegration"
	detailFlowBox            = "AuthorizationFlowRequired"
	detailCallback           = "InvalidCallback" // with the URL behind it
	detailMissingParameter   = "MissingRequiredParameter"
	detailFlowNonce          = "NonceRejected"
	detailTokenRejected      = "TokenRejected"
	detailVerifier           = "InvalidVerifier"
)

// Values of the Detail column for the authorization code grant and for
// refreshing (docs.oracle.com, subsect_158711892221, subsect_158711928134).
const (
	detailState          = "InvalidState"
	detailClient         = "ClientAuthenticationFailed"
	detailRedirect       = "InvalidRedirectURI"
	detailResponseType   = "UnsupportedResponseType"
	detailDenied         = "AuthorizationExplicitlyDenied"
	detailGrantType      = "InvalidGrantType"
	detailRequest        = "InvalidRequest"
	detailGrant          = "InvalidGrant"
	detailClientMismatch = "ClientIdMismatch"
	detailRefreshExpired = "RefreshTokenExpired"
	detailRefreshInvalid = "InvalidRefreshToken"
	detailTokenType      = "InvalidTokenType"
)
