package diagnose

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
	"suitekey/core/values"
)

// finding is what can be said about the values without a network.
type finding struct {
	code  string // of the catalogue, or a word that only adds to the evidence
	text  string
	grade grade
}

type grade int

const (
	remark grade = iota // worth saying
	mended              // wrong, and put right for this run alone
	fatal               // a sign-in cannot work
)

// values checks what needs no call, so that no certain refusal is sent.
func (r *run) values() outcome {
	now := r.options.Now()
	found := checkRefusals(r.given, now, r.options.Force)
	if r.given.Account.IsZero() {
		found = append(found, finding{"AccountMissing", "the account ID is missing: enter it first", fatal})
	}
	var put []finding
	r.profile, put = mend(r.given)
	found = append(found, put...)
	switch r.profile.Method {
	case profile.M2M:
		found = append(found, checkM2M(r.profile, now)...)
	case profile.Code:
		found = append(found, checkCode(r.profile, now)...)
	default:
		found = append(found, checkTBA(r.profile)...)
	}
	if r.profile.Has(profile.SOAP) {
		found = append(found, r.checkWSDL()...)
	}
	return r.judge(found)
}

// judge turns the findings into a check. A corrected value fails the test, because the
// saved value is wrong, but the run continues with the corrected one.
func (r *run) judge(found []finding) outcome {
	result := outcome{state: OK, detail: "shapes, pairs and spelling"}
	var remarks []string
	for _, f := range found {
		r.evidence.add("local:" + f.code)
		switch f.grade {
		case fatal:
			r.evidence.add("at:" + Values)
			err := errors.New("checking the values: " + f.text)
			if f.code == signInsSpent {
				err = fmt.Errorf("checking the values: %w", lockout.Check(r.given.Refusals, r.options.Now(), false))
			}
			return outcome{state: Failed, detail: f.text, stop: true, err: err}
		case mended:
			r.evidence.add("at:"+Values, "mended")
			result.state = Failed
			r.correct(f.text)
			if result.err == nil {
				result.err = errors.New("checking the values: " + f.text)
			}
		default:
			if result.state == OK {
				result.state = Warn
			}
		}
		remarks = append(remarks, f.text)
	}
	if len(remarks) > 0 {
		result.detail = strings.Join(remarks, "; ")
	}
	return result
}

// signInsSpent says that suitekey withheld a sign-in that might have locked the user.
// The user is not locked.
const signInsSpent = "SignInsSpent"

// checkRefusals returns a finding from the third refusal of the last half hour on. The
// finding is fatal if another refusal could lock the user.
func checkRefusals(p profile.Profile, now time.Time, force bool) []finding {
	recent := lockout.Recent(p.Refusals, now)
	if recent < lockout.Warn {
		return nil
	}
	text := fmt.Sprintf("NetSuite refused %d sign-ins of this connection within half an hour, and the fifth refusal locks the user: wait, or find the reason first", recent)
	if lockout.Check(p.Refusals, now, force) != nil {
		return []finding{{signInsSpent, text, fatal}}
	}
	return []finding{{"refusals", text, remark}}
}

func checkTBA(p profile.Profile) []finding {
	consumerSecret, tokenSecret := p.ConsumerSecret.Reveal(), p.TokenSecret.Reveal()
	switch {
	case p.ConsumerKey == "" || consumerSecret == "":
		return []finding{{"IntegrationValuesMissing", "consumer key and consumer secret are both needed: paste them from the integration record", fatal}}
	case p.TokenID == "" || tokenSecret == "":
		return []finding{{"TokenValuesMissing", "token ID and token secret are both needed: paste them from the access token's page", fatal}}
	case p.ConsumerKey == consumerSecret:
		return []finding{{"SameIntegrationValues", "consumer key and consumer secret are the same value: paste both again", fatal}}
	case p.TokenID == tokenSecret, slices.Contains([]string{p.ConsumerKey, consumerSecret}, p.TokenID),
		slices.Contains([]string{p.ConsumerKey, consumerSecret}, tokenSecret):
		return []finding{{"SameTokenValues", "a token value is the same as another value: paste token ID and token secret again", fatal}}
	}
	found := checkKind("consumer key", p.ConsumerKey)
	switch tba.Algorithm(p.SignatureAlgorithm) {
	case "", tba.HMACSHA256:
	case tba.HMACSHA1:
		found = append(found, finding{"hmac-sha1", "HMAC-SHA1 was switched off with release " + tba.SHA1SwitchedOff(p.Account.Kind()) + ": choose HMAC-SHA256", remark})
	default:
		return []finding{{"UnknownAlgorithm", "the signature algorithm is unknown: choose HMAC-SHA256", fatal}}
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

func checkM2M(p profile.Profile, now time.Time) []finding {
	switch {
	case p.Has(profile.SOAP):
		return []finding{{"SOAPNeedsTBA", "SOAP cannot be used with OAuth 2.0: choose TBA, or leave SOAP out", fatal}}
	case p.ConsumerKey == "":
		return []finding{{"IntegrationValuesMissing", "the client ID is missing: paste it from the integration record, where it is also called consumer key", fatal}}
	case p.CertificateID == "":
		return []finding{{"MissingKeyId", "the certificate ID is missing: upload the certificate and paste the ID that NetSuite shows", fatal}}
	case p.CertificateID == p.ConsumerKey:
		return []finding{{"CertificateIDIsClientID", "certificate ID and client ID are the same value: paste the certificate ID from the M2M setup page", fatal}}
	}
	found := append(checkKind("client ID", p.ConsumerKey), checkKey(p, now)...)
	found = append(found, checkScopes(p)...)
	found = append(found, checkShape("ConsumerKeyShape", "client ID", p.ConsumerKey)...)
	if !values.IsCertificateID(p.CertificateID) {
		found = append(found, finding{"CertificateIDDiffers", fmt.Sprintf("the certificate ID has %d characters instead of the usual 43", len(p.CertificateID)), remark})
	}
	return found
}

func checkKey(p profile.Profile, now time.Time) []finding {
	key, err := m2m.ParseKey(p.PrivateKey, secret.Secret{})
	if err != nil {
		return []finding{{keyCode(err), err.Error(), fatal}}
	}
	if p.JWTAlgorithm != "" {
		algorithm, err := m2m.ParseAlgorithm(p.JWTAlgorithm)
		if err == nil {
			err = key.Type().CheckAlgorithm(algorithm)
		}
		if err != nil {
			return []finding{{"AlgorithmMismatch", err.Error(), fatal}}
		}
	}
	if p.Certificate == "" {
		return []finding{{"no-certificate", "there is no certificate to compare the key with", remark}}
	}
	certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return []finding{{"CertificateUnusable", err.Error(), fatal}}
	}
	if err := certificate.Valid(now); err != nil {
		return []finding{{validityCode(certificate, now), err.Error(), fatal}}
	}
	if err := m2m.Match(key, certificate); err != nil {
		return []finding{{"KeyMismatch", err.Error(), fatal}}
	}
	var found []finding
	for _, note := range certificate.Check(now) {
		if note.Level == m2m.Warning {
			found = append(found, finding{"certificate-remark", note.Text, remark})
		}
	}
	if certificate.ID() != p.CertificateID {
		found = append(found, finding{"CertificateIDDiffers", "the certificate ID differs from the one computed from the certificate, " + certificate.ID(), remark})
	}
	return found
}

func keyCode(err error) string {
	var unsupported *m2m.UnsupportedKeyError
	switch {
	case errors.Is(err, m2m.ErrPassphraseNeeded):
		return "KeyEncrypted"
	case errors.As(err, &unsupported):
		return "KeyUnsupported"
	}
	return "KeyUnusable"
}

func validityCode(certificate m2m.Certificate, now time.Time) string {
	switch {
	case now.After(certificate.NotAfter()):
		return "CertificateExpired"
	case now.Before(certificate.NotBefore()):
		return "CertificateNotYetValid"
	}
	return "CertificateUnusable"
}

func checkScopes(p profile.Profile) []finding {
	if err := m2m.CheckScopes(p.Scopes); err != nil {
		return []finding{{"InvalidScope", err.Error(), fatal}}
	}
	for _, i := range profile.Scoped() {
		if p.Has(i.Surface) && !slices.Contains(p.Scopes, i.Scope) {
			return []finding{{"ScopeMissing", fmt.Sprintf("%s needs the scope %s: add it", i.Name, i.Scope), fatal}}
		}
	}
	return nil
}

func (r *run) checkWSDL() []finding {
	wsdl, err := r.wsdlOf()
	if err != nil {
		return []finding{{"WSDLUnusable", err.Error(), fatal}}
	}
	if !wsdl.Account.IsZero() && wsdl.Account != r.profile.Account {
		return []finding{{"WSDLOfAnotherAccount", fmt.Sprintf("the WSDL URL belongs to account %s, the connection to %s: use the WSDL URL of the connection's account", wsdl.Account, r.profile.Account), fatal}}
	}
	endpoint, known := account.FindEndpoint(wsdl.Version)
	if known && endpoint.Support(account.CurrentRelease(r.options.Now())) == account.Removed {
		return []finding{{"wsdl-removed", fmt.Sprintf("WSDL version %s was removed in release %s: choose a newer one", wsdl.Version, endpoint.RemovedIn()), remark}}
	}
	return nil
}
