package steps

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/profile"
)

func uploadStep() Step {
	return Step{
		Name: "upload", Title: "Upload", When: uploadsByPage, Doc: doc("upload"), FixedBy: "retoken",
		Do: uploadInstructions, Wait: waitForUpload(mappedAlready),
		Fields: []Field{{
			Key: KeyCertificateID, Group: GroupM2M, DependsOn: []string{KeyUploadBy, KeyKeyType, KeyKeyFile, KeyCertificateDays, KeyCertificateFile},
			Label: "Certificate ID, as the list shows it now", Clean: CleanToken,
			Default: func(s State) string { return s.Certificate.ID() },
			Check:   checkCertificateID,
		}},
	}
}

func uploadInstructions(s State) []Instruction {
	return []Instruction{
		{Text: "Start a new mapping", Menu: account.PageM2M.Menu(), URL: s.link(account.PageM2M)},
		{Text: fmt.Sprintf("Entity: %s · Role: %s · Application: the record with this client ID",
			orElse(s.Value(KeyEntity), "the integration's user"), orElse(s.Value(KeyRole), "the integration's role"))},
		{Text: fmt.Sprintf("File: %s · no secret in it", s.CertificateFile)},
		{Text: fmt.Sprintf("For somebody else, beside it: %s", filepath.Base(s.PageFile))},
	}
}

// mappedAlready tells that a pair was brought along together with the
// certificate ID that NetSuite shows for it: nobody has to upload anything.
func mappedAlready(s State) bool {
	_, given := s.Answer(KeyCertificateID)
	return given && bringsKey(s)
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

func scopesStep() Step {
	return Step{
		Name: "scopes", Title: "Scopes", When: func(s State) bool { return isM2M(s) || isCode(s) }, Doc: doc("scopes"),
		Fields: []Field{{
			Key: KeyScopes, Group: GroupM2M, DependsOn: []string{KeySurfaces}, OnChange: State.forgetSignIns,
			Label: "Scopes to ask for", Kind: Multi,
			Default: defaultScopes,
			Options: func(State) []Option {
				return []Option{
					{Value: "rest_webservices", Label: "REST web services", Note: "rest_webservices"},
					{Value: "restlets", Label: "RESTlets", Note: "restlets"},
					{Value: "suite_analytics", Label: "SuiteAnalytics Connect", Note: "suite_analytics"},
				}
			},
			Check: checkScopes,
		}},
	}
}

func defaultScopes(s State) string {
	var scopes []string
	if s.Has(profile.REST) {
		scopes = append(scopes, "rest_webservices")
	}
	if s.Has(profile.RESTlet) {
		scopes = append(scopes, "restlets")
	}
	if len(scopes) == 0 {
		return "rest_webservices" // every M2M connection needs one
	}
	return strings.Join(scopes, ",")
}

func checkScopes(s State, text string) Finding {
	chosen := splitList(text)
	for _, needed := range splitList(defaultScopes(s)) {
		if !slices.Contains(chosen, needed) {
			return Finding{Warning: fmt.Sprintf("Without %s one of the chosen interfaces cannot be used.", needed)}
		}
	}
	return Finding{Note: "the same boxes must be ticked on the integration record"}
}
