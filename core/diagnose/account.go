package diagnose

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/span"
)

// account is the last stage of the discovery: it reports whether NetSuite knows the
// account.
func (r *run) account() outcome {
	<-r.way.done
	r.way.over = true
	r.discover = r.last
	err := r.way.err
	if err == nil {
		return outcome{state: OK, detail: "NetSuite knows " + r.profile.Account.Realm()}
	}
	found := outcome{state: Failed, err: err, stop: true}
	if isClass(err, netsuite.NoAccount) {
		r.family()
		if len(r.others) > 0 {
			found.detail = "NetSuite does not know " + r.profile.Account.Realm() + ", but " + strings.Join(r.report.Others, " and ")
		}
	}
	return found
}

// family finds the company's other accounts without a sign-in. People often use the
// values of a sandbox in the production account, or the reverse.
func (r *run) family() {
	if r.profile.Account.IsZero() || r.discover.Status == 0 {
		return
	}
	for _, id := range relatives(r.profile.Account) {
		if _, err := r.client.Discover(r.ctx, id); err == nil {
			r.others = append(r.others, id)
			r.report.Others = append(r.report.Others, id.Realm())
		} else if !isClass(err, netsuite.NoAccount) {
			return // no more questions to a network that has trouble
		}
	}
}

// relatives returns the usual IDs of a company's other accounts. The letters of a
// developer account are part of its ID, and people often leave them out.
func relatives(id account.ID) []account.ID {
	digits := strings.TrimLeft(id.Company(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	spellings := []string{id.Company(), id.Company() + "_SB1", id.Company() + "_SB2", id.Company() + "_RP", digits}
	if digits == id.Company() {
		spellings[4] = "TSTDRV" + digits
	}
	var list []account.ID
	for _, text := range spellings {
		if other, err := account.Parse(text); err == nil && other != id {
			list = append(list, other)
		}
	}
	return list
}

const (
	// allowedSkew is the largest error of a TBA timestamp that NetSuite accepts.
	// docs.oracle.com, subsect_156935170194
	allowedSkew = 5 * time.Minute
	// noticedSkew is the largest error that the back-dating of an assertion corrects:
	// NetSuite refuses an assertion from its future (subsect_158324637123).
	noticedSkew = 10 * time.Second
	// assertionSkew is how late an assertion, which is valid for five minutes, may arrive
	// with some reserve.
	assertionSkew = 4*time.Minute + 30*time.Second
)

// clock compares with the Date header of the discovery: no call of its own.
// Where ours is too far off, the calls that follow carry NetSuite's time: so
// the run still finds out whether the rest is right, without a refusal.
func (r *run) clock() outcome {
	if r.discover.Date.IsZero() {
		return outcome{state: Warn, detail: "NetSuite sent no time for the comparison"}
	}
	// The header has whole seconds, rounded down: the middle of the second is the best
	// estimate.
	server := r.discover.Date.Add(500 * time.Millisecond)
	r.skew = r.discover.Sent.Add(r.discover.Duration / 2).Sub(server)
	text := clocksApart(r.skew)
	switch {
	case r.skew > noticedSkew:
		r.evidence.add("clock-ahead")
	case r.skew < -noticedSkew:
		r.evidence.add("clock-behind")
	default:
		return outcome{state: OK, detail: fmt.Sprintf("%.1f s apart, %.0f s allowed", r.skew.Abs().Seconds(), allowedSkew.Seconds())}
	}
	if !r.tooFar() {
		return outcome{state: Warn, detail: text}
	}
	r.evidence.add("clock-off")
	r.base = r.base.Shift(-r.skew)
	r.client = r.base.Watch(r.watch)
	r.correct("the calls were signed with NetSuite's time, because " + text)
	return outcome{state: Failed, detail: text + "; the rest of this test uses NetSuite's time",
		err: fmt.Errorf("comparing the clocks: %s, and NetSuite refuses a sign-in with such a difference; set the clock and test again", text)}
}

// tooFar reports whether a sign-in with this clock would be refused.
func (r *run) tooFar() bool {
	switch r.profile.Method {
	case profile.M2M:
		return r.skew > noticedSkew || r.skew < -assertionSkew
	case profile.Code:
		return false // nothing that is sent has a time in it
	}
	return r.skew.Abs() >= allowedSkew
}

func clocksApart(skew time.Duration) string {
	word := "ahead of"
	if skew < 0 {
		word = "behind"
	}
	return fmt.Sprintf("this computer's clock is %s %s NetSuite's", span.Words(skew.Abs()), word)
}

// compareAgain compares the clocks after a refused sign-in, because a clock that has
// jumped since the first comparison may be the reason.
func compareAgain(r *run) {
	if r.evidence["clock-off"] || r.last.Date.IsZero() {
		return
	}
	before := r.skew
	r.skew = r.options.Now().Sub(r.last.Date.Add(500 * time.Millisecond))
	if !r.tooFar() || (r.skew-before).Abs() < noticedSkew {
		r.skew = before
		return
	}
	r.evidence.add("clock-off")
	if r.skew > 0 {
		r.evidence.add("clock-ahead")
	} else {
		r.evidence.add("clock-behind")
	}
	r.jumped = "; " + clocksApart(r.skew) + " by now: set the clock and test again"
}

// correct notes in the report what this run did differently from the profile.
func (r *run) correct(sentence string) {
	r.report.Corrections = append(r.report.Corrections, sentence)
}
