package account

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Target is the address of a request to the account: https, on one of its own
// hosts, without a fragment. A path alone goes to the host that serves it:
// RESTlets and the token services have theirs, the rest is SuiteTalk's. Every
// other address is refused with the reason, since credentials are about to be
// made for it.
func (id ID) Target(raw string) (string, error) {
	if id.IsZero() {
		return "", errors.New("there is no account to send a request to")
	}
	if i := strings.IndexFunc(raw, neverInURL); i >= 0 {
		r := []rune(raw[i:])[0]
		return "", fmt.Errorf("the address contains %q (%U), which a request cannot contain: percent-encode it as %s", r, r, url.PathEscape(string(r)))
	}
	if strings.HasPrefix(raw, "/") && !strings.HasPrefix(raw, "//") {
		raw = "https://" + id.serves(raw) + raw
	}
	u, err := checkURL(raw)
	if err != nil {
		return "", err
	}
	if u.Host != id.SuiteTalk() && u.Host != id.RESTlets() && u.Host != id.App() {
		if other, ok := hostAccount(u.Host); ok && other != id {
			return "", fmt.Errorf("%s is a host of account %s, and this connection is for %s: credentials go to its own hosts only, %s and %s",
				u.Host, other, id, id.SuiteTalk(), id.RESTlets())
		}
		return "", fmt.Errorf("%s is not a host of account %s: credentials go to its own hosts only, %s and %s", u.Host, id, id.SuiteTalk(), id.RESTlets())
	}
	u.Fragment, u.RawFragment = "", "" // never sent
	return u.String(), nil
}

// neverInURL reports whether r can stand in no URL (RFC 3986), and so not in one
// that is signed: each program would send another thing for it. Quotation marks are
// left: an apostrophe belongs into a SuiteQL text.
func neverInURL(r rune) bool { return r <= ' ' || r > '~' }

// serves is the host for a path.
func (id ID) serves(path string) string {
	for _, prefix := range []string{"/app/site/hosting/", "/rest/"} {
		if strings.HasPrefix(path, prefix) {
			return id.RESTlets()
		}
	}
	return id.SuiteTalk()
}
