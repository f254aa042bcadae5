package diagnose

import (
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// wsdl fetches the WSDL document; a missing one leaves the other surfaces.
func (r *run) wsdl() outcome {
	wsdl, err := r.wsdlOf()
	if err == nil {
		err = r.client.CheckWSDL(r.ctx, wsdl)
	}
	if err != nil {
		r.noWSDL = true
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	return outcome{state: OK, detail: "version " + string(wsdl.Version)}
}

// wsdlOf is the profile's WSDL; a bare version, or none, is looked for on the
// account's own host.
func (r *run) wsdlOf() (account.WSDL, error) {
	if r.profile.WSDL == "" {
		return r.profile.Account.WSDL(account.NewestEndpoint().Version), nil
	}
	wsdl, err := account.ParseWSDL(r.profile.WSDL)
	if err == nil && wsdl.URL == "" {
		wsdl = r.profile.Account.WSDL(wsdl.Version)
	}
	return wsdl, err
}

// surface proves one interface; the sign-in may have made its first call already.
func (r *run) surface(surface profile.Surface) outcome {
	if surface == profile.SOAP && r.noWSDL {
		return outcome{state: Skipped, detail: "not tried without its WSDL"}
	}
	detail, called := r.passed[surface]
	err := r.barred[surface]
	if !called && err == nil {
		err = r.asked(func() (err error) {
			detail, err = r.call(surface)
			return err
		})
	}
	if err != nil {
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	r.passed[surface] = detail
	r.evidence.add("passed:" + string(surface))
	if surface == profile.REST {
		return r.readWithQuery(detail)
	}
	return outcome{state: OK, detail: detail}
}

// probedRecord is a record type that every account has.
const probedRecord = "customer"

// readWithQuery reads once with a query: one left out of a signature, or
// rewritten on the way, fails only there. Not being allowed to read is no
// failure of the connection.
func (r *run) readWithQuery(detail string) outcome {
	var seen []string
	err := r.askedAgain("the same credentials had been accepted there a moment before", func() (err error) {
		seen, err = r.client.RecordTypes(r.ctx, r.profile.Account, r.auth(), probedRecord)
		return err
	})
	switch {
	case isClass(err, netsuite.Refused):
		r.evidence.add("query")
		return outcome{state: Failed, err: err, stop: true}
	case isClass(err, netsuite.Forbidden):
		return outcome{state: Warn, detail: detail + "; a read was not allowed: " + brief(err)}
	case err != nil:
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	r.read = true
	r.evidence.add("read:rest")
	if slices.Contains(seen, probedRecord) {
		r.evidence.add("sees:" + probedRecord)
	}
	return outcome{state: OK, detail: detail + "; a read with a query answers"}
}

// onlyAbout tells whether a failure leaves the other surfaces worth a try.
func onlyAbout(err error) bool {
	return !isClass(err, netsuite.Refused) && !isClass(err, netsuite.Canceled)
}

// call makes the cheapest call of a surface.
func (r *run) call(surface profile.Surface) (detail string, err error) {
	switch surface {
	case profile.RESTlet:
		return r.askWho()
	case profile.SOAP:
		wsdl, err := r.wsdlOf()
		if err != nil {
			return "", err
		}
		_, err = r.client.SOAPServerTime(r.ctx, r.profile.Signer(), wsdl.Version)
		return "version " + string(wsdl.Version) + " answers", err
	default:
		server, err := r.client.ServerTime(r.ctx, r.profile.Account, r.auth())
		return "server time " + server.Server.UTC().Format("15:04:05") + " UTC", err
	}
}

// askWho asks the RESTlet host whose sign-in it was.
func (r *run) askWho() (string, error) {
	info, err := r.client.TokenInfo(r.ctx, r.profile.Account, r.auth())
	if err != nil {
		return "", err
	}
	r.named = true
	r.who = profile.Tested{Company: info.Company, Role: info.Role, Entity: info.Entity}
	if info.CompanyID != "" {
		r.who.Company = strings.TrimSpace(info.Company + " " + info.CompanyID)
	}
	r.answered(info.CompanyID, info.RoleID)
	return "the token is known", nil
}
