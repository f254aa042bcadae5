package steps

import (
	"context"
	"errors"

	"suitekey/core/m2m"
	"suitekey/core/secret"
)

func existingKeyStep() Step {
	return Step{
		Name: "existing-key", Title: "Your key", When: bringsKey, Doc: doc("existing-key"),
		Fields: []Field{
			{Key: KeyKeyFile, Group: GroupM2M, OnChange: State.forgetKey, Label: "Private key (path, or paste the PEM)", Kind: File, Placeholder: "~/private.pem", Needed: "Name the file of the private key, or paste it."},
			{Key: KeyKeyPassphrase, Group: GroupM2M, Label: "Passphrase of the key, if it has one", Kind: Secret, Optional: true, Passphrase: true},
			{Key: KeyCertificateFile, Group: GroupM2M, OnChange: State.forgetCertificate, Label: "Certificate (path, or paste the PEM)", Kind: File, Placeholder: "~/public.pem", Needed: "Name the file of the certificate, or paste it."},
		},
		Work: readPair, Done: hasPair, Show: showPair,
	}
}

// PastedPEM reports whether text is a key or certificate rather than the path of
// one: a PEM, or its base64 without the BEGIN and END lines. Such an answer may be
// a private key: front ends keep it as a secret (see Walk.SetPEM) and never show it.
func PastedPEM(text string) bool { return m2m.LooksLikeKey(text) }

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
	cert, err := m2m.CertificateOf(key, []byte(certPEM.Reveal()))
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
