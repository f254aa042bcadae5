package setup

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/facts"
	"suitekey/core/profile"
	"suitekey/core/recordtype"
	"suitekey/core/secret"
	"suitekey/steps"
)

// RoleStep prepares the account: features, a role with only the necessary permissions, and
// a user of its own.
func RoleStep() steps.Step {
	return steps.Step{
		Name: "role", Title: "Role", Doc: rolePage, Compact: true, OneEnter: true,
		Do: func(s steps.State) []steps.Instruction {
			return []steps.Instruction{
				{Menu: account.PageFeatures.Menu(), URL: s.Link(account.PageFeatures), Settings: featureSettings(s)},
				{Menu: account.PageRoles.Menu() + " > New", URL: s.Link(account.PageRoles), Settings: append([]steps.Setting{{Label: "Name", Value: ProposedName(s)}}, permissionSettings(s)...)},
				{Menu: account.PageEmployees.Menu() + " > New > Access > Roles", URL: s.Link(account.PageEmployees), Settings: []steps.Setting{{Label: "User", Value: ProposedName(s)}}},
			}
		},
		Fields: append(NoteFields(), RecordsField(), TokenByField(), uploadByField()),
	}
}

var roleText, datedRoleText = steps.Doc("role"), steps.DatedDoc("role", facts.Records)

// rolePage depends on the table of record types only where records are listed.
func rolePage(s steps.State) steps.Page {
	if s.Value(steps.KeyRecords) == "" {
		return roleText(s)
	}
	return datedRoleText(s)
}

// NoteFields ask for the user and the role of a certificate: NetSuite takes both from the
// mapping, and suitekey shows them to the people who make it.
func NoteFields() []steps.Field {
	return []steps.Field{
		{Key: steps.KeyEntity, Group: steps.GroupM2M, Label: "User", Placeholder: "Integration User", Optional: true, When: steps.IsM2M, Suggest: proposed},
		{Key: steps.KeyRole, Group: steps.GroupM2M, Label: "Role", Placeholder: "Integration Role", Optional: true, When: steps.IsM2M, Suggest: proposed, Check: checkRole},
	}
}

// proposed is the name that the step has just proposed for user and role. A record that was
// there before has a user and a role with names of their own.
func proposed(s steps.State) string {
	if _, imported := s.Given().Answers[steps.KeyConsumerKey]; imported || s.Former.Name != "" || s.Value(steps.KeyName) == "" {
		return ""
	}
	return ProposedName(s)
}

// featureSettings are the boxes of the page Enable Features.
func featureSettings(s steps.State) []steps.Setting {
	settings := []steps.Setting{{Label: "Tick", Value: strings.Join(features(s), ", ")}}
	if s.Has(profile.Connect) { // has a subtab of its own: docs.oracle.com ... section_3996274388
		settings = append(settings, steps.Setting{Label: "Subtab Analytics", Value: connectName})
	}
	return settings
}

// features returns the boxes of Enable Features > SuiteCloud.
func features(s steps.State) []string {
	var names []string
	if steps.IsTBA(s) {
		names = append(names, "Token-based Authentication")
	} else {
		names = append(names, "OAuth 2.0")
	}
	if s.Has(profile.REST) {
		names = append(names, "REST Web Services")
	}
	if s.Has(profile.RESTlet) {
		names = append(names, "Client SuiteScript", "Server SuiteScript")
	}
	if s.Has(profile.SOAP) {
		names = append(names, "SOAP Web Services")
	}
	return names
}

// permission is a permission of the role.
type permission struct {
	subtab string // of the page of the role, under Permissions
	name   string
	level  string
}

// permissions returns the minimum permissions of the role.
func permissions(s steps.State) []permission {
	const setup, full = "Setup", "Full"
	list := []permission{{setup, "Log in using OAuth 2.0 Access Tokens", full}}
	if steps.IsTBA(s) {
		list = []permission{{setup, "Log in using Access Tokens", full}}
	}
	if s.Has(profile.REST) {
		list = append(list, permission{setup, "REST Web Services", full})
	}
	if s.Has(profile.SOAP) {
		list = append(list, permission{setup, "SOAP Web Services", full})
	}
	if s.Has(profile.Connect) { // docs.oracle.com ... article_0907012731, article_0320025211
		list = append(list, permission{setup, connectName, full})
	}
	if steps.UploadsByBrowser(s) { // docs.oracle.com ... article_92130837826
		list = append(list, permission{setup, "Manage own OAuth 2.0 Client Credentials Certificates", full})
	}
	if s.Has(profile.REST) { // for SuiteQL: docs.oracle.com ... article_5085602973
		list = append(list, permission{"Reports", "SuiteAnalytics Workbook", "Edit"})
	}
	for _, name := range recordtype.Merge(steps.SplitList(s.Value(steps.KeyRecords))) {
		record := permission{"Other", "the permission of " + name, "View"}
		if p, known := recordtype.PermissionOf(name); known {
			record = permission{p.Subtab, p.Name, record.level}
		}
		if !slices.Contains(list, record) {
			list = append(list, record)
		}
	}
	return list
}

// permissionSettings lists the permissions by their subtab and level.
func permissionSettings(s steps.State) []steps.Setting {
	var settings []steps.Setting
	for _, p := range permissions(s) {
		label := p.subtab + " (" + p.level + ")"
		at := slices.IndexFunc(settings, func(other steps.Setting) bool { return other.Label == label })
		if at < 0 {
			settings = append(settings, steps.Setting{Label: label, Value: p.name})
			continue
		}
		settings[at].Value += ", " + p.name
	}
	return settings
}

func checkRole(_ steps.State, text string) steps.Finding {
	if name := profile.PrivilegedRole(text); name != "" {
		return steps.Finding{Warning: name + " is a highly privileged role: a separate role with few permissions is safer."}
	}
	return steps.Finding{}
}

// RecordsField asks for the record types that the product uses.
func RecordsField() steps.Field {
	return steps.Field{
		Key: steps.KeyRecords, Apart: true, Label: "Records (optional)", Placeholder: "customer, salesOrder", Optional: true,
		Check: checkRecords,
	}
}

func checkRecords(_ steps.State, text string) steps.Finding {
	names := recordtype.Merge(steps.SplitList(text))
	if len(names) > recordtype.Most {
		return steps.Finding{Problem: fmt.Sprintf("List %d record types at most: the test asks NetSuite about all of them at once.", recordtype.Most)}
	}
	var unknown, needed []string
	for _, name := range names {
		if !recordtype.Valid(name) {
			return steps.Finding{Problem: secret.Quote(name) + " is not an API name of a record type: type names such as customer or salesOrder, separated by commas."}
		}
		switch p, known := recordtype.PermissionOf(name); {
		case !known:
			unknown = append(unknown, name)
		case !slices.Contains(needed, p.Subtab+" > "+p.Name):
			needed = append(needed, p.Subtab+" > "+p.Name)
		}
	}
	if len(unknown) > 0 {
		return steps.Finding{Warning: "suitekey does not know the permission of " + steps.List(unknown) + ": look in NetSuite under Setup > Records Catalog."}
	}
	return steps.Finding{Note: "permissions of the role: " + strings.Join(needed, ", ")}
}

// RecordsStep asks for the record types alone.
func RecordsStep() steps.Step {
	return steps.Step{Name: "records", Title: "Records", Doc: steps.DatedDoc("records", facts.Records), Fields: []steps.Field{RecordsField()}}
}
