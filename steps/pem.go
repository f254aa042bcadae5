package steps

import (
	"context"
	"slices"
	"strings"

	"suitekey/core/m2m"
	"suitekey/core/secret"
)

// PastedPEM reports whether text is a key or certificate rather than the path of
// one: a PEM, or its base64 without the BEGIN and END lines. Such an answer may be
// a private key: front ends keep it as a secret (see Walk.SetPEM) and never show it.
func PastedPEM(text string) bool { return m2m.LooksLikeKey(text) }

// pastedAnswer is the visible answer of a File field whose PEM was pasted.
const pastedAnswer = "(pasted)"

// SetPEM stores a PEM that was pasted into the File field f as a secret. The field shows
// pastedAnswer.
func (w *Walk) SetPEM(f Field, pem string) {
	w.state = w.state.setPEM(f, secret.New(pem))
}

// setPEM answers the File field f with contents. The same contents again change nothing:
// the key and certificate read from them stay.
func (s State) setPEM(f Field, pem secret.Secret) State {
	if text, ok := s.Answer(f.Key); ok && text == pastedAnswer && s.Secret(f.Key).Equal(pem) {
		return s
	}
	return s.Without(f.Key).Set(f, pastedAnswer).WithSecret(f.Key, pem)
}

// PEM returns the pasted contents of a File field, or the contents of its file.
func (s State) PEM(ctx context.Context, env Env, key string) (secret.Secret, error) {
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

// preambles are the lines that openssl writes before the BEGIN line of a PEM.
var preambles = []string{"Bag Attributes", "Key Attributes:", "friendlyName:", "localKeyID:", "1.3.6.1.4.1.311.17.1:", "subject=", "issuer="}

// IsPreamble reports whether text is a line that openssl writes before a PEM: a paste
// without paste marks arrives line by line.
func IsPreamble(text string) bool {
	text = strings.TrimSpace(text)
	return slices.ContainsFunc(preambles, func(p string) bool { return strings.HasPrefix(text, p) })
}
