package setup

import (
	"suitekey/core/account"
	"suitekey/steps"
)

func init() { steps.Register(Setup) }

// Setup is the first journey: from nothing to a verified, saved connection.
func Setup() steps.Flow {
	return steps.Flow{
		Name:  "setup",
		Title: "first set-up",
		Describe: func(u steps.Unfinished) string {
			if id, err := account.Parse(u.Account); err == nil {
				return "set-up for " + id.Realm()
			}
			return "set-up without an account yet"
		},
		Steps: []steps.Step{
			accountStep(),
			signInStep(),
			WSDLVersionStep(),
			WSDLStep(),
			RoleStep(),
			ConnectStep(),
			IntegrationStep(),
			UsePairStep(),
			TokenStep(),
			UseTokenStep().If(tokenByCopy),
			AskTokenStep(),
			AllowStep(),
			ExistingKeyStep(),
			JWTStep(),
			KeyPairStep(),
			UploadStep(),
			UseIDStep().If(uploadsByPage),
			BeginCodeStep("ask-upload", steps.UploadsByBrowser, uploaded),
			allowUploadStep(),
			BeginCodeStep("ask-code", steps.IsCode, SignedIn),
			AllowCodeStep(),
			TestStep(),
			NewVault(),
			saveStep(),
		},
	}
}

// FixedBy returns the journey that replaces the values of the set-up step in a saved
// connection, or "".
func FixedBy(step string) string {
	for _, s := range append(Setup().Steps, settingSteps()...) {
		if s.Name == step {
			return s.FixedBy
		}
	}
	return ""
}
