package profile

import "suitekey/core/m2m"

// Interface describes one of NetSuite's programming interfaces.
type Interface struct {
	Surface Surface
	Name    string // as NetSuite's documentation writes it
	Short   string // for lists
	Scope   string // the OAuth 2.0 scope; "" for SOAP, which accepts only TBA
	Box     string // of the scope, on the integration record; "" without a scope
}

// interfaces are in the order in which people choose them.
var interfaces = []Interface{
	{REST, "REST web services", "REST", m2m.ScopeREST, "REST Web Services"},
	{RESTlet, "RESTlets", "RESTlets", m2m.ScopeRESTlets, "RESTlets"},
	{SOAP, "SOAP web services", "SOAP", "", ""},
	{Connect, "SuiteAnalytics Connect", "SuiteAnalytics Connect", m2m.ScopeConnect, "SuiteAnalytics Connect"},
}

// Describe returns the description of an interface; the zero value for an unknown one.
func (s Surface) Describe() Interface {
	for _, i := range interfaces {
		if i.Surface == s {
			return i
		}
	}
	return Interface{}
}

// Scoped returns the interfaces that OAuth 2.0 gives access to, each with its scope, in the
// order in which people choose them.
func Scoped() []Interface {
	var scoped []Interface
	for _, i := range interfaces {
		if i.Scope != "" {
			scoped = append(scoped, i)
		}
	}
	return scoped
}
