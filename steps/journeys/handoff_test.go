package journeys

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/m2m"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// The administrator gets everything that the upload needs, and nothing secret.
func TestHandOffIsCompleteAndHoldsNoSecret(t *testing.T) {
	env, world, _ := practice(t)
	folder := t.TempDir()
	written := ""
	env.WritePage = func(file, text string) (string, error) {
		written = text
		path := filepath.Join(folder, file)
		return path, os.WriteFile(path, []byte(text), 0o600)
	}
	given := m2mAnswers(world.Practice(), "acme", "p256")
	given.Answers[steps.KeyRecords] = "customer,salesOrder"
	given.Answers[steps.KeyEntity], given.Answers[steps.KeyRole] = "Integration User", "Integration\x1b[31m Role\n# evil"
	walk := start(env, given)
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
		t.Fatal(outcome, err)
	}
	s := walk.State()
	if want := filepath.Join(folder, "acme-for-the-administrator.md"); s.PageFile != want {
		t.Errorf("written to %s", s.PageFile)
	}
	if page := setup.HandOff(s); page != written {
		t.Errorf("the page on the screen is not the one in the file:\n%s", page)
	}
	for _, want := range []string{
		"9999901, production", s.Value(steps.KeyConsumerKey), "Integration User", "Role # evil", "rest_webservices, restlets",
		"REST Web Services (Full)", "Lists: Customers (View)", "Transactions: Sales Order (View)", "Reports: SuiteAnalytics Workbook (Edit)", s.Certificate.ID(), strings.TrimSpace(s.Certificate.PEM()), s.Certificate.Fingerprint()[:47],
		"M2M) Setup > Create New", "/app/common/integration/integrapplist.nl", setup.Day(s.Certificate.Ends()),
	} {
		if !strings.Contains(written, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.ContainsAny(written, "\x1b\r") || strings.Contains(written, "PRIVATE KEY") {
		t.Error("the page has what it must not have")
	}
	key := strings.Split(s.Key.PEM().Reveal(), "\n")[1]
	if strings.Contains(written, key) || strings.Contains(written, s.Secret(steps.KeyPassphrase).Reveal()) {
		t.Error("the page holds a secret")
	}
	for _, line := range strings.Split(written, "\n") {
		if len(line) > 90 && !strings.Contains(line, "https://") && !strings.Contains(line, " > ") {
			t.Errorf("too long for a terminal: %s", line)
		}
	}
	_, pem, _ := strings.Cut(written, "```\n")
	if found, err := m2m.ParseCertificate([]byte(strings.TrimSuffix(pem, "```\n"))); err != nil || found.ID() != s.Certificate.ID() {
		t.Errorf("the certificate on the page: %v", err)
	}
	for _, step := range setup.Setup().Steps {
		if step.Name == "upload" && !strings.Contains(step.Do(s)[1].Text, filepath.Base(s.PageFile)) {
			t.Error("the step does not say where the page lies")
		}
	}
	draft, err := walk.Draft()
	if err != nil {
		t.Fatal(err)
	}
	again, err := resume(env, setup.Setup(), testFacts(), draft, steps.Given{})
	if err != nil || again.State().PageFile != s.PageFile {
		t.Errorf("the draft forgot the page: %q, %v", again.State().PageFile, err)
	}
}
