package faults

import (
	"net/http"

	"suitekey/core/simulator/records"
)

func onWire(name, title, surface string, f records.WireFault) plan {
	p := onBoth(name, title, f.Code, GroupSurface, spoiling(func(s *records.Spoil) { s.Wire = &f })).only(surface)
	if f.Surface == records.SurfaceSOAP {
		p.Methods = []string{MethodTBA}
	}
	return p
}

// instead describes an answer that replaces the correct one on an interface.
func instead(surface records.Surface, status int, code, message string) records.WireFault {
	return records.WireFault{Surface: surface, Status: status, Code: code, Message: message}
}

// wirePlans are error codes of the interfaces that no record of an account can cause
// (docs.oracle.com, section_156570709583, section_4634920277, section_N3539420 and
// section_N3539978).
func wirePlans() []plan {
	on := onWire
	domain := on("wrong-domain", "The RESTlet host says that it is the wrong domain", "restlet", instead(records.SurfaceRESTlet, http.StatusForbidden, "INVALID_REQUEST", "This is not the domain of the account."))
	moved := on("wrong-data-center", "The RESTlet host redirects to another data center", "restlet", records.WireFault{Surface: records.SurfaceRESTlet, Status: http.StatusFound})
	domain.Code, moved.Code = CodeDomain, CodeDomain
	unsupported := on("grant-type-unsupported", "The token endpoint does not accept client credentials", "", records.WireFault{Surface: records.SurfaceToken, Status: http.StatusBadRequest, Code: "unsupported_grant_type"})
	unsupported.Methods = []string{MethodM2M}
	return []plan{
		domain, moved, unsupported,
		on("rest-invalid-request", "REST says that the request is malformed", "rest", instead(records.SurfaceREST, 400, "INVALID_REQUEST", "The request could not be understood by the server due to malformed syntax.")),
		on("rest-invalid-content", "REST says that the body is malformed", "rest", instead(records.SurfaceREST, 400, "INVALID_CONTENT", "Invalid content in the request body.")),
		on("rest-nonexistent", "REST says that the record does not exist", "rest", instead(records.SurfaceREST, 404, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID.")),
		on("rest-unexpected", "REST reports an internal error", "rest", instead(records.SurfaceREST, 500, CodeUnexpected, "An unexpected error occurred. Error ID: practice1")),
		on("restlet-nlauth", "The RESTlet host requires user credentials", "restlet", instead(records.SurfaceRESTlet, 401, "INVALID_LOGIN_CREDENTIALS", "You have entered an invalid email address or password. Please try again.")),
		on("restlet-two-factor", "The role needs two-factor authentication", "restlet", instead(records.SurfaceRESTlet, 403, "TWO_FA_REQD", "Two-Factor Authentication required")),
		on("restlet-script", "The RESTlet does not exist", "restlet", instead(records.SurfaceRESTlet, 400, "SSS_INVALID_SCRIPTLET_ID", "That Suitelet is invalid, disabled, or no longer exists.")),
		on("restlet-unexpected", "The RESTlet host reports an internal error", "restlet", instead(records.SurfaceRESTlet, 500, CodeUnexpected, "An unexpected error occurred.")),
	}
}

func soapPlans() []plan {
	var list []plan
	for _, f := range []struct{ name, title, kind, code, message string }{
		{"soap-insufficient-permission", "SOAP says that the role has no permission", "insufficientPermissionFault", CodeForbidden, "You do not have permissions to perform this action."},
		{"soap-invalid-account", "SOAP does not know the account", "invalidAccountFault", "INVALID_ACCT", "The account is invalid."},
		{"soap-account-unavailable", "The account is under maintenance", "invalidAccountFault", "ACCT_TEMP_UNAVAILABLE", "The account is temporarily unavailable."},
		{"soap-login-credentials", "SOAP requires user credentials", "invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "You have entered an invalid email address or password. Please try again."},
		{"soap-ambiguous", "SOAP finds two kinds of credentials", "invalidCredentialsFault", "USER_ERROR", "Ambiguous authentication"},
		{"soap-invalid-role", "SOAP does not accept the role", "invalidCredentialsFault", "INVALID_ROLE", "Your role does not give you permission to use this."},
		{"soap-role-required", "SOAP requires a role", "invalidCredentialsFault", "ROLE_REQUIRED", "A role is required."},
		{"soap-partner-credentials", "SOAP does not accept the application ID", "invalidCredentialsFault", "INVALID_PARTNER_CREDENTIALS", "The partner credentials are invalid."},
		{"soap-request-address", "SOAP does not accept requests from this address", "invalidSessionFault", "INVALID_REQUEST_IP", "The request came from an address that is not allowed."},
		{"soap-session", "SOAP says that the session has ended", "invalidSessionFault", "SESSION_TIMED_OUT", "Your connection has timed out. Please log in again."},
		{"soap-unsupported-version", "SOAP no longer supports the version", "invalidVersionFault", "UNSUPPORTED_WS_VERSION", "The endpoint version is not supported."},
		{"soap-blocked", "SOAP receives too many requests at a time", "exceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED", "Concurrent request limit exceeded. Request blocked."},
		{"soap-sessions", "One user has too many SOAP sessions", "exceededRequestLimitFault", "WS_CONCUR_SESSION_DISALLWD", "Only one request may be made against a session at a time."},
		{"soap-users", "SOAP has too many users at a time", "exceededRequestLimitFault", "WS_EXCEEDED_CONCUR_USERS_ALLWD", "The number of concurrent users is exceeded."},
		{"soap-unexpected", "SOAP reports an internal error", "unexpectedErrorFault", CodeUnexpected, "An unexpected error occurred. Error ID: practice1"},
	} {
		p := onWire(f.name, f.title, "soap", records.WireFault{Surface: records.SurfaceSOAP, Status: http.StatusInternalServerError, Code: f.code, Message: f.message, Kind: f.kind})
		if f.name == "soap-blocked" { // as on the other interfaces
			p.Code = CodeLimit
		}
		list = append(list, p)
	}
	return list
}
