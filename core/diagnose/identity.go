package diagnose

import (
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// administrator is the internal ID of that role in every account.
const administrator = "3"

// answered compares the identity that answered with the expected one.
func (r *run) answered(company, roleID string) {
	if id, err := account.Parse(company); err == nil && id != r.profile.Account {
		r.evidence.add("other-account")
	}
	if roleID == administrator {
		r.evidence.add("administrator")
	}
	r.roleID = roleID
}

// connectRole checks whether SuiteAnalytics Connect accepts the role that answered: its
// driver names the role, and refuses Administrator with TBA (docs.oracle.com,
// section_1549964695). It returns "" without a problem.
func connectRole(p profile.Profile, roleID string) string {
	switch {
	case !p.Has(profile.Connect) || roleID == "":
		return ""
	case p.RoleID != "" && p.RoleID != roleID:
		return fmt.Sprintf("the role that signs in is %s, but the role ID for SuiteAnalytics Connect is %s: suitekey change %s --role-id %s", roleID, p.RoleID, p.Name, roleID)
	case roleID == administrator && p.Method == profile.TBA:
		return "Administrator can use SuiteAnalytics Connect with OAuth 2.0 only: choose another role, or M2M"
	}
	return ""
}

// identity reports which company, role and entity answered. It makes a call only if they
// are unknown, and cannot fail the test.
func (r *run) identity() outcome {
	if r.asksWho() {
		_, r.whoErr = r.askWho()
	}
	if err := r.whoErr; err != nil {
		if isClass(err, netsuite.Refused) {
			r.report.Refused = true
			r.count(err)
		}
		return outcome{state: Warn, detail: "the account did not say: " + brief(err)}
	}
	if r.who == (profile.Tested{}) {
		return outcome{state: Skipped, detail: "not asked"}
	}
	var parts []string
	for _, part := range []struct{ label, value string }{
		{"", r.who.Company}, {"role ", r.who.Role}, {"entity ", r.who.Entity},
	} {
		if part.value != "" {
			parts = append(parts, part.label+part.value)
		}
	}
	detail := strings.Join(parts, ", ") + r.limits()
	switch {
	case r.evidence["other-account"]:
		return outcome{state: Warn, detail: detail + ", not the expected account " + r.profile.Account.Realm()}
	case connectRole(r.profile, r.roleID) != "":
		return outcome{state: Warn, detail: detail + "; " + connectRole(r.profile, r.roleID)}
	case r.evidence["administrator"]:
		return outcome{state: Warn, detail: detail + ": a role with fewer permissions is safer than Administrator"}
	}
	return outcome{state: OK, detail: detail}
}

// asksWho reports whether a call is needed to learn who signed in.
func (r *run) asksWho() bool {
	return !r.named && r.whoErr == nil && r.profile.Method == profile.TBA && len(r.passed) > 0 && !r.profile.Has(profile.RESTlet)
}

// limits reads the governance limits if the role is Administrator. No other role may see
// them.
func (r *run) limits() string {
	if !r.evidence["administrator"] || !r.evidence["passed:rest"] {
		return ""
	}
	limits, err := r.client.Limits(r.ctx, r.profile.Account, r.auth())
	if err != nil {
		return ""
	}
	r.report.Limits = &limits
	return fmt.Sprintf("; the account takes %d requests at a time, this integration %d", limits.Account, limits.Integration)
}

// permission summarises what the role may and may not do, from the results of the calls.
// With Options.Probe it also uses separate calls.
func (r *run) permission() outcome {
	if r.report.Err == nil {
		r.beside.probe()
		r.beside.finishProbes()
	} else {
		r.beside.drop()
	}
	records := recordRights(r.evidence, recordTypes(r.profile, r.options))
	r.report.Permissions = allRights(rights(r.evidence, r.profile), records)
	if len(records) > 0 {
		r.evidence.add("records-listed")
	}
	for _, right := range records {
		if right.Has == No {
			r.evidence.add("unseen-records")
			r.unseen = append(r.unseen, right.Name)
		}
	}
	var missing, harmful []string
	needed := 0
	for _, right := range r.report.Permissions {
		switch {
		case right.Need == Needed && right.Has == No:
			missing = append(missing, right.Name)
		case right.Need == Harmful && right.Has == Yes:
			harmful = append(harmful, right.Name)
		case right.Need == Needed:
			needed++
		}
	}
	switch {
	case len(missing) > 0:
		return outcome{state: Failed, detail: "refused: " + strings.Join(missing, ", ")}
	case !r.evidence["signed-in"]:
		return outcome{state: Skipped, detail: "nobody signed in"}
	case len(harmful) > 0:
		return outcome{state: Warn, detail: "better without: " + strings.Join(harmful, ", ")}
	case len(r.unseen) > 0:
		return outcome{state: Warn, detail: "the role cannot see: " + strings.Join(r.unseen, ", ")}
	}
	return outcome{state: OK, detail: fmt.Sprintf("%d needed, none missing", needed)}
}

func (r *run) learn(what string, err error) {
	switch {
	case err == nil:
		r.evidence.add("may:" + what)
	case isClass(err, netsuite.Forbidden):
		r.evidence.add("may-not:" + what)
	case isClass(err, netsuite.Refused):
		r.count(err)
	}
}
