package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

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

// valuesOf returns the values of a connection by name: every field of
// core/profile under its key, and what forms ask for in another way. Values that
// the connection does not have are empty. scopes is how a list of scopes is
// written: see Format.Scopes.
func valuesOf(p profile.Profile, scopes string) map[string]value {
	all := map[string]value{}
	for _, f := range profile.Fields() {
		all[f.Key] = value{label: f.Label, text: f.Text(&p), secret: f.Secret(&p)}
	}
	plain := func(name, label, text string) { all[name] = value{label: label, text: text} }
	plain("auth_id", "Auth ID", authID(p.Name))
	plain("account_host", "Account ID in host names", p.Account.HostLabel())
	plain("environment", "Environment", environment(p.Account))
	plain("soap_url", "SOAP endpoint", soapURL(p))
	plain("scopes", all["scopes"].label, scopeText(p.Scopes, scopes))
	plain("timeout_seconds", all["timeout"].label, all["timeout"].text)
	plain("retry_interval_seconds", all["retry_interval"].label, all["retry_interval"].text)
	plain("retry", "Retry", "Yes")
	if p.Retries == 0 {
		for name, text := range map[string]string{"retry": "No", "retries": "", "retry_interval_seconds": ""} {
			plain(name, all[name].label, text)
		}
	}
	if !p.Account.IsZero() {
		plain("rest_url", "REST base URL", "https://"+p.Account.SuiteTalk())
		plain("restlet_url", "RESTlet base URL", "https://"+p.Account.RESTlets())
		plain("token_url", "Token URL", p.Account.TokenURL())
		plain("rest_host", "REST host", p.Account.SuiteTalk())
		plain("rest_service_url", "REST services URL", "https://"+p.Account.SuiteTalk()+"/services/rest")
		// docs.oracle.com, section_158081944642 (OAuth 2.0).
		plain("connect_host", "SuiteAnalytics Connect host", p.Account.Connect())
		plain("jdbc_url", "JDBC URL", jdbcURL(p))
		plain("odbc_properties", "CustomProperties", connectProperties(p))
		plain("authorize_url", "Authorization URL", "https://"+p.Account.App()+"/app/login/oauth2/authorize.nl")
		plain("celigo_payload", "JWT payload", celigoPayload(p))
	}
	return all
}

// accessTokenVariable stands for the access token in what a driver of SuiteAnalytics
// Connect reads: the program that starts the driver puts the token in, an hour at a time.
const accessTokenVariable = "${NETSUITE_ACCESS_TOKEN}"

// connectProperties are the custom properties of a driver of SuiteAnalytics Connect
// (docs.oracle.com, section_4406013158; OAuth2Token: article_0907012138).
func connectProperties(p profile.Profile) string {
	text := "AccountID=" + p.Account.Realm() + ";RoleID=" + p.RoleID
	if p.Method != profile.TBA {
		text += ";OAuth2Token=" + accessTokenVariable
	}
	return text
}

// jdbcURL is the URL of a JDBC driver of SuiteAnalytics Connect. It names no
// ciphersuites, which newer drivers refuse (docs.oracle.com, section_4425626714).
func jdbcURL(p profile.Profile) string {
	return "jdbc:ns://" + p.Account.Connect() + ":" + account.ConnectPort +
		";ServerDataSource=NetSuite2.com;Encrypted=1;NegotiateSSLClose=false;CustomProperties=(" + connectProperties(p) + ")"
}

func scopeText(list []string, separator string) string {
	switch separator {
	case NoScopes:
		return ""
	case ScopeList:
		return jsonList(list)
	}
	return strings.Join(list, separator)
}

// celigoPayload is the payload of the client assertion as a Celigo iClient takes
// it: JSON in which Celigo fills in the times (connective.celigo.com/t/netsuite-oauth2-0/6014;
// "X" is the time in seconds, as in moment.js).
func celigoPayload(p profile.Profile) string {
	return fmt.Sprintf("{\n  \"iss\": %s,\n  \"scope\": %s,\n  \"iat\": {{timestamp \"X\"}},\n  \"exp\": {{add (timestamp \"X\") 300}},\n  \"aud\": %s\n}\n",
		jsonString(p.ConsumerKey), jsonList(p.Scopes), jsonString(p.Account.TokenURL()))
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

// dnsName is a name as Kubernetes takes it: labels of lower-case letters, digits
// and inner hyphens, with dots between them (RFC 1123). A connection's name may
// have an underscore or a hyphen at the end of a label beyond that. The name that
// such a connection gets ends in a part of its own, so that acme_1 and acme-1 do
// not share a Secret.
func dnsName(name string) string {
	const prefix = "netsuite-"
	var labels []string
	for label := range strings.SplitSeq(prefix+name, ".") {
		if label = strings.Trim(strings.ReplaceAll(label, "_", "-"), "-"); label != "" {
			labels = append(labels, label)
		}
	}
	made := strings.Join(labels, ".")
	if made == prefix+name {
		return made
	}
	return made + "-" + shortSum(name)
}

// shortSum tells names apart that are written alike.
func shortSum(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:3])
}
