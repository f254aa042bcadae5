package tui

import (
	"testing"

	"suitekey/core/profile"
	"suitekey/steps"
)

// A value of four characters costs no sign-in before the person has said that it is meant: No,
// which is preselected, leads back to the field.
func TestAnUnusualValueIsAskedAbout(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest")
	c.to("token")
	c.press("ctrl+p", "tab", "ctrl+u")
	c.typed("ab12")
	c.press("enter")
	c.wantStep("use-token")
	c.golden("unusual")
	c.shows("The token secret is unusual. 4 of 64 characters")
	c.press("enter")
	c.wantStep("token")
	c.wantField(steps.KeyTokenID)
	c.press("tab", "enter")
	c.wantStep("use-token")
	c.hover("yes")
	c.to("test")
	if n := len(c.state().Refusals); n != 0 {
		t.Errorf("%d refusals before the test", n)
	}
	c.press("enter")
	c.ended()
	if n := len(c.state().Refusals); n != 1 {
		t.Errorf("%d refusals after the test", n)
	}
	// The diagnosis leads back; the right value needs no question.
	c.back("token")
	c.press("tab", "ctrl+u", "ctrl+p", "enter")
	c.wantStep("test")
	c.press("enter")
	c.until("The connection works.")
}

func TestUnusualValuesAreSwept(t *testing.T) {
	c := beginWith(t, "acme", profile.TBA, "rest").answering(map[string]string{
		steps.KeyConsumerKey: "ab12", steps.KeyUsePair: "yes", steps.KeyTokenID: "cd34", steps.KeyUseToken: "yes",
	})
	m2m := beginWith(t, "acme", profile.M2M, "rest")
	c.to("use-pair")
	c.sweep()
	c.to("use-token")
	c.sweep()
	c.to("test")
	m2m.to("upload")
	m2m.press("ctrl+u")
	m2m.typed("NPMnRyPg")
	m2m.press("enter", "enter") // nobody has uploaded the certificate in practice
	m2m.wantStep("use-id")
	m2m.shows("The certificate ID is unusual. The ID of this certificate is")
	m2m.explainsItself()
	m2m.harmless()
	m2m.asksBeforeItLeaves()
	m2m.press("esc")
	m2m.wantStep("upload")
	if got := m2m.texts()[steps.KeyCertificateID]; got != "NPMnRyPg" {
		t.Errorf("the certificate ID is %q", got)
	}
	m2m.to("test") // which uploads the certificate and takes the right ID
}
