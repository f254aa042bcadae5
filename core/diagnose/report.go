package diagnose

import (
	"slices"
	"time"

	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Report is the outcome of a run. Its one secret is Refresh.
type Report struct {
	Profile string
	Account string
	Method  string
	OK      bool
	Checks  []Check
	Causes  []Cause        // ranked, best first; empty if OK
	Tested  profile.Tested // what the account said about itself; only if OK
	Err     error          // the first failure, a sentence
	Refused bool           // this run ended in a refused sign-in

	At   time.Time // when the test ended
	Of   string    // profile.Fingerprint of the tested values
	Kept bool      // the report of an earlier test, from Recall

	// Refusals is the number of refused sign-ins. It is at most one, or two if the run
	// repeated a refusal that looked like overload.
	Refusals int
	// Ambiguous says that NetSuite's answer fits several causes; Ask is then
	// the one observation that decides, and Decide takes it.
	Ambiguous bool
	Ask       *Question
	// Warnings are problems to fix although the test passed.
	Warnings []Cause
	// Corrections are sentences about what the run did differently from the profile, or
	// twice. They are not saved.
	Corrections []string
	Permissions []Right
	Limits      *netsuite.Limits // where the role may see them
	Route       netsuite.Route
	// Others are existing accounts of the same company.
	Others []string
	// Decided is the value of the audit trail that a person selected.
	Decided string

	// Refresh and RefreshUntil are the refresh token that replaced the former one: each
	// use spends the token of a public client. Remember stores them.
	Refresh      secret.Secret
	RefreshUntil time.Time

	facts   facts
	details Bundle
}

// Remember stores the lasting results of a test in p: the identity that answered, or the
// refusals, which count over all runs because five lock the user. It stores the new
// refresh token whether the test passed or not.
func (r Report) Remember(p *profile.Profile, now time.Time) {
	r.RememberRefresh(p)
	if r.OK {
		// A sign-in that was refused after this test, by another process, counts.
		p.Tested = r.Tested
		p.Refusals = slices.DeleteFunc(slices.Clone(p.Refusals), func(at time.Time) bool { return !at.After(r.Tested.At) })
		return
	}
	for range r.Refusals {
		p.Refusals = append(p.Refusals, now)
	}
	p.Refusals = p.Refusals[max(0, len(p.Refusals)-lockout.Lock):]
}

// RememberRefresh is the part of Remember that must not wait for the end of a test.
func (r Report) RememberRefresh(p *profile.Profile) {
	if !r.Refresh.IsEmpty() {
		p.RefreshToken, p.RefreshUntil = r.Refresh, r.RefreshUntil
	}
}
