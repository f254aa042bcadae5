package journeys

import (
	"testing"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
)

// fullProfile returns a connection of the method with a value in every field
// that the method has.
func fullProfile(t *testing.T, method profile.Method) profile.Profile {
	t.Helper()
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "suitekey acme", From: testNow, Days: 100})
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{Method: method}
	texts := map[string]string{
		"account": "1234567_SB1", "method": string(method), "surfaces": "rest,soap,connect", "timeout": "60", "retries": "2", "retry_interval": "3",
		"wsdl": "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl", "key_type": "p256", "private_key": key.PEM().Reveal(),
		"certificate": certificate.PEM(), "certificate_id": certificate.ID(),
	}
	for _, f := range profile.Fields() {
		text := texts[f.Key]
		if text == "" {
			text = "text-" + f.Key
		}
		if !f.For(method) {
			continue
		}
		switch v := f.At(&p).(type) {
		case *secret.Secret:
			*v = secret.New(text)
		case *time.Time:
			*v = testNow
		case *[]time.Time:
			*v = []time.Time{testNow}
		case *profile.Tested:
			v.At = testNow
		case **profile.Profile:
			*v = &profile.Profile{Name: "acme", Method: profile.TBA}
		default:
			if err := f.SetText(&p, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	return p
}

var allMethods = []profile.Method{profile.TBA, profile.M2M, profile.Code}

// TestJourneyKeepsEveryField fails when a journey about a saved connection loses
// a field: what About reads, Profile has to give back.
func TestJourneyKeepsEveryField(t *testing.T) {
	for _, method := range allMethods {
		p := fullProfile(t, method)
		s, err := steps.StateFromProfile(steps.Facts{Now: testNow.Add(time.Hour)}, p)
		if err != nil {
			t.Fatal(err)
		}
		answers, got := steps.PlainAnswers(p), s.Profile()
		for _, f := range profile.Fields() {
			if !f.Same(&p, &got) {
				t.Errorf("%s: the journey loses %s (steps.About, State.Profile)", method, f.Key)
			}
			_, answered := answers[f.Key]
			if want := f.Origin == profile.Answer && f.For(method) && !f.IsSecret(); answered != want {
				t.Errorf("%s: PlainAnswers has %s: %v, want %v", method, f.Key, answered, want)
			}
		}
	}
}

// TestOtherMethodsLeaveNothing: a connection keeps no value of the method that
// it has left.
func TestOtherMethodsLeaveNothing(t *testing.T) {
	for _, from := range allMethods {
		for _, to := range allMethods {
			p := fullProfile(t, from)
			s, err := steps.StateFromProfile(steps.Facts{}, p)
			if err != nil {
				t.Fatal(err)
			}
			got := s.With(steps.KeyMethod, string(to)).Profile()
			for _, f := range profile.Fields() {
				if !f.For(to) && !f.IsZero(&got) {
					t.Errorf("from %s to %s: %s is left", from, to, f.Key)
				}
			}
		}
	}
}

// TestChangeSavesWhatItAsks fails when "change" asks for an answer that it does
// not save, or saves a part that it does not offer.
func TestChangeSavesWhatItAsks(t *testing.T) {
	confirmations := map[string]bool{steps.KeyName: true, steps.KeyChange: true, steps.KeyAcceptSHA1: true, steps.KeyUsePair: true}
	for _, f := range Change().Fields() {
		if PartOf(f.Key) == "" && !confirmations[f.Key] {
			t.Errorf("change asks for %s and does not save it: give it a part in core/profile/fields.go", f.Key)
		}
	}
	offered := map[string]bool{}
	for _, part := range parts(steps.State{}) {
		offered[part.Value] = true
	}
	for _, f := range profile.Fields() {
		if f.Part != "" && !offered[f.Part] {
			t.Errorf("%s belongs to the part %q, which change does not offer", f.Key, f.Part)
		}
	}
}
