// Package account knows what can be said about a NetSuite account without
// asking it: the forms of its ID, its hosts and pages, the WSDL addresses and
// when NetSuite removes what. It does no I/O of its own; the tables are data
// under assets/.
package account

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"suitekey/core/lazyregexp"
)

// Kind is what an account is for. NetSuite writes it into the ID.
type Kind string

// The kinds of account.
const (
	Production     Kind = "production"
	Sandbox        Kind = "sandbox"
	ReleasePreview Kind = "release preview"
	Developer      Kind = "developer"
)

// ID is an account ID. It is comparable; the zero ID means none. Every ID comes
// from Parse, so its host label can never hold a dot or a slash: an ID that is
// put into a host name cannot send credentials elsewhere.
type ID struct {
	realm string // "1234567", "TSTDRV123", "1234567_SB1", "1234567_RP"
}

// Parse reads an account ID in any of the forms people have at hand: as the
// Company Information page shows it (1234567, 1234567_SB1, TSTDRV123), as it
// stands in host names (1234567-sb1), or any NetSuite address that carries one.
// Surrounding white space, quotes and invisible characters are dropped.
func Parse(text string) (ID, error) {
	if len(text) > maxText {
		return ID{}, fmt.Errorf("%s is %d characters long: paste only the account ID, for example %s",
			quote(text), len(text), example)
	}
	text = withoutLabel(clean(text))
	if text == "" {
		return ID{}, errors.New("the account ID is missing: find it on the page Setup > Company > Company Information, for example " + example)
	}
	if id, ok := parseLabel(text); ok {
		return id, nil
	}
	if r, found := foreignRune(text); found {
		return ID{}, fmt.Errorf("%s contains %q (%U), which no account ID contains: type it by hand, for example %s",
			quote(text), r, r, example)
	}
	if looksLikeAddress(text) {
		return parseAddress(text)
	}
	return ID{}, refuse(text)
}

const (
	example = "1234567 or 1234567_SB1"
	// maxText bounds what is looked at. The longest useful input is a pasted
	// page address with its query.
	maxText = 4096
)

// The number of digits is left open on purpose: six, seven and eight are in
// use. Letters before the digits mark developer, partner and demo accounts
// (TSTDRV, TD and older ones), SBn a sandbox, RP a Release Preview account.
// docs.oracle.com, NetSuite online help, section_1498251763, section_0714082142.
var labelPattern = lazyregexp.Lazy(`^[A-Z]{0,10}[0-9]{3,12}(?:[_-](?:SB|RP)[0-9]{0,3})?$`)

func parseLabel(text string) (ID, bool) {
	if len(text) > 40 || strings.IndexFunc(text, notASCII) >= 0 {
		return ID{}, false // strings.ToUpper turns some other letters into ASCII
	}
	label := strings.ToUpper(text)
	if !labelPattern().MatchString(label) {
		return ID{}, false
	}
	return ID{strings.ReplaceAll(label, "-", "_")}, true
}

// idLabel matches the label before the ID on NetSuite's pages and in people's notes.
var idLabel = lazyregexp.Lazy(`^(?i)(?:netsuite\s+)?(?:(?:account|company|realm)(?:[\s_-]*(?:id|number|no\.?))?|id)(?:\s*\([^)]{0,30}\))?\s*(?:[:=#]+\s*|\s+)`)

// withoutLabel takes the label off that an account ID was copied with.
func withoutLabel(text string) string {
	label := idLabel().FindString(text)
	if rest := clean(text[len(label):]); label != "" && rest != "" {
		if _, ok := parseLabel(rest); ok {
			return rest
		}
	}
	return text
}

func notASCII(r rune) bool { return r >= 0x80 }

// missingSeparator finds the usual slip: 1234567SB1, 1234567 SB1, 1234567.sb1.
var missingSeparator = lazyregexp.Lazy(`^(?i)([a-z]{0,10}[0-9]{3,12})[ ./_-]*((?:sb|rp)[0-9]{0,3})$`)

func refuse(text string) error {
	if m := missingSeparator().FindStringSubmatch(text); m != nil {
		return fmt.Errorf("%s is not an account ID: did you mean %s_%s?", quote(text), strings.ToUpper(m[1]), strings.ToUpper(m[2]))
	}
	return fmt.Errorf("%s is not an account ID: one looks like %s (TSTDRV123 for a developer account); find it on the page Setup > Company > Company Information", quote(text), example)
}

// IsZero reports whether there is no ID.
func (id ID) IsZero() bool { return id == ID{} }

// Company is the part that a production account shares with its sandboxes and
// its Release Preview account.
func (id ID) Company() string {
	company, _ := id.parts()
	return company
}

// parts returns the company, and the suffix of a sandbox ("SB1") or of a Release Preview
// account ("RP"); it is "" for others.
func (id ID) parts() (company, suffix string) {
	company, suffix, _ = strings.Cut(id.realm, "_")
	return company, suffix
}

// Realm is the form that OAuth headers, SOAP messages and NetSuite's own pages
// use: upper case with an underscore.
func (id ID) Realm() string { return id.realm }

// String returns the realm form.
func (id ID) String() string { return id.Realm() }

// HostLabel returns the form for host names: lower case with a hyphen.
func (id ID) HostLabel() string {
	return strings.ToLower(strings.ReplaceAll(id.Realm(), "_", "-"))
}

// Kind returns the kind of account; "" for the zero ID.
func (id ID) Kind() Kind {
	company, suffix := id.parts()
	switch {
	case id.IsZero():
		return ""
	case strings.HasPrefix(suffix, "SB"):
		return Sandbox
	case strings.HasPrefix(suffix, "RP"):
		return ReleasePreview
	case unicode.IsLetter(rune(company[0])):
		return Developer
	default:
		return Production
	}
}

// SuiteTalk is the host of REST web services, SOAP and the OAuth 2.0 token.
func (id ID) SuiteTalk() string { return id.host("suitetalk.api") }

// TokenURL is where the account hands out OAuth 2.0 access tokens; it is also the
// audience of a client assertion, character by character.
// docs.oracle.com, NetSuite online help, section_162755359851.
func (id ID) TokenURL() string {
	return "https://" + id.SuiteTalk() + "/services/rest/auth/oauth2/v1/token"
}

// RESTlets is the host of RESTlets and of the TBA services under /rest/.
func (id ID) RESTlets() string { return id.host("restlets.api") }

// Connect is the host of SuiteAnalytics Connect, which drivers reach on ConnectPort
// (docs.oracle.com, section_4406013158).
func (id ID) Connect() string { return id.host("connect.api") }

// ConnectPort is the TCP port of SuiteAnalytics Connect.
const ConnectPort = "1708"

// App is the host of NetSuite's pages.
func (id ID) App() string { return id.host("app") }

// host is "" for the zero ID: ".app.netsuite.com" would only mislead.
func (id ID) host(service string) string {
	if id.IsZero() {
		return ""
	}
	return id.HostLabel() + "." + service + "." + domain
}
