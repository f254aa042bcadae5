package account

// Page is one of NetSuite's pages that a set-up visits.
type Page string

// The pages.
const (
	PageCompany         Page = "company"
	PageFeatures        Page = "features"
	PageRoles           Page = "roles"
	PageIntegrations    Page = "integrations"
	PageNewIntegration  Page = "new-integration"
	PageTokens          Page = "tokens"
	PageNewToken        Page = "new-token"
	PageOwnTokens       Page = "own-tokens"
	PageM2M             Page = "m2m"          // a new mapping
	PageM2MList         Page = "m2m-mappings" // the mappings that are there
	PageAuthorizedApps  Page = "authorized-apps"
	PageLoginAudit      Page = "login-audit"
	PageEmployees       Page = "employees"
	PageSOAPPreferences Page = "soap-preferences"
	PageGovernance      Page = "governance"
)

// pages holds menu path and address of each page. The menu paths are Oracle's
// (docs.oracle.com, NetSuite online help: bridgehead_4253254429,
// bridgehead_4254081947, section_162686838198, section_1534941538,
// section_157771482304, bridgehead_156224824287). Oracle documents the address
// of integrapp.nl only (article_11111634165); the others are those in everyday
// use. Where none is known there is none: a wrong link is worse than a menu path.
var pages = map[Page]struct{ menu, path string }{
	PageCompany:         {"Setup > Company > Company Information", "/app/common/otherlists/company.nl"},
	PageFeatures:        {"Setup > Company > Enable Features > SuiteCloud", "/app/setup/features.nl"},
	PageRoles:           {"Setup > Users/Roles > Manage Roles", "/app/setup/rolelist.nl"},
	PageIntegrations:    {"Setup > Integration > Manage Integrations", "/app/common/integration/integrapplist.nl"},
	PageNewIntegration:  {"Setup > Integration > Manage Integrations > New", "/app/common/integration/integrapp.nl"},
	PageTokens:          {"Setup > Users/Roles > Access Tokens", "/app/setup/accesstokens.nl"},
	PageNewToken:        {"Setup > Users/Roles > Access Tokens > New Access Token", "/app/setup/accesstokens.nl"},
	PageOwnTokens:       {"Settings portlet > Manage Access Tokens", "/app/setup/useraccesstokens.nl"},
	PageM2M:             {"Setup > Integration > Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup > Create New", ""},
	PageM2MList:         {"Setup > Integration > Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup", ""},
	PageAuthorizedApps:  {"Setup > Users/Roles > OAuth 2.0 Authorized Applications", ""},
	PageLoginAudit:      {"Setup > Users/Roles > User Management > View Login Audit Trail", ""},
	PageEmployees:       {"Lists > Employees > Employees", "/app/common/entity/employeelist.nl"},
	PageSOAPPreferences: {"Setup > Integration > SOAP Web Services Preferences", ""},
	PageGovernance:      {"Setup > Integration > Integration Management > Integration Governance", ""},
}

// Menu is the way to the page through NetSuite's menus.
func (p Page) Menu() string { return pages[p].menu }

// Link is the address of the page in the account, or "" where no address is
// known: then the menu path is the way.
func (id ID) Link(p Page) string {
	path := pages[p].path
	if path == "" || id.IsZero() {
		return ""
	}
	return "https://" + id.App() + path
}
