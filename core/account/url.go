package account

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

const domain = "netsuite.com"

// CheckURL lets through the addresses that credentials may be sent to: https,
// a host under netsuite.com, no user name, no other port. The error says what
// is wrong with any other.
func CheckURL(raw string) (*url.URL, error) {
	if len(raw) > maxText {
		return checkURL(raw)
	}
	return checkURL(clean(raw))
}

// checkURL is CheckURL for an address that nothing may be taken off.
func checkURL(raw string) (*url.URL, error) {
	if len(raw) > maxText {
		return nil, fmt.Errorf("%s is %d characters long: paste only the address", quote(raw), len(raw))
	}
	if raw == "" {
		return nil, errors.New("the address is missing: paste one like https://1234567.suitetalk.api.netsuite.com")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s is not an address: paste one like https://1234567.suitetalk.api.netsuite.com", quote(raw))
	}
	if err := checkParts(u, raw); err != nil {
		return nil, err
	}
	u.Host = strings.ToLower(u.Hostname()) // without :443
	return u, nil
}

func checkParts(u *url.URL, raw string) error {
	if !strings.EqualFold(u.Scheme, "https") {
		return fmt.Errorf("%s does not start with https://: NetSuite is reached over https only", quote(raw))
	}
	if u.Host == "" {
		return fmt.Errorf("%s names no host: paste an address like https://1234567.suitetalk.api.netsuite.com", quote(raw))
	}
	if u.User != nil {
		// Not quoted: a password may stand there.
		return fmt.Errorf("the address has a user name before the host %s: remove everything up to the @ sign", quote(u.Hostname()))
	}
	if port := u.Port(); port != "" && port != "443" || strings.HasSuffix(u.Host, ":") {
		return fmt.Errorf("%s names a port: NetSuite uses the standard port, so remove the colon and the number", quote(raw))
	}
	return checkHost(u.Hostname())
}

// checkHost accepts plain host names under netsuite.com, and neither the bare
// domain nor a name with an ending dot, which other programs compare wrongly.
func checkHost(host string) error {
	if strings.HasSuffix(host, ".") {
		return fmt.Errorf("the host %s ends in a dot: remove it", quote(host))
	}
	labels, under := strings.CutSuffix(strings.ToLower(host), "."+domain)
	if !under {
		return fmt.Errorf("the host %s is not under %s: credentials are sent to NetSuite's own hosts only, paste an address that ends in .%s", quote(host), domain, domain)
	}
	if len(host) > 253 {
		return fmt.Errorf("the host %s is too long: no NetSuite host has more than 253 characters", quote(host))
	}
	for _, label := range strings.Split(labels, ".") {
		if !plainLabel(label) {
			return fmt.Errorf("the host %s is not a host name: host names have only letters, digits, hyphens and dots", quote(host))
		}
	}
	return nil
}

func plainLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for _, c := range []byte(label) {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// looksLikeAddress reports whether a text that is no account ID is better
// answered as an address; ../evil and the like are not.
func looksLikeAddress(text string) bool {
	return strings.ContainsAny(text, "./:@") && text[0] != '.' && text[0] != '/'
}

// parseAddress finds the account in a NetSuite address: in the first label of
// the host or, on the hosts that all accounts share, in the query.
func parseAddress(text string) (ID, error) {
	if missingSeparator().MatchString(text) {
		return ID{}, refuse(text)
	}
	raw := text
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := CheckURL(raw)
	if err != nil {
		return ID{}, err
	}
	if id, ok := hostAccount(u.Host); ok {
		return id, nil
	}
	for _, name := range []string{"compid", "account", "c"} {
		if id, ok := parseLabel(u.Query().Get(name)); ok {
			return id, nil
		}
	}
	return ID{}, fmt.Errorf("%s names no account: paste an address whose host starts with the account ID, like https://1234567-sb1.app.netsuite.com, or the account ID itself", quote(text))
}

func hostAccount(host string) (ID, bool) {
	label, _, _ := strings.Cut(host, ".")
	return parseLabel(label)
}
