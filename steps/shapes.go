package steps

import (
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/lazyregexp"
	"suitekey/core/values"
)

var jwtShape = lazyregexp.Lazy(`^eyJ[A-Za-z0-9_-]+\.`)

// The four values of the same shape, with their names on the screen.
var pairNames = map[string]string{
	KeyConsumerKey: "consumer key", KeyConsumerSecret: "consumer secret",
	KeyTokenID: "token ID", KeyTokenSecret: "token secret",
}

// CheckCredential examines one of the four values of 64 hexadecimal digits.
func CheckCredential(key string) func(State, string) Finding {
	return func(s State, text string) Finding {
		name := pairNames[key]
		if problem := foreignShape(name, text); problem != "" {
			return Finding{Problem: problem}
		}
		if problem := foreignLabel(key, text); problem != "" {
			return Finding{Problem: problem}
		}
		for other, otherName := range pairNames {
			if other != key && text != "" && s.credential(other) == text {
				return s.same(fmt.Sprintf("This value is the same as the %s: one of the two is in the wrong field. Copy the %s again.", otherName, name), key, other)
			}
		}
		if warning := hexWarning(text); warning != "" {
			return s.odd(warning)
		}
		return Finding{Note: "64 of 64 characters"}
	}
}

// odd is the finding about a value of an unusual shape. A person sees the warning and
// decides. An unattended run does not send the value: five refused sign-ins lock a user.
func (s State) odd(warning string) Finding {
	if s.given.Unattended && !s.given.Unusual {
		return Finding{Problem: warning + " Nothing was sent; --unusual-values accepts the value."}
	}
	return Finding{Warning: warning}
}

// same is the finding about a value that is in two fields. Only a person knows which of the
// two is wrong, and may be about to correct the other on its own step, so the right value
// is never refused. The connection test sends neither.
func (s State) same(problem, key, other string) Finding {
	if s.given.Unattended || ofRecord(key) == ofRecord(other) {
		return Finding{Problem: problem}
	}
	return Finding{Warning: problem + " If this one is right, correct the " + pairNames[other] + "."}
}

// ofRecord reports whether key is one of the two values of the integration record. Another
// step asks for the two values of the token.
func ofRecord(key string) bool { return key == KeyConsumerKey || key == KeyConsumerSecret }

// credential is the current value of one of the four, for comparison only.
func (s State) credential(key string) string {
	if key == KeyConsumerSecret || key == KeyTokenSecret {
		return s.Secret(key).Reveal()
	}
	text, _ := s.Answer(key)
	return text
}

func foreignShape(name, text string) string {
	if reference := values.Reference(text); reference != "" {
		return fmt.Sprintf("This is %s, not the %s itself: nothing is sent. Give the actual value.", reference, name)
	}
	switch {
	case strings.Contains(text, "PRIVATE KEY"):
		return fmt.Sprintf("This is a private key, not the %s. A private key must not leave this computer. The %s is a value of 64 characters from NetSuite's page.", name, name)
	case strings.Contains(text, "-----BEGIN"):
		return fmt.Sprintf("This is a certificate or key file. The %s is a value of 64 characters from NetSuite's page.", name)
	case jwtShape().MatchString(text):
		return fmt.Sprintf("This is an access token, valid for an hour, not the %s.", name)
	case values.IsApplicationID(text):
		return fmt.Sprintf("This is the application ID of the integration record. NetSuite shows the %s once, further down, when the record or token is saved.", name)
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		return fmt.Sprintf("This is a link. The %s is a value of 64 characters.", name)
	}
	if id, err := account.Parse(text); err == nil && len(text) < 20 && !id.IsZero() && len(text) > 0 && hasDigit(text) {
		return fmt.Sprintf("This looks like the account ID. The %s is a value of 64 characters.", name)
	}
	return ""
}

func hasDigit(text string) bool { return strings.ContainsAny(text, "0123456789") }

// foreignLabel refuses a value that was pasted with the label of another field. The four
// values have the same shape, so only the label shows the mistake.
func foreignLabel(key, text string) string {
	found := SplitPage(text)
	if len(found) == 0 {
		return ""
	}
	if _, own := found[key]; own {
		return ""
	}
	for other := range found {
		return fmt.Sprintf("This was copied with the label of the %s. Paste the %s here.", pairNames[other], pairNames[key])
	}
	return ""
}

func hexWarning(text string) string {
	switch {
	case values.IsHex64(text):
		return ""
	case values.IsCertificateID(text):
		return "This looks like a certificate ID: 43 characters. Compare the value with this field in NetSuite."
	case len(text) < values.HexLength:
		return fmt.Sprintf("%d of 64 characters: is the end missing?", len(text))
	case len(text) > values.HexLength:
		return fmt.Sprintf("%d characters instead of 64: was the value pasted twice?", len(text))
	case values.IsHex64(strings.ToLower(text)):
		return "NetSuite's values have lower-case letters; this value has capitals."
	default:
		return "NetSuite's values have only 0-9 and a-f; this value has other characters."
	}
}

// CheckCertificateID compares with the ID computed from the certificate.
func CheckCertificateID(s State, text string) Finding {
	predicted := s.Certificate.ID()
	if reference := values.Reference(text); reference != "" {
		return Finding{Problem: fmt.Sprintf("This is %s, not the certificate ID itself: nothing is sent. Give the actual value.", reference)}
	}
	switch {
	case values.IsHex64(text):
		return Finding{Problem: "This value has 64 characters and is probably the client ID. The certificate ID has 43 characters: copy it from the list on the M2M set-up page."}
	case strings.Contains(text, "-----BEGIN"):
		return Finding{Problem: "This is the certificate itself. After the upload, NetSuite shows the certificate ID, 43 characters, in the list on the M2M set-up page."}
	case strings.ContainsAny(text, " \t/+="):
		return Finding{Problem: "A certificate ID has letters, digits, hyphens and underscores only. Copy it from the list on the M2M set-up page."}
	case predicted != "" && text == predicted:
		return Finding{Note: "matches the certificate"}
	case predicted != "":
		return s.odd(fmt.Sprintf("The ID of this certificate is %s: was another certificate uploaded, or another line of the list copied?", predicted))
	case !values.IsCertificateID(text):
		return s.odd(fmt.Sprintf("%d characters; a certificate ID has 43.", len(text)))
	}
	return Finding{}
}

// Unusual says in two sentences what is unusual about the answer to key, one of the four
// values of 64 hexadecimal digits or a certificate ID; "" for nothing, and for an answer that
// the field refuses. Nothing of the answer is in the text. Oracle promises none of these
// shapes, so a person may decide to send the answer.
func (s State) Unusual(key string) string {
	text, name, odd := s.credential(key), pairNames[key], ""
	if key == KeyCertificateID {
		text, name = s.Value(key), "certificate ID"
	}
	switch {
	case text == "":
	case key != KeyCertificateID && foreignShape(name, text) == "":
		odd = hexWarning(text)
	case key == KeyCertificateID:
		odd = CheckCertificateID(s, text).Warning
	}
	if odd == "" {
		return ""
	}
	return "The " + name + " is unusual. " + odd
}
