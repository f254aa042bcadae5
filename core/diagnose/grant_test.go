package diagnose

import (
	"slices"
	"testing"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// refusedGrant is the evidence of an M2M sign-in that NetSuite refused with code.
func refusedGrant(code string, more ...string) (Report, evidence) {
	found := evidence{}
	found.add(append(more, string(profile.M2M), "at:"+SignIn)...)
	found.addError(&netsuite.Error{Class: netsuite.Refused, Status: 400, Code: code})
	r := Report{facts: facts{method: profile.M2M}}
	r.Causes = rank(found, r.facts, false)
	r.ask(found)
	return r, found
}

// TestInvalidGrantIsNotCertain: NetSuite does not publish what invalid_grant means
// for M2M, so that the Detail column has to decide.
func TestInvalidGrantIsNotCertain(t *testing.T) {
	for _, more := range [][]string{nil, {"tested"}} {
		r, _ := refusedGrant("invalid_grant", more...)
		if !r.Ambiguous || r.Ask == nil || r.Causes[0].Weight >= certain {
			t.Fatalf("%v: NetSuite's answer counts as certain: %v", more, r.Causes)
		}
		for _, code := range []string{"EntityOrRoleDisabled", "TokenExpired", "TokenValidityTooBroad"} {
			if !slices.ContainsFunc(r.Causes, func(c Cause) bool { return c.Code == code }) {
				t.Errorf("%v: %s is not among the causes", more, code)
			}
			if !slices.ContainsFunc(r.Ask.Values, func(a Answer) bool { return a.Code == code }) {
				t.Errorf("%v: %s is not among the values to choose from", more, code)
			}
		}
	}
}

// TestUntickedBoxBeforeBlockedRecord: unauthorized_client is about the kind of grant
// (RFC 6749 section 5.2), also for a connection that worked before.
func TestUntickedBoxBeforeBlockedRecord(t *testing.T) {
	for _, more := range [][]string{nil, {"tested"}} {
		r, _ := refusedGrant("unauthorized_client", more...)
		place := func(code string) int { return slices.IndexFunc(r.Causes, func(c Cause) bool { return c.Code == code }) }
		if r.Causes[0].Code != "AuthorizationCodeGrantRequired" || place("IntegrationBlocked") < 1 {
			t.Errorf("%v: %v", more, r.Causes)
		}
	}
}
