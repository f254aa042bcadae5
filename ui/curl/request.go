package curl

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"suitekey/core/secret"
)

// Request is the request that curl will send.
type Request struct {
	Method string
	URL    string   // as it was given, with the data of --get
	Args   []string // all others, without the URL
	Stdin  bool     // curl reads standard input
	CA     bool     // it is told whom to trust
	TLS    bool     // it has a lowest version of TLS
	// Secrets are the passwords of proxies, which --verbose would print.
	Secrets []secret.Secret
}

// lowTLS is the reason to refuse options that lower the version of TLS.
const lowTLS = "credentials go over TLS 1.2 or newer only"

// refused are the options that would endanger the credentials, with the reason.
var refused = sync.OnceValue(func() map[string]string {
	reasons := map[string]string{}
	for reason, names := range map[string]string{
		"a redirect would send the credentials to another address: call the new address itself": "location location-trusted follow",
		"a header is valid for one request: call suitekey curl once for each":                   "next retry retry-all-errors retry-connrefused retry-delay retry-max-time",
		"suitekey cannot check options in a file: give them here":                               "config",
		"only suitekey signs in": "user oauth2-bearer basic digest ntlm ntlm-wb negotiate anyauth aws-sigv4 netrc netrc-file netrc-optional login-options",
		"credentials go only to servers that have proved their identity": "insecure",
		lowTLS:                           "sslv2 sslv3 tlsv1 tlsv1.0 tlsv1.1",
		"credentials go over https only": "proto proto-redir proto-default",
		"it would show the credentials; --verbose shows what is sent, without the access token": "libcurl stderr trace trace-ascii",
		"put it into the address, which is signed":                                              "url-query request-target",
	} {
		for name := range strings.FieldsSeq(names) {
			reasons[name] = reason
		}
	}
	return reasons
})

// Parse returns the request of curl's arguments: its method and address.
func (o Options) Parse(args []string) (Request, error) {
	found, addresses, err := o.read(args)
	if err != nil {
		return Request{}, err
	}
	r := reading{method: "GET"}
	for _, opt := range found {
		if err := r.take(opt); err != nil {
			return Request{}, fmt.Errorf("%s: %w", opt.words[0], err)
		}
	}
	switch addresses = append(addresses, r.addresses...); len(addresses) {
	case 1:
		r.URL = addresses[0]
	case 0:
		return Request{}, errors.New("there is no address: give one, or just its path, such as /services/rest/record/v1/customer")
	default:
		return Request{}, errors.New("there are several addresses: a header is valid for one request, so call suitekey curl once for each")
	}
	if err := r.finish(); err != nil {
		return Request{}, err
	}
	return r.Request, nil
}

// reading is a request while it is parsed.
type reading struct {
	Request
	addresses []string
	method    string // as the data want it
	demanded  string // by --request
	get, json bool
	typed     bool // there is a Content-Type
	data      []option
}

func (r *reading) take(o option) error {
	if reason, no := refused()[o.name]; no {
		return errors.New(reason)
	}
	r.Stdin = r.Stdin || readsStdin(o)
	switch o.name {
	case "url":
		r.addresses = append(r.addresses, o.value)
		return nil
	case "request":
		if o.value == "" { // curl would send a request without a method
			return errors.New("it needs a method, such as GET")
		}
		r.demanded = o.value
	case "no-globoff", "no-path-as-is", "no-proto":
		return errors.New("the request must be exactly the signed one")
	case "get":
		r.get = true
		return nil
	case "head":
		r.method = "HEAD"
	case "upload-file":
		r.method = "PUT"
	case "form", "form-string":
		r.method, r.typed = "POST", true
	case "json":
		r.method, r.json = "POST", true
		r.data = append(r.data, o)
		return nil
	case "data", "data-ascii", "data-binary", "data-raw", "data-urlencode":
		r.method = "POST"
		r.data = append(r.data, o)
		return nil
	case "header":
		return r.header(o)
	case "cacert", "capath":
		r.CA = true
	case "tlsv1.2", "tlsv1.3":
		r.TLS = true
	case "tls-max":
		if o.value != "1.2" && o.value != "1.3" && o.value != "default" {
			return errors.New(lowTLS)
		}
	case "proxy-user":
		r.hide(o.value)
	case "proxy", "preproxy", "proxy1.0", "socks4", "socks4a", "socks5", "socks5-hostname":
		r.hideProxy(o.value)
	case "proxy-header":
		if err := r.hideProxyHeader(o.value); err != nil {
			return err
		}
	}
	r.Args = append(r.Args, o.words...)
	return nil
}

// header refuses headers with another sign-in or another host.
func (r *reading) header(o option) error {
	if strings.HasPrefix(o.value, "@") {
		return errors.New("suitekey cannot check headers in a file: give them here")
	}
	if strings.ContainsAny(o.value, "\r\n") {
		return errors.New("a header is one line")
	}
	name, _, _ := strings.Cut(o.value, ":")
	switch name = strings.ToLower(strings.Trim(name, " ;\t")); name {
	case "authorization":
		return errors.New("only suitekey signs in")
	case "host":
		return errors.New("the host must be that of the address")
	case "content-type":
		r.typed = true
	}
	r.Args = append(r.Args, o.words...)
	return nil
}

// readsStdin reports whether an option reads standard input as a file.
func readsStdin(o option) bool {
	switch o.name {
	case "upload-file":
		return o.value == "-" || o.value == "."
	case "data", "data-ascii", "data-binary", "json":
		return o.value == "@-"
	case "data-urlencode":
		return strings.HasSuffix(o.value, "@-")
	case "form":
		return strings.Contains(o.value, "@-") || strings.Contains(o.value, "<-")
	}
	return false
}

// finish determines the method, and how curl sends the data.
func (r *reading) finish() error {
	r.Method = r.method
	if r.get {
		r.Method = "GET"
		if slices.Contains(r.Args, "--head") || slices.Contains(r.Args, "-I") {
			r.Method = "HEAD"
		}
	}
	if r.demanded != "" {
		r.Method = r.demanded
	}
	if r.get {
		if err := r.intoURL(); err != nil {
			return err
		}
	}
	for _, o := range r.data {
		r.Args = append(r.Args, o.words...)
	}
	// By default curl sends data as a form. NetSuite's services do not accept a form, and
	// a signature would have to include its fields.
	if len(r.data) > 0 && !r.json && !r.typed {
		r.Args = append(r.Args, "--header", "Content-Type: application/json")
	}
	return nil
}

// intoURL puts the data of --get into the address, as curl does, because the signature
// includes them.
func (r *reading) intoURL() error {
	var parts []string
	for _, o := range r.data {
		text, ok := query(o)
		if !ok {
			return fmt.Errorf("%s: with --get, its value becomes a part of the address, which is signed: give the value here, not in a file", o.words[0])
		}
		parts = append(parts, text)
	}
	if r.data = nil; len(parts) == 0 {
		return nil
	}
	r.URL, _, _ = strings.Cut(r.URL, "#") // never sent
	mark := "?"
	if strings.Contains(r.URL, "?") {
		mark = "&"
	}
	r.URL += mark + strings.Join(parts, "&")
	return nil
}

// query returns what a data option adds to the address; ok is false for data in a file.
func query(o option) (string, bool) {
	switch {
	case o.name == "json", o.name != "data-raw" && o.name != "data-urlencode" && strings.HasPrefix(o.value, "@"):
		return "", false
	case o.name != "data-urlencode":
		return o.value, true
	}
	name, content, named := strings.Cut(o.value, "=")
	if !named {
		return escape(o.value), !strings.Contains(o.value, "@")
	}
	if name == "" {
		return escape(content), true
	}
	return name + "=" + escape(content), true
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
