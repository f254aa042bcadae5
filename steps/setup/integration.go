package setup

import (
	"strings"

	"suitekey/core/account"
	"suitekey/core/facts"
	"suitekey/core/profile"
	"suitekey/core/tba"
	"suitekey/steps"
)

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
		Do: integrationInstructions,
		Fields: []steps.Field{
			{Key: steps.KeyConsumerKey, OnChange: steps.State.ForgetSignIns, Label: "Consumer key (client ID)", Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyConsumerKey)},
			{Key: steps.KeyConsumerSecret, Group: steps.GroupTBA, Label: "Consumer secret (client secret)", Kind: steps.Secret, When: steps.IsTBA, Clean: steps.CleanToken, Check: steps.CheckCredential(steps.KeyConsumerSecret)},
			codeSecretField(),
			redirectURIField(),
			refreshHoursField(),
		},
	}
}

// integrationInstructions say what to enter on the page of a new integration record. Boxes
// that are not needed are cleared: each is one more way in.
func integrationInstructions(s steps.State) []steps.Instruction {
	page := steps.Instruction{Menu: account.PageNewIntegration.Menu(), URL: s.Link(account.PageNewIntegration), Settings: []steps.Setting{
		{Label: "Name", Value: ProposedName(s)}, {Label: "State", Value: "Enabled"},
	}}
	save := "Save, and copy both"
	switch {
	case steps.UsesCodeGrant(s):
		page.Settings = append(page.Settings, codeBoxes(s)...)
		save = "Save, and copy the client ID and secret"
	case steps.IsM2M(s):
		page.Settings = append(page.Settings,
			steps.Setting{Label: "Tick", Value: "Client Credentials (Machine to Machine) Grant, " + strings.Join(ScopeBoxes(s), ", ")},
			steps.Setting{Label: "Clear", Value: "the three TBA boxes, Authorization Code Grant"})
		save = "Save, and copy the client ID"
	case steps.TokenByBrowser(s):
		page.Settings = append(page.Settings, browserBoxes()...)
	default:
		page.Settings = append(page.Settings, steps.Setting{Label: "Tick", Value: "Token-based Authentication"}, steps.Setting{Label: "Clear", Value: "all other boxes"})
	}
	return []steps.Instruction{page, {Text: save}}
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
	for _, i := range profile.Scoped() {
		if s.Has(i.Surface) {
			names = append(names, i.Box)
		}
	}
	return names
}

func TokenStep() steps.Step {
	return steps.Step{
		Name: "token", FixedBy: "retoken", Title: "Token", OneEnter: true, When: tokenByCopy, Doc: steps.Doc("token"),
		Do: func(s steps.State) []steps.Instruction {
			return []steps.Instruction{
				{Menu: account.PageNewToken.Menu(), URL: s.Link(account.PageNewToken), Settings: []steps.Setting{
					{Label: "Choose", Value: "this record, user and role"}, {Label: "Name", Value: ProposedName(s)},
				}},
				{Text: "Save, and copy both"},
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
			Suggest: func(steps.State) string { return "no" }, Returns: "no",
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
