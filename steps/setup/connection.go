package setup

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/facts"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/steps"
)

func ProductStep() steps.Step {
	return steps.Step{
		Name: "consumer", Title: "Used by", Doc: steps.DatedDoc("consumer", facts.Products),
		Fields: []steps.Field{{
			Key: steps.KeyProduct, OnChange: steps.State.FitKey,
			Label: "Which product will use this connection?", Kind: steps.Choice,
			Default: defaultProduct, Options: productOptions,
		}},
	}
}

// defaultProduct returns the product of the connection that was set up last. An unattended
// run does not depend on what was set up before.
func defaultProduct(s steps.State) string {
	if key := lastProduct(s); key != "" && !s.Given().Unattended {
		return key
	}
	return "other"
}

// lastProduct returns the product of the connection that was set up last, or "".
func lastProduct(s steps.State) string {
	var last profile.Profile
	for _, p := range s.Facts.Saved {
		if _, known := product.Find(p.Product); known && p.Created.After(last.Created) {
			last = p
		}
	}
	return last.Product
}

// productOptions lists the products, the one that was chosen last first.
func productOptions(s steps.State) []steps.Option {
	var options []steps.Option
	last := lastProduct(s)
	for _, c := range product.All() {
		option := steps.Option{Value: c.Key, Label: c.Name, Note: c.Note}
		if c.Key != last {
			options = append(options, option)
			continue
		}
		option.Note = "chosen last. " + option.Note
		options = slices.Insert(options, 0, option)
	}
	return options
}

func SurfacesStep() steps.Step {
	return steps.Step{
		Name: "surfaces", Title: "Interfaces", Doc: steps.DatedDoc("surfaces", facts.Endpoints),
		Fields: []steps.Field{{
			Key: steps.KeySurfaces, DependsOn: []string{steps.KeyProduct},
			Label: "Which interfaces of NetSuite?", Kind: steps.Multi,
			Default: defaultSurfaces,
			Options: func(s steps.State) []steps.Option {
				return []steps.Option{
					surfaceOption(profile.REST, "records and SuiteQL"),
					surfaceOption(profile.RESTlet, "scripts deployed in the account"),
					surfaceOption(profile.SOAP, soapEnd()),
					surfaceOption(profile.Connect, "SQL by an ODBC or JDBC driver"),
				}
			},
		}},
	}
}

func surfaceOption(s profile.Surface, note string) steps.Option {
	return steps.Option{Value: string(s), Label: s.Describe().Name, Note: note}
}

// defaultSurfaces returns the interfaces of the product, without SOAP if the product does
// not need it: SOAP requires TBA, and Oracle is ending SOAP.
func defaultSurfaces(s steps.State) string {
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

func methodStep() steps.Step {
	return steps.Step{
		Name: "method", Title: "Method", Doc: steps.DatedDoc("method", facts.Releases),
		Fields: []steps.Field{{
			Key: steps.KeyMethod, DependsOn: []string{steps.KeyProduct}, OnChange: steps.State.ForgetSignIns,
			Label: "How does the connection sign in?", Kind: steps.Choice,
			Suggest: suggestMethod, Check: checkMethod,
			Options: func(s steps.State) []steps.Option {
				m2m := steps.Option{Value: string(profile.M2M), Label: "OAuth 2.0 client credentials (M2M)", Note: "Oracle's recommendation"}
				tba := steps.Option{Value: string(profile.TBA), Label: "Token-Based Authentication (TBA)", Note: "no new ones from " + releaseOf(account.SubjectNewTBA)}
				code := steps.Option{Value: string(profile.Code), Label: "OAuth 2.0 sign-in by a person", Note: "repeat it after 1 to 30 days, as the record says"}
				if suggestMethod(s) == string(profile.TBA) {
					return []steps.Option{tba, m2m, code}
				}
				return []steps.Option{m2m, tba, code}
			},
		}},
		OnNext: func(env steps.Env, s steps.State) {
			if !steps.IsM2M(s) {
				env.Keys.Cancel()
			}
		},
	}
}

// releaseOf returns the release of an entry of the calendar, or "a later release".
func releaseOf(subject string) string {
	if d, ok := account.FindDeadline(subject); ok {
		return d.Release.String()
	}
	return "a later release"
}

func suggestMethod(s steps.State) string {
	methods := s.Product().Methods
	switch {
	case steps.UsesSOAP(s):
		return string(profile.TBA)
	case len(methods) == 1:
		return string(methods[0])
	default:
		return string(profile.M2M)
	}
}

func checkMethod(s steps.State, text string) steps.Finding {
	method := profile.Method(text)
	if method != profile.TBA && steps.UsesSOAP(s) {
		return steps.Finding{Problem: "SOAP web services require TBA: choose TBA, or remove SOAP from the interfaces."}
	}
	if c := s.Product(); c.Key != "other" && len(c.Methods) > 0 && !c.Takes(method) {
		return steps.Finding{Warning: fmt.Sprintf("suitekey does not know whether %s supports this method: check before you continue.", c.Name)}
	}
	return steps.Finding{}
}

var wsdlText = steps.DatedDoc("wsdl", facts.Endpoints)

// wsdlPage advises to keep the version of a connection that is imported: a fault after the
// move then has one cause.
func wsdlPage(s steps.State) steps.Page {
	page := wsdlText(s)
	for _, key := range []string{steps.KeyWSDL, steps.KeyWSDLVersion} {
		if _, given := s.Given().Answers[key]; given {
			page.Why = "The connection has used this version: keep the version now, and upgrade it alone afterwards."
		}
	}
	return page
}

func WSDLVersionStep() steps.Step {
	return steps.Step{
		Name: "wsdl", Title: "WSDL", When: steps.UsesSOAP, Doc: wsdlPage,
		Fields: []steps.Field{{
			Key: steps.KeyWSDLVersion, Group: steps.GroupSOAP,
			Label: "WSDL version", Kind: steps.Choice,
			Default: defaultWSDLVersion,
			Options: func(s steps.State) []steps.Option {
				now := account.CurrentRelease(s.Facts.Now)
				var options []steps.Option
				for _, e := range account.Endpoints() {
					if e.Support(now) == account.Removed {
						continue // a pasted URL of such a version is refused with the reason
					}
					note := fmt.Sprintf("%s · switched off with %s", e.Support(now), e.RemovedIn())
					if ends := e.UnsupportedFrom(); e.Support(now) == account.Supported && ends != (account.Release{}) {
						note = fmt.Sprintf("until %s · switched off with %s", ends, e.RemovedIn())
					}
					options = append(options, steps.Option{Value: string(e.Version), Label: string(e.Version), Note: note})
				}
				return options
			},
			Check: func(s steps.State, text string) steps.Finding { return wsdlSupport(s, account.Version(text)) },
		}},
	}
}

// defaultWSDLVersion returns the version in a given URL, or the newest version.
func defaultWSDLVersion(s steps.State) string {
	if given, ok := s.Answer(steps.KeyWSDL); ok {
		if w, err := account.ParseWSDL(given); err == nil {
			return string(w.Version)
		}
	}
	return string(account.NewestEndpoint().Version)
}

// supportedNote says until when an endpoint is supported, and when it ends.
func supportedNote(e account.Endpoint) string {
	if ends := e.SupportEnds(); ends != "" {
		return fmt.Sprintf("supported until %s · switched off with %s", ends, e.RemovedIn())
	}
	return fmt.Sprintf("supported · switched off with %s", e.RemovedIn())
}

func wsdlSupport(s steps.State, v account.Version) steps.Finding {
	e, listed := account.FindEndpoint(v)
	if !listed {
		return steps.Finding{Warning: "This version is not in suitekey's list: check that the product supports it."}
	}
	switch e.Support(account.CurrentRelease(s.Facts.Now)) {
	case account.Supported:
		return steps.Finding{Note: supportedNote(e)}
	case account.Removed:
		return steps.Finding{Problem: fmt.Sprintf("NetSuite switched version %s off with %s: choose a newer one.", v, e.RemovedIn())}
	default:
		return steps.Finding{Warning: fmt.Sprintf("This version works, but Oracle no longer supports it. It will be switched off with %s.", e.RemovedIn())}
	}
}

func WSDLStep() steps.Step {
	return steps.Step{
		Name: "wsdl-url", Title: "WSDL URL", When: steps.UsesSOAP, Doc: steps.Doc("wsdl-url"),
		Fields: []steps.Field{{
			Key: steps.KeyWSDL, Group: steps.GroupSOAP, DependsOn: []string{steps.KeyAccount, steps.KeyWSDLVersion},
			Label: "WSDL download URL", Clean: steps.CleanToken,
			Default: func(s steps.State) string {
				return s.Account().WSDL(account.Version(s.Value(steps.KeyWSDLVersion))).URL
			},
			Check: CheckWSDL,
		}},
	}
}

func CheckWSDL(s steps.State, text string) steps.Finding {
	w, err := account.ParseWSDL(text)
	if err != nil {
		return steps.Finding{Problem: steps.Sentence(err)}
	}
	if id := s.Account(); !w.Account.IsZero() && !id.IsZero() && w.Account != id {
		return steps.Finding{Problem: fmt.Sprintf("This URL belongs to account %s, but the connection belongs to %s: use the URL of the same account.", w.Account, id)}
	}
	finding := wsdlSupport(s, w.Version)
	if finding.Problem == "" && finding.Warning == "" && w.URL != "" && w.Account.IsZero() {
		finding.Note += " · general host; the account's own is better"
	}
	return finding
}
