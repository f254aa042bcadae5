package simulator

import (
	"encoding/xml"
	"html"
	"net/http"
	"slices"
	"strings"
)

const soapNS = "http://schemas.xmlsoap.org/soap/envelope/"

type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

type envelope struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Header  element  `xml:"http://schemas.xmlsoap.org/soap/envelope/ Header"`
	Body    element  `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

func messagesNS(version string) string {
	return "urn:messages_" + version + ".platform.webservices.netsuite.com"
}

func coreNS(version string) string {
	return "urn:core_" + version + ".platform.webservices.netsuite.com"
}

// answerSOAP answers on the SOAP endpoint of one version, given as 2025_2.
func (w *World) answerSOAP(c *call, version string) answer {
	if c.Method != http.MethodPost {
		return reply(http.StatusMethodNotAllowed, "text/plain; charset=utf-8", "SOAP wants POST.\n").with("Allow", http.MethodPost)
	}
	if !slices.Contains(versions, strings.Replace(version, "_", ".", 1)) || c.account != nil && c.account.spoil.noSOAP {
		return fault(strings.Replace(versions[0], ".", "_", 1), "invalidVersionFault", "INVALID_WS_VERSION", "The endpoint version "+version+" is not supported.")
	}
	var message envelope
	if err := xml.Unmarshal(c.body, &message); err != nil || len(message.Body.Children) != 1 {
		return fault(version, "unexpectedErrorFault", "UNEXPECTED_ERROR", "org.xml.sax.SAXParseException: the request is no SOAP envelope with one operation.")
	}
	operation := message.Body.Children[0]
	if operation.XMLName.Space != messagesNS(version) {
		return fault(version, "unexpectedErrorFault", "UNEXPECTED_ERROR",
			"org.xml.sax.SAXException: the operation "+operation.XMLName.Local+" is not in the namespace "+messagesNS(version)+" of this endpoint.")
	}
	switch operation.XMLName.Local {
	case "getDataCenterUrls": // whoever asks; credentials are ignored
		return w.answerDataCenterURLs(version, operation)
	case "getServerTime":
		return w.answerSOAPTime(c, version, message.Header.Children)
	}
	return fault(version, "unexpectedErrorFault", "UNEXPECTED_ERROR", "The practice world does not answer "+operation.XMLName.Local+".")
}

func (w *World) answerDataCenterURLs(version string, operation element) answer {
	id := strings.TrimSpace(operation.child("account"))
	if id == "" {
		return soapReply(http.StatusOK, `<getDataCenterUrlsResponse xmlns="`+messagesNS(version)+`"><platformCore:getDataCenterUrlsResult xmlns:platformCore="`+coreNS(version)+
			`"><platformCore:status isSuccess="false"><platformCore:statusDetail type="ERROR"><platformCore:code>DATA_REQD</platformCore:code>`+
			`<platformCore:message>Please enter value(s) for: account</platformCore:message></platformCore:statusDetail></platformCore:status></platformCore:getDataCenterUrlsResult></getDataCenterUrlsResponse>`)
	}
	rest, webServices, system := w.dataCenters(id)
	return soapReply(http.StatusOK, `<getDataCenterUrlsResponse xmlns="`+messagesNS(version)+`"><platformCore:getDataCenterUrlsResult xmlns:platformCore="`+coreNS(version)+
		`"><platformCore:status isSuccess="true"/><platformCore:dataCenterUrls><platformCore:restDomain>`+rest+`</platformCore:restDomain><platformCore:webservicesDomain>`+
		webServices+`</platformCore:webservicesDomain><platformCore:systemDomain>`+system+`</platformCore:systemDomain></platformCore:dataCenterUrls></platformCore:getDataCenterUrlsResult></getDataCenterUrlsResponse>`)
}

func (w *World) answerSOAPTime(c *call, version string, headers []element) answer {
	if c.account == nil {
		return fault(version, "invalidCredentialsFault", "USER_ERROR", "From endpoint 2019.1 on, requests must be sent to the account-specific domain.")
	}
	if refused, ok := w.signInSOAP(c, version, headers); !ok {
		return refused
	}
	if a, ok := c.account.misfortune(SurfaceSOAP, version); ok {
		return a
	}
	return soapReply(http.StatusOK, `<getServerTimeResponse xmlns="`+messagesNS(version)+`"><platformCore:getServerTimeResult xmlns:platformCore="`+coreNS(version)+
		`"><platformCore:status isSuccess="true"/><platformCore:serverTime>`+w.serverTime().UTC().Format("2006-01-02T15:04:05.000Z")+
		`</platformCore:serverTime></platformCore:getServerTimeResult></getServerTimeResponse>`)
}

// signInSOAP lets a SOAP request in; ok false comes with the fault.
func (w *World) signInSOAP(c *call, version string, headers []element) (answer, bool) {
	const invalid = "Invalid login attempt."
	if w.overLimit(c) {
		if c.posing {
			return fault(version, "invalidCredentialsFault", "USER_ERROR", invalid), false
		}
		return fault(version, "exceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED", "Concurrent request limit exceeded. Request blocked.").retry(w.trouble.retryAfter), false
	}
	if c.account.spoil.altered == passportDropped {
		headers = nil
	}
	passport, others := tokenPassports(headers, version)
	_, cookieErr := c.Cookie("JSESSIONID")
	switch {
	case len(passport) == 0 && !others:
		return fault(version, "invalidCredentialsFault", "WS_LOG_IN_REQD", "You must log in before performing a web service operation."), false
	case len(passport) != 1 || others || cookieErr == nil:
		return fault(version, "invalidCredentialsFault", "USER_ERROR", "Ambiguous authentication"), false
	}
	claim, realm := passportClaim(passport[0], version)
	a := c.account
	if realm != "" {
		if a = w.accounts[realm]; a == nil {
			w.stray(SurfaceSOAP)
			return fault(version, "invalidCredentialsFault", "USER_ERROR", invalid), false
		}
	}
	id, detail := w.signInTBA(a, claim)
	switch {
	case detail != "":
		return fault(version, "invalidCredentialsFault", "USER_ERROR", invalid), false
	case a != c.account:
		return fault(version, "invalidAccountFault", "INVALID_ACCT", "The account of the token is not the account of this domain."), false
	case !a.features[FeatureSOAP]:
		return fault(version, "insufficientPermissionFault", "WS_FEATURE_REQD", "The SOAP Web Services feature is not enabled in this account."), false
	case !id.role.may(PermissionSOAP):
		return fault(version, "insufficientPermissionFault", "WS_PERMISSION_REQD", "You do not have permission to use SOAP web services. Your role needs the SOAP Web Services permission."), false
	}
	return answer{}, true
}

// tokenPassports picks the token passports of a version, and tells whether
// another way to sign in stands beside them (docs.oracle.com, section_1509544929).
func tokenPassports(headers []element, version string) (passports []element, others bool) {
	for _, block := range headers {
		switch block.XMLName.Local {
		case "tokenPassport":
			if block.XMLName.Space == messagesNS(version) {
				passports = append(passports, block)
			}
		case "passport", "ssoPassport", "applicationInfo":
			others = true
		}
	}
	return passports, others
}

// passportClaim reads a claim from a token passport. Its children may stand in
// the messages namespace, as in Oracle's sample, or in the core namespace,
// where their type is declared.
func passportClaim(passport element, version string) (claim, string) {
	c := claim{surface: SurfaceSOAP}
	values := map[string]string{}
	for _, child := range passport.Children {
		space, name := child.XMLName.Space, child.XMLName.Local
		if space != messagesNS(version) && space != coreNS(version) {
			continue
		}
		if _, twice := values[name]; twice {
			c.malformed = true
		}
		values[name] = strings.TrimSpace(child.Text)
		if name == "signature" {
			c.algorithm = child.attribute("algorithm")
		}
	}
	realm := values["account"]
	c.consumerKey, c.token, c.nonce = values["consumerKey"], values["token"], values["nonce"]
	c.timestamp, c.signature = values["timestamp"], values["signature"]
	c.missing = realm == ""
	c.base = strings.Join([]string{percent(realm), percent(c.consumerKey), percent(c.token), percent(c.nonce), percent(c.timestamp)}, "&")
	return c, realm
}

func (e element) child(name string) string {
	for _, child := range e.Children {
		if child.XMLName.Local == name {
			return child.Text
		}
	}
	return ""
}

func (e element) attribute(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func soapReply(status int, body string) answer {
	return reply(status, "text/xml;charset=utf-8", xml.Header+`<soapenv:Envelope xmlns:soapenv="`+soapNS+
		`" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>`+
		body+`</soapenv:Body></soapenv:Envelope>`)
}

// fault is a SOAP fault with NetSuite's detail element.
func fault(version, kind, code, message string) answer {
	text := html.EscapeString(message)
	return soapReply(http.StatusInternalServerError, `<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>`+text+
		`</faultstring><detail><platformFaults:`+kind+` xmlns:platformFaults="urn:faults_`+version+`.platform.webservices.netsuite.com"><platformFaults:code>`+
		code+`</platformFaults:code><platformFaults:message>`+text+`</platformFaults:message></platformFaults:`+kind+`></detail></soapenv:Fault>`)
}
