package steps

import (
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/profile"
)

func productStep() Step {
	return Step{
		Name: "consumer", Title: "Used by", Doc: doc("consumer"),
		Fields: []Field{{
			Key: KeyProduct, OnChange: State.fitKey,
			Label: "What will use this connection?", Kind: Choice,
			Default: func(State) string { return "other" },
			Options: func(State) []Option {
				var options []Option
				for _, c := range product.All() {
					options = append(options, Option{Value: c.Key, Label: c.Name, Note: c.Note})
				}
				return options
			},
		}},
	}
}

func surfacesStep() Step {
	return Step{
		Name: "surfaces", Title: "Interfaces", Doc: doc("surfaces"),
		Fields: []Field{{
			Key: KeySurfaces, DependsOn: []string{KeyProduct},
			Label: "Which interfaces of NetSuite?", Kind: Multi,
			Default: defaultSurfaces,
			Options: func(s State) []Option {
				return []Option{
					{Value: string(profile.REST), Label: "REST web services", Note: "records and SuiteQL"},
					{Value: string(profile.RESTlet), Label: "RESTlets", Note: "scripts deployed in the account"},
					{Value: string(profile.SOAP), Label: "SOAP web services", Note: soapEnd()},
				}
			},
		}},
	}
}

// defaultSurfaces are those that the product uses. SOAP is left out where the
// product can do without it: it ties the connection to TBA and to Oracle's end
// of SOAP.
func defaultSurfaces(s State) string {
	c := s.Product()
	var values []string
	for _, surface := range c.Surfaces {
		if surface == profile.SOAP && len(c.Methods) > 0 && c.Methods[0] == profile.M2M {
			continue
		}
		values = append(values, string(surface))
	}
	if len(values) == 0 {
		return string(profile.REST)
	}
	return strings.Join(values, ",")
}

func soapEnd() string {
	return "only with TBA · switched off with " + account.NewestEndpoint().RemovedIn().String()
}

func methodStep() Step {
	return Step{
		Name: "method", Title: "Method", Doc: doc("method"),
		Fields: []Field{{
			Key: KeyMethod, DependsOn: []string{KeyProduct}, OnChange: State.forgetSignIns,
			Label: "How does it sign in?", Kind: Choice,
			Suggest: suggestMethod, Check: checkMethod,
			Options: func(s State) []Option {
				m2m := Option{Value: string(profile.M2M), Label: "OAuth 2.0 client credentials (M2M)", Note: "key pair and certificate · Oracle's recommendation"}
				tba := Option{Value: string(profile.TBA), Label: "Token-Based Authentication (TBA)", Note: "no new ones from " + releaseOf(account.SubjectNewTBA)}
				code := Option{Value: string(profile.Code), Label: "OAuth 2.0 sign-in by a person", Note: "to be repeated every 7 days, often sooner"}
				if suggestMethod(s) == string(profile.TBA) {
					return []Option{tba, m2m, code}
				}
				return []Option{m2m, tba, code}
			},
		}},
		OnNext: func(env Env, s State) {
			if !isM2M(s) {
				env.Keys.Cancel()
			}
		},
	}
}

// releaseOf is the release of an entry of the calendar, or "a later release".
func releaseOf(subject string) string {
	if d, ok := account.FindDeadline(subject); ok {
		return d.Release.String()
	}
	return "a later release"
}

func suggestMethod(s State) string {
	methods := s.Product().Methods
	switch {
	case usesSOAP(s):
		return string(profile.TBA)
	case len(methods) == 1:
		return string(methods[0])
	default:
		return string(profile.M2M)
	}
}

func checkMethod(s State, text string) Finding {
	method := profile.Method(text)
	if method != profile.TBA && usesSOAP(s) {
		return Finding{Problem: "SOAP web services sign in by TBA only: choose TBA, or go back and take SOAP off the interfaces."}
	}
	if c := s.Product(); c.Key != "other" && len(c.Methods) > 0 && !c.Takes(method) {
		return Finding{Warning: fmt.Sprintf("%s is not known to take this method: check before you go on.", c.Name)}
	}
	return Finding{}
}

func wsdlVersionStep() Step {
	return Step{
		Name: "wsdl", Title: "WSDL", When: usesSOAP, Doc: doc("wsdl"),
		Fields: []Field{{
			Key: KeyWSDLVersion, Group: GroupSOAP,
			Label: "WSDL version", Kind: Choice,
			Default: defaultWSDLVersion,
			Options: func(s State) []Option {
				now := account.CurrentRelease(s.Facts.Now)
				var options []Option
				for _, e := range account.Endpoints() {
					if e.Support(now) == account.Removed {
						continue // a URL of such a version, pasted, is refused with the reason
					}
					note := fmt.Sprintf("%s · switched off with %s", e.Support(now), e.RemovedIn())
					options = append(options, Option{Value: string(e.Version), Label: string(e.Version), Note: note})
				}
				return options
			},
			Check: func(s State, text string) Finding { return wsdlSupport(s, account.Version(text)) },
		}},
	}
}

// defaultWSDLVersion reads the version from a URL that was given, else takes
// the newest.
func defaultWSDLVersion(s State) string {
	if given, ok := s.Answer(KeyWSDL); ok {
		if w, err := account.ParseWSDL(given); err == nil {
			return string(w.Version)
		}
	}
	return string(account.NewestEndpoint().Version)
}

func wsdlSupport(s State, v account.Version) Finding {
	e, listed := account.FindEndpoint(v)
	if !listed {
		return Finding{Warning: "This version is not in suitekey's list: check that the product that will use it knows it."}
	}
	switch e.Support(account.CurrentRelease(s.Facts.Now)) {
	case account.Supported:
		return Finding{Note: fmt.Sprintf("supported · switched off with %s", e.RemovedIn())}
	case account.Removed:
		return Finding{Problem: fmt.Sprintf("NetSuite switched version %s off with %s: choose a newer one.", v, e.RemovedIn())}
	default:
		return Finding{Warning: fmt.Sprintf("Works, but is no longer supported, and is switched off with %s.", e.RemovedIn())}
	}
}

func wsdlStep() Step {
	return Step{
		Name: "wsdl-url", Title: "WSDL URL", When: usesSOAP, Doc: doc("wsdl-url"),
		Fields: []Field{{
			Key: KeyWSDL, Group: GroupSOAP, DependsOn: []string{KeyAccount, KeyWSDLVersion},
			Label: "WSDL download URL", Clean: CleanToken,
			Default: func(s State) string { return s.Account().WSDL(account.Version(s.Value(KeyWSDLVersion))).URL },
			Check:   checkWSDL,
		}},
	}
}

func checkWSDL(s State, text string) Finding {
	w, err := account.ParseWSDL(text)
	if err != nil {
		return Finding{Problem: Sentence(err)}
	}
	if id := s.Account(); !w.Account.IsZero() && !id.IsZero() && w.Account != id {
		return Finding{Problem: fmt.Sprintf("This URL belongs to account %s, and this connection to %s: take the URL of the same account.", w.Account, id)}
	}
	finding := wsdlSupport(s, w.Version)
	if finding.Problem == "" && finding.Warning == "" && w.URL != "" && w.Account.IsZero() {
		finding.Note += " · general host; the account's own is better"
	}
	return finding
}
