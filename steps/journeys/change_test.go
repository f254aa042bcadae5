package journeys

import (
	"context"
	"errors"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// The golden walks: what is asked, for what is to change.
func TestWalksOfChange(t *testing.T) {
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "suitekey acme", From: testNow, Days: 100})
	if err != nil {
		t.Fatal(err)
	}
	byCertificate := func(p *profile.Profile) {
		p.Method, p.PrivateKey, p.Certificate = profile.M2M, key.PEM(), certificate.PEM()
		p.KeyType, p.JWTAlgorithm, p.CertificateID, p.TokenID = "p256", "ES256", certificate.ID(), ""
		p.Scopes = []string{"rest_webservices", "restlets"}
	}
	for _, tc := range []struct {
		name    string
		change  func(*profile.Profile)
		answers map[string]string
		want    string
	}{
		{"a time-out", nil, map[string]string{steps.KeyTimeout: "60"}, "change timeout retry test save"},
		{"SOAP besides", nil, map[string]string{steps.KeySurfaces: "rest,soap"}, "change surfaces wsdl wsdl-url test save"},
		{"record types", nil, map[string]string{steps.KeyRecords: "customer"}, "change records test save"},
		{"the old algorithm", nil, map[string]string{steps.KeySignatureAlgorithm: "HMAC-SHA1", steps.KeyAcceptSHA1: "yes"}, "change algorithm sha1 test save"},
		{"scopes", byCertificate, map[string]string{steps.KeyScopes: "restlets"}, "change scopes test save"},
		{"notes and product", byCertificate, map[string]string{steps.KeyRole: "1000", steps.KeyProduct: "workato"}, "change consumer role test save"},
		{"what is named", nil, map[string]string{steps.KeyChange: "integration,calls"}, "change integration timeout retry test save"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := savedTBA(t, tc.change)
			s, err := steps.StateFromProfile(steps.Facts{Now: testNow, Saved: []profile.Profile{p}}, p)
			if err != nil {
				t.Fatal(err)
			}
			walk := steps.NewWalk(steps.Env{}, Change(), steps.Given{Answers: tc.answers}.Apply(s))
			if got := names(walk); got != tc.want {
				t.Errorf("steps\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestAChangeTouchesNothingElse(t *testing.T) {
	env, world, vault := practice(t)
	before := saveOne(t, env, tbaAnswers(world.Practice()), vault)
	change := func(g steps.Given) error {
		s, err := steps.StateFromProfile(savedFacts(vault), vault.profiles[before.Name])
		if err != nil {
			t.Fatal(err)
		}
		_, err = steps.Run(context.Background(), steps.NewWalk(env, Change(), g.Apply(s)), nil)
		return err
	}
	if err := change(steps.Given{Answers: map[string]string{steps.KeyProduct: "workato", steps.KeyRetries: "2"}}); err != nil {
		t.Fatal(err)
	}
	after := vault.profiles[before.Name]
	if got := strings.Join(profile.Diff(before, after), " "); got != "consumer retries" {
		t.Errorf("changed: %s", got)
	}
	if len(vault.drafts) > 0 {
		t.Error("the draft of a finished change stays behind")
	}
	var failed *setup.TestFailed
	wrong := steps.Given{Secrets: map[string]secret.Secret{steps.KeyConsumerSecret: secret.New(strings.Repeat("0", 64))}}
	if err := change(wrong); !errors.As(err, &failed) {
		t.Fatalf("a wrong consumer secret: %v", err)
	}
	if now := vault.profiles[before.Name]; len(profile.Diff(after, now)) > 0 {
		t.Error("what failed the test was saved")
	}
}

// A change that was killed at any moment is finished by the next run, also after
// the connection was stored and before the draft was removed.
func TestAnInterruptedChangeIsFinished(t *testing.T) {
	for cut, done := 0, false; !done; cut++ {
		env, world, vault := practice(t)
		before := saveOne(t, env, tbaAnswers(world.Practice()), vault)
		given := steps.Given{Answers: map[string]string{steps.KeyRetries: "2"}}
		s, err := steps.StateFromProfile(savedFacts(vault), vault.profiles[before.Name])
		if err != nil {
			t.Fatal(err)
		}
		off := power{left: cut}
		dark := env
		dark.Vault = darkVault{env.Vault, &off}
		walk := steps.NewWalk(dark, Change(), given.Apply(s))
		_, err, killed := off.until(walk)
		if err != nil {
			t.Fatal(err)
		}
		done = !killed
		draft, kept := vault.drafts[walk.DraftName()]
		if kept {
			again, err := resume(env, Change(), savedFacts(vault), draft, given)
			if err != nil {
				t.Fatal(err)
			}
			if outcome, err := steps.Run(context.Background(), again, nil); err != nil || outcome != steps.Done {
				t.Errorf("killed at checkpoint %d: the next run ends with %v, %v", cut, outcome, err)
			}
			if vault.profiles[before.Name].Retries != 2 || len(vault.drafts) > 0 {
				t.Errorf("killed at checkpoint %d: retries %d, %d drafts", cut, vault.profiles[before.Name].Retries, len(vault.drafts))
			}
		}
	}
}

func TestWhatADraftIs(t *testing.T) {
	env, world, vault := practice(t)
	p := saveOne(t, env, tbaAnswers(world.Practice()), vault)
	s, err := steps.StateFromProfile(steps.Facts{Now: clocktest.Now(), Saved: []profile.Profile{p}}, p)
	if err != nil {
		t.Fatal(err)
	}
	for flow, want := range map[string]string{
		"change": "change of " + p.Name, "migrate": "migration of " + p.Name,
		"retoken": "new tokens for " + p.Account.Realm(), "renew": "renewal of " + p.Name, "setup": "set-up for " + p.Account.Realm(),
	} {
		for _, f := range steps.Flows() {
			if f.Name != flow {
				continue
			}
			walk := steps.NewWalk(env, f, s)
			data, err := walk.Draft()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := steps.ReadDraft(data); err != nil || got.What != want || got.Flow != flow || got.Kept.IsZero() {
				t.Errorf("%s: %+v, %v", flow, got, err)
			}
			if Discarding(walk) == "" {
				t.Errorf("%s: nothing is said of discarding it", flow)
			}
		}
	}
}
