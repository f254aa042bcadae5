package setup

import (
	"suitekey/core/account"
	"suitekey/core/facts"
	"suitekey/core/profile"
	"suitekey/core/tba"
	"suitekey/steps"
)

// RoleStep prepares the account: features, and a role with only the necessary
// permissions.
func RoleStep() steps.Step {
	return steps.Step{
		Name: "role", Title: "Role", Doc: steps.Doc("role"), Compact: true, OneEnter: true,
		Do: func(s steps.State) []steps.Instruction {
			return []steps.Instruction{
				{Text: "Tick " + steps.List(features(s)) + onAnalytics(s), Menu: account.PageFeatures.Menu(), URL: s.Link(account.PageFeatures)},
				{Text: "Role " + ProposedName(s) + ", not Administrator, with " + steps.List(permissions(s)), Menu: account.PageRoles.Menu() + " > New", URL: s.Link(account.PageRoles)},
				{Text: "Give it to a user of its own, " + ProposedName(s), Menu: account.PageEmployees.Menu() + " > Edit > Access > Roles", URL: s.Link(account.PageEmployees)},
			}
		},
		Fields: []steps.Field{
			{Key: steps.KeyEntity, Group: steps.GroupM2M, Label: "User (optional, for your notes)", Placeholder: "Integration User", Optional: true, When: steps.IsM2M},
			{Key: steps.KeyRole, Group: steps.GroupM2M, Label: "Role (optional, for your notes)", Placeholder: "Integration Role", Optional: true, When: steps.IsM2M, Check: checkRole},
			TokenByField(),
			uploadByField(),
		},
	}
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

// permissions returns the minimum permissions of the role, with their levels.
func permissions(s steps.State) []string {
	var names []string
	if steps.IsTBA(s) {
		names = append(names, "Log in using Access Tokens (Full)")
	} else {
		names = append(names, "Log in using OAuth 2.0 Access Tokens (Full)")
	}
	if steps.UploadsByBrowser(s) { // docs.oracle.com ... article_92130837826
		names = append(names, "Manage own OAuth 2.0 Client Credentials Certificates")
	}
	if s.Has(profile.REST) {
		names = append(names, "REST Web Services (Full)", "SuiteAnalytics Workbook (Edit) for SuiteQL")
	}
	if s.Has(profile.SOAP) {
		names = append(names, "SOAP Web Services (Full)")
	}
	if s.Has(profile.Connect) { // docs.oracle.com ... article_0907012731, article_0320025211
		names = append(names, connectName+" (Full)")
	}
	return names
}

func checkRole(_ steps.State, text string) steps.Finding {
	if name := profile.PrivilegedRole(text); name != "" {
		return steps.Finding{Warning: name + " is a highly privileged role: a separate role with few permissions is safer."}
	}
	return steps.Finding{}
}

func IntegrationStep() steps.Step {
	return steps.Step{
		Name: "integration", Title: "Integration", OneEnter: true,
		Doc: func(s steps.State) steps.Page {
			switch {
			case steps.UsesCodeGrant(s):
				return integrationCode(s)
			case !steps.IsTBA(s):
				return integrationM2M(s)
			}
			return integrationTBA(s)
		},
		Do: func(s steps.State) []steps.Instruction {
			new := steps.Instruction{Menu: account.PageNewIntegration.Menu(), URL: s.Link(account.PageNewIntegration)}
			if steps.UsesCodeGrant(s) {
				new.Text = nameAndState(s) + codeBoxes(s)
				return []steps.Instruction{new, {Text: "Save, then copy the client ID and secret from the end of the page"}}
			}
			if steps.IsM2M(s) {
				new.Text = nameAndState(s) + "tick only Client Credentials (Machine to Machine) Grant and, below it, " + steps.List(ScopeBoxes(s)) + "; clear the three TBA boxes and Authorization Code Grant"
				return []steps.Instruction{new, {Text: "Save, then copy the client ID from the end of the page"}}
			}
			if boxes, yes := browserBoxes(s); yes {
				return []steps.Instruction{boxes, {Text: "Save, then copy both values from the end of the page"}}
			}
			new.Text = nameAndState(s) + "tick Token-based Authentication and no other box"
			return []steps.Instruction{new, {Text: "Save, then copy both values from the end of the page"}}
		},
		Fields: []steps.Field{
			{Key: steps.KeyConsumerKey, OnChange: steps.State.ForgetSignIns, Label: "Consumer key (client ID)", Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyConsumerKey)},
			{Key: steps.KeyConsumerSecret, Group: steps.GroupTBA, Label: "Consumer secret (client secret)", Kind: steps.Secret, When: steps.IsTBA, Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyConsumerSecret)},
			codeSecretField(),
			redirectURIField(),
			refreshHoursField(),
		},
	}
}

// nameAndState begins the instruction for a new integration record.
func nameAndState(s steps.State) string {
	return "Name " + ProposedName(s) + ", State Enabled; "
}

// ProposedName is a name to copy for the record, the role, the user and the token of
// the integration: the Login Audit Trail shows by it which connection signed in.
func ProposedName(s steps.State) string { return "Integration: " + s.Value(steps.KeyName) }

var (
	integrationTBA  = steps.Doc("integration-tba")
	integrationM2M  = steps.Doc("integration-m2m")
	integrationCode = steps.Doc("integration-code")
)

// ScopeBoxes returns the names of the scope boxes on the integration record.
func ScopeBoxes(s steps.State) []string {
	var names []string
	if s.Has(profile.RESTlet) {
		names = append(names, "RESTlets")
	}
	if s.Has(profile.REST) {
		names = append(names, "REST Web Services")
	}
	if s.Has(profile.Connect) {
		names = append(names, "SuiteAnalytics Connect")
	}
	return names
}

func TokenStep() steps.Step {
	return steps.Step{
		Name: "token", FixedBy: "retoken", Title: "Token", OneEnter: true, When: tokenByCopy, Doc: steps.Doc("token"),
		Do: func(s steps.State) []steps.Instruction {
			return []steps.Instruction{
				{Text: "Choose this integration record, user and role; token name " + ProposedName(s), Menu: account.PageNewToken.Menu(), URL: s.Link(account.PageNewToken)},
				{Text: "Save, then copy both values from the page that follows"},
			}
		},
		Fields: []steps.Field{
			{Key: steps.KeyTokenID, Group: steps.GroupTBA, DependsOn: []string{steps.KeyTokenBy}, Label: "Token ID", Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyTokenID)},
			{Key: steps.KeyTokenSecret, Group: steps.GroupTBA, DependsOn: []string{steps.KeyTokenBy}, Label: "Token secret", Kind: steps.Secret, Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyTokenSecret)},
		},
	}
}

func SignatureStep() steps.Step {
	return steps.Step{
		Name: "algorithm", Title: "Signature", When: steps.IsTBA, Doc: steps.DatedDoc("signature", facts.Releases),
		Fields: []steps.Field{{
			Key: steps.KeySignatureAlgorithm, Group: steps.GroupTBA,
			Label: "Signature algorithm", Kind: steps.Choice,
			Default: func(steps.State) string { return string(tba.HMACSHA256) },
			Options: func(s steps.State) []steps.Option {
				return []steps.Option{
					{Value: string(tba.HMACSHA256), Label: string(tba.HMACSHA256), Note: "the one that NetSuite accepts"},
					{Value: string(tba.HMACSHA1), Label: string(tba.HMACSHA1), Note: "switched off with " + tba.SHA1SwitchedOff(s.Account().Kind())},
				}
			},
			Check: func(s steps.State, text string) steps.Finding {
				return steps.Finding{Warning: tba.Algorithm(text).Warning(s.Account().Kind())}
			},
		}},
	}
}

// OldSignatureStep asks for a confirmation of HMAC-SHA1.
func OldSignatureStep() steps.Step {
	return steps.Step{
		Name: "sha1", Title: "HMAC-SHA1?", Doc: steps.DatedDoc("sha1", facts.Releases),
		When: func(s steps.State) bool {
			return steps.IsTBA(s) && s.Value(steps.KeySignatureAlgorithm) == string(tba.HMACSHA1)
		},
		Fields: []steps.Field{{
			Key: steps.KeyAcceptSHA1, Group: steps.GroupTBA,
			Label: "Continue with HMAC-SHA1?", Kind: steps.Choice,
			Suggest: func(steps.State) string { return "no" },
			Options: func(s steps.State) []steps.Option {
				return []steps.Option{
					{Value: "no", Label: "No, go back and choose HMAC-SHA256"},
					{Value: "yes", Label: "Yes, although NetSuite refuses it since " + tba.SHA1SwitchedOff(s.Account().Kind())},
				}
			},
			Check: func(_ steps.State, text string) steps.Finding {
				if text == "no" {
					return steps.Finding{Problem: "Choose HMAC-SHA256 instead, or answer yes. (accept_sha1: yes in an answers file)"}
				}
				return steps.Finding{}
			},
		}},
	}
}
