package diagnose

import (
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// loadedWSDL waits for the WSDL document; a missing one leaves the other surfaces.
func (r *run) loadedWSDL() outcome {
	r.beside.finish()
	if err := r.wsdl.err; err != nil {
		r.noWSDL = true
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	return outcome{state: OK, detail: "version " + string(r.wsdl.found.Version)}
}

// wsdlOf returns the profile's WSDL. For a version alone, or for none, it uses the
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

// surface tests one interface. The sign-in may already have made the first call.
func (r *run) surface(surface profile.Surface) outcome {
	switch {
	case surface == profile.SOAP && r.noWSDL:
		return outcome{state: Skipped, detail: "not tried without its WSDL"}
	case surface == profile.Connect: // a driver speaks a protocol of its own there
		return outcome{state: Skipped, detail: "not tried: a driver signs in to " + r.profile.Account.Connect() + " on port " + account.ConnectPort}
	}
	if surface == profile.REST && r.profile.Method != profile.TBA {
		if found, settled := r.readAtOnce(); settled {
			return found
		}
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
		found := r.readWithQuery(detail)
		if r.read {
			r.beside.probe()
		}
		return found
	}
	return outcome{state: OK, detail: detail}
}

// probedRecord is a record type that every account has.
const probedRecord = "customer"

// readAtOnce reads with a query if an access token signs in. Without a signature, this
// read also proves what the call for the server time proves. If the role may not read,
// it remains open whether the role may use REST.
func (r *run) readAtOnce() (found outcome, settled bool) {
	var seen []string
	err := r.asked(func() (err error) {
		seen, err = r.client.RecordTypes(r.ctx, r.profile.Account, r.auth(), probedRecord)
		return err
	})
	switch {
	case isClass(err, netsuite.Forbidden):
		r.mayNotRead = err
		return outcome{}, false
	case err != nil:
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}, true
	}
	r.evidence.add("passed:" + string(profile.REST))
	r.read = true
	r.evidence.sees(seen)
	r.passed[profile.REST] = "a query answers"
	r.beside.probe()
	return outcome{state: OK, detail: r.passed[profile.REST]}, true
}

// sees notes an answered read.
func (e evidence) sees(records []string) {
	e.add("read:rest")
	if slices.Contains(records, probedRecord) {
		e.add("sees:" + probedRecord)
	}
}

// readWithQuery reads once with a query: only this call fails if the signature omits the
// query, or if a proxy rewrites it. If the role may not read, the connection has not
// failed.
func (r *run) readWithQuery(detail string) outcome {
	if r.mayNotRead != nil {
		return notRead(detail, r.mayNotRead)
	}
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
		return notRead(detail, err)
	case err != nil:
		return outcome{state: Failed, err: err, stop: !onlyAbout(err)}
	}
	r.read = true
	r.evidence.sees(seen)
	return outcome{state: OK, detail: detail + "; a query answers"}
}

func notRead(detail string, err error) outcome {
	return outcome{state: Warn, detail: detail + "; a read was not allowed: " + brief(err)}
}

// onlyAbout reports whether the other interfaces are worth testing after a failure.
func onlyAbout(err error) bool {
	return !isClass(err, netsuite.Refused) && !isClass(err, netsuite.Canceled)
}

// call makes the cheapest call of a surface.
func (r *run) call(surface profile.Surface) (detail string, err error) {
	switch surface {
	case profile.RESTlet, profile.Connect: // the host of RESTlets tells of every token whose it is
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

// askWho asks the RESTlet host who signed in.
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
