package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"suitekey/core/m2m"
)

// existingKey is the answer to the key type when a pair is brought along.
const existingKey = "existing"

func bringsKey(s State) bool { return isM2M(s) && s.Value(KeyKeyType) == existingKey }
func makesKey(s State) bool  { return isM2M(s) && s.Value(KeyKeyType) != existingKey }

func keyTypeStep() Step {
	return Step{
		Name: "key", Title: "Key", When: isM2M, Doc: doc("key"), FixedBy: renewName,
		Fields: []Field{
			{
				Key: KeyKeyType, Group: GroupM2M, OnChange: State.forgetKey,
				Label: "Key pair", Kind: Choice,
				Default: defaultKeyType, Options: keyTypeOptions, Check: checkKeyType,
			},
			{
				Key: KeyCertificateDays, Group: GroupM2M, OnChange: State.forgetCertificate,
				Label: "Days until the certificate expires", Kind: Number,
				When:    makesKey,
				Default: longestDays,
				Check:   checkNumber(1, m2m.MaxDays, "NetSuite shortens longer ones to two years"),
			},
		},
		OnNext: func(env Env, s State) {
			switch {
			case !makesKey(s):
				env.Keys.Cancel()
			case !hasKey(s):
				env.Keys.Start(s.KeyType())
			}
		},
	}
}

// defaultKeyType is the first type that the product takes, or a file when one
// was given.
func defaultKeyType(s State) string {
	if _, given := s.Answer(KeyKeyFile); given {
		return existingKey
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
	return types[0] // no key is right: each choice says why
}

func keyTypeOptions(s State) []Option {
	var options []Option
	for _, t := range m2m.KeyTypes() {
		option := Option{Value: string(t), Label: "New " + t.Name()}
		switch {
		case s.Facts.Policy.Key(t) != "":
			option.Note = "not allowed by your organisation's policy"
		case string(t) == defaultKeyType(State{Facts: s.Facts, answers: map[string]string{KeyProduct: s.Value(KeyProduct)}}):
			option.Note = "recommended"
		case t.IsRSA():
			option.Note = "takes some seconds to make"
		}
		options = append(options, option)
	}
	return append(options, Option{Value: existingKey, Label: "A key and certificate that I have", Note: "PEM files"})
}

func checkKeyType(s State, text string) Finding {
	if c := s.Product(); text != existingKey && len(c.KeyTypes) > 0 && !slices.Contains(c.KeyTypes, text) {
		return Finding{Warning: fmt.Sprintf("%s is not known to take this kind of key.", c.Name)}
	}
	return Finding{}
}

func texts[T ~string](values []T) []string {
	plain := make([]string, 0, len(values))
	for _, value := range values {
		plain = append(plain, string(value))
	}
	return plain
}

// checkNumber accepts whole numbers from low to high; why explains the limit.
func checkNumber(low, high int, why string) func(State, string) Finding {
	return func(_ State, text string) Finding {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return Finding{Problem: fmt.Sprintf("A whole number from %d to %d is needed (%s).", low, high, why)}
		}
		return Finding{}
	}
}

func jwtStep() Step {
	return Step{
		Name: "jwt", Title: "Algorithm", When: choosesAlgorithm, Doc: doc("jwt"),
		Fields: []Field{{
			Key: KeyJWTAlgorithm, Group: GroupM2M, DependsOn: []string{KeyKeyType, KeyKeyFile},
			Label: "Algorithm of the assertion", Kind: Choice,
			Default: defaultAlgorithm,
			Options: func(s State) []Option {
				var options []Option
				for _, a := range possibleAlgorithms(s) {
					option := Option{Value: string(a), Label: string(a)}
					if option.Value == defaultAlgorithm(s) {
						option.Note = "recommended"
					}
					options = append(options, option)
				}
				return options
			},
			Check: func(s State, text string) Finding {
				if c := s.Product(); len(c.Algorithms) > 0 && !slices.Contains(c.Algorithms, text) {
					return Finding{Warning: fmt.Sprintf("%s is not known to take this algorithm.", c.Name)}
				}
				return Finding{}
			},
		}},
	}
}

// choosesAlgorithm leaves the question out where the key has one answer to it.
func choosesAlgorithm(s State) bool {
	if !isM2M(s) {
		return false
	}
	_, given := s.Answer(KeyJWTAlgorithm)
	return given || len(possibleAlgorithms(s)) > 1
}

// possibleAlgorithms are those that fit the key. Of a key that is yet to be read
// from its file the kind is not known.
func possibleAlgorithms(s State) []m2m.Algorithm {
	if bringsKey(s) && s.Key.IsZero() {
		return m2m.Algorithms()
	}
	return s.KeyType().Algorithms()
}

// defaultAlgorithm is the first that fits the key and that the product takes.
func defaultAlgorithm(s State) string {
	fitting := possibleAlgorithms(s)
	for _, wanted := range [][]string{s.Product().Algorithms, texts(fitting)} {
		for _, a := range fitting {
			if slices.Contains(wanted, string(a)) && s.Facts.Policy.Algorithm(string(a)) == "" {
				return string(a)
			}
		}
	}
	return string(fitting[0])
}

func keyPairStep() Step {
	return Step{
		Name: "key-pair", Title: "Key pair", When: makesKey, Doc: doc("key-pair"),
		Work: makePair, Done: hasPair, Show: showPair,
	}
}

// clockSlack is how far this computer's clock may be ahead of NetSuite's before
// a new certificate is not valid yet over there.
const clockSlack = 5 * time.Minute

// makePair makes what is not there yet: coming back to this step keeps the pair.
func makePair(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if !hasKey(s) {
		report(Progress{Text: "Making the " + s.KeyType().Name() + " key pair"})
		key, err := env.Keys.Take(ctx, s.KeyType())
		if err != nil {
			return s, fmt.Errorf("making the key pair: %w", err)
		}
		s.Key = key
		s.Certificate = certificateNone
	}
	if s.Certificate.IsZero() {
		cert, err := m2m.SelfSign(s.Key, m2m.CertificateOptions{
			CommonName: "suitekey " + s.Value(KeyName), From: env.Now().Add(-clockSlack), Days: s.number(KeyCertificateDays),
		})
		if err != nil {
			return s, fmt.Errorf("signing the certificate: %w", err)
		}
		s.Certificate, s.CertificateFile, s.PageFile = cert, "", ""
	}
	return writeCertificate(env, s)
}

// writeCertificate puts the certificate where a browser finds it, and beside it
// the page for an administrator who does the upload.
func writeCertificate(env Env, s State) (State, error) {
	path, err := env.WriteCertificate(s.Value(KeyName), s.Certificate.PEM())
	if err != nil {
		return s, fmt.Errorf("writing the certificate for the upload: %w", err)
	}
	s.CertificateFile = path
	return WriteHandOff(env, s)
}

// hasKey tells that a key of the wanted kind is at hand.
func hasKey(s State) bool { return !s.Key.IsZero() && s.Key.Type() == s.KeyType() }

func hasPair(s State) bool { return hasKey(s) && !s.Certificate.IsZero() }

func showPair(s State) []string {
	origin := " key pair, kept in the encrypted vault only"
	if bringsKey(s) {
		origin = " key, copied from yours; it will be kept in the encrypted vault"
	}
	lines := []string{
		s.Key.Type().Name() + origin,
		"certificate valid until " + day(s.Certificate.Ends()),
		"certificate ID " + s.Certificate.ID(),
		"certificate for the upload: " + s.CertificateFile,
	}
	for _, finding := range s.Certificate.Check(s.Facts.Now) {
		lines = append(lines, Sentence(errors.New(finding.Text)))
	}
	return lines
}

func day(t time.Time) string { return t.Format("2 January 2006") }
