package steps

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// StateFromProfile starts a journey about a saved connection. The saved values are the
// answers, so a journey asks only for the values that change.
func StateFromProfile(facts Facts, p profile.Profile) (State, error) {
	s := NewState(facts)
	s.Former = p
	for key, text := range PlainAnswers(p) {
		s = s.With(key, text)
	}
	for _, f := range profile.Fields() {
		if value := f.Secret(&p); f.Origin == profile.Answer && !value.IsEmpty() {
			s = s.WithSecret(f.Key, value)
		}
	}
	s.RefreshToken, s.RefreshUntil = p.RefreshToken, p.RefreshUntil
	s.Refusals = slices.Clone(p.Refusals)
	if p.Method != profile.M2M {
		return s, nil
	}
	var err error
	if s.Key, err = m2m.ParseKey(p.PrivateKey, secret.Secret{}); err != nil {
		return s, fmt.Errorf("reading the private key of %s: %w", p.Name, err)
	}
	if s.Certificate, err = m2m.ParseCertificate([]byte(p.Certificate)); err != nil {
		return s, fmt.Errorf("reading the certificate of %s: %w", p.Name, err)
	}
	return s, nil
}

// PlainAnswers returns the answers that make p, except the secret ones.
func PlainAnswers(p profile.Profile) map[string]string {
	answers := map[string]string{KeyWSDLVersion: wsdlVersion(p.WSDL)}
	for _, f := range profile.Fields() {
		if f.Origin == profile.Answer {
			answers[f.Key] = f.Text(&p)
		}
	}
	maps.DeleteFunc(answers, func(_, text string) bool { return text == "" })
	return answers
}

// AboutChosen makes s a journey about the connection that its first step asked for.
func AboutChosen(env Env, s State) (State, error) {
	p, err := env.Vault.Load(s.Value(KeyName))
	if err != nil {
		return s, err
	}
	about, err := StateFromProfile(s.Facts, p)
	if err != nil {
		return s, err
	}
	for key, text := range s.answers.all() { // answers that were given before the connection was chosen
		about = about.With(key, text)
	}
	for key, value := range s.secrets.all() {
		about = about.WithSecret(key, value)
	}
	return about, nil
}

func wsdlVersion(url string) string {
	w, err := account.ParseWSDL(url)
	if err != nil {
		return ""
	}
	return string(w.Version)
}

// DraftFor names the draft of a journey about the connection name: "acme.renew".
func DraftFor(name, flow string) string {
	const longest = 63 // profile.CheckName
	if room := longest - 1 - len(flow); len(name) > room {
		name = strings.TrimRight(name[:room], ".-_")
	}
	return name + "." + flow
}

// AlreadySaved reports whether the vault already has the result of the journey, because an
// earlier run was interrupted after saving.
func AlreadySaved(s State) bool {
	return s.Former.Name != "" && len(profile.Diff(s.Former, s.Profile())) == 0
}

// ReplaceSaved replaces s.Former by p in the vault and returns s with the stored profile as
// Former. It writes nothing if p and s.Former are equal.
func ReplaceSaved(env Env, s State, p profile.Profile, journey string) (State, error) {
	if changed := profile.Diff(s.Former, p); len(changed) > 0 {
		if err := env.Vault.Replace(p, journey, changed); err != nil {
			return s, err
		}
	}
	now, err := env.Vault.Load(p.Name)
	if err != nil {
		return s, err
	}
	s.Former = now
	return s, nil
}

// ErrUntested prevents saving a connection that has not passed the test.
var ErrUntested = errors.New("saving the connection: it has not passed the test; go back and run the test")
