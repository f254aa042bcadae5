package ui_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"

	"github.com/rogpeppe/go-internal/testscript"
)

var newPair = regexp.MustCompile(`Token ID: ([0-9a-f]{64}) Token secret: ([0-9a-f]{64})`)

// newtoken ACCOUNT VARIABLE makes an access token as an administrator does, and
// sets VARIABLE_ID and VARIABLE_SECRET.
func newtoken(ts *testscript.TestScript, _ bool, args []string) {
	ca, err := os.ReadFile(ts.Getenv("CA_FILE"))
	ts.Check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	proxy, err := url.Parse(ts.Getenv("HTTPS_PROXY"))
	ts.Check(err)
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}}
	answer, err := client.Post("https://"+args[0]+".app.netsuite.com/practice/token", "", nil)
	ts.Check(err)
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	ts.Check(err)
	found := newPair.FindSubmatch(page)
	if found == nil {
		ts.Fatalf("no token: %s", page)
	}
	ts.Setenv(args[1]+"_ID", string(found[1]))
	ts.Setenv(args[1]+"_SECRET", string(found[2]))
}

// tokens FILE [NAME ID SECRET...] writes an answers file with the token pairs of
// several connections.
func tokens(ts *testscript.TestScript, _ bool, args []string) {
	text := "profiles:\n"
	for rest := args[1:]; len(rest) >= 3; rest = rest[3:] {
		text += fmt.Sprintf("  %s: {token_id: %s, token_secret: %s}\n", rest[0], rest[1], rest[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}
