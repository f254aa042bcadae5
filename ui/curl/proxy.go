package curl

import (
	"encoding/base64"
	"errors"
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

// hideProxy masks the password in the address of a proxy in curl's output: in its
// written form and in its sent form.
func (r *Request) hideProxy(address string) {
	if _, after, ok := strings.Cut(address, "://"); ok {
		address = after
	}
	at := strings.LastIndex(address, "@") // a password that is not escaped may have one, too
	if at < 0 {
		return
	}
	user := address[:at]
	r.hide(user)
	if sent, err := url.PathUnescape(user); err == nil && sent != user {
		r.hide(sent)
	}
}

// hideProxyHeader masks a sign-in to a proxy, given as a header, in curl's output.
func (r *Request) hideProxyHeader(line string) error {
	if strings.HasPrefix(line, "@") {
		return errors.New("suitekey cannot check headers in a file: give them here")
	}
	name, value, _ := strings.Cut(line, ":")
	if !strings.EqualFold(strings.TrimSpace(name), "Proxy-Authorization") {
		return nil
	}
	scheme, credentials, ok := strings.Cut(strings.TrimSpace(value), " ")
	if !ok {
		credentials = scheme
	}
	if credentials = strings.TrimSpace(credentials); credentials != "" {
		r.Secrets = append(r.Secrets, secret.New(credentials))
	}
	return nil
}

// hide masks a user and password in curl's output, also in the form of the header
// Proxy-Authorization.
func (r *Request) hide(user string) {
	_, password, ok := strings.Cut(user, ":")
	if !ok || password == "" {
		return
	}
	r.Secrets = append(r.Secrets, secret.New(password), secret.New(base64.StdEncoding.EncodeToString([]byte(user))))
}
