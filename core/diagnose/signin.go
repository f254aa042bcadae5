package diagnose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// signIn fetches the access token, or for TBA makes the first surface's call:
// a TBA signature signs in with each request.
func (r *run) signIn() outcome {
	switch r.profile.Method {
	case profile.M2M:
		return r.signInByCertificate()
	case profile.Code:
		return r.signInByRefresh()
	}
	for _, surface := range surfaces(r.profile) {
		if surface == profile.SOAP && r.noWSDL || surface == profile.Connect && len(surfaces(r.profile)) > 1 {
			continue
		}
		detail := ""
		err := r.asked(func() (err error) {
			detail, err = r.call(surface)
			return err
		})
		switch {
		case isClass(err, netsuite.Forbidden):
			// "Not allowed" means that the sign-in itself was accepted.
			r.barred[surface] = err
		case err != nil:
			return outcome{state: Failed, err: err, stop: true}
		default:
			r.passed[surface] = detail
			r.evidence.add("passed:" + string(surface))
		}
		r.evidence.add("signed-in")
		return r.signedIn("by " + titles[string(surface)])
	}
	return outcome{state: Skipped, detail: "no interface is left to sign in to"}
}

func (r *run) signInByCertificate() outcome {
	request, err := netsuite.TokenRequestFor(r.profile)
	if err != nil {
		return outcome{state: Failed, err: err, stop: true}
	}
	var token netsuite.Token
	err = r.asked(func() (err error) {
		token, err = r.client.Token(r.ctx, r.profile.Account, request)
		return err
	})
	if err != nil {
		return outcome{state: Failed, err: err, stop: true}
	}
	return r.holds(token)
}

// signInByRefresh gets an access token with the refresh token. A refusal is
// never repeated, not even one that looks like overload: a spent refresh token
// that is sent again ends the whole connection.
func (r *run) signInByRefresh() outcome {
	grant, ctx := netsuite.CodeGrantFor(r.profile), r.ctx
	if grant.Public() && ctx.Err() == nil {
		ctx = context.WithoutCancel(ctx) // broken off, it may be spent and its successor lost
	}
	token, err := r.client.Refresh(ctx, grant, r.profile.RefreshToken)
	r.count(err)
	if err != nil {
		return outcome{state: Failed, err: err, stop: true}
	}
	if !token.RefreshUntil.IsZero() {
		r.report.Refresh, r.report.RefreshUntil = token.Refresh, token.RefreshUntil
		r.options.Rotated(r.report)
	}
	return r.holds(token.Token)
}

// holds stores an access token for the following calls.
func (r *run) holds(token netsuite.Token) outcome {
	r.evidence.add("signed-in")
	r.token = token.Access
	r.answered(token.Company, token.Role)
	r.who = profile.Tested{Company: token.Company, Role: token.Role, Entity: token.Entity}
	left := token.Expires.Sub(r.options.Now().Add(-r.shift())).Round(time.Minute)
	return r.signedIn(fmt.Sprintf("access token for %.0f minutes", left.Minutes()))
}

// shift returns how far the clock of the calls is set back.
func (r *run) shift() time.Duration {
	if r.evidence["clock-off"] {
		return r.skew
	}
	return 0
}

// signedIn returns the outcome of an accepted sign-in, with the corrections that it
// needed.
func (r *run) signedIn(detail string) outcome {
	if r.evidence["posed"] {
		return outcome{state: Warn, detail: detail + ", after one refusal caused by overload"}
	}
	return outcome{state: OK, detail: detail}
}

const (
	// repeatAfter is the wait before the one repeat. By then NetSuite has usually
	// answered the requests of other integrations.
	repeatAfter = 5 * time.Second
	// slowAnswer is from when a refusal looks like overload. In the one report of
	// such (github.com/julbrs/netsuite-api-client issue 26) it came after about a
	// minute; a wrong value is refused at once. A test gives up on a call after
	// 30 s, so the bound must lie below.
	slowAnswer = 20 * time.Second
)

// asked makes a call that signs in, and counts a refusal of it.
func (r *run) asked(call func() error) error { return r.askedAgain("", call) }

// askedAgain is asked with proof: the call, if any, that accepted the same credentials
// just before. Too many requests at the same time can look like a refused sign-in.
// askedAgain repeats such a call once, and reports the repeat.
func (r *run) askedAgain(proof string, call func() error) error {
	err := call()
	took := r.last.Duration
	if took >= slowAnswer {
		r.evidence.add("slow")
	}
	if !isClass(err, netsuite.Refused) {
		return err
	}
	r.count(err)
	compareAgain(r)
	reason := proof
	if took >= slowAnswer {
		reason = fmt.Sprintf("the answer took %s, as overload does", took.Round(time.Second))
	}
	if reason == "" || !r.mayBeOverload(err) {
		return err
	}
	r.repeated = true
	if r.options.Pause(r.ctx, repeatAfter) != nil {
		return err
	}
	again := call()
	what := fmt.Sprintf("suitekey repeated a refused sign-in once, %s later, because %s; ", repeatAfter, reason)
	switch {
	case isClass(again, netsuite.Refused):
		r.count(again)
		r.evidence.add("repeated")
		r.correct(what + "NetSuite refused it again: that makes two of the five refusals that lock the user")
		twice := *asError(again)
		again = &twice
		twice.Next = "suitekey asked twice, because " + reason + ": that makes two of the five refusals that lock the user. see the Login Audit Trail for the reason"
	case again == nil, isClass(again, netsuite.Forbidden):
		r.evidence.add("posed")
		r.correct(what + "NetSuite then accepted it")
	default:
		r.correct(what + "the second answer did not settle it")
	}
	return again
}

// count counts a refused sign-in towards the five that lock the user.
func (r *run) count(err error) {
	if netsuite.Counts(err) {
		r.report.Refusals++
	}
}

// mayBeOverload reports whether a refusal may be repeated once because it looks like
// overload. It may not if any evidence points at the values, or if a second refusal
// would come near the five that lock the user.
func (r *run) mayBeOverload(err error) bool {
	failed := asError(err)
	anonymous := strings.Contains(failed.Message, "Invalid login attempt")
	told := failed.AuthError != "" && !uninformative(failed.AuthError)
	return anonymous && !failed.Shared && !told && !r.repeated && !r.doubtful() && lockout.Recent(r.given.Refusals, r.options.Now()) == 0
}

// doubtful reports whether an earlier stage found a problem.
func (r *run) doubtful() bool {
	for word := range r.evidence {
		if strings.HasPrefix(word, "local:") && !harmless[word] || strings.HasPrefix(word, "clock-") {
			return true
		}
	}
	return false
}

// harmless are the findings that do not affect the sign-in.
var harmless = map[string]bool{"local:no-certificate": true, "local:certificate-remark": true, "local:wsdl-removed": true}

func (r *run) auth() netsuite.Auth {
	if r.profile.Method != profile.TBA {
		return netsuite.Bearer(r.token)
	}
	return netsuite.TBA(r.profile.Signer())
}

func isClass(err error, class netsuite.Class) bool {
	failed := asError(err)
	return failed != nil && failed.Class == class
}

// asError returns the client's error in err, or nil.
func asError(err error) *netsuite.Error {
	var failed *netsuite.Error
	errors.As(err, &failed)
	return failed
}
