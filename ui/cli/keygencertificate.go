package cli

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/verb"
)

// maxKeyFile limits the size of a private key's file; a Java keystore may contain many
// certificates.
const maxKeyFile = 1 << 20

// certify makes a certificate for the private key in o.key, and writes only the
// certificate.
func (o *keygenOptions) certify(ctx context.Context) error {
	if o.kind != string(m2m.DefaultKeyType) || o.encrypt {
		return app.Usage("--key takes a key that exists: --type and --encrypt are for a new one")
	}
	out, err := prefix(o.out)
	if err != nil {
		return err
	}
	o.out = out
	options := m2m.CertificateOptions{CommonName: o.commonName(), From: o.Now(), Days: o.days}
	if err := options.Check(); err != nil {
		return &app.UsageError{Err: err}
	}
	result := made{KeyFile: o.key, CertificateFile: o.out + "-certificate.pem"}
	if err := free(result.CertificateFile); err != nil {
		return err
	}
	key, err := o.existing(ctx)
	if err != nil {
		return err
	}
	if err := o.allowed(key.Type()); err != nil {
		return err
	}
	certificate, err := m2m.SelfSign(key, options)
	if err != nil {
		return err
	}
	if err := files.WriteNew(result.CertificateFile, []byte(certificate.PEM()), 0o644); err != nil {
		return err
	}
	o.Note("certificate   %s (to upload; it contains no secret)", result.CertificateFile)
	return o.tell(result.of(certificate), certificate)
}

// existing reads the private key of --key. Its passphrase comes from
// --key-passphrase-file or SUITEKEY_KEY_PASSPHRASE.
func (o *keygenOptions) existing(ctx context.Context) (m2m.Key, error) {
	data, err := files.Read(o.key, maxKeyFile)
	if err != nil {
		return m2m.Key{}, &app.UsageError{Err: err}
	}
	passphrase := secret.New(o.Getenv("SUITEKEY_KEY_PASSPHRASE"))
	if o.passphraseFile != "" {
		if passphrase, err = o.passphrase(ctx); err != nil {
			return m2m.Key{}, err
		}
	}
	key, err := m2m.ParseKey(secret.New(string(data)), passphrase)
	switch {
	case errors.Is(err, m2m.ErrPassphraseNeeded):
		return m2m.Key{}, app.Usage(err.Error(), "give it in a file: --key-passphrase-file, or in SUITEKEY_KEY_PASSPHRASE")
	case err != nil:
		return m2m.Key{}, fmt.Errorf("%s: %w", files.Shown(o.key), err)
	}
	return key, nil
}

// of fills in the values of the certificate.
func (m made) of(certificate m2m.Certificate) made {
	m.KeyType, m.CertificateID, m.Fingerprint = string(certificate.KeyType()), certificate.ID(), certificate.Fingerprint()
	m.Expires = certificate.NotAfter().UTC().Format(verb.TimeFormat)
	return m
}
