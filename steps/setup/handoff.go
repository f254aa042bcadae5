package setup

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/steps"
)

// HandOff returns the page for the administrator who uploads the certificate: all needed
// values and no secrets. It is Markdown and also readable as plain text. Without a
// certificate, HandOff returns "".
func HandOff(s steps.State) string {
	if s.Certificate.IsZero() {
		return ""
	}
	id := s.Account()
	var b strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&b, format+"\n", values...) }
	line("%s", handOffTitle(s.Value(steps.KeyName)))
	line("")
	line("Account %s, %s", id.Realm(), id.Kind())
	line("")
	line("Please upload this certificate in NetSuite, and send back the certificate ID")
	line("that NetSuite then shows. Nothing on this page is secret: the private key stays")
	line("with the person who gave you the page.")
	line("")
	line("## In NetSuite")
	line("")
	for n, do := range handOffSteps(s) {
		for i, text := range do.Lines() {
			if i == 0 {
				line("%d. %s", n+1, text)
				continue
			}
			line("   %s", text)
		}
	}
	line("")
	line("## Send back")
	line("")
	line("The certificate ID from the list, 43 characters. It must be the ID below; another")
	line("ID belongs to another certificate:")
	line("")
	line("    %s", s.Certificate.ID())
	line("")
	line("## The connection")
	line("")
	for _, fact := range handOffFacts(s) {
		line("- %s: %s", fact[0], fact[1])
	}
	line("")
	line("## The certificate")
	line("")
	line("The file that came with this page, or save the lines from BEGIN to END as")
	line("%s:", certificateFileName(s.Value(steps.KeyName)))
	line("")
	line("```")
	line("%s", strings.TrimSpace(s.Certificate.PEM()))
	line("```")
	return b.String()
}

// handOffTitle is the first line of the page. It identifies the connection of a file.
func handOffTitle(name string) string { return "# Certificate of " + name + " for NetSuite" }

func certificateFileName(name string) string { return name + "-certificate.pem" }

func handOffSteps(s steps.State) []steps.Instruction {
	record := steps.Instruction{
		Text: "Check the integration record: State is Enabled, and only these boxes are ticked:",
		Menu: account.PageIntegrations.Menu(), URL: s.Link(account.PageIntegrations),
		Settings: append(plainSettings(append([]string{"Client Credentials (Machine to Machine) Grant"}, scopeNames(s)...)), steps.Setting{Value: "Any other box is only for another connection of the same record."}),
	}
	role := steps.Instruction{Text: "Check that the role has at least:", Menu: account.PageRoles.Menu(), URL: s.Link(account.PageRoles)}
	for _, p := range permissions(s) {
		role.Settings = append(role.Settings, steps.Setting{Label: p.subtab, Value: p.name + " (" + p.level + ")"})
	}
	if len(steps.SplitList(s.Value(steps.KeyRecords))) > 0 {
		role.Settings = append(role.Settings, steps.Setting{Value: "More than View only where the product writes."})
	}
	return []steps.Instruction{
		{Text: "Check that these features are enabled:", Settings: plainSettings(handOffFeatures(s)), Menu: account.PageFeatures.Menu(), URL: s.Link(account.PageFeatures)},
		record,
		role,
		{Text: "Start a new mapping:", Menu: account.PageM2M.Menu(), URL: s.Link(account.PageM2M)},
		{Text: "Choose", Settings: []steps.Setting{{Label: "Entity", Value: entityOf(s)}, {Label: "Role", Value: roleOf(s)}, {Label: "Application", Value: "the record with the client ID below"}}},
		{Text: "Choose the certificate file, and save."},
	}
}

// plainSettings are settings without labels.
func plainSettings(values []string) []steps.Setting {
	settings := make([]steps.Setting, len(values))
	for i, value := range values {
		settings[i].Value = value
	}
	return settings
}

// handOffFeatures are the features of the role step, with their subtab where it is not
// SuiteCloud.
func handOffFeatures(s steps.State) []string {
	names := features(s)
	if steps.UsesConnect(s) {
		names = append(names, connectName+" (subtab Analytics)")
	}
	return names
}

func handOffFacts(s steps.State) [][2]string {
	facts := [][2]string{
		{"Account", s.Account().Realm()},
		{"Integration record (client ID)", "\n  " + s.Value(steps.KeyConsumerKey)},
		{"Entity", entityOf(s)},
		{"Role", roleOf(s)},
		{"Scopes", strings.Join(steps.SplitList(s.Value(steps.KeyScopes)), ", ")},
		{"Key", s.Certificate.KeyType().Name()},
		{"Valid until", Day(s.Certificate.Ends())},
		{"SHA-256 fingerprint", "\n  " + halves(s.Certificate.Fingerprint())},
		{"Certificate ID to expect", s.Certificate.ID()},
	}
	for i := range facts {
		facts[i][1] = strings.TrimRight(facts[i][1], " ")
	}
	return facts
}

// halves breaks a fingerprint, which no terminal has the room for, in the middle.
func halves(fingerprint string) string {
	parts := strings.Split(fingerprint, ":")
	if len(parts) < 2 {
		return fingerprint
	}
	half := len(parts) / 2
	return strings.Join(parts[:half], ":") + "\n  " + strings.Join(parts[half:], ":")
}

// scopeNames are the boxes of the integration record for the scopes that will be
// asked for.
func scopeNames(s steps.State) []string {
	scopes := steps.SplitList(s.Value(steps.KeyScopes))
	var names []string
	for _, i := range profile.Scoped() {
		if slices.Contains(scopes, i.Scope) {
			names = append(names, i.Box)
		}
	}
	return names
}

// What a person noted about user and role, on one line.
func entityOf(s steps.State) string {
	return steps.OrElse(termsafe.Line(s.Value(steps.KeyEntity), 100), "the integration's user")
}

func roleOf(s steps.State) string {
	return steps.OrElse(termsafe.Line(s.Value(steps.KeyRole), 100), "the integration's role")
}

// WriteHandOff writes the page for the administrator beside the certificate.
func WriteHandOff(env steps.Env, s steps.State) (steps.State, error) {
	name := s.Value(steps.KeyName)
	path, err := env.WritePage(name+"-for-the-administrator.md", HandOff(s))
	if err != nil {
		return s, fmt.Errorf("writing the page for the administrator: %w", err)
	}
	s.PageFile = path
	return s, nil
}
