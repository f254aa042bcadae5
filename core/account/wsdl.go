package account

import (
	"fmt"
	"net/url"
	"strings"

	"suitekey/core/lazyregexp"
)

// genericWSDLHost serves the same WSDL documents to everybody.
// docs.oracle.com, NetSuite online help, section_N3413913.
const genericWSDLHost = "webservices." + domain

// WSDL is the address of NetSuite's description of its SOAP operations.
type WSDL struct {
	URL     string // "" if only a version was given
	Version Version
	Account ID // zero for a host that all accounts share, and for a bare version
}

// ParseWSDL reads a WSDL address on an account's own host or on one that all
// accounts share, or a bare version: 2025.2, 2025_2, v2025_2_0. For a bare
// version the URL is empty; ID.WSDL has it.
func ParseWSDL(text string) (WSDL, error) {
	if len(text) > maxText {
		return WSDL{}, fmt.Errorf("%s is %d characters long: paste only the WSDL address, like %s",
			quote(text), len(text), exampleWSDL())
	}
	text = clean(text)
	if text == "" {
		return WSDL{}, fmt.Errorf("the WSDL address is missing: one looks like %s; you can also give a version such as %s",
			exampleWSDL(), NewestEndpoint().Version)
	}
	if !strings.ContainsAny(text, "/:") {
		v, err := ParseVersion(text)
		return WSDL{Version: v}, err
	}
	if r, found := foreignRune(text); found {
		return WSDL{}, fmt.Errorf("%s contains %q (%U), which no WSDL address contains: copy it again", quote(text), r, r)
	}
	u, err := CheckURL(text)
	if err != nil {
		return WSDL{}, err
	}
	return parseWSDLURL(u, text)
}

var (
	wsdlPath = lazyregexp.Lazy(`^/wsdl/(v[0-9]{4}_[0-9]_[0-9])/netsuite\.wsdl$`)
	portPath = lazyregexp.Lazy(`^/services/NetSuitePort_([0-9]{4}_[0-9])$`)
)

func parseWSDLURL(u *url.URL, text string) (WSDL, error) {
	id, err := wsdlAccount(u.Host)
	if err != nil {
		return WSDL{}, err
	}
	if m := wsdlPath().FindStringSubmatch(u.Path); m != nil {
		v, err := ParseVersion(m[1])
		if err != nil {
			return WSDL{}, err
		}
		// Query and fragment are left out: NetSuite needs neither.
		return WSDL{URL: wsdlURL(u.Host, v), Version: v, Account: id}, nil
	}
	if m := portPath().FindStringSubmatch(u.Path); m != nil {
		if v, err := ParseVersion(m[1]); err == nil {
			return WSDL{}, fmt.Errorf("%s is the SOAP endpoint, not the WSDL: that is %s", quote(text), wsdlURL(u.Host, v))
		}
	}
	return WSDL{}, fmt.Errorf("%s is not the address of a WSDL: one looks like %s", quote(text), exampleWSDL())
}

// wsdlAccount returns the account of a host. Accounts have had several hosts, and only
// one of them serves SOAP since endpoint 2019.1.
func wsdlAccount(host string) (ID, error) {
	if id, ok := hostAccount(host); ok {
		if host != id.SuiteTalk() {
			return ID{}, fmt.Errorf("the host %s has no WSDL: for account %s use %s", quote(host), id, id.SuiteTalk())
		}
		return id, nil
	}
	service, _, _ := strings.Cut(host, ".")
	if service != "webservices" && service != "system" {
		return ID{}, fmt.Errorf("the host %s has no WSDL: use the account's own host, as in %s, or %s", quote(host), exampleWSDL(), genericWSDLHost)
	}
	return ID{}, nil
}

func exampleWSDL() string {
	return wsdlURL(ID{"1234567"}.SuiteTalk(), NewestEndpoint().Version)
}

func wsdlURL(host string, v Version) string {
	return "https://" + host + "/wsdl/v" + v.Underscored() + "_0/netsuite.wsdl"
}

// WSDL returns the address on the account's own host, which is what most
// products ask for; for the zero ID, the one that all accounts share.
func (id ID) WSDL(v Version) WSDL {
	host := genericWSDLHost
	if !id.IsZero() {
		host = id.SuiteTalk()
	}
	return WSDL{URL: wsdlURL(host, v), Version: v, Account: id}
}

// SOAPEndpoint returns the address that SOAP messages are sent to. There is
// none without an account: from endpoint 2019.1 on its own host is mandatory
// (docs.oracle.com, NetSuite online help, section_N3494684).
func (id ID) SOAPEndpoint(v Version) string {
	if id.IsZero() {
		return ""
	}
	return "https://" + id.SuiteTalk() + "/services/NetSuitePort_" + v.Underscored()
}
