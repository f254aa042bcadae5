package export

import (
	"strconv"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// value is something to hand over, under its name in assets/export.
type value struct {
	label  string
	text   string
	secret secret.Secret
}

func (v value) isEmpty() bool { return v.text == "" && v.secret.IsEmpty() }

// valuesOf are the values of a connection, by name. Those that it does not have
// are empty.
func valuesOf(p profile.Profile) map[string]value {
	plain := func(label, text string) value { return value{label: label, text: text} }
	hidden := func(label string, s secret.Secret) value { return value{label: label, secret: s} }
	all := map[string]value{
		"name":                   plain("Name", p.Name),
		"auth_id":                plain("Auth ID", authID(p.Name)),
		"account":                plain("Account ID", p.Account.Realm()),
		"account_host":           plain("Account ID in host names", p.Account.HostLabel()),
		"environment":            plain("Environment", environment(p.Account)),
		"wsdl":                   plain("WSDL URL", p.WSDL),
		"soap_url":               plain("SOAP endpoint", soapURL(p)),
		"consumer_key":           plain("Consumer key (client ID)", p.ConsumerKey),
		"consumer_secret":        hidden("Consumer secret", p.ConsumerSecret),
		"token_id":               plain("Token ID", p.TokenID),
		"token_secret":           hidden("Token secret", p.TokenSecret),
		"signature_algorithm":    plain("Signature algorithm", p.SignatureAlgorithm),
		"certificate_id":         plain("Certificate ID", p.CertificateID),
		"private_key":            hidden("Private key", p.PrivateKey),
		"jwt_algorithm":          plain("JWT algorithm", p.JWTAlgorithm),
		"scopes":                 plain("Scopes", strings.Join(p.Scopes, " ")),
		"refresh_token":          hidden("Refresh token", p.RefreshToken),
		"redirect_uri":           plain("Redirect URI", p.RedirectURI),
		"timeout_seconds":        plain("Call time-out", seconds(p.Timeout)),
		"retry":                  plain("Retry", "No"),
		"retries":                plain("Retries", ""),
		"retry_interval_seconds": plain("Retry interval", ""),
	}
	if p.Retries > 0 {
		all["retry"] = plain("Retry", "Yes")
		all["retries"] = plain("Retries", strconv.Itoa(p.Retries))
		all["retry_interval_seconds"] = plain("Retry interval", seconds(p.RetryInterval))
	}
	if !p.Account.IsZero() {
		all["rest_url"] = plain("REST base URL", "https://"+p.Account.SuiteTalk())
		all["restlet_url"] = plain("RESTlet base URL", "https://"+p.Account.RESTlets())
		all["token_url"] = plain("Token URL", p.Account.TokenURL())
	}
	return all
}

func seconds(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return strconv.Itoa(int(d.Seconds()))
}

// environment is the kind of account as integration products name it.
func environment(id account.ID) string {
	switch id.Kind() {
	case account.Production:
		return "Production"
	case account.Sandbox:
		return "Sandbox"
	case "":
		return ""
	}
	return "Release Preview (beta)"
}

// soapURL is where SOAP operations are posted to, by the version of the WSDL.
func soapURL(p profile.Profile) string {
	wsdl, err := account.ParseWSDL(p.WSDL)
	if err != nil || p.Account.IsZero() {
		return ""
	}
	return p.Account.SOAPEndpoint(wsdl.Version)
}

// authID is a name as the SuiteCloud CLI takes it: at most 40 letters, digits,
// hyphens and underscores (its validation of --authid, 4.1.0).
func authID(name string) string {
	name = strings.ReplaceAll(name, ".", "-")
	return name[:min(len(name), 40)]
}

// dnsName is a name as Kubernetes takes it (RFC 1123). Underscores are all that
// a connection's name can have beyond that.
func dnsName(name string) string {
	return "netsuite-" + strings.Trim(strings.ReplaceAll(name, "_", "-"), "-.")
}
