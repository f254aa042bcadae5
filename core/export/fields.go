package export

import (
	"strings"
	"time"

	"suitekey/core/envvars"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Field is one value to hand over, in the vocabulary of the product.
type Field struct {
	Label  string        // as the product's form names it
	Key    string        // as the product's files name it
	Value  string        // a value that is not secret
	Secret secret.Secret // a secret value; Value is then empty
}

// IsSecret reports whether the value is secret.
func (f Field) IsSecret() bool { return !f.Secret.IsEmpty() }

// Copies returns the value for the clipboard.
func (f Field) Copies() secret.Secret {
	if f.IsSecret() {
		return f.Secret
	}
	return secret.New(f.Value)
}

// Env returns the name of the environment variable for the value.
func (f Field) Env() string { return envvars.Prefix + strings.ToUpper(f.Key) }

// Mask is shown in place of a secret.
const Mask = "********"

// Masked returns the value as a screen may show it. Of a secret of one line it shows the
// last four characters, so that a person can compare it with the pasted value.
func (f Field) Masked() string {
	if !f.IsSecret() {
		return f.Value
	}
	if tail := f.Secret.Tail(); tail != "" && !strings.Contains(f.Secret.Reveal(), "\n") {
		return Mask + " " + tail
	}
	return Mask
}

// Fields returns the values of a connection in the vocabulary and the order of the format.
// A product's form also has the fields without a value. The result is empty if the format
// has no variant for the sign-in method.
func Fields(p profile.Profile, f Format) []Field {
	v, ok := f.variant(p)
	if !ok {
		return nil
	}
	if len(v.Entries) == 0 {
		return Environment(p)
	}
	values := valuesOf(p, f.Scopes)
	list := make([]Field, 0, len(v.Entries))
	for _, e := range v.Entries {
		field := Field{Label: e.Label, Key: e.Key, Value: e.Text}
		if field.Key == "" {
			field.Key = e.Value
		}
		if e.Value != "" {
			field.Value, field.Secret = values[e.Value].text, values[e.Value].secret
		}
		list = append(list, field)
	}
	return list
}

// Environment returns the values that a program needs to sign in with the connection.
// Field.Env names the environment variable of each value.
func Environment(p profile.Profile) []Field {
	var list []Field
	for _, v := range envvars.Of(p, secret.Secret{}, time.Time{}) {
		f := Field{Label: v.Label, Key: strings.ToLower(strings.TrimPrefix(v.Name, envvars.Prefix))}
		if v.Secret {
			f.Secret = v.Value
		} else {
			f.Value = v.Value.Reveal()
		}
		list = append(list, f)
	}
	if p.Method != profile.Code {
		return list
	}
	// The table of variables has no refresh token, because suitekey gives an access token
	// to the programs that it starts. A program that suitekey does not start needs the
	// refresh token. Check reports the consequences.
	for _, name := range []string{"refresh_token", "redirect_uri"} {
		if v := valuesOf(p, "")[name]; !v.isEmpty() {
			list = append(list, Field{Label: v.label, Key: name, Value: v.text, Secret: v.secret})
		}
	}
	return list
}
