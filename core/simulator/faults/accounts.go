package faults

import (
	"time"

	"suitekey/core/simulator/records"
)

// Many refusals look the same on the wire. The tables mark those faults as Ambiguous. There
// are two groups of them.
//
// A refused token-based sign-in says "Invalid login attempt." for each of these causes:
// consumer_key_unknown, consumer_key_refused, FeatureDisabled, token_rejected,
// SandboxRefreshed, InvalidSignature, permission_denied, temporary_locked, NonceUsed,
// nonce_rejected and Overload. On the REST and SOAP hosts a malformed header gets the same
// answer.
//
// The token endpoint has five codes for all causes: invalid_client for InvalidIssuer,
// MissingKey, SandboxRefreshed and SignatureValidation; unauthorized_client for
// AuthorizationCodeGrantRequired, IntegrationBlocked and FeatureDisabled; invalid_request
// for MissingKeyId, UnsupportedAlgo, TokenValidityTooBroad and TokenNotAcceptable;
// invalid_scope for ScopeMismatched and InvalidScope; invalid_grant for
// EntityOrRoleDisabled and TokenExpired. A refused access token always gets invalid_token.

func onTBA(name, title, code, group string, arrange arrangement) plan {
	return plan{Fault{Name: name, Title: title, Code: code, Methods: []string{MethodTBA}, Ambiguous: true, Group: group}, arrange}
}

func onM2M(name, title, code, group string, arrange arrangement) plan {
	return plan{Fault{Name: name, Title: title, Code: code, Methods: []string{MethodM2M}, Ambiguous: true, Group: group}, arrange}
}

func onBoth(name, title, code, group string, arrange arrangement) plan {
	return plan{Fault{Name: name, Title: title, Code: code, Methods: []string{MethodTBA, MethodM2M}, Group: group}, arrange}
}

// told marks a fault whose answer differs from all others.
func (p plan) told() plan {
	p.Ambiguous = false
	return p
}

func (p plan) only(surface string) plan {
	p.Surface = surface
	return p
}

func (p plan) works() plan {
	p.Works = true
	return p
}

func stating(state records.State) arrangement {
	return func(t Target, id string) error { return t.Account.SetState(id, state) }
}

func unticking(box records.Box) arrangement {
	return func(t Target, id string) error { return t.Account.UntickBox(id, box) }
}

func disabling(feature records.Feature) arrangement {
	return func(t Target, id string) error { return t.Account.DisableFeature(id, feature) }
}

func permitting(permission records.Permission, held bool) arrangement {
	return func(t Target, id string) error { return t.Account.SetPermission(id, permission, held) }
}

func recordPlans() []plan {
	const g = groupRecord
	newKey, newSecret := inAccount((*records.Administrator).ReplaceConsumerKey), inAccount((*records.Administrator).ReplaceConsumerSecret)
	return []plan{
		onTBA("consumer-key-unknown", "No integration record has this consumer key", records.DetailKeyUnknown, g, newKey),
		onTBA("integration-deleted", "The integration record was deleted", records.DetailKeyUnknown, g, inAccount((*records.Administrator).DeleteIntegration)),
		onTBA("credentials-reset", "Somebody used Reset Credentials on the integration record", records.DetailKeyUnknown, g, inAccount((*records.Administrator).ResetCredentials)),
		onTBA("wrong-consumer-secret", "The consumer secret does not belong to the integration record", records.DetailSignature, g, newSecret),
		onTBA("consumer-blocked", "The integration record is blocked", records.DetailKeyRefused, g, stating(records.Blocked)),
		onTBA("waiting-for-approval", "The integration record waits for approval", records.DetailKeyRefused, g, stating(records.WaitingForApproval)),
		onTBA("tba-box-unticked", "Token-based Authentication is not selected on the integration record", records.DetailKeyRefused, g, unticking(records.BoxTBA)),
		onM2M("client-id-unknown", "No integration record has this client ID", records.DetailIssuer, g, newKey),
		onM2M("client-id-deleted", "The integration record was deleted", records.DetailIssuer, g, inAccount((*records.Administrator).DeleteIntegration)),
		onM2M("client-id-reset", "Somebody used Reset Credentials on the integration record", records.DetailIssuer, g, inAccount((*records.Administrator).ResetCredentials)),
		onM2M("client-blocked", "The integration record is blocked", records.DetailBlocked, g, stating(records.Blocked)),
		onM2M("client-waiting", "The integration record waits for approval", records.DetailBlocked, g, stating(records.WaitingForApproval)),
		onM2M("m2m-box-unticked", "Client Credentials Grant is not selected on the integration record", records.DetailGrantBox, g, unticking(records.BoxM2M)),
		// NetSuite knows the requested scopes, so InvalidScope is ruled out.
		onM2M("scope-rest-unticked", "The scope REST Web Services is not selected on the integration record", records.DetailScopeMismatched, g, unticking(records.BoxScopeREST)).told(),
		onM2M("scope-restlets-unticked", "The scope RESTlets is not selected on the integration record", records.DetailScopeMismatched, g, unticking(records.BoxScopeRESTlets)).told(),
	}
}

func tokenPlans() []plan {
	const g = groupToken
	return []plan{
		onTBA("wrong-token-secret", "The token secret does not belong to the token", records.DetailSignature, g, inAccount((*records.Administrator).ReplaceTokenSecrets)),
		onTBA("token-unknown", "The access token does not exist", records.DetailToken, g, inAccount((*records.Administrator).ReplaceTokenIDs)),
		onTBA("token-revoked", "The access token was revoked", records.DetailToken, g, inAccount((*records.Administrator).RevokeToken)),
		onTBA("token-inactive", "The access token is inactive", records.DetailToken, g, inAccount((*records.Administrator).DeactivateTokens)),
		onTBA("token-of-other-record", "The access token belongs to another integration record", records.DetailToken, g, inAccount((*records.Administrator).MoveTokens)),
		onTBA("sandbox-refreshed", "The sandbox was refreshed: its access tokens are deleted", CodeRefreshed, g, inAccount((*records.Administrator).RefreshSandbox)),
		onM2M("access-token-expired", "Access tokens expire before they are used", records.DetailAccessExpired, g, spoiling(func(s *records.Spoil) { s.Grant = records.GrantExpired })),
		onM2M("access-token-revoked", "Access tokens are revoked as soon as they are issued", records.DetailTokenBlocked, g, spoiling(func(s *records.Spoil) { s.Grant = records.GrantBlocked })),
		onM2M("access-token-orphaned", "The integration record is deleted while its access token is in use", records.DetailIntegration, g, spoiling(func(s *records.Spoil) { s.Grant = records.GrantOrphaned })),
		onM2M("access-token-unknown", "Access tokens are altered between issue and use", records.DetailSignature, g, spoiling(func(s *records.Spoil) { s.Grant = records.GrantUnknown })),
	}
}

func userPlans() []plan {
	const g = groupUser
	return []plan{
		onTBA("user-inactive", "The user is inactive", records.DetailPermission, g, inAccount((*records.Administrator).DeactivateUser)),
		onTBA("role-inactive", "The role is inactive", records.DetailPermission, g, inAccount((*records.Administrator).DeactivateRole)),
		onTBA("role-removed", "The user no longer has the role", records.DetailPermission, g, inAccount((*records.Administrator).RemoveRole)),
		onTBA("token-permission-missing", "The role has no permission Log in using Access Tokens", records.DetailPermission, g, permitting(records.PermissionTokenLogin, false)),
		onTBA("token-permission-conflict", "The role has Access Token Management, which blocks token sign-ins", records.DetailPermission, g, permitting(records.PermissionTokenAdmin, true)),
		onTBA("user-locked", "The user is locked after five refused sign-ins", records.DetailLocked, g, inAccount((*records.Administrator).LockUserForGood)),
		// The other interfaces accept the same token.
		onTBA("web-services-only-role", "The role is a Web Services Only Role, which blocks RESTlets", "WebServicesOnlyRole", g, inAccount((*records.Administrator).LimitToWebServices)).told().only("restlet"),
		// With a correct clock, invalid_grant has only these five causes.
		onM2M("mapped-user-inactive", "The mapped user is inactive", records.DetailEntityOrRole, g, inAccount((*records.Administrator).DeactivateUser)).told(),
		onM2M("mapped-role-inactive", "The mapped role is inactive", records.DetailEntityOrRole, g, inAccount((*records.Administrator).DeactivateRole)).told(),
		onM2M("mapped-role-removed", "The mapped user no longer has the role", records.DetailEntityOrRole, g, inAccount((*records.Administrator).RemoveRole)).told(),
		onM2M("oauth2-permission-missing", "The role has no permission Log in using OAuth 2.0 Access Tokens", records.DetailEntityOrRole, g, permitting(records.PermissionOAuth2Login, false)).told(),
		onM2M("oauth2-permission-conflict", "The role has OAuth 2.0 Authorized Applications Management, which blocks OAuth 2.0 sign-ins", records.DetailEntityOrRole, g, permitting(records.PermissionOAuth2Admin, true)).told(),
	}
}

func mappingPlans() []plan {
	const g = groupMapping
	becoming := func(f records.MappingFault) arrangement {
		return spoiling(func(s *records.Spoil) { s.Mapping = f })
	}
	return []plan{
		onM2M("certificate-unknown", "NetSuite has no certificate with this ID for the client", records.DetailMissingKey, g, becoming(records.MappedNowhere)),
		onM2M("certificate-revoked", "The certificate was revoked", records.DetailMissingKey, g, becoming(records.MappedRevoked)),
		onM2M("certificate-expired", "The certificate has expired in NetSuite", records.DetailMissingKey, g, becoming(records.MappedExpired)),
		onM2M("certificate-of-other-key", "The certificate under this ID belongs to another key", records.DetailAssertion, g, inAccount((*records.Administrator).MapElsewhere)),
		onM2M("sandbox-refreshed-m2m", "The sandbox was refreshed: its certificate mappings are deleted", CodeRefreshed, g, inAccount((*records.Administrator).RefreshSandbox)),
	}
}

func accountPlans() []plan {
	const g = groupAccount
	return []plan{
		onTBA("tba-feature-off", "The feature Token-based Authentication is off", records.DetailFeature, g, disabling(records.FeatureTBA)),
		onM2M("oauth2-feature-off", "The feature OAuth 2.0 is off", records.DetailFeature, g, disabling(records.FeatureOAuth2)),
		onBoth("account-unknown", "NetSuite has no account with this ID", "AccountUnknown", g, spoiling(func(s *records.Spoil) { s.Unlisted = true })),
	}
}

// clockPlans are faults that the Date header reveals before a sign-in is spent.
func clockPlans() []plan {
	const g = groupClock
	skewing := func(d time.Duration) arrangement {
		return func(t Target, _ string) error {
			t.Account.SkewClock(d)
			return nil
		}
	}
	return []plan{
		onTBA("clock-ahead", "This computer's clock is ten minutes ahead", records.DetailTimestamp, g, skewing(-10*time.Minute)).told(),
		onTBA("clock-behind", "This computer's clock is ten minutes behind", records.DetailTimestamp, g, skewing(10*time.Minute)).told(),
		onM2M("clock-ahead-m2m", "This computer's clock is two minutes ahead", records.DetailNotAcceptable, g, skewing(-2*time.Minute)).told(),
		onM2M("clock-behind-m2m", "This computer's clock is ten minutes behind", records.DetailTokenExpired, g, skewing(10*time.Minute)).told(),
	}
}
