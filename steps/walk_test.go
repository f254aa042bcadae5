package steps

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
)

var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func testFacts() Facts { return Facts{Now: testNow, Taken: []string{"acme"}} }

func names(w *Walk) string {
	marks, _ := w.Progress()
	var all []string
	for _, m := range marks {
		all = append(all, m.Name)
	}
	return strings.Join(all, " ")
}

// The golden walks: which screens a person sees for what they answered.
func TestWalksOfSetup(t *testing.T) {
	const start, end = "account consumer surfaces method ", " timeout retry test passphrase save"
	for _, tc := range []struct {
		name    string
		answers map[string]string
		want    string
	}{
		{"TBA over REST", map[string]string{KeyMethod: "tba", KeySurfaces: "rest"},
			start + "role integration token algorithm" + end},
		{"TBA over SOAP", map[string]string{KeyMethod: "tba", KeySurfaces: "soap"},
			start + "wsdl wsdl-url role integration token algorithm" + end},
		{"TBA with HMAC-SHA1", map[string]string{KeyMethod: "tba", KeySurfaces: "rest", KeySignatureAlgorithm: "HMAC-SHA1"},
			start + "role integration token algorithm sha1" + end},
		{"TBA by the browser", map[string]string{KeyMethod: "tba", KeySurfaces: "rest", KeyTokenBy: byBrowser},
			start + "role integration ask-token allow algorithm" + end},
		{"M2M with a new key", map[string]string{KeyMethod: "m2m", KeySurfaces: "rest"},
			start + "role integration key key-pair upload scopes" + end},
		{"M2M, uploaded with the browser", map[string]string{KeyMethod: "m2m", KeySurfaces: "rest", KeyUploadBy: byBrowser},
			start + "role integration key key-pair ask-upload allow-upload scopes" + end},
		{"a person signs in", map[string]string{KeyMethod: "code", KeySurfaces: "rest"},
			start + "role integration scopes ask-code allow-code" + end},
		{"M2M with a key of one's own", map[string]string{KeyMethod: "m2m", KeySurfaces: "rest", KeyKeyType: "existing"},
			start + "role integration key existing-key jwt upload scopes" + end},
		{"M2M, key file named", map[string]string{KeyMethod: "m2m", KeySurfaces: "rest", KeyKeyFile: "k.pem"},
			start + "role integration key existing-key jwt upload scopes" + end},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := NewState(testFacts())
			for key, text := range tc.answers {
				s = s.With(key, text)
			}
			if got := names(NewWalk(Env{}, Setup(), s)); got != tc.want {
				t.Errorf("steps\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestStepsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, flow := range Flows() {
		for _, step := range flow.Steps {
			if seen[flow.Name+step.Name] {
				t.Errorf("%s: two steps are named %s", flow.Name, step.Name)
			}
			seen[flow.Name+step.Name] = true
			if len(step.Title) > 16 {
				t.Errorf("%s: title %q is wider than the stepper", step.Name, step.Title)
			}
			for _, method := range []string{"tba", "m2m", "code"} {
				page := step.Doc(NewState(testFacts()).With(KeyMethod, method))
				if page.Title == "" || page.Why == "" {
					t.Errorf("%s: its page has no title or no text", step.Name)
				}
			}
			for _, f := range step.Fields {
				if f.Key == "" || f.Label == "" {
					t.Errorf("%s: a field without key or label", step.Name)
				}
				if (f.Kind == Choice || f.Kind == Multi) != (f.Options != nil) {
					t.Errorf("%s: options and kind do not agree", f.Key)
				}
				if !explained(step, f.Key) {
					t.Errorf("%s: ? has nothing to say of %s", step.Name, f.Key)
				}
			}
		}
	}
}

func explained(step Step, key string) bool {
	for _, method := range []string{"tba", "m2m", "code"} {
		if step.Doc(NewState(testFacts()).With(KeyMethod, method)).Explain[key] != "" {
			return true
		}
	}
	return false
}

func TestBackKeepsWhatWasTyped(t *testing.T) {
	w := NewWalk(Env{}, Setup(), NewState(testFacts()))
	account := w.Fields()[0]
	w.Set(account, "../evil")
	if err := w.Next(); err != ErrProblems {
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
	w := NewWalk(Env{}, Setup(), NewState(testFacts()))
	fields := w.Fields()
	w.Set(fields[0], "1234567")
	w.Set(fields[1], w.Text(fields[1])) // shown and left alone
	w.Set(fields[0], "7654321_SB2")
	if got := w.Text(fields[1]); got != "7654321-sb2" {
		t.Errorf("the name still follows the old account: %q", got)
	}
}

func TestChangedAnswersDropWhatWasDerived(t *testing.T) {
	s := NewState(testFacts()).With(KeyKeyType, "p256").With(KeyJWTAlgorithm, "ES256").With(KeyCertificateID, "x")
	f, _ := fieldOf(KeyKeyType)
	s = s.set(f, "rsa3072")
	if got := s.Value(KeyJWTAlgorithm); got != "PS256" {
		t.Errorf("algorithm after the change to RSA: %q", got)
	}
	if _, ok := s.Answer(KeyCertificateID); ok {
		t.Error("the certificate ID of the old key was kept")
	}
}

func TestStateIsAValue(t *testing.T) {
	a := NewState(testFacts()).With(KeyAccount, "1")
	b := a.With(KeyAccount, "2").WithSecret(KeyTokenSecret, secret.New("x"))
	if a.Value(KeyAccount) != "1" || !a.Secret(KeyTokenSecret).IsEmpty() || b.Value(KeyAccount) != "2" {
		t.Error("changing a copy changed the original")
	}
}

func TestAuditNamesEverythingAtOnce(t *testing.T) {
	err := Audit(Setup(), NewState(testFacts()).With(KeyMethod, "tba").With(KeyAccount, "1234567.evil.com"))
	if err == nil {
		t.Fatal("no complaint about an empty set-up")
	}
	for _, key := range []string{KeyConsumerKey, KeyConsumerSecret, KeyTokenID, KeyTokenSecret, KeyPassphrase, "account: "} {
		if !strings.Contains(err.Error(), key) {
			t.Errorf("%s is not named in %q", key, err)
		}
	}
}

func TestNamesThatAreTaken(t *testing.T) {
	s := NewState(testFacts()).With(KeyAccount, "1234567")
	if f := checkName(s, "acme"); !strings.Contains(f.Problem, "already") {
		t.Errorf("a taken name: %+v", f)
	}
	s.Facts.Taken = []string{"1234567", "1234567-2"}
	if got := s.Value(KeyName); got != "1234567-3" {
		t.Errorf("default name %q", got)
	}
}

func TestDefaultInterfacesAvoidSOAPWhereTheyCan(t *testing.T) {
	for consumer, want := range map[string]string{"other": "rest,restlet", "alumio": "rest,restlet", "jitterbit": "soap,restlet"} {
		if got := NewState(testFacts()).With(KeyProduct, consumer).Value(KeySurfaces); got != want {
			t.Errorf("%s: %q, want %q", consumer, got, want)
		}
	}
}

func TestRemovedWSDLVersionsAreNotOfferedAndRefusedWithTheReason(t *testing.T) {
	s := NewState(testFacts()).With(KeyAccount, "1234567")
	f, _ := fieldOf(KeyWSDLVersion)
	for _, o := range f.Options(s) {
		if o.Value == "2019.1" {
			t.Error("2019.1 is offered, which NetSuite switched off with 2026.1")
		}
	}
	finding := checkWSDL(s, "https://webservices.netsuite.com/wsdl/v2019_1_0/netsuite.wsdl")
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
		if got := checkWSDL(s, url).Problem; got == "" || !strings.Contains(got, says) {
			t.Errorf("%s: %q, want something with %q", url, got, says)
		}
	}
	if got := checkWSDL(s, "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"); got.Problem != "" {
		t.Errorf("the general host was refused: %s", got.Problem)
	}
}

// TestNothingApplies: a walk that has nothing to ask has ended, and its step is empty.
func TestNothingApplies(t *testing.T) {
	never := func(State) bool { return false }
	for _, flow := range []Flow{{Name: "empty"}, {Name: "none", Steps: []Step{{Name: "a", When: never}}}} {
		w := NewWalk(Env{}, flow, NewState(Facts{}))
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
	groups := map[Group]bool{"": true, GroupTBA: true, GroupM2M: true, GroupSOAP: true, GroupCalls: true}
	for _, f := range Fields() {
		for _, key := range f.DependsOn {
			if _, ok := fieldOf(key); !ok || key == f.Key {
				t.Errorf("%s depends on %q", f.Key, key)
			}
		}
		if !groups[f.Group] {
			t.Errorf("%s: group %q", f.Key, f.Group)
		}
	}
}
