package export

import (
	"strings"
	"time"

	"suitekey/core/envvars"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Field is one value to hand over, in the words of whoever takes it.
type Field struct {
	Label  string        // as the product's form calls it
	Key    string        // as a file calls it
	Value  string        // what is not secret
	Secret secret.Secret // what is; Value is empty then
}

// IsSecret reports whether the value has to be hidden.
func (f Field) IsSecret() bool { return !f.Secret.IsEmpty() }

// Copies is the value, for the clipboard.
func (f Field) Copies() secret.Secret {
	if f.IsSecret() {
		return f.Secret
	}
	return secret.New(f.Value)
}

// Env returns the name of the environment variable for the value.
func (f Field) Env() string { return envvars.Prefix + strings.ToUpper(f.Key) }

// Mask stands in the place of a secret.
const Mask = "********"

// Masked is the value as it may be shown: of a secret of one line its last
// four characters, to compare it with what was pasted.
func (f Field) Masked() string {
	if !f.IsSecret() {
		return f.Value
	}
	if tail := f.Secret.Tail(); tail != "" && !strings.Contains(f.Secret.Reveal(), "\n") {
		return Mask + " " + tail
	}
	return Mask
}

// Fields are the values of a connection in the words and the order of the
// format; of a product's form those without a value are there, too. Without a
// variant for the sign-in method there are none.
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

// Environment are the values that a program needs to sign in by the
// connection, as the environment has them: Field.Env names the variable of each.
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
	// The table of variables leaves the refresh token out, because a program that
	// suitekey starts can have an access token instead. What is handed over for
	// good needs it; Check says what it costs.
	for _, name := range []string{"refresh_token", "redirect_uri"} {
		if v := valuesOf(p, "")[name]; !v.isEmpty() {
			list = append(list, Field{Label: v.label, Key: name, Value: v.text, Secret: v.secret})
		}
	}
	return list
}
