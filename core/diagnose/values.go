package diagnose

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// finding is what can be said about the values without a network.
type finding struct {
	code  string // of the catalogue, or a word that only adds to the evidence
	text  string
	fatal bool // a sign-in cannot work
}

// values checks what can be checked for nothing, before a sign-in that would
// fail is spent on it.
func (r *run) values() outcome {
	found := checkRefusals(r.profile, r.options.Now(), r.options.Force)
	if r.profile.Account.IsZero() {
		found = append(found, finding{"AccountMissing", "there is no account ID: give it first", true})
	}
	if r.profile.Method == profile.M2M {
		found = append(found, checkM2M(r.profile, r.options.Now())...)
	} else {
		found = append(found, checkTBA(r.profile)...)
	}
	if r.profile.Has(profile.SOAP) {
		found = append(found, r.checkWSDL()...)
	}
	var remarks []string
	for _, f := range found {
		r.evidence.add("local:" + f.code)
		if f.fatal {
			r.evidence.add("at:" + Values)
			return outcome{state: Failed, detail: f.text, stop: true, err: errors.New("checking the values: " + f.text)}
		}
		remarks = append(remarks, f.text)
	}
	if len(remarks) > 0 {
		return outcome{state: Warn, detail: strings.Join(remarks, "; ")}
	}
	return outcome{state: OK, detail: "shapes, pairs and spelling"}
}

const (
	lockTime     = 30 * time.Minute // NetSuite locks the user for so long after five
	warnRefusals = 3
	stopRefusals = 4
)

// checkRefusals guards the user: the fifth refused sign-in locks it.
func checkRefusals(p profile.Profile, now time.Time, force bool) []finding {
	recent := 0
	for _, at := range p.Refusals {
		if now.Sub(at) < lockTime {
			recent++
		}
	}
	if recent < warnRefusals {
		return nil
	}
	text := fmt.Sprintf("%d sign-ins of this connection were refused within half an hour, and the fifth locks the user: wait, or find the reason first", recent)
	return []finding{{"temporary_locked", text, recent >= stopRefusals && !force}}
}

// hex64 is the shape of every key and secret in Oracle's samples. Oracle does
// not promise it: other shapes are worth a remark, not a refusal.
var hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)

// certificateIDShape is base64url of 32 bytes.
var certificateIDShape = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

func checkTBA(p profile.Profile) []finding {
	consumerSecret, tokenSecret := p.ConsumerSecret.Reveal(), p.TokenSecret.Reveal()
	switch {
	case p.ConsumerKey == "" || consumerSecret == "":
		return []finding{{"IntegrationValuesMissing", "consumer key and consumer secret are both needed: paste them from the integration record", true}}
	case p.TokenID == "" || tokenSecret == "":
		return []finding{{"TokenValuesMissing", "token ID and token secret are both needed: paste them from the access token's page", true}}
	case p.ConsumerKey == consumerSecret:
		return []finding{{"SameIntegrationValues", "consumer key and consumer secret are the same value: paste both again", true}}
	case p.TokenID == tokenSecret, slices.Contains([]string{p.ConsumerKey, consumerSecret}, p.TokenID),
		slices.Contains([]string{p.ConsumerKey, consumerSecret}, tokenSecret):
		return []finding{{"SameTokenValues", "a token value is the same as another value: paste token ID and token secret again", true}}
	}
	var found []finding
	switch strings.ToUpper(p.SignatureAlgorithm) {
	case "", "HMAC-SHA256", "HMAC_SHA256":
	case "HMAC-SHA1", "HMAC_SHA1":
		found = append(found, finding{"hmac-sha1", "HMAC-SHA1 was switched off with release 2023.1: choose HMAC-SHA256", false})
	default:
		return []finding{{"UnknownAlgorithm", "the signature algorithm is unknown: choose HMAC-SHA256", true}}
	}
	for _, value := range []struct{ code, name, text string }{
		{"ConsumerKeyShape", "consumer key", p.ConsumerKey},
		{"ConsumerSecretShape", "consumer secret", consumerSecret},
		{"TokenIDShape", "token ID", p.TokenID},
		{"TokenSecretShape", "token secret", tokenSecret},
	} {
		found = append(found, checkShape(value.code, value.name, value.text)...)
	}
	return found
}

func checkShape(code, name, text string) []finding {
	if hex64.MatchString(text) {
		return nil
	}
	return []finding{{code, fmt.Sprintf("the %s has %d characters and not the usual 64 of 0-9 and a-f", name, len(text)), false}}
}

func checkM2M(p profile.Profile, now time.Time) []finding {
	switch {
	case p.Has(profile.SOAP):
		return []finding{{"SOAPNeedsTBA", "SOAP cannot be used with OAuth 2.0: choose TBA, or leave SOAP out", true}}
	case p.ConsumerKey == "":
		return []finding{{"IntegrationValuesMissing", "the client ID is missing: paste it from the integration record, where it is also called consumer key", true}}
	case p.CertificateID == "":
		return []finding{{"MissingKeyId", "the certificate ID is missing: upload the certificate and paste the ID that NetSuite shows", true}}
	case p.CertificateID == p.ConsumerKey:
		return []finding{{"CertificateIDIsClientID", "certificate ID and client ID are the same value: paste the certificate ID from the M2M setup page", true}}
	}
	found := checkKey(p, now)
	found = append(found, checkScopes(p)...)
	found = append(found, checkShape("ConsumerKeyShape", "client ID", p.ConsumerKey)...)
	if !certificateIDShape.MatchString(p.CertificateID) {
		found = append(found, finding{"CertificateIDDiffers", fmt.Sprintf("the certificate ID has %d characters and not the usual 43", len(p.CertificateID)), false})
	}
	return found
}

func checkKey(p profile.Profile, now time.Time) []finding {
	key, err := m2m.ParseKey(p.PrivateKey, secret.Secret{})
	if err != nil {
		return []finding{{"KeyUnusable", err.Error(), true}}
	}
	if p.JWTAlgorithm != "" {
		algorithm, err := m2m.ParseAlgorithm(p.JWTAlgorithm)
		if err == nil {
			err = key.Type().CheckAlgorithm(algorithm)
		}
		if err != nil {
			return []finding{{"AlgorithmMismatch", err.Error(), true}}
		}
	}
	if p.Certificate == "" {
		return []finding{{"no-certificate", "there is no certificate to compare the key with", false}}
	}
	certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err == nil {
		err = certificate.Valid(now)
	}
	if err != nil {
		return []finding{{"CertificateUnusable", err.Error(), true}}
	}
	if err := m2m.Match(key, certificate); err != nil {
		return []finding{{"KeyMismatch", err.Error(), true}}
	}
	var found []finding
	for _, remark := range certificate.Check(now) {
		if remark.Level == m2m.Warning {
			found = append(found, finding{"certificate-remark", remark.Text, false})
		}
	}
	if certificate.ID() != p.CertificateID {
		found = append(found, finding{"CertificateIDDiffers", "the certificate ID is not the one computed from the certificate, " + certificate.ID(), false})
	}
	return found
}

func checkScopes(p profile.Profile) []finding {
	if err := m2m.CheckScopes(p.Scopes); err != nil {
		return []finding{{"InvalidScope", err.Error(), true}}
	}
	for surface, scope := range map[profile.Surface]string{profile.REST: m2m.ScopeREST, profile.RESTlet: m2m.ScopeRESTlets} {
		if p.Has(surface) && !slices.Contains(p.Scopes, scope) {
			return []finding{{"ScopeMissing", fmt.Sprintf("%s needs the scope %s: add it", titles[string(surface)], scope), true}}
		}
	}
	return nil
}

func (r *run) checkWSDL() []finding {
	wsdl, err := r.wsdlOf()
	if err != nil {
		return []finding{{"WSDLUnusable", err.Error(), true}}
	}
	if !wsdl.Account.IsZero() && wsdl.Account != r.profile.Account {
		return []finding{{"WSDLUnusable", fmt.Sprintf("the WSDL URL is of account %s and the connection of %s: take the one of the same account", wsdl.Account, r.profile.Account), true}}
	}
	endpoint, known := account.FindEndpoint(wsdl.Version)
	if known && endpoint.Support(account.CurrentRelease(r.options.Now())) == account.Removed {
		return []finding{{"wsdl-removed", fmt.Sprintf("WSDL version %s was removed in release %s: choose a newer one", wsdl.Version, endpoint.RemovedIn()), false}}
	}
	return nil
}
