package wire

import "strings"

// Host names of NetSuite. Names that begin with a dot follow the label of an account (see
// HostLabel).
const (
	domain = "netsuite.com"

	SuiteTalkHosts = ".suitetalk.api." + domain
	RESTletHosts   = ".restlets.api." + domain
	AppHosts       = ".app." + domain
	ConnectHosts   = ".connect.api." + domain

	GenericREST        = "rest." + domain
	GenericWebServices = "webservices." + domain
	GenericSystem      = "system." + domain
)

// answersFor reports whether a host name is one of NetSuite's.
func answersFor(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return strings.HasSuffix(host, "."+domain) && !strings.HasPrefix(host, ".") && len(host) <= 253 && !strings.ContainsAny(host, " /\\@:*")
}

// HostLabel returns the account ID as host names spell it: 1234567_SB1 becomes 1234567-sb1
// (docs.oracle.com, section_1498251763).
func HostLabel(id string) string {
	return strings.ReplaceAll(strings.ToLower(id), "_", "-")
}

// HostName returns a Host header without the port, in lower case.
func HostName(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
