package curl

import (
	"encoding/base64"
	"net/url"
	"strings"

	"suitekey/core/secret"
)

// ProxySecrets are the secrets in the address of a proxy, as curl may print them.
func ProxySecrets(address string) []secret.Secret {
	var r Request
	r.hideProxy(address)
	return r.Secrets
}

// hideProxy keeps the password in the address of a proxy out of curl's output.
func (r *Request) hideProxy(address string) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	proxy, err := url.Parse(address)
	if err != nil || proxy.User == nil {
		return
	}
	if password, ok := proxy.User.Password(); ok {
		r.hide(proxy.User.Username() + ":" + password)
	}
}

// hide keeps a user and password out of curl's output, also as the header
// Proxy-Authorization has them.
func (r *Request) hide(user string) {
	_, password, ok := strings.Cut(user, ":")
	if !ok || password == "" {
		return
	}
	r.Secrets = append(r.Secrets, secret.New(password), secret.New(base64.StdEncoding.EncodeToString([]byte(user))))
}
