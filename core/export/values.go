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

// valuesOf returns the values of a connection by name: every field of core/profile under
// its key, and the values that forms need in another form. A value that the connection
// lacks is empty. The text scopes says how to write a list of scopes: see Format.Scopes.
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

// accessTokenVariable stands for the access token in the configuration of a SuiteAnalytics
// Connect driver. The program that starts the driver inserts a token, which is valid for an
// hour.
const accessTokenVariable = "${NETSUITE_ACCESS_TOKEN}"

// connectProperties returns the custom properties for a driver of SuiteAnalytics Connect
// (docs.oracle.com, section_4406013158; OAuth2Token: article_0907012138).
func connectProperties(p profile.Profile) string {
	text := "AccountID=" + p.Account.Realm() + ";RoleID=" + p.RoleID
	if p.Method != profile.TBA {
		text += ";OAuth2Token=" + accessTokenVariable
	}
	return text
}

// jdbcURL returns the URL for a JDBC driver of SuiteAnalytics Connect. The URL names no
// cipher suites, because newer drivers refuse them (docs.oracle.com, section_4425626714).
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

// celigoPayload returns the payload of the client assertion as a Celigo iClient takes it:
// JSON in which Celigo fills in the times (connective.celigo.com/t/netsuite-oauth2-0/6014;
// "X" is the time in seconds, as in moment.js).
func celigoPayload(p profile.Profile) string {
	return fmt.Sprintf("{\n  \"iss\": %s,\n  \"scope\": %s,\n  \"iat\": {{timestamp \"X\"}},\n  \"exp\": {{add (timestamp \"X\") 300}},\n  \"aud\": %s\n}\n",
		jsonString(p.ConsumerKey), jsonList(p.Scopes), jsonString(p.Account.TokenURL()))
}

// environment returns the type of the account as integration products name it.
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

// soapURL returns the URL to which clients post SOAP operations, by the version of the
// WSDL.
func soapURL(p profile.Profile) string {
	wsdl, err := account.ParseWSDL(p.WSDL)
	if err != nil || p.Account.IsZero() {
		return ""
	}
	return p.Account.SOAPEndpoint(wsdl.Version)
}

// authID returns a name as the SuiteCloud CLI accepts it: at most 40 letters, digits,
// hyphens and underscores (its validation of --authid, 4.1.0).
func authID(name string) string {
	name = strings.ReplaceAll(name, ".", "-")
	return name[:min(len(name), 40)]
}

// dnsName returns a name as Kubernetes accepts it: labels of lower-case letters, digits and
// inner hyphens, with dots between them (RFC 1123). A connection's name may also contain
// underscores, or a hyphen at the end of a label. The converted name of such a connection
// ends with a checksum, so that acme_1 and acme-1 do not share a Secret.
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

// shortSum returns a checksum that distinguishes names which would be written alike.
func shortSum(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:3])
}
