package m2m

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"

	"suitekey/core/secret"
)

// Key is a private key of a type that NetSuite accepts. Like secret.Secret it
// prints as a redaction and cannot be serialised; PEM is the one way out. The
// zero value holds no key.
type Key struct{ private *privateKey }

// privateKey sits behind a pointer because fmt would otherwise print the
// numbers of a Key that is an unexported field of another struct.
type privateKey struct {
	kind   KeyType
	signer crypto.Signer
}

// errNoKey is the error of the zero Key.
var errNoKey = errors.New("there is no private key yet: make a key pair or bring one first")

// Generate makes a key. RSA takes up to a few seconds. A cancelled context ends the wait
// at once, and the unfinished key is discarded.
func Generate(ctx context.Context, t KeyType) (Key, error) {
	if err := ctx.Err(); err != nil {
		return Key{}, err
	}
	if curve := t.curve(); curve != nil {
		private, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			return Key{}, fmt.Errorf("making an %s key: %w", t.Name(), err)
		}
		return newKey(private)
	}
	if !t.IsRSA() {
		return Key{}, t.CheckAlgorithm("")
	}
	type result struct {
		private *rsa.PrivateKey
		err     error
	}
	// crypto/rsa cannot be interrupted, so it finishes alone, into a buffer
	// that nobody reads.
	done := make(chan result, 1)
	go func() {
		private, err := rsa.GenerateKey(rand.Reader, t.bits())
		done <- result{private, err}
	}()
	select {
	case <-ctx.Done():
		return Key{}, ctx.Err()
	case made := <-done:
		if made.err != nil {
			return Key{}, fmt.Errorf("making an %s key: %w", t.Name(), made.err)
		}
		return newKey(made.private)
	}
}

// newKey wraps a private key. It refuses the types that NetSuite refuses.
func newKey(private any) (Key, error) {
	signer, ok := private.(crypto.Signer)
	if !ok {
		return Key{}, &UnsupportedKeyError{Got: "a key that cannot sign"}
	}
	kind, err := typeOf(signer.Public())
	if err != nil {
		return Key{}, err
	}
	return Key{&privateKey{kind, signer}}, nil
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k.private == nil }

// Type is the key's type, empty for the zero Key.
func (k Key) Type() KeyType {
	if k.private == nil {
		return ""
	}
	return k.private.kind
}

// Public is the public half, nil for the zero Key.
func (k Key) Public() crypto.PublicKey {
	if k.private == nil {
		return nil
	}
	return k.private.signer.Public()
}

// PEM is the key as PKCS#8, not encrypted, whatever form it was brought in.
func (k Key) PEM() secret.Secret {
	if k.private == nil {
		return secret.Secret{}
	}
	der, err := x509.MarshalPKCS8PrivateKey(k.private.signer)
	if err != nil {
		// Cannot happen: newKey lets in only kinds that can be marshalled.
		return secret.Secret{}
	}
	return secret.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

// String implements fmt.Stringer with a redaction.
func (k Key) String() string { return secret.Secret{}.String() }

// GoString implements fmt.GoStringer with a redaction.
func (k Key) GoString() string { return k.String() }

// Format implements fmt.Formatter with a redaction, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// LogValue implements slog.LogValuer with a redaction.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText refuses; JSON, YAML and XML encoders use it.
func (k Key) MarshalText() ([]byte, error) { return nil, secret.ErrMarshal }

// MarshalJSON refuses.
func (k Key) MarshalJSON() ([]byte, error) { return nil, secret.ErrMarshal }

// GobEncode refuses.
func (k Key) GobEncode() ([]byte, error) { return nil, secret.ErrMarshal }
