package tba

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // HMAC-SHA1 can be chosen, knowingly
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"suitekey/core/account"
)

// BaseString is the text that is signed for a request to REST web services, a
// RESTlet or one of the token services. A body is not part of it: these take
// no forms.
func (c Credentials) BaseString(method, rawURL string, stamp Stamp, extra ...Param) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	return c.baseString(method, rawURL, c.parameters(stamp, extra), extra)
}

// Header is the value of the Authorization header for a request.
func (c Credentials) Header(method, rawURL string, stamp Stamp, extra ...Param) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	params := c.parameters(stamp, extra)
	base, err := c.baseString(method, rawURL, params, extra)
	if err != nil {
		return "", err
	}
	var header strings.Builder
	header.Grow(640)
	header.WriteString(`OAuth realm="`)
	header.WriteString(encode(c.Account.Realm()))
	signature := c.sign(base)
	for _, p := range append(params, Param{"oauth_signature", signature}) {
		header.WriteString(`", `)
		header.WriteString(encode(p.Name))
		header.WriteString(`="`)
		header.WriteString(encode(p.Value))
	}
	header.WriteByte('"')
	return header.String(), nil
}

// parameters are what the header carries beside realm and signature.
func (c Credentials) parameters(stamp Stamp, extra []Param) []Param {
	params := make([]Param, 0, len(extra)+7)
	params = append(params, extra...)
	params = append(params, Param{"oauth_consumer_key", c.ConsumerKey})
	if c.TokenID != "" {
		params = append(params, Param{"oauth_token", c.TokenID})
	}
	return append(params,
		Param{"oauth_nonce", stamp.Nonce},
		Param{"oauth_timestamp", strconv.FormatInt(stamp.Time, 10)},
		Param{"oauth_signature_method", c.Algorithm.name()},
		Param{"oauth_version", "1.0"})
}

func (c Credentials) baseString(method, rawURL string, params, extra []Param) (string, error) {
	if err := checkExtra(extra); err != nil {
		return "", err
	}
	if err := CheckMethod(method); err != nil {
		return "", err
	}
	if _, err := account.CheckURL(rawURL); err != nil {
		return "", err
	}
	// The signature covers the address as it is sent, not as CheckURL repairs it.
	u, err := url.Parse(rawURL)
	if err != nil {
		return "", errors.New("the address cannot be read: remove spaces and quotes around it")
	}
	query, err := parseQuery(u.RawQuery)
	if err != nil {
		return "", err
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	address := strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Hostname()) + path
	return strings.ToUpper(method) + "&" + encode(address) + "&" + encode(normalise(append(query, params...))), nil
}

// checkExtra refuses the parameters to which NetSuite answers parameter_rejected: an empty
// parameter, or a name that is already in the header.
func checkExtra(extra []Param) error {
	seen := map[string]bool{
		"realm": true, "oauth_signature": true, "oauth_consumer_key": true, "oauth_token": true, "oauth_nonce": true,
		"oauth_timestamp": true, "oauth_signature_method": true, "oauth_version": true,
	}
	for _, p := range extra {
		if p.Name == "" || p.Value == "" {
			return fmt.Errorf("the parameter %q is empty: leave it out or give it a value", p.Name)
		}
		if seen[p.Name] {
			return fmt.Errorf("the parameter %q is in the header already: leave it out", p.Name)
		}
		seen[p.Name] = true
	}
	return nil
}

// CheckMethod reports whether text can be the method of a request.
func CheckMethod(method string) error {
	other := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }
	if method == "" || len(method) > 16 || strings.ContainsFunc(method, other) {
		return errors.New("the HTTP method is not a word: use GET, POST, PUT, PATCH or DELETE")
	}
	return nil
}

// newHash makes the hash of the HMAC, or nil for an unknown algorithm.
func (a Algorithm) newHash() func() hash.Hash {
	switch a {
	case "", HMACSHA256:
		return sha256.New
	case HMACSHA1:
		return sha1.New
	}
	return nil
}

// buffers hold key and text while they are signed. Making a new one each time
// would cost a quarter of the signature.
var buffers = sync.Pool{New: func() any { return new([1024]byte) }}

// sign computes the signature of text, in base64. The algorithm must be known.
func (c Credentials) sign(text string) string {
	pooled := buffers.Get().(*[1024]byte)
	defer buffers.Put(pooled)
	buffer := c.appendKey(pooled[:0])
	key := len(buffer)
	return c.seal(pooled, append(buffer, text...), key)
}

// signPassport is sign for the text of a SOAP request, which it makes in the buffer.
func (c *Credentials) signPassport(stamp Stamp) string {
	pooled := buffers.Get().(*[1024]byte)
	defer buffers.Put(pooled)
	buffer := c.appendKey(pooled[:0])
	key := len(buffer)
	return c.seal(pooled, c.appendPassport(buffer, stamp), key)
}

// seal computes the HMAC of the text after the key in buffer, which begins in pooled,
// and clears both.
func (c *Credentials) seal(pooled *[1024]byte, buffer []byte, key int) string {
	mac := hmac.New(c.Algorithm.newHash(), buffer[:key])
	mac.Write(buffer[key:])
	clear(buffer) // the secrets stood in it
	if len(buffer) > len(pooled) {
		clear(pooled[:]) // the text outgrew it, with the key already in it
	}
	sum := mac.Sum(pooled[:0])
	defer clear(sum)
	var encoded [44]byte // SHA-256 in base64
	return string(base64.StdEncoding.AppendEncode(encoded[:0], sum))
}

// appendKey appends the key of the HMAC, in which the token secret may be missing.
func (c *Credentials) appendKey(out []byte) []byte {
	out = appendEncoded(out, c.ConsumerSecret.Reveal())
	out = append(out, '&')
	return appendEncoded(out, c.TokenSecret.Reveal())
}
