package journeys

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func testFacts() steps.Facts { return steps.Facts{Now: testNow, Taken: []string{"acme"}} }

func names(w *steps.Walk) string {
	marks, _ := w.Progress()
	var all []string
	for _, m := range marks {
		all = append(all, m.Name)
	}
	return strings.Join(all, " ")
}

// guarded are the steps of the walk that depend on the answers. A step without a
// guard is in every walk, and a new one changes nothing here.
func guarded(w *steps.Walk) string {
	var all []string
	for _, step := range w.Flow().Steps {
		if step.When != nil && step.Applies(w.State()) {
			all = append(all, step.Name)
		}
	}
	return strings.Join(all, " ")
}

// The golden walks: which screens a person sees for what they answered.
func TestWalksOfSetup(t *testing.T) {
	for _, tc := range []struct {
		name    string
		answers map[string]string
		want    string
	}{
		{"TBA over REST", map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest"},
			"token passphrase"},
		{"TBA over SOAP", map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "soap"},
			"wsdl wsdl-url token passphrase"},
		{"TBA with HMAC-SHA1", map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest", steps.KeySignatureAlgorithm: "HMAC-SHA1"},
			"token passphrase"},
		{"TBA by the browser", map[string]string{steps.KeyMethod: "tba", steps.KeySurfaces: "rest", steps.KeyTokenBy: steps.ByBrowser},
			"ask-token allow passphrase"},
		{"M2M with a new key", map[string]string{steps.KeyMethod: "m2m", steps.KeySurfaces: "rest"},
			"key-pair upload passphrase"},
		{"M2M, uploaded with the browser", map[string]string{steps.KeyMethod: "m2m", steps.KeySurfaces: "rest", steps.KeyUploadBy: steps.ByBrowser},
			"key-pair ask-upload allow-upload passphrase"},
		{"a person signs in", map[string]string{steps.KeyMethod: "code", steps.KeySurfaces: "rest"},
			"ask-code allow-code passphrase"},
		{"M2M with a key of one's own", map[string]string{steps.KeyMethod: "m2m", steps.KeySurfaces: "rest", steps.KeyKeyType: "existing"},
			"existing-key jwt upload passphrase"},
		{"M2M, key file named", map[string]string{steps.KeyMethod: "m2m", steps.KeySurfaces: "rest", steps.KeyKeyFile: "k.pem"},
			"existing-key jwt upload passphrase"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := steps.NewState(testFacts())
			for key, text := range tc.answers {
				s = s.With(key, text)
			}
			if got := guarded(steps.NewWalk(steps.Env{}, setup.Setup(), s)); got != tc.want {
				t.Errorf("steps\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestStepsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, flow := range steps.Flows() {
		for _, step := range flow.AllSteps() {
			if seen[flow.Name+step.Name] {
				t.Errorf("%s: two steps are named %s", flow.Name, step.Name)
			}
			seen[flow.Name+step.Name] = true
			if len(step.Title) > 16 {
				t.Errorf("%s: title %q is wider than the stepper", step.Name, step.Title)
			}
			for _, method := range []string{"tba", "m2m", "code"} {
				page := step.Doc(steps.NewState(testFacts()).With(steps.KeyMethod, method))
				if page.Title == "" || page.Why == "" {
					t.Errorf("%s: its page has no title or no text", step.Name)
				}
			}
			for _, f := range step.Fields {
				if f.Key == "" || f.Label == "" {
					t.Errorf("%s: a field without key or label", step.Name)
				}
				if (f.Kind == steps.Choice || f.Kind == steps.Multi) != (f.Options != nil) {
					t.Errorf("%s: options and kind do not agree", f.Key)
				}
				if !explained(step, f.Key) {
					t.Errorf("%s: ? has nothing to say of %s", step.Name, f.Key)
				}
			}
		}
	}
}

func explained(step steps.Step, key string) bool {
	for _, method := range []string{"tba", "m2m", "code"} {
		if step.Doc(steps.NewState(testFacts()).With(steps.KeyMethod, method)).Explain[key] != "" {
			return true
		}
	}
	return false
}

func TestBackKeepsWhatWasTyped(t *testing.T) {
	w := steps.NewWalk(steps.Env{}, setup.Setup(), steps.NewState(testFacts()))
	account := w.Fields()[0]
	w.Set(account, "../evil")
	if err := w.Next(); err != steps.ErrProblems {
		t.Fatalf("went on with %q: %v", "../evil", err)
	}
	if got := w.Text(account); got != "../evil" {
		t.Errorf("the refused text is gone: %q", got)
	}
	w.Set(account, "1234567-sb1")
	if err := w.Next(); err != nil {
		t.Fatal(err)
	}
	w.Set(w.Fields()[0], "alumio")
	if !w.Back() || w.Step().Name != "account" || w.Text(account) != "1234567-sb1" {
		t.Errorf("back: at %s with %q", w.Step().Name, w.Text(account))
	}
	if err := w.Next(); err != nil || w.Text(w.Fields()[0]) != "alumio" {
		t.Errorf("the answer on the step that was left is gone: %v", err)
	}
	if w.Back(); w.Back() {
		t.Error("went back before the first step")
	}
}

func TestDefaultsFollowTheirSources(t *testing.T) {
	w := steps.NewWalk(steps.Env{}, setup.Setup(), steps.NewState(testFacts()))
	account := w.Fields()[0]
	name, _ := steps.FieldOf(steps.KeyName)
	w.Set(account, "1234567")
	w.Set(name, w.Text(name)) // shown and left alone
	w.Set(account, "7654321_SB2")
	if got := w.Text(name); got != "7654321-sb2" {
		t.Errorf("the name still follows the old account: %q", got)
	}
}

func TestChangedAnswersDropWhatWasDerived(t *testing.T) {
	s := steps.NewState(testFacts()).With(steps.KeyKeyType, "p256").With(steps.KeyJWTAlgorithm, "ES256").With(steps.KeyCertificateID, "x")
	f, _ := steps.FieldOf(steps.KeyKeyType)
	s = s.Set(f, "rsa3072")
	if got := s.Value(steps.KeyJWTAlgorithm); got != "PS256" {
		t.Errorf("algorithm after the change to RSA: %q", got)
	}
	if _, ok := s.Answer(steps.KeyCertificateID); ok {
		t.Error("the certificate ID of the old key was kept")
	}
}

func TestStateIsAValue(t *testing.T) {
	a := steps.NewState(testFacts()).With(steps.KeyAccount, "1")
	b := a.With(steps.KeyAccount, "2").WithSecret(steps.KeyTokenSecret, secret.New("x"))
	if a.Value(steps.KeyAccount) != "1" || !a.Secret(steps.KeyTokenSecret).IsEmpty() || b.Value(steps.KeyAccount) != "2" {
		t.Error("changing a copy changed the original")
	}
}

func TestAuditNamesEverythingAtOnce(t *testing.T) {
	err := steps.Audit(setup.Setup(), steps.NewState(testFacts()).With(steps.KeyMethod, "tba").With(steps.KeyAccount, "1234567.evil.com"))
	if err == nil {
		t.Fatal("no complaint about an empty set-up")
	}
	for _, key := range []string{steps.KeyConsumerKey, steps.KeyConsumerSecret, steps.KeyTokenID, steps.KeyTokenSecret, steps.KeyPassphrase, "account: "} {
		if !strings.Contains(err.Error(), key) {
			t.Errorf("%s is not named in %q", key, err)
		}
	}
}

func TestNamesThatAreTaken(t *testing.T) {
	s := steps.NewState(testFacts()).With(steps.KeyAccount, "1234567")
	if f := setup.CheckName(s, "acme"); !strings.Contains(f.Problem, "already") {
		t.Errorf("a taken name: %+v", f)
	}
	s.Facts.Taken = []string{"1234567", "1234567-2"}
	if got := s.Value(steps.KeyName); got != "1234567-3" {
		t.Errorf("default name %q", got)
	}
}

func TestDefaultInterfacesAvoidSOAPWhereTheyCan(t *testing.T) {
	for consumer, want := range map[string]string{"other": "rest,restlet", "alumio": "rest,restlet", "jitterbit": "soap,restlet"} {
		if got := steps.NewState(testFacts()).With(steps.KeyProduct, consumer).Value(steps.KeySurfaces); got != want {
			t.Errorf("%s: %q, want %q", consumer, got, want)
		}
	}
}

func TestRemovedWSDLVersionsAreNotOfferedAndRefusedWithTheReason(t *testing.T) {
	s := steps.NewState(testFacts()).With(steps.KeyAccount, "1234567")
	f, _ := steps.FieldOf(steps.KeyWSDLVersion)
	for _, o := range f.Options(s) {
		if o.Value == "2019.1" {
			t.Error("2019.1 is offered, which NetSuite switched off with 2026.1")
		}
	}
	finding := setup.CheckWSDL(s, "https://webservices.netsuite.com/wsdl/v2019_1_0/netsuite.wsdl")
	if !strings.Contains(finding.Problem, "2026.1") {
		t.Errorf("the refusal of a removed version: %+v", finding)
	}
	for url, says := range map[string]string{
		"https://evil.com/wsdl/v2025_2_0/netsuite.wsdl":                                "netsuite.com",
		"https://7654321.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl":      "7654321",
		"http://1234567.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl":       "https",
		"https://1234567.suitetalk.api.netsuite.com.evil.com/wsdl/v2025_2_0/x.wsdl":    "netsuite.com",
		"https://user@1234567.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl": "",
	} {
		if got := setup.CheckWSDL(s, url).Problem; got == "" || !strings.Contains(got, says) {
			t.Errorf("%s: %q, want something with %q", url, got, says)
		}
	}
	if got := setup.CheckWSDL(s, "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"); got.Problem != "" {
		t.Errorf("the general host was refused: %s", got.Problem)
	}
}

// TestNothingApplies: a walk that has nothing to ask has ended, and its step is empty.
func TestNothingApplies(t *testing.T) {
	never := func(steps.State) bool { return false }
	for _, flow := range []steps.Flow{{Name: "empty"}, {Name: "none", Steps: []steps.Step{{Name: "a", When: never}}}} {
		w := steps.NewWalk(steps.Env{}, flow, steps.NewState(steps.Facts{}))
		if !w.Ended() || w.Step().Name != "" || len(w.Fields()) > 0 || w.CanBack() || w.Back() || w.GoTo("a") {
			t.Errorf("%s: ended %v at %q", flow.Name, w.Ended(), w.Step().Name)
		}
		if _, waits := w.Waiting(); waits || w.Closing() {
			t.Errorf("%s waits", flow.Name)
		}
	}
}

// TestTraits: a field depends on other fields that exist, and belongs to a known group.
func TestTraits(t *testing.T) {
	groups := map[steps.Group]bool{"": true, steps.GroupTBA: true, steps.GroupM2M: true, steps.GroupSOAP: true, steps.GroupConnect: true, steps.GroupCalls: true}
	for _, f := range steps.Fields() {
		for _, key := range f.DependsOn {
			if _, ok := steps.FieldOf(key); !ok || key == f.Key {
				t.Errorf("%s depends on %q", f.Key, key)
			}
		}
		if !groups[f.Group] {
			t.Errorf("%s: group %q", f.Key, f.Group)
		}
	}
}
