// Package envvars lists the environment variables in which programs find a
// connection.
package envvars

import (
	"slices"
	"strings"
	"sync"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
)

// Prefix is the beginning of every name.
const Prefix = "NETSUITE_"

// The variables of the access token, which a program has to request first.
const (
	AccessToken        = Prefix + "ACCESS_TOKEN"
	AccessTokenExpires = Prefix + "ACCESS_TOKEN_EXPIRES"
)

// Variable is one environment variable with its value.
type Variable struct {
	Name   string
	Label  string // for people
	Secret bool   // never shown; masked in what a program prints
	Value  secret.Secret
}

// A row says how a variable is made.
type row struct {
	name, label, help string
	secret            bool
	value             func(*profile.Profile) string // "" for no value; nil for an access token
}

// derived are the variables that follow from several fields, each with the
// variable after which it is listed.
var derived = []struct {
	after string
	row
}{
	{"ACCOUNT_ID", row{"REALM", "Realm", "the same, as OAuth 1.0a headers call it", false, func(p *profile.Profile) string { return p.Account.Realm() }}},
	{"SCOPES", row{"TOKEN_URL", "Token URL", "M2M and code: where to request access tokens", false, tokenURL}},
	{"TOKEN_URL", row{"SUITETALK_URL", "SuiteTalk URL", "of REST and SOAP web services", false, func(p *profile.Profile) string { return "https://" + p.Account.SuiteTalk() }}},
	{"SUITETALK_URL", row{"RESTLETS_URL", "RESTlets URL", "of RESTlets", false, func(p *profile.Profile) string { return "https://" + p.Account.RESTlets() }}},
}

// rows is the table in the order in which it is printed: the fields of a
// connection that have a variable, the derived variables, and the access token.
var rows = sync.OnceValue(func() []row {
	var table []row
	add := func(r row) {
		r.name = Prefix + r.name
		table = append(table, r)
	}
	for _, f := range profile.Fields() {
		if f.Env == profile.None {
			continue
		}
		add(row{f.Env, f.Label, f.EnvHelp, f.IsSecret(), valueOf(f)})
		last := f.Env
		for _, d := range derived {
			if d.after == last {
				add(d.row)
				last = d.name
			}
		}
	}
	return append(table,
		row{AccessToken, "Access token", "M2M and code: a new access token", true, nil},
		row{AccessTokenExpires, "Access token expires", "when the access token expires, as 2026-01-31T12:00:00Z", false, nil})
})

// valueOf returns how a field is written in a variable.
func valueOf(f profile.Field) func(*profile.Profile) string {
	switch {
	case f.IsSecret():
		return func(p *profile.Profile) string { return f.Secret(p).Reveal() }
	case f.Env == "SIGNATURE_ALGORITHM":
		return signatureAlgorithm
	}
	return f.Text
}

func signatureAlgorithm(p *profile.Profile) string {
	if p.Method == profile.TBA && p.SignatureAlgorithm == "" {
		return string(tba.HMACSHA256)
	}
	return p.SignatureAlgorithm
}

func tokenURL(p *profile.Profile) string {
	if p.Method == profile.TBA {
		return ""
	}
	return p.Account.TokenURL()
}

// Of returns the variables of a connection that have a value, in the order of
// the table. If access is empty, the access token is left out.
func Of(p profile.Profile, access secret.Secret, expires time.Time) []Variable {
	var found []Variable
	for _, r := range rows() {
		value := ""
		switch {
		case r.value != nil:
			value = r.value(&p)
		case access.IsEmpty():
		case r.name == AccessToken:
			value = access.Reveal()
		case r.name == AccessTokenExpires:
			value = expires.UTC().Format(time.RFC3339)
		}
		if value != "" {
			found = append(found, Variable{Name: r.name, Label: r.label, Secret: r.secret, Value: secret.New(value)})
		}
	}
	return found
}

// Names returns the names of all variables, including those that a connection
// may not have.
func Names() []string {
	names := make([]string, 0, len(rows()))
	for _, r := range rows() {
		names = append(names, r.name)
	}
	return names
}

// Find returns the name of the variable that text stands for, with or without
// NETSUITE_, in upper or lower case; ok is false if there is none.
func Find(text string) (name string, ok bool) {
	name = strings.ToUpper(text)
	if !strings.HasPrefix(name, Prefix) {
		name = Prefix + name
	}
	return name, slices.Contains(Names(), name)
}

// Help returns the table for a command's help.
func Help() string {
	widest := 0
	for _, r := range rows() {
		widest = max(widest, len(r.name))
	}
	var text strings.Builder
	for _, r := range rows() {
		text.WriteString("\n  " + r.name + strings.Repeat(" ", widest-len(r.name)) + "  " + r.help)
	}
	return text.String()
}
