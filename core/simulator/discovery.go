package simulator

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/simulator/wire"
)

// versions are the versions of the SOAP endpoint that have a WSDL (docs.oracle.com,
// article_2104046421).
var versions = []string{
	"2025.2", "2025.1", "2024.2", "2024.1", "2023.2", "2023.1", "2022.2", "2022.1",
	"2021.2", "2021.1", "2020.2", "2020.1", "2019.2", "2019.1",
}

//go:embed netsuite.wsdl
var wsdlTemplate string

var (
	companyPattern = lazyregexp.Lazy(`^[0-9A-Za-z_-]+$`)
	wsdlPath       = lazyregexp.Lazy(`^/wsdl/v(\d{4})_(\d)_0/netsuite\.wsdl$`)
	portPath       = lazyregexp.Lazy(`^/services/NetSuitePort_(\d{4})_(\d)$`)
)

// dataCenters returns the domains of an account. An unknown account gets the generic
// domains (docs.oracle.com, chapter_157011836591). The service knows an account only as the
// realm spells it: 1234567_SB1, not 1234567-sb1.
func (w *server) dataCenters(id string) (rest, webServices, system string) {
	if a, ok := w.ByID[id]; ok && !a.Spoil.Unlisted {
		label := "https://" + wire.HostLabel(a.ID)
		return label + wire.RESTletHosts, label + wire.SuiteTalkHosts, label + wire.AppHosts
	}
	return "https://" + wire.GenericREST, "https://" + wire.GenericWebServices, "https://" + wire.GenericSystem
}

func (w *server) answerGenericREST(c *call) wire.Answer {
	switch {
	case c.URL.Path != "/rest/datacenterurls":
		return wire.RESTletError(http.StatusNotFound, "INVALID_REQUEST", "The requested resource does not exist.")
	case c.Method != http.MethodGet:
		return wire.RESTletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only GET is supported.").With("Allow", http.MethodGet)
	}
	id := c.URL.Query().Get("account")
	switch {
	case id == "":
		return wire.RESTletError(http.StatusBadRequest, "USER_ERROR", "You need to provide a proper value for the required field: account.")
	case !companyPattern().MatchString(id):
		return wire.RESTletError(http.StatusBadRequest, "USER_ERROR", "Company ID is invalid")
	}
	rest, webServices, system := w.dataCenters(id)
	return wire.ReplyJSON(http.StatusOK, "application/json", map[string]string{
		"restDomain": rest, "webservicesDomain": webServices, "systemDomain": system,
	})
}

func (w *server) answerWebServices(c *call) wire.Answer {
	if a, ok := wsdl(c); ok {
		return a
	}
	if version, ok := portVersion(c.URL.Path); ok {
		return soapAPI{w}.answerSOAP(c, version)
	}
	return wire.Reply(http.StatusNotFound, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>")
}

// wsdl answers for the WSDL documents of the listed versions.
func wsdl(c *call) (wire.Answer, bool) {
	match := wsdlPath().FindStringSubmatch(c.URL.Path)
	if match == nil || c.account != nil && c.account.Spoil.NoWSDL || !slices.Contains(versions, match[1]+"."+match[2]) {
		return wire.Answer{}, false
	}
	if c.Method != http.MethodGet && c.Method != http.MethodHead {
		return wire.Reply(http.StatusMethodNotAllowed, "text/plain", "").With("Allow", http.MethodGet), true
	}
	text := strings.ReplaceAll(wsdlTemplate, "VERSION", match[1]+"_"+match[2])
	return wire.Reply(http.StatusOK, "text/xml;charset=utf-8", text), true
}

// portVersion returns the version in a path of the SOAP endpoint, such as 2025_2.
func portVersion(path string) (string, bool) {
	match := portPath().FindStringSubmatch(path)
	if match == nil {
		return "", false
	}
	return match[1] + "_" + match[2], true
}
