// Package values knows what the values of NetSuite's pages look like. Oracle's
// samples show these shapes and no page promises them: another shape is worth a
// warning, never a refusal. docs.oracle.com, section_1534941088
package values

import "suitekey/core/lazyregexp"

// HexLength is the length of every key and secret in Oracle's samples.
const HexLength = 64

var (
	hex64         = lazyregexp.Lazy(`^[0-9a-f]{64}$`)
	certificateID = lazyregexp.Lazy(`^[A-Za-z0-9_-]{43}$`)
	applicationID = lazyregexp.Lazy(`^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// IsHex64 reports whether text has the shape of a consumer key, a token ID or one
// of their secrets.
func IsHex64(text string) bool { return hex64().MatchString(text) }

// IsCertificateID reports whether text has the shape of a certificate ID:
// base64url of 32 bytes.
func IsCertificateID(text string) bool { return certificateID().MatchString(text) }

// IsApplicationID reports whether text is a UUID, which the integration record
// shows above the consumer key. docs.oracle.com, article_11111634165
func IsApplicationID(text string) bool { return applicationID().MatchString(text) }
