package setup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"suitekey/core/m2m"
	"suitekey/steps"
)

func MakesKey(s steps.State) bool {
	return steps.IsM2M(s) && s.Value(steps.KeyKeyType) != steps.ExistingKey
}

func KeyTypeStep() steps.Step {
	return steps.Step{
		Name: "key", Title: "Key", When: steps.IsM2M, Doc: keyPage, FixedBy: "renew",
		Fields: []steps.Field{
			{
				Key: steps.KeyKeyType, Group: steps.GroupM2M, OnChange: steps.State.ForgetKey,
				Label: "Key pair", Kind: steps.Choice,
				Default: defaultKeyType, Options: keyTypeOptions, Check: checkKeyType,
			},
			{
				Key: steps.KeyCertificateDays, Group: steps.GroupM2M, OnChange: steps.State.ForgetCertificate,
				Label: "Certificate valid for days", Kind: steps.Number,
				When:    MakesKey,
				Default: steps.LongestDays,
				Check:   checkNumber(1, m2m.MaxDays, "NetSuite shortens longer ones to two years"),
			},
		},
		OnNext: func(env steps.Env, s steps.State) {
			switch {
			case !MakesKey(s):
				env.Keys.Cancel()
			case !hasKey(s):
				env.Keys.Start(s.KeyType())
			}
		},
	}
}

var keyText = steps.Doc("key")

// keyPage explains the choice, with the openssl command that makes the same.
func keyPage(s steps.State) steps.Page {
	page := keyText(s)
	command := m2m.OpenSSLCommand(s.KeyType(), "suitekey "+s.Value(steps.KeyName), s.Number(steps.KeyCertificateDays))
	if !MakesKey(s) || command == "" {
		return page
	}
	page.Explain = maps.Clone(page.Explain)
	page.Explain[""] = "openssl makes the same with this command: " + command
	return page
}

// defaultKeyType is the first type that the product takes, or a file when one
// was given.
func defaultKeyType(s steps.State) string {
	if _, given := s.Answer(steps.KeyKeyFile); given {
		return steps.ExistingKey
	}
	types := s.Product().KeyTypes
	if len(types) == 0 || slices.Contains(types, string(m2m.DefaultKeyType)) {
		types = append([]string{string(m2m.DefaultKeyType)}, types...)
	}
	for _, t := range append(slices.Clone(types), texts(m2m.KeyTypes())...) {
		if s.Facts.Policy.Key(m2m.KeyType(t)) == "" {
			return t
		}
	}
	return types[0] // the policy allows no type: each choice gives the reason
}

func keyTypeOptions(s steps.State) []steps.Option {
	var options []steps.Option
	for _, t := range m2m.KeyTypes() {
		option := steps.Option{Value: string(t), Label: "New " + t.Name()}
		switch {
		case s.Facts.Policy.Key(t) != "":
			option.Note = "not allowed by your organisation's policy"
		case string(t) == defaultKeyType(steps.NewState(s.Facts).With(steps.KeyProduct, s.Value(steps.KeyProduct))):
			option.Note = "recommended"
		case t.IsRSA():
			option.Note = "takes some seconds to make"
		}
		options = append(options, option)
	}
	return append(options, steps.Option{Value: steps.ExistingKey, Label: "My own key", Note: "PEM, PFX or Java keystore"})
}

func checkKeyType(s steps.State, text string) steps.Finding {
	if c := s.Product(); text != steps.ExistingKey && len(c.KeyTypes) > 0 && !slices.Contains(c.KeyTypes, text) {
		return steps.Finding{Warning: fmt.Sprintf("suitekey does not know whether %s supports this type of key.", c.Name)}
	}
	return steps.Finding{}
}

func texts[T ~string](values []T) []string {
	plain := make([]string, 0, len(values))
	for _, value := range values {
		plain = append(plain, string(value))
	}
	return plain
}

// checkNumber accepts whole numbers from low to high; why explains the limit.
func checkNumber(low, high int, why string) func(steps.State, string) steps.Finding {
	return func(_ steps.State, text string) steps.Finding {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return steps.Finding{Problem: fmt.Sprintf("Type a whole number from %d to %d (%s).", low, high, why)}
		}
		return steps.Finding{}
	}
}

func JWTStep() steps.Step {
	return steps.Step{
		Name: "jwt", Title: "Algorithm", When: choosesAlgorithm, Doc: steps.Doc("jwt"),
		Fields: []steps.Field{{
			Key: steps.KeyJWTAlgorithm, Group: steps.GroupM2M, DependsOn: []string{steps.KeyKeyType, steps.KeyKeyFile},
			Label: "Algorithm of the assertion", Kind: steps.Choice,
			Default: defaultAlgorithm,
			Options: func(s steps.State) []steps.Option {
				var options []steps.Option
				for _, a := range PossibleAlgorithms(s) {
					option := steps.Option{Value: string(a), Label: string(a)}
					if option.Value == defaultAlgorithm(s) {
						option.Note = "recommended"
					}
					options = append(options, option)
				}
				return options
			},
			Check: func(s steps.State, text string) steps.Finding {
				if c := s.Product(); len(c.Algorithms) > 0 && !slices.Contains(c.Algorithms, text) {
					return steps.Finding{Warning: fmt.Sprintf("suitekey does not know whether %s supports this algorithm.", c.Name)}
				}
				return steps.Finding{}
			},
		}},
	}
}

// choosesAlgorithm skips the question if the key allows only one algorithm.
func choosesAlgorithm(s steps.State) bool {
	if !steps.IsM2M(s) {
		return false
	}
	_, given := s.Answer(steps.KeyJWTAlgorithm)
	return given || len(PossibleAlgorithms(s)) > 1
}

// PossibleAlgorithms returns the algorithms for the key, or all algorithms if the key file
// is not read yet.
func PossibleAlgorithms(s steps.State) []m2m.Algorithm {
	if steps.BringsKey(s) && s.Key.IsZero() {
		return m2m.Algorithms()
	}
	return s.KeyType().Algorithms()
}

// defaultAlgorithm returns the first algorithm that the key and the product support.
func defaultAlgorithm(s steps.State) string {
	fitting := PossibleAlgorithms(s)
	for _, wanted := range [][]string{s.Product().Algorithms, texts(fitting)} {
		for _, a := range fitting {
			if slices.Contains(wanted, string(a)) && s.Facts.Policy.Algorithm(string(a)) == "" {
				return string(a)
			}
		}
	}
	return string(fitting[0])
}

func KeyPairStep() steps.Step {
	return steps.Step{
		Name: "key-pair", Title: "Key pair", When: MakesKey, Doc: steps.Doc("key-pair"),
		Work: MakePair, Done: HasPair, Show: showPair,
	}
}

// ClockSlack is the tolerated difference between this computer's clock and NetSuite's:
// a new certificate is already valid on NetSuite's clock.
const ClockSlack = 5 * time.Minute

// MakePair makes a missing key or certificate. Returning to this step keeps the pair.
func MakePair(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if !hasKey(s) {
		report(steps.Progress{Text: "Making the " + s.KeyType().Name() + " key pair"})
		key, err := env.Keys.Take(ctx, s.KeyType())
		if err != nil {
			return s, fmt.Errorf("making the key pair: %w", err)
		}
		s.Key = key
		s.Certificate = steps.NoCertificate
	}
	if s.Certificate.IsZero() {
		cert, err := m2m.SelfSign(s.Key, m2m.CertificateOptions{
			CommonName: "suitekey " + s.Value(steps.KeyName), From: env.Now().Add(-ClockSlack), Days: s.Number(steps.KeyCertificateDays),
		})
		if err != nil {
			return s, fmt.Errorf("signing the certificate: %w", err)
		}
		s.Certificate, s.CertificateFile, s.PageFile = cert, "", ""
	}
	return WriteCertificate(env, s)
}

// WriteCertificate writes the certificate to a folder for the browser, together with the
// page for the administrator.
func WriteCertificate(env steps.Env, s steps.State) (steps.State, error) {
	path, err := env.WriteCertificate(s.Value(steps.KeyName), s.Certificate.PEM())
	if err != nil {
		return s, fmt.Errorf("writing the certificate for the upload: %w", err)
	}
	s.CertificateFile = path
	return WriteHandOff(env, s)
}

// hasKey reports whether the state has a key of the wanted type.
func hasKey(s steps.State) bool { return !s.Key.IsZero() && s.Key.Type() == s.KeyType() }

func HasPair(s steps.State) bool { return hasKey(s) && !s.Certificate.IsZero() }

// showPair describes a key of the person's own, and a certificate that has a fault. A new
// pair needs no look: the upload shows its certificate.
func showPair(s steps.State) []string {
	origin := " key pair, stored only in the encrypted vault"
	if steps.BringsKey(s) {
		origin = " key, copied from your file; suitekey stores it in the encrypted vault"
	} else if len(s.Certificate.Check(s.Facts.Now)) == 0 {
		return nil
	}
	lines := []string{
		s.Key.Type().Name() + origin,
		"certificate valid until " + Day(s.Certificate.Ends()),
		"certificate ID " + s.Certificate.ID(),
		"certificate for the upload: " + s.CertificateFile,
	}
	for _, finding := range s.Certificate.Check(s.Facts.Now) {
		lines = append(lines, steps.Sentence(errors.New(finding.Text)))
	}
	return lines
}

func Day(t time.Time) string { return t.Format("2 January 2006") }
