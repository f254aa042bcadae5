package faults

import (
	"time"

	"suitekey/core/simulator/records"
)

// Codes of our own for faults that neither an audit trail nor an answer names.
const (
	CodeRefreshed   = "SandboxRefreshed"
	CodeOverload    = "Overload"
	CodeLimit       = "ConcurrencyLimit"
	CodeUnavailable = "ServiceUnavailable"
	CodeTimedOut    = "TimedOut"
	CodeStrange     = "NotNetSuite"
	CodeWSDL        = "WSDLUnusable"
	CodeDomain      = "WrongDomain"
	CodeForbidden   = "INSUFFICIENT_PERMISSION"
	CodeUnexpected  = "UNEXPECTED_ERROR"
)

func inAccount(f func(*records.Administrator, string) error) arrangement {
	return func(t Target, id string) error { return f(t.Account, id) }
}

func spoiling(change func(*records.Spoil)) arrangement {
	return func(t Target, id string) error { return t.Account.Spoil(id, change) }
}

func altering(x records.Alteration) arrangement {
	return spoiling(func(s *records.Spoil) { s.Altered = x })
}

// transitPlans are refusals that a correct client meets only if a device between it and
// NetSuite changes, drops or repeats requests.
func transitPlans() []plan {
	const g = groupTransit
	return []plan{
		onTBA("nonce-used", "A proxy sends every request twice", records.DetailNonceUsedRESTlet, g, altering(records.SentTwice)),
		onTBA("nonce-rejected", "A proxy shortens the nonce", records.DetailNonceRejected, g, altering(records.NonceCut)),
		onTBA("parameter-rejected", "A proxy repeats a parameter of the header", records.DetailParameter, g, altering(records.ParameterTwice)),
		onTBA("fields-missing", "A proxy removes a field of the sign-in", records.DetailMissingFields, g, altering(records.FieldDropped)),
		onTBA("version-rejected", "A proxy changes oauth_version", records.DetailVersion, g, altering(records.VersionChanged)),
		onTBA("algorithm-unknown", "A proxy changes the signature algorithm", records.DetailAlgorithm, g, altering(records.AlgorithmChanged)),
		// The answer looks like a refusal, but no audit trail has a row for it.
		onTBA("credentials-dropped", "A proxy removes the Authorization header", records.DetailToken, g, altering(records.CredentialsDropped)),
		onTBA("passport-dropped", "A proxy removes the SOAP header", "WS_LOG_IN_REQD", g, altering(records.PassportDropped)).told().only("soap"),
		onM2M("jwt-algorithm", "NetSuite does not accept the algorithm of the assertion", records.DetailUnsupportedAlgo, g, altering(records.AlgorithmChanged)),
		onM2M("key-id-missing", "The assertion has no certificate ID", records.DetailMissingKeyID, g, altering(records.KeyIDDropped)),
		onM2M("lifetime-too-broad", "The lifetime of the assertion is too long", records.DetailTooBroad, g, altering(records.LifetimeStretched)),
		onM2M("scope-empty", "The assertion has no scopes", records.DetailScopeEmpty, g, altering(records.ScopesDropped)),
	}
}

func surfacePlans() []plan {
	const g = GroupSurface
	// A disabled feature and a missing permission get the same answer.
	forbidden := onBoth("rest-permission-missing", "The role lacks REST Web Services", CodeForbidden, g, permitting(records.PermissionREST, false)).only("rest")
	featureOff := onBoth("rest-feature-off", "The feature REST Web Services is off", "RESTFeatureOff", g, disabling(records.FeatureREST)).only("rest")
	forbidden.Ambiguous, featureOff.Ambiguous = true, true
	return []plan{
		forbidden, featureOff,
		onTBA("soap-permission-missing", "The role lacks SOAP Web Services", "WS_PERMISSION_REQD", g, permitting(records.PermissionSOAP, false)).told().only("soap"),
		onTBA("soap-feature-off", "The feature SOAP Web Services is off", "WS_FEATURE_REQD", g, disabling(records.FeatureSOAP)).told().only("soap"),
		onTBA("soap-version-removed", "NetSuite removed the SOAP endpoint", "INVALID_WS_VERSION", g, spoiling(func(s *records.Spoil) { s.NoSOAP = true })).told().only("soap"),
		onTBA("wsdl-missing", "The WSDL document does not exist", CodeWSDL, g, spoiling(func(s *records.Spoil) { s.NoWSDL = true })).told().only("soap"),
		onBoth("workbook-permission-missing", "The role lacks SuiteAnalytics Workbook, so queries are refused", CodeForbidden, g, permitting(records.PermissionWorkbook, false)).only("rest").works(),
		onBoth("workbook-feature-off", "The feature SuiteAnalytics Workbook is off, so queries are refused", CodeForbidden, g, disabling(records.FeatureWorkbook)).only("rest").works(),
		onM2M("certificates-permission-missing", "The role may not manage its certificates, so that audit and renewal need an administrator", CodeForbidden, g, permitting(records.PermissionCertificates, false)).told().only("rest").works(),
		onBoth("customers-permission-missing", "The role has no permission for customers", CodeForbidden, g, permitting(records.PermissionCustomers, false)).only("rest").works(),
	}
}

// loadPlans are faults of load: too many requests, and outages.
func loadPlans() []plan {
	const g = groupLoad
	const forLong = 1 << 30
	answering := func(name, title, code string, set func(*ResponseFaults)) plan {
		return onBoth(name, title, code, g, func(t Target, _ string) error {
			t.Responses.Set(set)
			return nil
		})
	}
	posing := answering("concurrency-as-refusal", "Too many requests at a time, reported once as a refused sign-in", CodeOverload, func(t *ResponseFaults) { t.posing = 1 })
	posing.Ambiguous, posing.Methods = true, []string{MethodTBA} // looks like every refused token-based sign-in
	return []plan{
		answering("concurrency", "Too many requests at a time", CodeLimit, func(t *ResponseFaults) { t.busy = forLong }),
		answering("concurrency-retry-after", "Too many requests at a time, with a time to wait in the answer", CodeLimit, func(t *ResponseFaults) { t.busy, t.retryAfter = forLong, 2*time.Second }),
		answering("concurrency-brief", "Too many requests at a time, twice", CodeLimit, func(t *ResponseFaults) { t.busy = 2 }).works(),
		posing,
		answering("outage", "NetSuite is not available", CodeUnavailable, func(t *ResponseFaults) { t.outage = forLong }),
		answering("outage-retry-after", "NetSuite is not available, with a time to wait in the answer", CodeUnavailable, func(t *ResponseFaults) { t.outage, t.retryAfter = forLong, 2*time.Second }),
		answering("outage-brief", "NetSuite is not available, three times", CodeUnavailable, func(t *ResponseFaults) { t.outage = 3 }).works(),
		answering("slow", "Every answer takes two seconds", CodeTimedOut, func(t *ResponseFaults) { t.slow = 2 * time.Second }).works(),
		answering("hang", "NetSuite does not answer", CodeTimedOut, func(t *ResponseFaults) { t.hang = true }),
	}
}

// answerPlans are answers that no API should send.
func answerPlans() []plan {
	const g = groupAnswer
	var list []plan
	for _, kind := range []struct {
		name, title string
		garbage     Garbage
	}{
		{"login-page", "An HTML log-in page with status 200", GarbageHTML},
		{"truncated", "JSON that stops in the middle", GarbageTruncated},
		{"binary", "Binary data in the place of text", GarbageBinary},
		{"escapes", "Terminal escape sequences in every field", GarbageEscapes},
		{"empty", "Status 200 with an empty body", GarbageEmpty},
		{"endless", "A body of 2 GB", GarbageEndless},
		{"redirect", "A redirect to another host", GarbageRedirect},
	} {
		list = append(list, onBoth(kind.name, kind.title, CodeStrange, g, func(t Target, _ string) error {
			t.Responses.Garbage(kind.garbage)
			return nil
		}))
	}
	return list
}

// warningPlans are faults with which the connection still works, but needs attention.
func warningPlans() []plan {
	const g = groupWarning
	administrate := func(t Target, id string) error {
		if err := t.Account.BecomeAdministrator(id); err != nil {
			return err
		}
		return t.Account.RenewCard(id) // the role on the card has changed
	}
	return []plan{
		onBoth("role-administrator", "The role is Administrator", "Administrator", g, administrate).works(),
		onBoth("other-company", "A different company answers", "OtherCompany", g, spoiling(func(s *records.Spoil) { s.Company = "9999902" })).works(),
	}
}
