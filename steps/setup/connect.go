package setup

import (
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/profile"
	"suitekey/steps"
)

// connectName is the name of the feature, of the permission and of the scope's box.
var connectName = profile.Connect.Describe().Name

// ConnectStep asks for what a driver of SuiteAnalytics Connect sends beside the
// credentials.
func ConnectStep() steps.Step {
	return steps.Step{
		Name: "role-id", Title: "Role ID", When: steps.UsesConnect, Doc: steps.Doc("role-id"),
		Do: func(s steps.State) []steps.Instruction {
			return []steps.Instruction{{
				Text: "Sign in with the role of the connection, and read the Role ID under Your Configuration",
				Menu: "Home > Settings portlet > Set Up Analytics Connect", // docs.oracle.com ... section_4437990943
			}}
		},
		Fields: []steps.Field{{
			Key: steps.KeyRoleID, Group: steps.GroupConnect, DependsOn: []string{steps.KeyAccount, steps.KeyRole},
			Label: "Role ID", Placeholder: "1000", Clean: steps.CleanToken,
			Default: func(s steps.State) string {
				if role := s.Value(steps.KeyRole); roleIDPattern().MatchString(role) {
					return role
				}
				return ""
			},
			Check: checkRoleID,
		}},
	}
}

var roleIDPattern = lazyregexp.Lazy(`^[1-9][0-9]{0,9}$`)

// checkRoleID refuses what SuiteAnalytics Connect would refuse: Administrator with TBA
// (docs.oracle.com ... section_1549964695).
func checkRoleID(s steps.State, text string) steps.Finding {
	switch {
	case !roleIDPattern().MatchString(text):
		return steps.Finding{Problem: "The role ID is the internal ID of the role, digits only: for example 1000."}
	case profile.PrivilegedRole(text) == "Administrator" && steps.IsTBA(s):
		return steps.Finding{Problem: "Administrator can use SuiteAnalytics Connect with OAuth 2.0 only: use another role, or choose M2M."}
	case profile.PrivilegedRole(text) != "":
		return steps.Finding{Warning: profile.PrivilegedRole(text) + " is a highly privileged role: a separate role with few permissions is safer."}
	case !steps.IsTBA(s) && strings.EqualFold(strings.TrimSpace(s.Value(steps.KeyRole)), "Data Warehouse Integrator"):
		return steps.Finding{Warning: "The role Data Warehouse Integrator requires TBA for SuiteAnalytics Connect."}
	}
	return steps.Finding{}
}
