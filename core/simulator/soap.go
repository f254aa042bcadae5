package simulator

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// soapAPI is SOAP web services.
type soapAPI struct{ *server }

// answerSOAP answers on the SOAP endpoint of one version, such as 2025_2.
func (w soapAPI) answerSOAP(c *call, version string) wire.Answer {
	if c.Method != http.MethodPost {
		return wire.Reply(http.StatusMethodNotAllowed, "text/plain; charset=utf-8", "SOAP needs POST.\n").With("Allow", http.MethodPost)
	}
	if !slices.Contains(versions, strings.Replace(version, "_", ".", 1)) || c.account != nil && c.account.Spoil.NoSOAP {
		return wire.SOAPFault(strings.Replace(versions[0], ".", "_", 1), "invalidVersionFault", "INVALID_WS_VERSION", "The endpoint version "+version+" is not supported.")
	}
	var message wire.Envelope
	if err := xml.Unmarshal(c.body, &message); err != nil || len(message.Body.Children) != 1 {
		return wire.SOAPFault(version, "unexpectedErrorFault", "UNEXPECTED_ERROR", "org.xml.sax.SAXParseException: the request is not a SOAP envelope with one operation.")
	}
	operation := message.Body.Children[0]
	if operation.XMLName.Space != wire.MessagesNS(version) {
		return wire.SOAPFault(version, "unexpectedErrorFault", "UNEXPECTED_ERROR",
			"org.xml.sax.SAXException: the operation "+operation.XMLName.Local+" is not in the namespace "+wire.MessagesNS(version)+" of this endpoint.")
	}
	switch operation.XMLName.Local {
	case "getDataCenterUrls": // for every caller; credentials are ignored
		return w.answerDataCenterURLs(version, operation)
	case "getServerTime":
		return w.answerSOAPTime(c, version, message.Header.Children)
	}
	return wire.SOAPFault(version, "unexpectedErrorFault", "UNEXPECTED_ERROR", "The practice world does not answer "+operation.XMLName.Local+".")
}

func (w soapAPI) answerDataCenterURLs(version string, operation wire.Element) wire.Answer {
	id := strings.TrimSpace(operation.Child("account"))
	if id == "" {
		return wire.SOAPReply(http.StatusOK, `<getDataCenterUrlsResponse xmlns="`+wire.MessagesNS(version)+`"><platformCore:getDataCenterUrlsResult xmlns:platformCore="`+wire.CoreNS(version)+
			`"><platformCore:status isSuccess="false"><platformCore:statusDetail type="ERROR"><platformCore:code>DATA_REQD</platformCore:code>`+
			`<platformCore:message>Please enter value(s) for: account</platformCore:message></platformCore:statusDetail></platformCore:status></platformCore:getDataCenterUrlsResult></getDataCenterUrlsResponse>`)
	}
	rest, webServices, system := w.dataCenters(id)
	return wire.SOAPReply(http.StatusOK, `<getDataCenterUrlsResponse xmlns="`+wire.MessagesNS(version)+`"><platformCore:getDataCenterUrlsResult xmlns:platformCore="`+wire.CoreNS(version)+
		`"><platformCore:status isSuccess="true"/><platformCore:dataCenterUrls><platformCore:restDomain>`+rest+`</platformCore:restDomain><platformCore:webservicesDomain>`+
		webServices+`</platformCore:webservicesDomain><platformCore:systemDomain>`+system+`</platformCore:systemDomain></platformCore:dataCenterUrls></platformCore:getDataCenterUrlsResult></getDataCenterUrlsResponse>`)
}

func (w soapAPI) answerSOAPTime(c *call, version string, headers []wire.Element) wire.Answer {
	if c.account == nil {
		return wire.SOAPFault(version, "invalidCredentialsFault", "USER_ERROR", "From endpoint 2019.1 on, requests must be sent to the account-specific domain.")
	}
	if refused, ok := w.signInSOAP(c, version, headers); !ok {
		return refused
	}
	if a, ok := misfortune(c.account, records.SurfaceSOAP, version); ok {
		return a
	}
	return wire.SOAPReply(http.StatusOK, `<getServerTimeResponse xmlns="`+wire.MessagesNS(version)+`"><platformCore:getServerTimeResult xmlns:platformCore="`+wire.CoreNS(version)+
		`"><platformCore:status isSuccess="true"/><platformCore:serverTime>`+w.ServerTime().UTC().Format("2006-01-02T15:04:05.000Z")+
		`</platformCore:serverTime></platformCore:getServerTimeResult></getServerTimeResponse>`)
}

// signInSOAP checks the sign-in of a SOAP request. If ok is false, the answer is the fault.
func (w soapAPI) signInSOAP(c *call, version string, headers []wire.Element) (wire.Answer, bool) {
	const invalid = "Invalid login attempt."
	if w.overLimit(c) {
		if c.posing {
			return wire.SOAPFault(version, "invalidCredentialsFault", "USER_ERROR", invalid), false
		}
		return wire.SOAPFault(version, "exceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED", "Concurrent request limit exceeded. Request blocked.").Retry(w.responses.RetryDelay()), false
	}
	if c.account.Spoil.Altered == records.PassportDropped {
		headers = nil
	}
	passport, others := tokenPassports(headers, version)
	_, cookieErr := c.Cookie("JSESSIONID")
	switch {
	case len(passport) == 0 && !others:
		return wire.SOAPFault(version, "invalidCredentialsFault", "WS_LOG_IN_REQD", "You must log in before performing a web service operation."), false
	case len(passport) != 1 || others || cookieErr == nil:
		return wire.SOAPFault(version, "invalidCredentialsFault", "USER_ERROR", "Ambiguous authentication"), false
	}
	claim, realm := passportClaim(passport[0], version)
	a := c.account
	if realm != "" {
		if a = w.ByID[realm]; a == nil {
			w.Stray(records.SurfaceSOAP)
			return wire.SOAPFault(version, "invalidCredentialsFault", "USER_ERROR", invalid), false
		}
	}
	id, detail := w.signInTBA(a, claim)
	switch {
	case detail != "":
		return wire.SOAPFault(version, "invalidCredentialsFault", "USER_ERROR", invalid), false
	case a != c.account:
		return wire.SOAPFault(version, "invalidAccountFault", "INVALID_ACCT", "The account of the token is not the account of this domain."), false
	case !a.Features[records.FeatureSOAP]:
		return wire.SOAPFault(version, "insufficientPermissionFault", "WS_FEATURE_REQD", "The SOAP Web Services feature is not enabled in this account."), false
	case !id.role.May(records.PermissionSOAP):
		return wire.SOAPFault(version, "insufficientPermissionFault", "WS_PERMISSION_REQD", "You do not have permission to use SOAP web services. Your role needs the SOAP Web Services permission."), false
	}
	return wire.Answer{}, true
}

// tokenPassports returns the token passports of a version, and reports whether the request
// also signs in another way (docs.oracle.com, section_1509544929).
func tokenPassports(headers []wire.Element, version string) (passports []wire.Element, others bool) {
	for _, block := range headers {
		switch block.XMLName.Local {
		case "tokenPassport":
			if block.XMLName.Space == wire.MessagesNS(version) {
				passports = append(passports, block)
			}
		case "passport", "ssoPassport", "applicationInfo":
			others = true
		}
	}
	return passports, others
}

// passportClaim reads a claim and the account from a token passport. Its children may be in
// the messages namespace, as in Oracle's sample, or in the core namespace, which declares
// their type.
func passportClaim(passport wire.Element, version string) (claim, string) {
	c := claim{surface: records.SurfaceSOAP}
	values := map[string]string{}
	for _, child := range passport.Children {
		space, name := child.XMLName.Space, child.XMLName.Local
		if space != wire.MessagesNS(version) && space != wire.CoreNS(version) {
			continue
		}
		if _, twice := values[name]; twice {
			c.malformed = true
		}
		values[name] = strings.TrimSpace(child.Text)
		if name == "signature" {
			c.algorithm = child.Attribute("algorithm")
		}
	}
	realm := values["account"]
	c.consumerKey, c.token, c.nonce = values["consumerKey"], values["token"], values["nonce"]
	c.timestamp, c.signature = values["timestamp"], values["signature"]
	c.missing = realm == ""
	c.base = strings.Join([]string{wire.Percent(realm), wire.Percent(c.consumerKey), wire.Percent(c.token), wire.Percent(c.nonce), wire.Percent(c.timestamp)}, "&")
	return c, realm
}
