package setup

import (
	"context"
	"errors"

	"suitekey/core/m2m"
	"suitekey/steps"
)

func ExistingKeyStep() steps.Step {
	return steps.Step{
		Name: "existing-key", Title: "Your key", When: steps.BringsKey, Doc: steps.Doc("existing-key"),
		Fields: []steps.Field{
			{Key: steps.KeyKeyFile, Group: steps.GroupM2M, OnChange: steps.State.ForgetKey, Label: "Private key (path, or paste the PEM)", Kind: steps.File, Placeholder: "~/private.pem", Needed: "Name the file of the private key, or paste it."},
			{Key: steps.KeyKeyPassphrase, Group: steps.GroupM2M, Label: "Passphrase of the key, if it has one", Kind: steps.Secret, Optional: true, Passphrase: true},
			{Key: steps.KeyCertificateFile, Group: steps.GroupM2M, OnChange: steps.State.ForgetCertificate, Label: "Certificate (path, or paste the PEM)", Kind: steps.File, Placeholder: "~/public.pem", Needed: "Name the file of the certificate, or paste it."},
		},
		Work: ReadPair, Done: HasPair, Show: showPair,
	}
}

// ReadPair reads the key and the certificate. It checks that they belong together and that
// NetSuite accepts them.
func ReadPair(ctx context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
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
	certPEM, err := s.PEM(ctx, env, steps.KeyCertificateFile)
	if err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	cert, err := m2m.CertificateOf(key, []byte(certPEM.Reveal()))
	if err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	if err := cert.Valid(env.Now()); err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	if err := m2m.Match(key, cert); err != nil {
		return s, steps.NewFieldError(steps.KeyCertificateFile, err)
	}
	if broken := s.Facts.Policy.Key(key.Type()); broken != "" {
		return s, steps.NewFieldError(steps.KeyKeyFile, errors.New(broken))
	}
	if broken := s.Facts.Policy.Certificate(cert); broken != "" {
		return s, steps.NewFieldError(steps.KeyCertificateFile, errors.New(broken))
	}
	s.Key, s.Certificate = key, cert
	return WriteCertificate(env, s)
}
