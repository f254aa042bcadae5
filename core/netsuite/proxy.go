package netsuite

import (
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"suitekey/core/lazyregexp"
)

// http.ProxyFromEnvironment leaves out, without a word, a proxy whose address it
// cannot read, and then calls NetSuite directly. It does not know ALL_PROXY either.
// So the address is read here; NO_PROXY is left to golang.org/x/net/http/httpproxy,
// which net/http has inside.

// The variables of a proxy for https, the first that is set counts. curl and Go
// prefer the lower-case names as well.
var proxyNames = []string{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}

// ProxyAddressError means that the address of the proxy is invalid. It does not repeat
// the address, which may contain a password.
type ProxyAddressError struct{ Variable string }

func (e *ProxyAddressError) Error() string {
	return "the proxy address in " + e.Variable + " cannot be read: it should look like http://proxy.example.com:8080, or http://user:password@proxy.example.com:8080"
}

// ProxyOf is the proxy for https that the environment names and the variable that
// names it, nil and "" where there is none. NO_PROXY is not looked at.
func ProxyOf(getenv func(string) string) (proxy *url.URL, variable string, err error) {
	for _, name := range proxyNames {
		text := strings.TrimSpace(getenv(name))
		if text == "" {
			continue
		}
		proxy, ok := readProxy(text)
		if !ok {
			return nil, name, &ProxyAddressError{name}
		}
		return proxy, name, nil
	}
	return nil, "", nil
}

var (
	proxyScheme = lazyregexp.Lazy(`^(?i)(https?|socks5h?):(?://)?`)
	proxyHost   = lazyregexp.Lazy(`^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?$`)
)

// readProxy reads the address of a proxy: a host with or without scheme, port, user
// and password. A password may hold any character, also those that a URL wants to be
// escaped: all before the last @ is user and password, and a % that begins no
// escape stands for itself.
func readProxy(text string) (*url.URL, bool) {
	proxy := &url.URL{Scheme: "http"}
	if found := proxyScheme().FindStringSubmatch(text); found != nil && !strings.HasPrefix(text[len(found[0]):], "/") {
		proxy.Scheme, text = strings.ToLower(found[1]), text[len(found[0]):]
	}
	at := strings.LastIndex(text, "@")
	if proxy.Host = strings.TrimRight(text[at+1:], "/"); !proxyHost().MatchString(proxy.Host) {
		return nil, false
	}
	if at >= 0 {
		user, password, _ := strings.Cut(text[:at], ":")
		proxy.User = url.UserPassword(unescaped(user), unescaped(password))
	}
	return proxy, true
}

func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// environmentProxy is the proxy for a request, or an error where there is one whose
// address cannot be read: NetSuite is not called past it.
func environmentProxy(r *http.Request) (*url.URL, error) {
	proxy, _, err := ProxyOf(os.Getenv)
	if proxy == nil && err == nil {
		return nil, nil
	}
	noProxy := os.Getenv("no_proxy")
	if noProxy == "" {
		noProxy = os.Getenv("NO_PROXY")
	}
	any := httpproxy.Config{HTTPSProxy: "http://proxy.invalid:1", NoProxy: noProxy} // is there to be one at all?
	if through, failed := any.ProxyFunc()(r.URL); failed != nil || through == nil {
		return nil, failed
	}
	return proxy, err
}
