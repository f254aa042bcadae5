package setup

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/steps"
)

func UploadStep() steps.Step {
	return steps.Step{
		Name: "upload", Title: "Upload", When: uploadsByPage, Doc: steps.Doc("upload"), FixedBy: "retoken", Pending: "waiting for the upload",
		Do: uploadInstructions, Wait: WaitForUpload(mappedAlready),
		Fields: []steps.Field{{
			Key: steps.KeyCertificateID, Group: steps.GroupM2M, DependsOn: []string{steps.KeyUploadBy, steps.KeyKeyType, steps.KeyKeyFile, steps.KeyCertificateDays, steps.KeyCertificateFile},
			Label: "Certificate ID in the list", Clean: steps.CleanToken,
			Default: func(s steps.State) string { return s.Certificate.ID() },
			Check:   steps.CheckCertificateID,
			Unseen: func(s steps.State) string {
				for _, m := range s.Active {
					if m.CertificateID == s.Certificate.ID() {
						return "" // NetSuite listed it
					}
				}
				return "predicted: compare it with the list"
			},
		}},
	}
}

func uploadInstructions(s steps.State) []steps.Instruction {
	return []steps.Instruction{
		{Menu: account.PageM2M.Menu(), URL: s.Link(account.PageM2M), Settings: []steps.Setting{
			{Label: "Entity", Value: entityOf(s)}, {Label: "Role", Value: roleOf(s)},
			{Label: "Application", Value: "the record with this client ID"}, {Label: "File", Value: s.CertificateFile},
		}},
		{Text: "Or send another administrator " + filepath.Base(s.PageFile)},
	}
}

// WaitForUpload is the wait until an administrator has uploaded the certificate.
func WaitForUpload(ready func(steps.State) bool) func(steps.State) steps.Waiting {
	return func(s steps.State) steps.Waiting {
		return steps.Waiting{
			Kind: steps.WaitUpload, Ready: ready(s),
			Why: "The key pair is ready. An administrator has to upload the certificate to NetSuite now.",
			Do:  uploadInstructions(s),
			Files: []steps.Handed{
				{Key: steps.FileCertificate, Label: "certificate to upload", Value: s.CertificateFile},
				{Key: steps.FilePage, Label: "page for the administrator", Value: s.PageFile},
			},
			IDs:  []steps.Handed{{Key: "certificate_id", Label: "NetSuite will show the certificate ID", Value: s.Certificate.ID()}},
			Next: "upload the certificate in NetSuite",
		}
	}
}

// mappedAlready reports whether a key pair was provided together with its certificate ID:
// the certificate is already uploaded.
func mappedAlready(s steps.State) bool {
	_, given := s.Answer(steps.KeyCertificateID)
	return given && steps.BringsKey(s)
}

func ScopesStep() steps.Step {
	return steps.Step{
		Name: "scopes", Title: "Scopes", When: func(s steps.State) bool { return steps.IsM2M(s) || steps.IsCode(s) }, Doc: steps.Doc("scopes"),
		Fields: []steps.Field{{
			Key: steps.KeyScopes, Group: steps.GroupM2M, DependsOn: []string{steps.KeySurfaces}, OnChange: steps.State.ForgetSignIns,
			Label: "Scopes", Kind: steps.Multi,
			Default: defaultScopes,
			Options: scopeOptions, Check: checkScopes,
		}},
	}
}

func scopeOptions(steps.State) []steps.Option {
	var options []steps.Option
	for _, i := range profile.Scoped() {
		options = append(options, steps.Option{Value: i.Scope, Label: i.Name, Note: i.Scope})
	}
	return options
}

func defaultScopes(s steps.State) string {
	var scopes []string
	for _, i := range profile.Scoped() {
		if s.Has(i.Surface) {
			scopes = append(scopes, i.Scope)
		}
	}
	if len(scopes) == 0 {
		return m2m.ScopeREST // every M2M connection needs one
	}
	return strings.Join(scopes, ",")
}

func checkScopes(s steps.State, text string) steps.Finding {
	chosen := steps.SplitList(text)
	for _, needed := range steps.SplitList(defaultScopes(s)) {
		if !slices.Contains(chosen, needed) {
			return steps.Finding{Warning: fmt.Sprintf("Without %s the product cannot use one of the chosen interfaces.", needed)}
		}
	}
	return steps.Finding{Note: "select the same scopes on the integration record"}
}
