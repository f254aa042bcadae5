package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/secret"
)

// existingKey is the answer to the key type when a pair is brought along.
const existingKey = "existing"

func bringsKey(s State) bool { return isM2M(s) && s.Value(KeyKeyType) == existingKey }
func makesKey(s State) bool  { return isM2M(s) && s.Value(KeyKeyType) != existingKey }

func keyTypeStep() Step {
	return Step{
		Name: "key", Title: "Key", When: isM2M, Doc: doc("key"),
		Fields: []Field{
			{
				Key: KeyKeyType, Label: "Key pair", Kind: Choice,
				Default: defaultKeyType, Options: keyTypeOptions, Check: checkKeyType,
			},
			{
				Key: KeyCertificateDays, Label: "Days until the certificate expires", Kind: Number,
				When:    makesKey,
				Default: longestDays,
				Check:   checkNumber(1, m2m.MaxDays, "NetSuite shortens longer ones to two years"),
			},
		},
		Left: func(env Env, s State) {
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
	types := s.Consumer().KeyTypes
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
		case string(t) == defaultKeyType(State{Facts: s.Facts, answers: map[string]string{KeyConsumer: s.Value(KeyConsumer)}}):
			option.Note = "recommended"
		case t.IsRSA():
			option.Note = "takes some seconds to make"
		}
		options = append(options, option)
	}
	return append(options, Option{Value: existingKey, Label: "A key and certificate that I have", Note: "PEM files"})
}

func checkKeyType(s State, text string) Finding {
	if c := s.Consumer(); text != existingKey && len(c.KeyTypes) > 0 && !slices.Contains(c.KeyTypes, text) {
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

func existingKeyStep() Step {
	return Step{
		Name: "existing-key", Title: "Your key", When: bringsKey, Doc: doc("existing-key"),
		Fields: []Field{
			{Key: KeyKeyFile, Label: "Private key (path, or paste the PEM)", Kind: File, Placeholder: "~/private.pem", Needed: "Name the file of the private key, or paste it."},
			{Key: KeyKeyPassphrase, Label: "Passphrase of the key, if it has one", Kind: Secret, Optional: true, Passphrase: true},
			{Key: KeyCertificateFile, Label: "Certificate (path, or paste the PEM)", Kind: File, Placeholder: "~/public.pem", Needed: "Name the file of the certificate, or paste it."},
		},
		Work: readPair, Done: hasPair, Show: showPair,
	}
}

// Pasted PEM stands in the place of a path: it begins like this.
const pemStart = "-----BEGIN"

// PastedPEM tells whether text is a PEM rather than a path. Such an answer may
// be a private key: front ends keep it as a secret (see KeyOfPEM) and never
// show it.
func PastedPEM(text string) bool { return strings.Contains(text, pemStart) }

// pastedAnswer is what stands in a File field whose PEM was pasted.
const pastedAnswer = "(pasted)"

// SetPEM keeps a PEM that was pasted into the File field f: the text goes to
// the secrets, and the field shows that something was pasted.
func (w *Walk) SetPEM(f Field, pem string) {
	w.state = w.state.setPEM(f, secret.New(pem))
}

// setPEM answers the File field f with contents. The same ones again change
// nothing: what was read from them stays.
func (s State) setPEM(f Field, pem secret.Secret) State {
	if text, ok := s.Answer(f.Key); ok && text == pastedAnswer && s.Secret(f.Key).Equal(pem) {
		return s
	}
	return s.Without(f.Key).set(f, pastedAnswer).WithSecret(f.Key, pem)
}

// pem is the content of a File field: what was pasted, or the file.
func (s State) pem(ctx context.Context, env Env, key string) (secret.Secret, error) {
	path := s.Value(key)
	if path == pastedAnswer {
		return s.Secret(key), nil
	}
	data, err := env.ReadFile(ctx, path)
	if err != nil {
		return secret.Secret{}, err
	}
	return secret.New(string(data)), nil
}

// readPair reads the key and the certificate and checks that they belong
// together and are what NetSuite takes.
func readPair(ctx context.Context, env Env, s State, _ func(Progress)) (State, error) {
	keyPEM, err := s.pem(ctx, env, KeyKeyFile)
	if err != nil {
		return s, fieldError(KeyKeyFile, err)
	}
	key, err := m2m.ParseKey(keyPEM, s.Secret(KeyKeyPassphrase))
	if errors.Is(err, m2m.ErrPassphraseNeeded) || errors.Is(err, m2m.ErrPassphraseWrong) {
		return s, fieldError(KeyKeyPassphrase, err)
	}
	if err != nil {
		return s, fieldError(KeyKeyFile, err)
	}
	certPEM, err := s.pem(ctx, env, KeyCertificateFile)
	if err != nil {
		return s, fieldError(KeyCertificateFile, err)
	}
	cert, err := m2m.ParseCertificate([]byte(certPEM.Reveal()))
	if err != nil {
		return s, fieldError(KeyCertificateFile, err)
	}
	if err := cert.Valid(env.Now()); err != nil {
		return s, fieldError(KeyCertificateFile, err)
	}
	if err := m2m.Match(key, cert); err != nil {
		return s, fieldError(KeyCertificateFile, err)
	}
	if broken := s.Facts.Policy.Key(key.Type()); broken != "" {
		return s, fieldError(KeyKeyFile, errors.New(broken))
	}
	if broken := s.Facts.Policy.Certificate(cert); broken != "" {
		return s, fieldError(KeyCertificateFile, errors.New(broken))
	}
	s.Key, s.Certificate = key, cert
	return writeCertificate(env, s)
}

func jwtStep() Step {
	return Step{
		Name: "jwt", Title: "Algorithm", When: choosesAlgorithm, Doc: doc("jwt"),
		Fields: []Field{{
			Key: KeyJWTAlgorithm, Label: "Algorithm of the assertion", Kind: Choice,
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
				if c := s.Consumer(); len(c.Algorithms) > 0 && !slices.Contains(c.Algorithms, text) {
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
	for _, wanted := range [][]string{s.Consumer().Algorithms, texts(fitting)} {
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
