package cli

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/youmark/pkcs8"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/verb"
)

// keygenOptions are the flags of keygen.
type keygenOptions struct {
	*verb.Globals
	kind           string
	days           int
	out            string
	name           string
	key            string // of one's own
	encrypt        bool
	passphraseFile string
}

func keygenCommand(g *verb.Globals) *cobra.Command {
	o := &keygenOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "Create a key pair with its certificate, offline",
		Long: `Creates a key pair and a self-signed certificate that NetSuite accepts, without
network and vault: PREFIX-private.pem (PKCS#8, readable only by you) and
PREFIX-certificate.pem (to upload). Existing files are never overwritten.

With --key it makes the certificate for a private key that exists (PEM, DER,
PKCS#12, Java keystore), and writes the certificate alone.

A set-up does not need this verb: suitekey setup creates its own key pair and
keeps the private key in the vault.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeCancelled),
		Example: "  suitekey keygen --out acme\n  suitekey keygen --type rsa4096 --days 365 --out acme --encrypt\n  suitekey keygen --key private.pem --out acme",
		Args:    verb.Words(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.kind, "type", string(m2m.DefaultKeyType), "p256, p384, p521, rsa3072 or rsa4096")
	verb.NumberVar(flags, &o.days, "days", m2m.MaxDays, "validity of the certificate, 1 to 730")
	flags.StringVar(&o.out, "out", "suitekey", "`prefix` of the two files, or a folder for them")
	flags.StringVar(&o.name, "name", "", "`name` in the certificate, as NetSuite's list shows it")
	flags.StringVar(&o.key, "key", "", "`file` with a private key: make its certificate, and no new key")
	flags.BoolVar(&o.encrypt, "encrypt", false, "protect the private key with a passphrase")
	flags.StringVar(&o.passphraseFile, "key-passphrase-file", "", "`file` with that passphrase in its first line")
	return cmd
}

// made is what `keygen --json` prints.
type made struct {
	KeyFile         string `json:"key_file"`
	CertificateFile string `json:"certificate_file"`
	CertificateID   string `json:"certificate_id"`
	KeyType         string `json:"key_type"`
	Fingerprint     string `json:"fingerprint"`
	Expires         string `json:"expires"`
	Encrypted       bool   `json:"encrypted"`
}

func (o *keygenOptions) run(ctx context.Context) error {
	if o.key != "" {
		return o.certify(ctx)
	}
	kind, err := m2m.ParseKeyType(o.kind)
	if err != nil {
		return &app.UsageError{Err: err}
	}
	if o.out, err = prefix(o.out); err != nil {
		return err
	}
	options := m2m.CertificateOptions{CommonName: o.commonName(), From: o.Now(), Days: o.days}
	if err := options.Check(); err != nil {
		return &app.UsageError{Err: err}
	}
	if err := o.allowed(kind); err != nil {
		return err
	}
	result := made{KeyFile: o.out + "-private.pem", CertificateFile: o.out + "-certificate.pem", KeyType: string(kind)}
	for _, path := range []string{result.KeyFile, result.CertificateFile} {
		if err := free(path); err != nil {
			return err
		}
	}
	passphrase, err := o.passphrase(ctx)
	if err != nil {
		return err
	}
	if kind.IsRSA() {
		o.Note("Creating an %s key. This takes some seconds.", kind.Name())
	}
	key, err := m2m.Generate(ctx, kind)
	if err != nil {
		return err
	}
	certificate, err := m2m.SelfSign(key, options)
	if err != nil {
		return err
	}
	if err := o.write(key, certificate, passphrase, result); err != nil {
		return err
	}
	result.Encrypted = !passphrase.IsEmpty()
	o.Note("private key   %s (keep it; it never leaves this computer)", result.KeyFile)
	o.Note("certificate   %s (to upload; it contains no secret)", result.CertificateFile)
	if err := o.tell(result.of(certificate), certificate); err != nil {
		return err
	}
	o.Note("openssl makes the same with: %s", m2m.OpenSSLCommand(certificate.KeyType(), o.commonName(), o.days))
	return nil
}

// free refuses a path that exists.
func free(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return app.Usage(fmt.Sprintf("%s already exists and was not changed", files.Shown(path)), "choose another prefix with --out")
	}
	return nil
}

// allowed checks the organisation's policy, which is beside the vault.
func (o *keygenOptions) allowed(kind m2m.KeyType) error {
	a, err := o.OpenWithoutVault()
	if err != nil {
		return err
	}
	rules, err := a.Policy()
	if err != nil {
		return err
	}
	for _, broken := range []string{rules.Key(kind), rules.Days(o.days)} {
		if broken != "" {
			return &app.UsageError{Err: errors.New(broken)}
		}
	}
	return nil
}

// prefix returns the beginning of the two paths. A folder is only the place of the
// files: a file name that begins with a dot would be hidden, and with a dash it would
// look like a flag.
func prefix(out string) (string, error) {
	if out == "" {
		return "", app.Usage("--out is empty: give a prefix for the two files, for example --out acme")
	}
	info, err := os.Stat(out)
	if err == nil && info.IsDir() || os.IsPathSeparator(out[len(out)-1]) {
		return filepath.Join(out, "suitekey"), nil
	}
	return out, nil
}

func (o *keygenOptions) commonName() string {
	if o.name != "" {
		return o.name
	}
	return filepath.Base(o.out)
}

func (o *keygenOptions) tell(result made, certificate m2m.Certificate) error {
	o.Note("valid until   %s", certificate.NotAfter().UTC().Format("2 January 2006"))
	if !o.JSON {
		o.Line("%s", result.CertificateID)
	}
	o.Note("This is the certificate ID that NetSuite will show.")
	return o.PrintJSON(result)
}

// passphrase returns the passphrase that protects the private key; empty for none.
func (o *keygenOptions) passphrase(ctx context.Context) (secret.Secret, error) {
	if o.passphraseFile != "" {
		a, err := o.OpenWithoutVault()
		if err != nil {
			return secret.Secret{}, err
		}
		return a.PassphraseFrom(ctx, o.passphraseFile)
	}
	if !o.encrypt {
		return secret.Secret{}, nil
	}
	console := o.Ask()
	if console == nil {
		return secret.Secret{}, app.Usage("the passphrase of the key cannot be asked for without a terminal", "give it in a file: --key-passphrase-file")
	}
	passphrase, err := console.NewPassphrase(ctx, "Passphrase for the private key, not shown:", secret.CheckPassphrase)
	if err == nil && passphrase.IsEmpty() {
		err = app.ErrCancelled // not a key without the protection that was asked for
	}
	return passphrase, err
}

// write writes both files, or none.
func (o *keygenOptions) write(key m2m.Key, certificate m2m.Certificate, passphrase secret.Secret, result made) error {
	text := key.PEM()
	if !passphrase.IsEmpty() {
		var err error
		if text, err = protect(text, passphrase); err != nil {
			return err
		}
	}
	if err := files.WriteNew(result.KeyFile, []byte(text.Reveal()), 0o600); err != nil {
		return err
	}
	if err := files.WriteNew(result.CertificateFile, []byte(certificate.PEM()), 0o644); err != nil {
		_ = os.Remove(result.KeyFile)
		return err
	}
	return nil
}

// protect encrypts a private key in a form that openssl and other products can read:
// PBES2 with PBKDF2-HMAC-SHA256, 600,000 rounds (OWASP Password Storage Cheat Sheet),
// and AES-256-CBC. The library's own default is far weaker.
func protect(text, passphrase secret.Secret) (secret.Secret, error) {
	failed := errors.New("protecting the private key with the passphrase failed: nothing was written")
	block, _ := pem.Decode([]byte(text.Reveal()))
	if block == nil {
		return secret.Secret{}, failed
	}
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return secret.Secret{}, failed
	}
	der, err := pkcs8.MarshalPrivateKey(private, []byte(passphrase.Reveal()), &pkcs8.Opts{
		Cipher:  pkcs8.AES256CBC,
		KDFOpts: pkcs8.PBKDF2Opts{SaltSize: 16, IterationCount: 600_000, HMACHash: crypto.SHA256},
	})
	if err != nil {
		return secret.Secret{}, failed
	}
	return secret.New(string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}))), nil
}
