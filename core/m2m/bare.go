package m2m

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"strings"
	"unicode"

	"suitekey/core/secret"
)

// This file recognises keys and certificates without their BEGIN and END lines: secret
// stores often keep only the base64, on one line.

const (
	// leastBare is the length from which base64 is recognised by its beginning: the
	// bytes of a key come later.
	leastBare = 20
	// leastUnknown is the length from which base64 without a known beginning is
	// taken for a piece of a key.
	leastUnknown = 64
)

// LooksLikeKey reports whether text is, or may be, the contents of a key or
// certificate file rather than its path: a PEM, base64 of a PEM or of DER, or a
// piece of one. Such a text may be a private key: it must not be shown.
func LooksLikeKey(text string) bool {
	if strings.Contains(text, "-----BEGIN") || markPattern().MatchString(text) || isDER([]byte(text)) {
		return true
	}
	body, ok := bareBody(text)
	switch {
	case !ok || len(body) < leastBare:
		return false
	case beginsLikeKey(body):
		return true
	}
	return len(body) >= leastUnknown && inLines(text) && !secret.Harmless(body) && !hexPattern().MatchString(body)
}

// inLines reports whether text is cut into pieces as base64 is, all but the last of
// them long: what has short words in it is a page with labels.
func inLines(text string) bool {
	lines := strings.Fields(text)
	for _, line := range lines[:len(lines)-1] {
		if len(line) < 40 {
			return false
		}
	}
	return true
}

// IsWhole reports whether nothing of a pasted key or certificate is to follow: the
// last END line is there or, without BEGIN and END, as many bytes as its beginning
// promises.
func IsWhole(text string) bool {
	if strings.Contains(text, "-----BEGIN") {
		return strings.Contains(text, "-----END ") && strings.HasSuffix(strings.TrimSpace(text), "-----")
	}
	data, ok := decodeBare(text)
	if !ok {
		return false
	}
	if bytes.Contains(data, []byte("-----BEGIN")) {
		return IsWhole(string(data))
	}
	return isDER(data) || isJKS(data)
}

// jksInBase64 begins the base64 of a Java keystore.
const jksInBase64 = "/u3+7Q"

// bareBody is text without what line breaks and quotes leave in base64, and
// whether nothing else is in it. What begins like a path is one.
func bareBody(text string) (string, bool) {
	if len(text) > maxInput {
		return "", false
	}
	body := strings.Map(dropSpace, strings.NewReplacer(`\r`, "", `\n`, "", "\ufeff", "").Replace(text))
	if body == "" || strings.ContainsRune("/~.", rune(body[0])) && !strings.HasPrefix(body, jksInBase64) {
		return "", false
	}
	return body, strings.IndexFunc(body, func(r rune) bool {
		return !strings.ContainsRune("+/=-_", r) && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}) < 0
}

// beginsLikeKey reports whether base64 decodes to the beginning of a PEM or of the
// DER of a private key, a certificate or a PKCS#12 store.
func beginsLikeKey(body string) bool {
	if strings.HasPrefix(body, "LS0tLS1CRUdJTi") || strings.HasPrefix(body, jksInBase64) { // -----BEGIN, or a Java keystore
		return true
	}
	head, err := base64.StdEncoding.DecodeString(standard(body[:leastBare]))
	if err != nil {
		return false
	}
	var outer asn1.RawValue
	_, err = asn1.Unmarshal(append(head, make([]byte, maxInput)...), &outer)
	if err != nil || head[0] != 0x30 || len(outer.Bytes) < 40 {
		return false
	}
	inner := outer.Bytes
	version := inner[0] == asn1.TagInteger && inner[1] == 1 && inner[2] <= 3
	sequence := inner[0] == 0x30 && (inner[1] < 0x80 || inner[1] == 0x81 || inner[1] == 0x82)
	return version || sequence
}

// standard is base64 in the alphabet of RFC 4648 section 4, whichever it was in.
func standard(body string) string {
	return strings.NewReplacer("-", "+", "_", "/").Replace(body)
}

// decodeBare decodes base64 without BEGIN and END.
func decodeBare(text string) ([]byte, bool) {
	body, ok := bareBody(text)
	if !ok || len(body) < leastBare {
		return nil, false
	}
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(standard(body), "="))
	return data, err == nil && len(data) > 0
}

// isDER reports whether data is one DER sequence and nothing else.
func isDER(data []byte) bool {
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(data, &outer)
	return err == nil && len(rest) == 0 && outer.Tag == asn1.TagSequence && outer.IsCompound
}
