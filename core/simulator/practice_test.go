package simulator

import (
	"bytes"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

var testStart = time.Date(2027, 2, 3, 10, 0, 0, 0, time.UTC)

// clock is one that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// stage is a world with a client that knows the practice values and signs with
// code written for these tests alone.
type stage struct {
	*testing.T
	world  *World
	clock  *clock
	client *http.Client
	card   records.Practice
	nonces int
}

func newStage(t *testing.T) *stage {
	t.Helper()
	c := &clock{now: testStart}
	w := New(Options{Now: c.Now})
	transport := &http.Transport{DialContext: w.DialContext, TLSClientConfig: &tls.Config{RootCAs: w.Pool(), MinVersion: tls.VersionTLS12}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = w.Close()
	})
	client := &http.Client{
		Transport: transport, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &stage{T: t, world: w, clock: c, client: client, card: w.Practice()}
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) suiteTalk(path string) string {
	return "https://" + wire.HostLabel(s.card.Account) + ".suitetalk.api.netsuite.com" + path
}

func (s *stage) restlets(path string) string {
	return "https://" + wire.HostLabel(s.card.Account) + ".restlets.api.netsuite.com" + path
}

type response struct {
	status int
	header http.Header
	text   string
}

func (r response) json(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(r.text), &m); err != nil {
		t.Fatalf("%v in %q", err, r.text)
	}
	return m
}

func (s *stage) do(r *http.Request) response {
	s.Helper()
	resp, err := s.client.Do(r)
	s.must(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	s.must(err)
	return response{resp.StatusCode, resp.Header, string(body)}
}

func (s *stage) request(method, address, contentType, body string) *http.Request {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, address, strings.NewReader(body))
	s.must(err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func (s *stage) get(address string) response {
	s.Helper()
	return s.do(s.request("GET", address, "", ""))
}

// signed makes a request with an OAuth header; change may spoil the parameters
// before they are signed, spoil after.
func (s *stage) signed(method, address string, change, spoil func(url.Values)) *http.Request {
	s.Helper()
	s.nonces++
	params := url.Values{
		"oauth_consumer_key": {s.card.ConsumerKey}, "oauth_token": {s.card.TokenID}, "oauth_version": {"1.0"},
		"oauth_nonce": {fmt.Sprintf("nonce%015d", s.nonces)}, "oauth_signature_method": {"HMAC-SHA256"},
		"oauth_timestamp": {strconv.FormatInt(s.clock.Now().Unix(), 10)}, "realm": {s.card.Account},
	}
	if change != nil {
		change(params)
	}
	target, err := url.Parse(address)
	s.must(err)
	all := target.Query()
	for name, values := range params {
		if name != "realm" {
			all[name] = values
		}
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	var pairs []string
	for _, name := range names {
		for _, value := range all[name] {
			pairs = append(pairs, escape(name)+"="+escape(value))
		}
	}
	base := method + "&" + escape("https://"+target.Host+target.EscapedPath()) + "&" + escape(strings.Join(pairs, "&"))
	params.Set("oauth_signature", mac(base, s.card.ConsumerSecret, s.card.TokenSecret))
	if spoil != nil {
		spoil(params)
	}
	var parts []string
	for name, values := range params {
		for _, value := range values {
			parts = append(parts, name+`="`+escape(value)+`"`)
		}
	}
	r := s.request(method, address, "", "")
	r.Header.Set("Authorization", "OAuth "+strings.Join(parts, ", "))
	return r
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func mac(base, consumerSecret, tokenSecret string) string {
	h := hmac.New(sha256.New, []byte(consumerSecret+"&"+tokenSecret))
	h.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// soap makes a getServerTime request; prefix is the one of the passport's
// children, ns1 for messages or ns2 for core.
func (s *stage) soap(prefix, algorithm string, change func(map[string]string)) *http.Request {
	s.Helper()
	s.nonces++
	v := map[string]string{
		"account": s.card.Account, "consumerKey": s.card.ConsumerKey, "token": s.card.TokenID,
		"nonce": fmt.Sprintf("nonce%015d", s.nonces), "timestamp": strconv.FormatInt(s.clock.Now().Unix(), 10),
	}
	if change != nil {
		change(v)
	}
	base := strings.Join([]string{v["account"], v["consumerKey"], v["token"], v["nonce"], v["timestamp"]}, "&")
	if v["signature"] == "" {
		v["signature"] = mac(base, s.card.ConsumerSecret, s.card.TokenSecret)
	}
	var b bytes.Buffer
	for _, name := range []string{"account", "consumerKey", "token", "nonce", "timestamp"} {
		if v[name] != "" {
			fmt.Fprintf(&b, "<%s:%s>%s</%s:%s>", prefix, name, v[name], prefix, name)
		}
	}
	fmt.Fprintf(&b, `<%s:signature algorithm="%s">%s</%s:signature>`, prefix, algorithm, v["signature"], prefix)
	return s.envelope("/services/NetSuitePort_2025_2",
		`<ns1:tokenPassport xmlns:ns1="urn:messages_2025_2.platform.webservices.netsuite.com" xmlns:ns2="urn:core_2025_2.platform.webservices.netsuite.com">`+b.String()+`</ns1:tokenPassport>`,
		`<getServerTime xmlns="urn:messages_2025_2.platform.webservices.netsuite.com"/>`)
}

func (s *stage) envelope(path, header, body string) *http.Request {
	return s.request("POST", s.suiteTalk(path), "text/xml; charset=utf-8",
		`<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>`+header+`</soap:Header><soap:Body>`+body+`</soap:Body></soap:Envelope>`)
}

func (s *stage) askToken(assertion string) response {
	s.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion}}
	return s.do(s.request("POST", s.suiteTalk(tokenPath), "application/x-www-form-urlencoded", form.Encode()))
}

// accessToken maps a fresh certificate and gets an access token with it.
func (s *stage) accessToken() string {
	s.Helper()
	p := ecPair(s.T, elliptic.P256(), "ES256")
	r := s.askToken(s.assertion(p, s.mapped(p), nil))
	if r.status != 200 {
		s.Fatalf("status %d: %s", r.status, r.text)
	}
	return r.json(s.T)["access_token"].(string)
}

func (s *stage) bearer(method, address, token, body string) *http.Request {
	s.Helper()
	r := s.request(method, address, "application/json", body)
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

func (s *stage) lastSignIn() records.SignIn {
	s.Helper()
	trail := s.world.AuditTrail(s.card.Account)
	if len(trail) == 0 {
		s.Fatal("the audit trail is empty")
	}
	return trail[len(trail)-1]
}

// spoilBody replaces a part of a request's body.
func spoilBody(s *stage, r *http.Request, old, new string) *http.Request {
	s.Helper()
	body, err := io.ReadAll(r.Body)
	s.must(err)
	changed := s.request(r.Method, r.URL.String(), "", strings.Replace(string(body), old, new, 1))
	changed.Header = r.Header
	return changed
}
