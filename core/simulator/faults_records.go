package simulator

import (
	"time"
)

// Two groups of refusals cannot be told apart on the wire, and Ambiguous means
// one of them throughout these tables:
//
// A token-based sign-in that is refused says "Invalid login attempt." whatever
// the cause: consumer_key_unknown, consumer_key_refused, FeatureDisabled,
// token_rejected, SandboxRefreshed, InvalidSignature, permission_denied,
// temporary_locked, NonceUsed, nonce_rejected, Overload, and on the REST and
// SOAP hosts also the faults of the header's form.
//
// The token endpoint has five words for all causes: invalid_client for
// InvalidIssuer, MissingKey, SandboxRefreshed and SignatureValidation,
// unauthorized_client for AuthorizationCodeGrantRequired, IntegrationBlocked
// and FeatureDisabled, invalid_request for MissingKeyId, UnsupportedAlgo,
// TokenValidityTooBroad and TokenNotAcceptable, invalid_scope for
// ScopeMismatched and InvalidScope, invalid_grant for EntityOrRoleDisabled and
// TokenExpired. An access token that is refused says invalid_token throughout.

func onTBA(name, title, code, group string, arrange func(*World, string) error) plan {
	return plan{Fault{Name: name, Title: title, Code: code, Methods: []string{methodTBA}, Ambiguous: true, Group: group}, arrange}
}

func onM2M(name, title, code, group string, arrange func(*World, string) error) plan {
	return plan{Fault{Name: name, Title: title, Code: code, Methods: []string{methodM2M}, Ambiguous: true, Group: group}, arrange}
}

func onBoth(name, title, code, group string, arrange func(*World, string) error) plan {
	return plan{Fault{Name: name, Title: title, Code: code, Methods: []string{methodTBA, methodM2M}, Group: group}, arrange}
}

// told is a fault that the wire tells from all others.
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

func stating(state State) func(*World, string) error {
	return func(w *World, id string) error { return w.SetState(id, state) }
}

func unticking(box Box) func(*World, string) error {
	return func(w *World, id string) error { return w.UntickBox(id, box) }
}

func disabling(feature Feature) func(*World, string) error {
	return func(w *World, id string) error { return w.DisableFeature(id, feature) }
}

func permitting(permission Permission, held bool) func(*World, string) error {
	return func(w *World, id string) error { return w.SetPermission(id, permission, held) }
}

func recordPlans() []plan {
	const g = groupRecord
	newKey := func(w *World, id string) error {
		return w.changeIntegration(id, func(_ *account, i *integration) { i.consumerKey = w.value("another consumer key") })
	}
	newSecret := func(w *World, id string) error {
		return w.changeIntegration(id, func(_ *account, i *integration) { i.consumerSecret = w.value("another consumer secret") })
	}
	return []plan{
		onTBA("consumer-key-unknown", "No integration record has this consumer key", detailKeyUnknown, g, newKey),
		onTBA("integration-deleted", "The integration record was deleted", detailKeyUnknown, g, (*World).DeleteIntegration),
		onTBA("credentials-reset", "Somebody used Reset Credentials on the integration record", detailKeyUnknown, g, (*World).ResetCredentials),
		onTBA("wrong-consumer-secret", "The consumer secret is not the record's", detailSignature, g, newSecret),
		onTBA("consumer-blocked", "The integration record is blocked", detailKeyRefused, g, stating(Blocked)),
		onTBA("waiting-for-approval", "The integration record waits for approval", detailKeyRefused, g, stating(WaitingForApproval)),
		onTBA("tba-box-unticked", "Token-based Authentication is not ticked on the integration record", detailKeyRefused, g, unticking(BoxTBA)),
		onM2M("client-id-unknown", "No integration record has this client ID", detailIssuer, g, newKey),
		onM2M("client-id-deleted", "The integration record was deleted", detailIssuer, g, (*World).DeleteIntegration),
		onM2M("client-id-reset", "Somebody used Reset Credentials on the integration record", detailIssuer, g, (*World).ResetCredentials),
		onM2M("client-blocked", "The integration record is blocked", detailBlocked, g, stating(Blocked)),
		onM2M("client-waiting", "The integration record waits for approval", detailBlocked, g, stating(WaitingForApproval)),
		onM2M("m2m-box-unticked", "Client Credentials Grant is not ticked on the integration record", detailGrantBox, g, unticking(BoxM2M)),
		// The scopes asked for are known, and rule InvalidScope out.
		onM2M("scope-rest-unticked", "The scope REST Web Services is not ticked on the integration record", detailScopeMismatched, g, unticking(BoxScopeREST)).told(),
		onM2M("scope-restlets-unticked", "The scope RESTlets is not ticked on the integration record", detailScopeMismatched, g, unticking(BoxScopeRESTlets)).told(),
	}
}

func tokenPlans() []plan {
	const g = groupToken
	tokens := func(f func(*World, *token)) func(*World, string) error {
		return func(w *World, id string) error {
			return w.change(id, func(a *account) error {
				for _, t := range a.tokens {
					f(w, t)
				}
				return nil
			})
		}
	}
	otherRecord := func(w *World, id string) error {
		return w.changeIntegration(id, func(a *account, i *integration) {
			other := i.copy()
			other.id, other.applicationID, other.name = "2", uuid("another integration"), "another integration"
			other.consumerKey, other.consumerSecret = w.value("consumer key of another"), w.value("consumer secret of another")
			a.integrations = append(a.integrations, other)
			for _, t := range a.tokens {
				t.integration = other.id
			}
		})
	}
	return []plan{
		onTBA("wrong-token-secret", "The token secret is not the token's", detailSignature, g, tokens(func(w *World, t *token) { t.secret = w.value("another token secret") })),
		onTBA("token-unknown", "There is no such access token", detailToken, g, tokens(func(w *World, t *token) { t.id = w.value("another token id") })),
		onTBA("token-revoked", "The access token was revoked", detailToken, g, (*World).RevokeToken),
		onTBA("token-inactive", "The access token is inactive", detailToken, g, tokens(func(_ *World, t *token) { t.inactive = true })),
		onTBA("token-of-other-record", "The access token belongs to another integration record", detailToken, g, otherRecord),
		onTBA("sandbox-refreshed", "The sandbox was refreshed: its access tokens are gone", codeRefreshed, g, (*World).RefreshSandbox),
		onM2M("access-token-expired", "Access tokens have run out when they are used", detailAccessExpired, g, spoiling(func(s *spoil) { s.grant = grantExpired })),
		onM2M("access-token-revoked", "Access tokens are revoked as soon as they are out", detailTokenBlocked, g, spoiling(func(s *spoil) { s.grant = grantBlocked })),
		onM2M("access-token-orphaned", "The integration record goes while its access token is used", detailIntegration, g, spoiling(func(s *spoil) { s.grant = grantOrphaned })),
		onM2M("access-token-unknown", "Access tokens come back other than they went out", detailSignature, g, spoiling(func(s *spoil) { s.grant = grantUnknown })),
	}
}

func userPlans() []plan {
	const g = groupUser
	hideRole := func(w *World, id string) error {
		return w.changeRole(id, func(r *role) { r.webServicesOnly = true })
	}
	return []plan{
		onTBA("user-inactive", "The user is inactive", detailPermission, g, (*World).DeactivateUser),
		onTBA("role-inactive", "The role is inactive", detailPermission, g, (*World).DeactivateRole),
		onTBA("role-removed", "The user does not have the role any more", detailPermission, g, (*World).RemoveRole),
		onTBA("token-permission-missing", "The role lost Log in using Access Tokens", detailPermission, g, permitting(PermissionTokenLogin, false)),
		onTBA("token-permission-conflict", "The role got Access Token Management, which shuts out token sign-ins", detailPermission, g, permitting(PermissionTokenAdmin, true)),
		onTBA("user-locked", "The user is locked after five refused sign-ins", detailLocked, g, lockForGood),
		// The other surfaces let the same token in.
		onTBA("web-services-only-role", "The role is a Web Services Only Role, which shuts out RESTlets", "WebServicesOnlyRole", g, hideRole).told().only("restlet"),
		// invalid_grant with a right clock has no other cause than these five.
		onM2M("mapped-user-inactive", "The mapped user is inactive", detailEntityOrRole, g, (*World).DeactivateUser).told(),
		onM2M("mapped-role-inactive", "The mapped role is inactive", detailEntityOrRole, g, (*World).DeactivateRole).told(),
		onM2M("mapped-role-removed", "The mapped user does not have the role any more", detailEntityOrRole, g, (*World).RemoveRole).told(),
		onM2M("oauth2-permission-missing", "The role lost Log in using OAuth 2.0 Access Tokens", detailEntityOrRole, g, permitting(PermissionOAuth2Login, false)).told(),
		onM2M("oauth2-permission-conflict", "The role got OAuth 2.0 Authorized Applications Management, which shuts it out", detailEntityOrRole, g, permitting(PermissionOAuth2Admin, true)).told(),
	}
}

// lockForGood: a fault has to last for as long as it is met.
func lockForGood(w *World, id string) error {
	return w.changeUser(id, func(u *user) { u.lockedUntil = w.now().AddDate(1, 0, 0) })
}

func mappingPlans() []plan {
	const g = groupMapping
	becoming := func(f mappingFault) func(*World, string) error {
		return spoiling(func(s *spoil) { s.mapping = f })
	}
	return []plan{
		onM2M("certificate-unknown", "NetSuite has no certificate with this ID for the client", detailMissingKey, g, becoming(mappedNowhere)),
		onM2M("certificate-revoked", "The certificate was revoked", detailMissingKey, g, becoming(mappedRevoked)),
		onM2M("certificate-expired", "The certificate expired on NetSuite's side", detailMissingKey, g, becoming(mappedExpired)),
		onM2M("certificate-of-other-key", "The certificate under this ID belongs to another key", detailAssertion, g, mapElsewhere),
		onM2M("sandbox-refreshed-m2m", "The sandbox was refreshed: its certificate mappings are gone", codeRefreshed, g, (*World).RefreshSandbox),
	}
}

func accountPlans() []plan {
	const g = groupAccount
	return []plan{
		onTBA("tba-feature-off", "The feature Token-based Authentication is off", detailFeature, g, disabling(FeatureTBA)),
		onM2M("oauth2-feature-off", "The feature OAuth 2.0 is off", detailFeature, g, disabling(FeatureOAuth2)),
		onBoth("account-unknown", "NetSuite knows no account with this ID", "AccountUnknown", g, spoiling(func(s *spoil) { s.unlisted = true })),
	}
}

// clockPlans: the Date header tells these before a sign-in is spent.
func clockPlans() []plan {
	const g = groupClock
	skewing := func(d time.Duration) func(*World, string) error {
		return func(w *World, _ string) error {
			w.SkewClock(d)
			return nil
		}
	}
	return []plan{
		onTBA("clock-ahead", "This computer's clock is ten minutes ahead", detailTimestamp, g, skewing(-10*time.Minute)).told(),
		onTBA("clock-behind", "This computer's clock is ten minutes behind", detailTimestamp, g, skewing(10*time.Minute)).told(),
		onM2M("clock-ahead-m2m", "This computer's clock is two minutes ahead", detailNotAcceptable, g, skewing(-2*time.Minute)).told(),
		onM2M("clock-behind-m2m", "This computer's clock is ten minutes behind", detailTokenExpired, g, skewing(10*time.Minute)).told(),
	}
}
