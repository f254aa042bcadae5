package journeys

import (
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/diagnose"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// What is answered about the vault, after the test, leaves the test passed.
func TestAnswersAboutTheVaultKeepTheTest(t *testing.T) {
	s := steps.NewState(steps.Facts{CanRemember: true})
	s.Report = diagnose.Report{OK: true}
	for _, f := range setup.NewVault().Fields {
		value := "yes"
		if f.Kind == steps.Secret {
			value = "four words and more"
		}
		if s = s.Set(f, value); !s.Report.OK {
			t.Errorf("after the answer to %s the connection has not passed the test", f.Key)
		}
	}
}

func TestSheetIsInNoDraft(t *testing.T) {
	s := steps.NewState(steps.Facts{})
	s.Sheet = steps.Sheet{Key: secret.New("AGE-SECRET-KEY-1MARKED")}
	walk := steps.NewWalk(steps.Env{Now: clocktest.Now}, setup.Setup(), s)
	data, err := walk.Draft()
	if err != nil || len(data.Reveal()) == 0 || strings.Contains(data.Reveal(), "MARKED") {
		t.Errorf("the draft has the key of the recovery sheet (%v)", err)
	}
}
