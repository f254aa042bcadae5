package simulator

import "time"

// Codes of our own, for what no audit trail and no answer names.
const (
	codeRefreshed   = "SandboxRefreshed"
	codeOverload    = "Overload"
	codeLimit       = "ConcurrencyLimit"
	codeUnavailable = "ServiceUnavailable"
	codeTimedOut    = "TimedOut"
	codeStrange     = "NotNetSuite"
	codeWSDL        = "WSDLUnusable"
	codeDomain      = "WrongDomain"
	codeForbidden   = "INSUFFICIENT_PERMISSION"
	codeUnexpected  = "UNEXPECTED_ERROR"
)

func altering(x alteration) func(*World, string) error {
	return spoiling(func(s *spoil) { s.altered = x })
}

// transitPlans are the refusals that a right client meets only where something
// between it and NetSuite changes, drops or repeats requests.
func transitPlans() []plan {
	const g = groupTransit
	return []plan{
		onTBA("nonce-used", "Something sends every request twice", detailNonceUsedRESTlet, g, altering(sentTwice)),
		onTBA("nonce-rejected", "Something cuts the nonce short", detailNonceRejected, g, altering(nonceCut)),
		onTBA("parameter-rejected", "Something doubles a parameter of the header", detailParameter, g, altering(parameterTwice)),
		onTBA("fields-missing", "Something drops a field of the sign-in", detailMissingFields, g, altering(fieldDropped)),
		onTBA("version-rejected", "Something changes oauth_version", detailVersion, g, altering(versionChanged)),
		onTBA("algorithm-unknown", "Something changes the signature algorithm", detailAlgorithm, g, altering(algorithmChanged)),
		// Looks like a refusal, and is in nobody's audit trail.
		onTBA("credentials-dropped", "Something drops the Authorization header", detailToken, g, altering(credentialsDropped)),
		onTBA("passport-dropped", "Something drops the SOAP header", "WS_LOG_IN_REQD", g, altering(passportDropped)).told().only("soap"),
		onM2M("jwt-algorithm", "The assertion's algorithm is one that NetSuite does not take", detailUnsupportedAlgo, g, altering(algorithmChanged)),
		onM2M("key-id-missing", "The assertion arrives without its certificate ID", detailMissingKeyID, g, altering(keyIDDropped)),
		onM2M("lifetime-too-broad", "The assertion is valid for too long", detailTooBroad, g, altering(lifetimeStretched)),
		onM2M("scope-empty", "The assertion arrives without scopes", detailScopeEmpty, g, altering(scopesDropped)),
	}
}

func surfacePlans() []plan {
	const g = groupSurface
	// The feature that is off and the permission that is missing get one answer.
	forbidden := onBoth("rest-permission-missing", "The role lacks REST Web Services", codeForbidden, g, permitting(PermissionREST, false)).only("rest")
	featureOff := onBoth("rest-feature-off", "The feature REST Web Services is off", "RESTFeatureOff", g, disabling(FeatureREST)).only("rest")
	forbidden.Ambiguous, featureOff.Ambiguous = true, true
	return []plan{
		forbidden, featureOff,
		onTBA("soap-permission-missing", "The role lacks SOAP Web Services", "WS_PERMISSION_REQD", g, permitting(PermissionSOAP, false)).told().only("soap"),
		onTBA("soap-feature-off", "The feature SOAP Web Services is off", "WS_FEATURE_REQD", g, disabling(FeatureSOAP)).told().only("soap"),
		onTBA("soap-version-removed", "NetSuite removed the SOAP endpoint", "INVALID_WS_VERSION", g, spoiling(func(s *spoil) { s.noSOAP = true })).told().only("soap"),
		onTBA("wsdl-missing", "The WSDL document is not there", codeWSDL, g, spoiling(func(s *spoil) { s.noWSDL = true })).told().only("soap"),
		onBoth("workbook-permission-missing", "The role lacks SuiteAnalytics Workbook, so queries are refused", codeForbidden, g, permitting(PermissionWorkbook, false)).only("rest").works(),
		onBoth("workbook-feature-off", "The feature SuiteAnalytics Workbook is off, so queries are refused", codeForbidden, g, disabling(FeatureWorkbook)).only("rest").works(),
		onBoth("customers-permission-missing", "The role may not see customers", codeForbidden, g, permitting(PermissionCustomers, false)).only("rest").works(),
	}
}

// loadPlans are about too many requests and about outages.
func loadPlans() []plan {
	const g = groupLoad
	const forLong = 1 << 30
	weather := func(name, title, code string, set func(*responseFaults)) plan {
		return onBoth(name, title, code, g, func(w *World, _ string) error {
			w.adjust(func() { set(&w.trouble) })
			return nil
		})
	}
	posing := weather("concurrency-as-refusal", "Too many requests at a time, in the words of a refused sign-in, once", codeOverload, func(t *responseFaults) { t.posing = 1 })
	posing.Ambiguous, posing.Methods = true, []string{methodTBA} // with every refused token-based sign-in
	return []plan{
		weather("concurrency", "Too many requests at a time", codeLimit, func(t *responseFaults) { t.busy = forLong }),
		weather("concurrency-retry-after", "Too many requests at a time, and the answer says when to come back", codeLimit, func(t *responseFaults) { t.busy, t.retryAfter = forLong, 2*time.Second }),
		weather("concurrency-brief", "Too many requests at a time, twice", codeLimit, func(t *responseFaults) { t.busy = 2 }).works(),
		posing,
		weather("outage", "NetSuite is not available", codeUnavailable, func(t *responseFaults) { t.outage = forLong }),
		weather("outage-retry-after", "NetSuite is not available, and says when to come back", codeUnavailable, func(t *responseFaults) { t.outage, t.retryAfter = forLong, 2*time.Second }),
		weather("outage-brief", "NetSuite is not available, three times", codeUnavailable, func(t *responseFaults) { t.outage = 3 }).works(),
		weather("slow", "Every answer takes two seconds", codeTimedOut, func(t *responseFaults) { t.slow = 2 * time.Second }).works(),
		weather("hang", "No answer comes", codeTimedOut, func(t *responseFaults) { t.hang = true }),
	}
}

// answerPlans are what no API should answer.
func answerPlans() []plan {
	const g = groupAnswer
	var list []plan
	for _, kind := range []struct {
		name, title string
		garbage     Garbage
	}{
		{"login-page", "An HTML log-in page with status 200", GarbageHTML},
		{"truncated", "JSON that stops in the middle", GarbageTruncated},
		{"binary", "Bytes that are no text", GarbageBinary},
		{"escapes", "Terminal escape sequences in every field", GarbageEscapes},
		{"empty", "Status 200 and nothing", GarbageEmpty},
		{"endless", "A body of 2 GB", GarbageEndless},
		{"redirect", "A redirect to another host", GarbageRedirect},
	} {
		list = append(list, onBoth(kind.name, kind.title, codeStrange, g, func(w *World, _ string) error {
			w.Garbage(kind.garbage)
			return nil
		}))
	}
	return list
}

// warningPlans leave the connection good, and not as it should be.
func warningPlans() []plan {
	const g = groupWarning
	administrate := func(w *World, id string) error {
		if err := w.BecomeAdministrator(id); err != nil {
			return err
		}
		return w.change(id, func(a *account) error {
			a.card = nil // the role on it changed
			return nil
		})
	}
	return []plan{
		onBoth("role-administrator", "The role is Administrator", "Administrator", g, administrate).works(),
		onBoth("other-company", "Another company answers than was meant", "OtherCompany", g, spoiling(func(s *spoil) { s.company = "9999902" })).works(),
	}
}
