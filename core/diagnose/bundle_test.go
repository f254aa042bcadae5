package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// echo is a server that says in its errors what it was sent, in several
// spellings, and keeps what it must not come back from.
type echo struct {
	http.RoundTripper
	only string // part of the URL

	mu   sync.Mutex
	sent []string
}

var bearing = regexp.MustCompile(`(?:Bearer |client_assertion=|oauth_signature=")([^"&\s]+)`)

func (e *echo) RoundTrip(r *http.Request) (*http.Response, error) {
	text := r.Header.Get("Authorization")
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		text += " " + string(body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
	}
	if m := bearing.FindStringSubmatch(text); m != nil && strings.HasPrefix(m[0], "Bearer") {
		e.mu.Lock()
		e.sent = append(e.sent, m[1])
		e.mu.Unlock()
	}
	if !strings.Contains(r.URL.String(), e.only) {
		return e.RoundTripper.RoundTrip(r)
	}
	plain, err := url.QueryUnescape(text)
	if err != nil {
		plain = text
	}
	detail := strings.Join([]string{text, plain}, " ")
	for _, m := range regexp.MustCompile(`[A-Za-z0-9_-]{40,}`).FindAllString(plain, -1) {
		detail = base64.StdEncoding.EncodeToString([]byte(m)) + " " + hex.EncodeToString([]byte(m)) + " " + m + " " + detail
	}
	body, err := json.Marshal(map[string]any{"o:errorDetails": []map[string]string{{"detail": detail, "o:errorCode": "INVALID_LOGIN"}}})
	return &http.Response{
		StatusCode: 401, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(string(body))),
	}, err
}

// spelled are the spellings in which a secret must not come back.
func spelled(text string) []string {
	return []string{text, strings.ToUpper(text), hex.EncodeToString([]byte(text)), base64.StdEncoding.EncodeToString([]byte(text)),
		base64.RawURLEncoding.EncodeToString([]byte(text)), url.QueryEscape(text)}
}

func secretsOf(p profile.Profile) []string {
	list := []string{p.ConsumerKey, p.TokenID, p.ConsumerSecret.Reveal(), p.TokenSecret.Reveal()}
	for line := range strings.Lines(p.PrivateKey.Reveal()) {
		if line = strings.TrimSpace(line); len(line) > 20 && !strings.HasPrefix(line, "-----") {
			list = append(list, line)
		}
	}
	return list
}

func TestNothingSecretLeavesARun(t *testing.T) {
	for _, only := range []string{"nothing", "/serverTime", "/token", "/tokeninfo", "/NetSuitePort", "/metadata-catalog", "datacenterurls"} {
		for _, method := range []profile.Method{profile.TBA, profile.M2M} {
			t.Run(string(method)+" "+only, func(t *testing.T) {
				b := newBench(t)
				p := b.tbaProfile(t, production)
				if method == profile.M2M {
					p = b.m2mProfile(t, production)
				} else {
					p.ConsumerSecret = secret.New("  " + p.ConsumerSecret.Reveal()) // what was mended is a secret too
				}
				inner, err := netsuite.NewTransport(netsuite.TransportOptions{RootCAs: b.Pool(), DialContext: b.DialContext})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(inner.CloseIdleConnections)
				server := &echo{RoundTripper: inner, only: only}
				report := Run(t.Context(), netsuite.New(netsuite.Options{Transport: server, Now: b.now}), p, Options{Now: b.now, Probe: true})
				seen := everything(t, report)
				for _, value := range append(secretsOf(p), server.sent...) {
					for _, text := range spelled(value) {
						if text != "" && strings.Contains(seen, text) {
							t.Errorf("%q is in what leaves the run", text[:min(len(text), 12)])
						}
					}
				}
			})
		}
	}
}

// everything is all that can be printed of a report.
func everything(t *testing.T, r Report) string {
	t.Helper()
	text := fmt.Sprintf("%+v\n%#v\n%v\n", r, r.Checks, r.Err)
	for _, value := range []any{r, r.Bundle()} {
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		text += string(data)
	}
	text += string(r.Keep())
	return text
}

func TestBundle(t *testing.T) {
	b := newBench(t)
	p := b.tbaProfile(t, sandbox)
	p.TokenSecret = secret.New(strings.Repeat("0", 60))
	bundle := b.run(t, p).Bundle()
	if bundle.OK || bundle.Refusals != 1 || len(bundle.Stages) != 13 || len(bundle.Calls) < 3 || len(bundle.Chain) == 0 || len(bundle.Causes) == 0 || !bundle.Simulated {
		t.Errorf("bundle %+v", bundle)
	}
	if bundle.Values["token_secret"] != "60 characters, an unusual shape" || bundle.Values["consumer_key"] != "64 hexadecimal digits" {
		t.Errorf("values %v", bundle.Values)
	}
	want := "GET&https%3A%2F%2F9999901-sb1.suitetalk.api.netsuite.com%2Fservices%2Frest%2Frecord%2Fv1%2Fmetadata-catalog&" +
		"oauth_consumer_key%3DCONSUMER-KEY%26oauth_nonce%3DNONCE%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1795176000%26" +
		"oauth_token%3DTOKEN-ID%26oauth_version%3D1.0%26select%3Dcustomer"
	if bundle.Signature == nil || bundle.Signature.Base != want || !strings.HasPrefix(bundle.Signature.Passport, "9999901_SB1&CONSUMER-KEY&") || bundle.JWT != nil {
		t.Errorf("signature %+v", bundle.Signature)
	}
	bundle = b.run(t, b.m2mProfile(t, production)).Bundle()
	if jwt := bundle.JWT; jwt == nil || jwt.Header["kid"] != "CERTIFICATE-ID" || jwt.Header["alg"] != "ES256" || jwt.Claims["iss"] != "CLIENT-ID" || jwt.Claims["exp"] == nil {
		t.Errorf("JWT %+v", jwt)
	}
}
