// Package envvars is the one table of the environment variables in which
// programs find a connection.
package envvars

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
)

// prefix is that of every name. The names go on with the words of the answers
// file, in upper case.
const prefix = "NETSUITE_"

// The names of the access token, which has to be got first.
const (
	AccessToken        = prefix + "ACCESS_TOKEN"
	AccessTokenExpires = prefix + "ACCESS_TOKEN_EXPIRES"
)

// Variable is one of them with its value.
type Variable struct {
	Name   string
	Secret bool // never shown; masked in what a program prints
	Value  secret.Secret
}

// A row says how a variable is made. An empty value is none.
type row struct {
	name, help string
	secret     bool
	value      func(profile.Profile) string
}

func plain(name, help string, value func(profile.Profile) string) row {
	return row{prefix + name, help, false, value}
}

func hidden(name, help string, value func(profile.Profile) secret.Secret) row {
	return row{prefix + name, help, true, func(p profile.Profile) string { return value(p).Reveal() }}
}

// rows is the table, in the order in which it is printed. A refresh token is not
// in it: NetSuite takes back the one before with each use, so a program that used
// it would sign suitekey out.
var rows = []row{
	plain("ACCOUNT_ID", "1234567_SB1, as NetSuite's pages show it", func(p profile.Profile) string { return p.Account.Realm() }),
	plain("REALM", "the same, as OAuth 1.0a headers call it", func(p profile.Profile) string { return p.Account.Realm() }),
	plain("METHOD", "tba, m2m or code", func(p profile.Profile) string { return string(p.Method) }),
	plain("CONSUMER_KEY", "also called client ID", func(p profile.Profile) string { return p.ConsumerKey }),
	hidden("CONSUMER_SECRET", "TBA; also called client secret", func(p profile.Profile) secret.Secret { return p.ConsumerSecret }),
	plain("TOKEN_ID", "TBA", func(p profile.Profile) string { return p.TokenID }),
	hidden("TOKEN_SECRET", "TBA", func(p profile.Profile) secret.Secret { return p.TokenSecret }),
	plain("SIGNATURE_ALGORITHM", "TBA: HMAC-SHA256 or HMAC-SHA1", signatureAlgorithm),
	plain("CERTIFICATE_ID", "M2M: the kid of the assertion", func(p profile.Profile) string { return p.CertificateID }),
	hidden("PRIVATE_KEY", "M2M: PKCS#8 in PEM, several lines", func(p profile.Profile) secret.Secret { return p.PrivateKey }),
	plain("CERTIFICATE", "M2M: in PEM; no program signs in with it, but nothing else tells when the key ends", func(p profile.Profile) string { return p.Certificate }),
	plain("JWT_ALGORITHM", "M2M: ES256 ... PS512", func(p profile.Profile) string { return p.JWTAlgorithm }),
	plain("SCOPES", "M2M and code: separated by commas", func(p profile.Profile) string { return strings.Join(p.Scopes, ",") }),
	plain("TOKEN_URL", "M2M and code: where access tokens are got", tokenURL),
	plain("SUITETALK_URL", "of REST and SOAP web services", func(p profile.Profile) string { return "https://" + p.Account.SuiteTalk() }),
	plain("RESTLETS_URL", "of RESTlets", func(p profile.Profile) string { return "https://" + p.Account.RESTlets() }),
	plain("WSDL_URL", "SOAP", func(p profile.Profile) string { return p.WSDL }),
	plain("TIMEOUT", "call time-out in seconds", func(p profile.Profile) string { return seconds(p.Timeout) }),
	plain("RETRIES", "on recoverable exceptions, 0 to 5", func(p profile.Profile) string { return strconv.Itoa(p.Retries) }),
	plain("RETRY_INTERVAL", "in seconds, at most 5", func(p profile.Profile) string { return seconds(p.RetryInterval) }),
	{AccessToken, "M2M and code: a fresh one", true, nil},
	{AccessTokenExpires, "and when it ends, as 2026-01-31T12:00:00Z", false, nil},
}

func signatureAlgorithm(p profile.Profile) string {
	if p.Method == profile.TBA && p.SignatureAlgorithm == "" {
		return string(tba.HMACSHA256)
	}
	return p.SignatureAlgorithm
}

func tokenURL(p profile.Profile) string {
	if p.Method == profile.TBA {
		return ""
	}
	return p.Account.TokenURL()
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

// Of are the variables of a connection that have a value, in the order of the
// table. access may be zero: then the access token is left out.
func Of(p profile.Profile, access secret.Secret, expires time.Time) []Variable {
	var found []Variable
	for _, r := range rows {
		value := ""
		switch {
		case r.value != nil:
			value = r.value(p)
		case access.IsEmpty():
		case r.name == AccessToken:
			value = access.Reveal()
		case r.name == AccessTokenExpires:
			value = expires.UTC().Format(time.RFC3339)
		}
		if value != "" {
			found = append(found, Variable{Name: r.name, Secret: r.secret, Value: secret.New(value)})
		}
	}
	return found
}

// Names are the names of all variables, also of those that a connection may not
// have.
func Names() []string {
	names := make([]string, 0, len(rows))
	for _, r := range rows {
		names = append(names, r.name)
	}
	return names
}

// Find is the name of the variable that text means: with or without NETSUITE_,
// in capitals or not.
func Find(text string) (name string, ok bool) {
	name = strings.ToUpper(text)
	if !strings.HasPrefix(name, prefix) {
		name = prefix + name
	}
	return name, slices.Contains(Names(), name)
}

// Help is the table for a verb's help.
func Help() string {
	widest := 0
	for _, r := range rows {
		widest = max(widest, len(r.name))
	}
	var text strings.Builder
	for _, r := range rows {
		text.WriteString("\n  " + r.name + strings.Repeat(" ", widest-len(r.name)) + "  " + r.help)
	}
	return text.String()
}
