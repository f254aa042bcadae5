package tba

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dghubble/oauth1"

	"suitekey/core/account"
	"suitekey/core/secret"
)

func TestBaseStringAddress(t *testing.T) {
	cases := []struct{ url, want string }{
		{"HTTPS://123456.RESTLETS.api.NetSuite.com/Path", "https://123456.restlets.api.netsuite.com/Path"},
		{"https://123456.restlets.api.netsuite.com:443/x?a=1#part", "https://123456.restlets.api.netsuite.com/x"},
		{"https://123456.restlets.api.netsuite.com", "https://123456.restlets.api.netsuite.com/"},
		{"https://123456.restlets.api.netsuite.com?a=1", "https://123456.restlets.api.netsuite.com/"},
		{"https://123456.suitetalk.api.netsuite.com/customer/eid%3AA%2FB", "https://123456.suitetalk.api.netsuite.com/customer/eid%3AA%2FB"},
		{"https://123456.suitetalk.api.netsuite.com/customer/a b", "https://123456.suitetalk.api.netsuite.com/customer/a%20b"},
	}
	for _, c := range cases {
		base, err := credentialsA(t, "123456").BaseString("GET", c.url, stampA)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		if got, _ := url.QueryUnescape(strings.Split(base, "&")[1]); got != c.want {
			t.Errorf("%s: got %s, want %s", c.url, got, c.want)
		}
	}
}

// TestThirdPartyClientAgrees signs what github.com/dghubble/oauth1 sends, with
// its nonce and time, and compares.
func TestThirdPartyClientAgrees(t *testing.T) {
	credentials := credentialsA(t, "123456_SB1")
	config := &oauth1.Config{
		ConsumerKey: consumerKey, ConsumerSecret: consumerSecret, Realm: credentials.Account.Realm(),
		Signer: &oauth1.HMAC256Signer{ConsumerSecret: consumerSecret},
	}
	value := regexp.MustCompile(`([a-z_]+)="([^"]*)"`)
	for _, target := range []string{
		"/services/rest/record/v1/employee/40",
		restletQuery,
		"/services/rest/record/v1/customer?q=email%20IS%20%22a%2Bb%40example.com%22&limit=1",
		"/app/site/hosting/restlet.nl?script=6&deploy=1&empty=&name=J%C3%BCrgen+M%C3%BCller&sum=1%2B1%3D2&pct=100%25&tilde=~",
		"/services/rest/record/v1/customer/eid%3AA%20B",
	} {
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
			var header string
			client := config.Client(contextWith(func(r *http.Request) { header = r.Header.Get("Authorization") }),
				oauth1.NewToken(tokenID, tokenSecret))
			request, err := http.NewRequest(method, "https://123456-sb1.restlets.api.netsuite.com"+target, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Do(request); err != nil {
				t.Fatal(err)
			}
			theirs := map[string]string{}
			for _, match := range value.FindAllStringSubmatch(header, -1) {
				theirs[match[1]], _ = url.QueryUnescape(match[2])
			}
			var seconds int64
			_, _ = fmt.Sscan(theirs["oauth_timestamp"], &seconds)
			ours, err := credentials.Header(method, request.URL.String(), Stamp{theirs["oauth_nonce"], seconds})
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range value.FindAllStringSubmatch(ours, -1) {
				if got, _ := url.QueryUnescape(match[2]); got != theirs[match[1]] {
					t.Errorf("%s %s: %s is %q, theirs %q", method, target, match[1], got, theirs[match[1]])
				}
				delete(theirs, match[1])
			}
			if len(theirs) != 0 {
				t.Errorf("%s %s: they also send %v", method, target, theirs)
			}
		}
	}
}

func TestAlgorithmWarning(t *testing.T) {
	if HMACSHA256.Warning(account.Sandbox) != "" || !strings.Contains(HMACSHA1.Warning(account.Production), "2023.1") || !strings.Contains(HMACSHA1.Warning(account.Sandbox), "2021.2") {
		t.Error("HMAC-SHA1 is not warned about")
	}
}

// TestNoSecretStaysInTheBuffer, whatever the length of the text that is signed.
func TestNoSecretStaysInTheBuffer(t *testing.T) {
	former := buffers.New
	t.Cleanup(func() { buffers = sync.Pool{New: former} })
	for _, length := range []int{0, 100, 2000, 100_000} {
		used := new([1024]byte)
		buffers = sync.Pool{New: func() any { return used }}
		credentialsA(t, "123456").sign(strings.Repeat("x", length))
		if *used != [1024]byte{} {
			t.Errorf("a text of %d bytes leaves %q", length, bytes.TrimRight(used[:], "\x00"))
		}
	}
}

func TestSHA1OnlyWhenChosen(t *testing.T) {
	// Computed with: openssl dgst -sha1 -hmac KEY -binary | base64
	const want = "qJ65NvDE1r0FU0+VIxgO9ieRv5Q="
	credentials := credentialsA(t, "123456")
	if strings.Contains(mustHeader(t, credentials), "SHA1") {
		t.Error("SHA-1 without being chosen")
	}
	credentials.Algorithm = HMACSHA1
	if got := credentials.PassportSignature(stampA); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if header := mustHeader(t, credentials); !strings.Contains(header, `oauth_signature_method="HMAC-SHA1"`) {
		t.Errorf("%s", header)
	}
	credentials.Algorithm = "MD5"
	if credentials.PassportSignature(stampA) != "" {
		t.Error("an unknown algorithm signs")
	}
}

func mustHeader(t *testing.T, c Credentials) string {
	t.Helper()
	header, err := c.Header("GET", "https://123456.suitetalk.api.netsuite.com/x", stampA)
	if err != nil {
		t.Fatal(err)
	}
	return header
}

func TestStamp(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z0-9]{20}$`)
	seen := map[string]bool{}
	for range 1000 {
		stamp := NewStamp(time.Unix(1508242306, 999))
		if !form.MatchString(stamp.Nonce) || stamp.Time != 1508242306 || seen[stamp.Nonce] {
			t.Fatalf("%+v", stamp)
		}
		seen[stamp.Nonce] = true
	}
}

func TestPassport(t *testing.T) {
	credentials := credentialsA(t, "123456-sb1")
	element, err := credentials.Passport("2025.2", stampA)
	if err != nil {
		t.Fatal(err)
	}
	const core = "urn:core_2025_2.platform.webservices.netsuite.com"
	var got struct {
		XMLName  xml.Name
		Children []struct {
			XMLName   xml.Name
			Algorithm string `xml:"algorithm,attr"`
			Text      string `xml:",chardata"`
		} `xml:",any"`
	}
	if err := xml.Unmarshal(element, &got); err != nil {
		t.Fatal(err)
	}
	if got.XMLName != (xml.Name{Space: "urn:messages_2025_2.platform.webservices.netsuite.com", Local: "tokenPassport"}) {
		t.Errorf("element %v", got.XMLName)
	}
	want := [][2]string{
		{"account", "123456_SB1"}, {"consumerKey", consumerKey}, {"token", tokenID}, {"nonce", stampA.Nonce},
		{"timestamp", "1508242306"}, {"signature", "UHKKNZLnz//9mGAV0aPWT+FYHDLZsLgS5RBCox9RhL0="},
	}
	if len(got.Children) != len(want) {
		t.Fatalf("%d children: %s", len(got.Children), element)
	}
	for i, child := range got.Children {
		if child.XMLName.Space != core || child.XMLName.Local != want[i][0] || child.Text != want[i][1] {
			t.Errorf("child %d: %+v, want %v", i, child, want[i])
		}
	}
	if got.Children[5].Algorithm != "HMAC-SHA256" {
		t.Errorf("algorithm %q", got.Children[5].Algorithm)
	}

	credentials.ConsumerKey = `</core:token><evil a="1">&`
	element, err = credentials.Passport("2025.2", stampA)
	if err != nil || strings.Contains(string(element), "<evil") {
		t.Errorf("%s, %v", element, err)
	}
}

func TestRefusals(t *testing.T) {
	const good = "https://123456.suitetalk.api.netsuite.com/x"
	cases := map[string]struct {
		change      func(*Credentials)
		method, url string
		extra       []Param
		want        string
	}{
		"no account":         {func(c *Credentials) { c.Account = account.ID{} }, "GET", good, nil, "account ID"},
		"no consumer key":    {func(c *Credentials) { c.ConsumerKey = "" }, "GET", good, nil, "consumer key"},
		"no consumer secret": {func(c *Credentials) { c.ConsumerSecret = secret.Secret{} }, "GET", good, nil, "consumer secret"},
		"no token ID":        {func(c *Credentials) { c.TokenID = "" }, "GET", good, nil, "no token ID"},
		"no token secret":    {func(c *Credentials) { c.TokenSecret = secret.Secret{} }, "GET", good, nil, "no token secret"},
		"unknown algorithm":  {func(c *Credentials) { c.Algorithm = "HMAC-MD5" }, "GET", good, nil, "choose HMAC-SHA256"},
		"no method":          {nil, "", good, nil, "HTTP method"},
		"a line break":       {nil, "GET\r\nX: y", good, nil, "HTTP method"},
		"another host":       {nil, "GET", "https://netsuite.com.evil.example/x", nil, "netsuite.com"},
		"http":               {nil, "GET", "http://123456.suitetalk.api.netsuite.com/x", nil, "https"},
		"a broken query":     {nil, "GET", good + "?a=5%", nil, "%25"},
		"5 MB":               {nil, "GET", good + "?a=" + strings.Repeat("x", 5<<20), nil, ""},
		"empty parameter":    {nil, "GET", good, []Param{{"role", ""}}, "is empty"},
		"parameter twice":    {nil, "GET", good, []Param{{"role", "1"}, {"role", "2"}}, "already"},
		"own parameter":      {nil, "GET", good, []Param{{"oauth_nonce", "1"}}, "already"},
		"realm":              {nil, "GET", good, []Param{{"realm", "1"}}, "already"},
	}
	for name, c := range cases {
		credentials := credentialsA(t, "123456")
		if c.change != nil {
			c.change(&credentials)
		}
		header, err := credentials.Header(c.method, c.url, stampA, c.extra...)
		if err == nil || header != "" || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 400 {
			t.Errorf("%s: got %q, %v, want %q in the error", name, header, err, c.want)
			continue
		}
		if _, baseErr := credentials.BaseString(c.method, c.url, stampA, c.extra...); baseErr == nil || baseErr.Error() != err.Error() {
			t.Errorf("%s: the base string says %v, the header %v", name, baseErr, err)
		}
		for _, text := range []string{consumerSecret, tokenSecret} {
			if strings.Contains(err.Error(), text) {
				t.Errorf("%s: the error holds a secret", name)
			}
		}
	}
	first := credentialsA(t, "123456")
	first.TokenID, first.TokenSecret = "", secret.Secret{}
	if _, err := first.Passport("2025.2", stampA); err == nil {
		t.Error("a passport without a token")
	}
	if _, err := credentialsA(t, "123456").Passport("", stampA); err == nil {
		t.Error("a passport without a version")
	}
}

func TestCredentialsDoNotPrint(t *testing.T) {
	output := fmt.Sprintf("%v %+v %#v", credentialsA(t, "123456"), credentialsA(t, "123456"), credentialsA(t, "123456"))
	if strings.Contains(output, consumerSecret) || strings.Contains(output, tokenSecret) {
		t.Error(output)
	}
}

// Header values must survive a real request.
func TestHeaderIsValidHTTP(t *testing.T) {
	request := httptest.NewRequest("GET", "https://123456.suitetalk.api.netsuite.com/x", nil)
	request.Header.Set("Authorization", mustHeader(t, credentialsA(t, "123456_SB1")))
	if strings.ContainsAny(request.Header.Get("Authorization"), "\r\n") {
		t.Error("a line break in the header")
	}
}
