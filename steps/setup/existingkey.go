package setup

import (
	"context"
	"errors"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
)

func ExistingKeyStep() steps.Step {
	return steps.Step{
		Name: "existing-key", Title: "Your key", When: steps.BringsKey, Doc: steps.Doc("existing-key"),
		Fields: []steps.Field{
			{Key: steps.KeyKeyFile, Group: steps.GroupM2M, OnChange: steps.State.ForgetKey, Label: "Private key (path, or paste the PEM)", Kind: steps.File, Placeholder: "~/private.pem", Needed: "Name the file of the private key, or paste it."},
			{Key: steps.KeyKeyPassphrase, Group: steps.GroupM2M, Label: "Passphrase of the key, if it has one", Kind: steps.Secret, Optional: true, Passphrase: true},
			{Key: steps.KeyCertificateFile, Group: steps.GroupM2M, OnChange: steps.State.ForgetCertificate, Label: "Certificate (path, or paste the PEM)", Kind: steps.File, Placeholder: "~/public.pem, or empty", Optional: true},
		},
		Work: ReadPair, Done: HasPair, Show: showPair,
	}
}

// ReadPair reads the key and its certificate. It checks that they belong together and that
// NetSuite accepts them. Without a certificate it makes one for the key.
func ReadPair(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	keyPEM, err := s.PEM(ctx, env, steps.KeyKeyFile)
	if err != nil {
		return s, steps.NewFieldError(steps.KeyKeyFile, err)
	}
	key, err := m2m.ParseKey(keyPEM, s.Secret(steps.KeyKeyPassphrase))
	if errors.Is(err, m2m.ErrPassphraseNeeded) || errors.Is(err, m2m.ErrPassphraseWrong) {
		return s, steps.NewFieldError(steps.KeyKeyPassphrase, err)
	}
	if err != nil {
		return s, steps.NewFieldError(steps.KeyKeyFile, err)
	}
	if broken := s.Facts.Policy.Key(key.Type()); broken != "" {
		return s, steps.NewFieldError(steps.KeyKeyFile, errors.New(broken))
	}
	cert, err := certificateOf(ctx, env, s, key, keyPEM)
	if err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	if cert.IsZero() {
		return makeCertificate(ctx, env, s, key, report)
	}
	if err := cert.Valid(env.Now()); err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	if err := m2m.Match(key, cert); err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	if broken := s.Facts.Policy.Certificate(cert); broken != "" {
		return s, steps.NewFieldError(steps.KeyCertificateFile, errors.New(broken))
	}
	s.Key, s.Certificate = key, cert
	return WriteCertificate(env, s)
}

// certificateOf returns the certificate in the file that was named for it, else the one
// in the key's own file. It is zero if there is none.
func certificateOf(ctx context.Context, env steps.Env, s steps.State, key m2m.Key, keyPEM secret.Secret) (m2m.Certificate, error) {
	passphrase := s.Secret(steps.KeyKeyPassphrase)
	if s.Value(steps.KeyCertificateFile) == "" {
		cert, _ := m2m.CertificateBeside(key, keyPEM, passphrase)
		return cert, nil
	}
	file, err := s.PEM(ctx, env, steps.KeyCertificateFile)
	if err != nil {
		return m2m.Certificate{}, err
	}
	if cert, ok := m2m.CertificateBeside(key, file, passphrase); ok {
		return cert, nil // of a store, too, which is not uploaded: only its certificate is
	}
	return m2m.CertificateOf(key, []byte(file.Reveal()))
}

// errForeignID is about a certificate ID without its certificate: a new certificate has
// another ID, and the product would go on with the one that NetSuite has.
var errForeignID = errors.New("suitekey also needs the certificate with this certificate ID, and the file of the key does not contain it: name the file of the certificate. If the certificate is lost, leave the certificate ID out: suitekey then makes a new certificate for the key, which has to be uploaded")

// makeCertificate makes a certificate for a key of the person's own that has none.
func makeCertificate(ctx context.Context, env steps.Env, s steps.State, key m2m.Key, report func(steps.Progress)) (steps.State, error) {
	if m2m.Match(key, s.Certificate) != nil {
		s.Certificate = steps.NoCertificate // of another key
	}
	if id, given := s.Answer(steps.KeyCertificateID); given && id != s.Certificate.ID() {
		return s, steps.NewFieldError(steps.KeyCertificateFile, errForeignID)
	}
	s.Key = key
	return MakePair(ctx, env, s, report)
}
