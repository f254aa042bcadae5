package ui_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	firstUser   = regexp.MustCompile(`<option value="([^"]*)"`)
)

// browse FILE URL [deny] is a person who opens the page, chooses Allow or Deny, and
// keeps the address that the browser is sent to, as a file of secrets.
func browse(ts *testscript.TestScript, _ bool, args []string) {
	decision := "allow"
	if len(args) > 2 {
		decision = args[2]
	}
	address, err := decide(ts.Getenv("HTTPS_PROXY"), ts.Getenv("CA_FILE"), args[1], decision)
	ts.Check(err)
	text, err := json.Marshal(map[string]string{"redirected": address})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
}

func decide(proxy, caFile, address, decision string) (redirect string, err error) {
	client, err := behind(proxy, caFile)
	if err != nil {
		return "", err
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	shown, err := client.Get(address)
	if err != nil {
		return "", err
	}
	defer shown.Body.Close()
	page, err := io.ReadAll(shown.Body)
	if err != nil {
		return "", err
	}
	user := firstUser.FindSubmatch(page)
	if user == nil {
		return "", fmt.Errorf("%s asks for nothing: %s", address, page)
	}
	form := url.Values{"decision": {decision}, "who": {html.UnescapeString(string(user[1]))}}
	for _, field := range hiddenField.FindAllSubmatch(page, -1) {
		form.Set(html.UnescapeString(string(field[1])), html.UnescapeString(string(field[2])))
	}
	target, _, _ := strings.Cut(address, "?")
	answer, err := client.PostForm(target, form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if redirect = answer.Header.Get("Location"); redirect == "" {
		err = errors.New("the page leads nowhere: " + answer.Status)
	}
	return redirect, err
}
