package profile

import "strings"

// privilegedRoles are the standard roles that NetSuite calls highly privileged
// (docs.jitterbit.com, NetSuite 2018.2 token-based authentication, and the 2FA
// pages of NetSuite's online help).
var privilegedRoles = []string{
	"Administrator", "Marketing Administrator", "Sales Administrator", "Support Administrator", "System Administrator",
}

// PrivilegedRole returns the name of the highly privileged standard role that
// role, a name or an internal ID, is; "" for every other role. Internal ID 3 is
// Administrator in every account (docs.oracle.com, article_11111634165).
func PrivilegedRole(role string) string {
	role = strings.TrimSpace(role)
	if role == "3" {
		return privilegedRoles[0]
	}
	for _, name := range privilegedRoles {
		if strings.EqualFold(role, name) {
			return name
		}
	}
	return ""
}
