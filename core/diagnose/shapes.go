package diagnose

import (
	"fmt"
	"strings"
	"unicode"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/values"
)

// mend returns the profile with probable corrections: without remains of copying, and
// with swapped values exchanged.
func mend(p profile.Profile) (profile.Profile, []finding) {
	var found []finding
	for _, value := range []struct {
		name string
		text *string
	}{{"consumer key", &p.ConsumerKey}, {"token ID", &p.TokenID}, {"certificate ID", &p.CertificateID}} {
		if bare := strip(*value.text); bare != *value.text {
			*value.text = bare
			found = append(found, padded(value.name))
		}
	}
	for _, value := range []struct {
		name   string
		secret *secret.Secret
	}{{"consumer secret", &p.ConsumerSecret}, {"token secret", &p.TokenSecret}} {
		if text := value.secret.Reveal(); strip(text) != text {
			*value.secret = secret.New(strip(text))
			found = append(found, padded(value.name))
		}
	}
	if p.Method != profile.M2M {
		return p, found
	}
	if values.IsHex64(p.CertificateID) && values.IsCertificateID(p.ConsumerKey) {
		p.CertificateID, p.ConsumerKey = p.ConsumerKey, p.CertificateID
		found = append(found, finding{"CertificateIDSwapped", "client ID and certificate ID are swapped: this run uses them the right way round", mended})
	}
	if key := p.PrivateKey.Reveal(); strings.Contains(key, "BEGIN CERTIFICATE") && strings.Contains(p.Certificate, "PRIVATE KEY") {
		p.PrivateKey, p.Certificate = secret.New(p.Certificate), key
		found = append(found, finding{"KeyCertificateSwapped", "private key and certificate are swapped: this run uses them the right way round", mended})
	}
	return p, found
}

func padded(name string) finding {
	return finding{"PaddedValue", "the " + name + " has spaces, quotes or invisible characters around it: this run signs without them", mended}
}

// strip removes what cannot be part of a value: white space and quotes around it, and
// invisible characters in it.
func strip(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("\"'`", r)
	})
}

// checkKind finds a value of another kind in the field of a consumer key.
func checkKind(name, text string) []finding {
	switch {
	case values.IsApplicationID(text):
		return []finding{{"ApplicationIDGiven", "the " + name + " is the Application ID: copy the value beside Consumer Key / Client ID", fatal}}
	case strings.ContainsAny(text, "*•…"):
		return []finding{{"MaskedValue", "the " + name + " was copied while it was hidden: it consists of dots or asterisks", fatal}}
	}
	return nil
}

func checkShape(code, name, text string) []finding {
	if values.IsHex64(text) {
		return nil
	}
	if strings.ContainsAny(text, "*•…") {
		return []finding{{"MaskedValue", "the " + name + " was copied while it was hidden: it consists of dots or asterisks", fatal}}
	}
	return []finding{{code, fmt.Sprintf("the %s has %d characters instead of the usual 64 of 0-9 and a-f", name, len(text)), remark}}
}
