package steps

import (
	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/tba"
)

// roleStep prepares what the connection needs in the account: features, and a
// role with no more permissions than necessary (netsuite-facts §10).
func roleStep() Step {
	return Step{
		Name: "role", Title: "Role", Doc: doc("role"),
		Do: func(s State) []Instruction {
			return []Instruction{
				{Text: "Tick " + list(features(s)), Menu: account.PageFeatures.Menu(), URL: s.link(account.PageFeatures)},
				{Text: "A role of its own, not Administrator, with " + list(permissions(s)), Menu: account.PageRoles.Menu() + " > New", URL: s.link(account.PageRoles)},
				{Text: "Give it to the user that the integration signs in as", Menu: account.PageEmployees.Menu() + " > Edit > Access > Roles", URL: s.link(account.PageEmployees)},
			}
		},
		Fields: []Field{
			{Key: KeyEntity, Group: GroupM2M, Label: "User (optional, for your notes)", Placeholder: "Integration User", Optional: true, When: isM2M},
			{Key: KeyRole, Group: GroupM2M, Label: "Role (optional, for your notes)", Placeholder: "Integration Role", Optional: true, When: isM2M, Check: checkRole},
			tokenByField(),
			uploadByField(),
		},
	}
}

// features are the boxes of Enable Features > SuiteCloud.
func features(s State) []string {
	var names []string
	if isTBA(s) {
		names = append(names, "Token-based Authentication")
	} else {
		names = append(names, "OAuth 2.0")
	}
	if s.Has(profile.REST) {
		names = append(names, "REST Web Services")
	}
	if s.Has(profile.RESTlet) {
		names = append(names, "Server SuiteScript")
	}
	if s.Has(profile.SOAP) {
		names = append(names, "SOAP Web Services")
	}
	return names
}

// permissions are what the role needs at least, with the level.
func permissions(s State) []string {
	var names []string
	if isTBA(s) {
		names = append(names, "Log in using Access Tokens (Full)")
	} else {
		names = append(names, "Log in using OAuth 2.0 Access Tokens (Full)")
	}
	if uploadsByBrowser(s) { // docs.oracle.com ... article_92130837826
		names = append(names, "Manage own OAuth 2.0 Client Credentials Certificates")
	}
	if s.Has(profile.REST) {
		names = append(names, "REST Web Services (Full)", "SuiteAnalytics Workbook (Edit) for SuiteQL")
	}
	if s.Has(profile.SOAP) {
		names = append(names, "SOAP Web Services (Full)")
	}
	return names
}

func checkRole(_ State, text string) Finding {
	switch text {
	case "3", "Administrator", "administrator":
		return Finding{Warning: "The Administrator role can do everything: a role of its own with few permissions is safer."}
	}
	return Finding{}
}

func integrationStep() Step {
	return Step{
		Name: "integration", Title: "Integration",
		Doc: func(s State) Page {
			switch {
			case usesCodeGrant(s):
				return integrationCode(s)
			case !isTBA(s):
				return integrationM2M(s)
			}
			return integrationTBA(s)
		},
		Do: func(s State) []Instruction {
			new := Instruction{Menu: account.PageNewIntegration.Menu(), URL: s.link(account.PageNewIntegration)}
			if usesCodeGrant(s) {
				new.Text = codeBoxes(s)
				return []Instruction{new, {Text: "Save, then copy the client ID and secret from the end of the page"}}
			}
			if isM2M(s) {
				new.Text = "Tick Client Credentials (Machine to Machine) Grant and, below it, " + list(scopeBoxes(s))
				return []Instruction{new, {Text: "Save, then copy the client ID from the end of the page"}}
			}
			if boxes, yes := browserBoxes(s); yes {
				return []Instruction{boxes, {Text: "Save, then copy both values from the end of the page"}}
			}
			new.Text = "Tick Token-based Authentication; clear TBA: Authorization Flow and Authorization Code Grant"
			return []Instruction{new, {Text: "Save, then copy both values from the end of the page"}}
		},
		Fields: []Field{
			{Key: KeyConsumerKey, OnChange: State.forgetSignIns, Label: "Consumer key (client ID)", Clean: CleanToken, Check: checkCredential(KeyConsumerKey)},
			{Key: KeyConsumerSecret, Group: GroupTBA, Label: "Consumer secret (client secret)", Kind: Secret, When: isTBA, Clean: CleanToken, Check: checkCredential(KeyConsumerSecret)},
			codeSecretField(),
			redirectURIField(),
		},
	}
}

var (
	integrationTBA  = doc("integration-tba")
	integrationM2M  = doc("integration-m2m")
	integrationCode = doc("integration-code")
)

// scopeBoxes are the names of the scope boxes on the integration record.
func scopeBoxes(s State) []string {
	var names []string
	if s.Has(profile.RESTlet) {
		names = append(names, "RESTlets")
	}
	if s.Has(profile.REST) {
		names = append(names, "REST Web Services")
	}
	return names
}

func tokenStep() Step {
	return Step{
		Name: "token", FixedBy: "retoken", Title: "Token", When: tokenByCopy, Doc: doc("token"),
		Do: func(s State) []Instruction {
			return []Instruction{
				{Text: "Choose the integration record, the user and the role of the steps before", Menu: account.PageNewToken.Menu(), URL: s.link(account.PageNewToken)},
				{Text: "Save, then copy both values from the page that follows"},
			}
		},
		Fields: []Field{
			{Key: KeyTokenID, Group: GroupTBA, DependsOn: []string{KeyTokenBy}, Label: "Token ID", Clean: CleanToken, Check: checkCredential(KeyTokenID)},
			{Key: KeyTokenSecret, Group: GroupTBA, DependsOn: []string{KeyTokenBy}, Label: "Token secret", Kind: Secret, Clean: CleanToken, Check: checkCredential(KeyTokenSecret)},
		},
	}
}

func signatureStep() Step {
	return Step{
		Name: "algorithm", Title: "Signature", When: isTBA, Doc: doc("signature"),
		Fields: []Field{{
			Key: KeySignatureAlgorithm, Group: GroupTBA,
			Label: "Signature algorithm", Kind: Choice,
			Default: func(State) string { return string(tba.HMACSHA256) },
			Options: func(State) []Option {
				return []Option{
					{Value: string(tba.HMACSHA256), Label: string(tba.HMACSHA256), Note: "the one that NetSuite accepts"},
					{Value: string(tba.HMACSHA1), Label: string(tba.HMACSHA1), Note: "switched off with " + tba.SHA1SwitchedOff},
				}
			},
			Check: func(_ State, text string) Finding {
				return Finding{Warning: tba.Algorithm(text).Warning()}
			},
		}},
	}
}

// oldSignatureStep makes sure that HMAC-SHA1 is chosen knowingly.
func oldSignatureStep() Step {
	return Step{
		Name: "sha1", Title: "HMAC-SHA1?", Doc: doc("sha1"),
		When: func(s State) bool { return isTBA(s) && s.Value(KeySignatureAlgorithm) == string(tba.HMACSHA1) },
		Fields: []Field{{
			Key: KeyAcceptSHA1, Group: GroupTBA,
			Label: "Go on with HMAC-SHA1?", Kind: Choice,
			Suggest: func(State) string { return "no" },
			Options: func(State) []Option {
				return []Option{
					{Value: "no", Label: "No, go back and take HMAC-SHA256"},
					{Value: "yes", Label: "Yes, although NetSuite refuses it since " + tba.SHA1SwitchedOff},
				}
			},
			Check: func(_ State, text string) Finding {
				if text == "no" {
					return Finding{Problem: "Go back one step and choose HMAC-SHA256, or answer yes. (accept_sha1: yes in an answers file)"}
				}
				return Finding{}
			},
		}},
	}
}
