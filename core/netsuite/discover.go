package netsuite

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"suitekey/core/account"
	"suitekey/core/termsafe"
)

// discoveryHost answers for every account, without a sign-in.
const discoveryHost = "rest.netsuite.com"

// Discover asks NetSuite for the hosts of an account; it needs no credentials.
// NetSuite does not refuse an unknown account but answers with generic hosts:
// the error then wraps account.ErrNoAccount.
func (c *Client) Discover(ctx context.Context, id account.ID) (account.DataCenters, error) {
	query := url.Values{"account": {id.Realm()}}
	address := "https://" + discoveryHost + "/rest/datacenterurls?"
	call := call{
		doing:  "asking NetSuite for account " + id.Realm(),
		method: http.MethodGet,
		url:    address + query.Encode(),
		accept: "application/json",
		judge:  judgeDiscovery,
		open:   true,
	}
	// "Service Unavailable" here wants the account a second time, as c=.
	// docs.oracle.com ... chapter_157011836591
	query.Set("c", id.Realm())
	call.again = address + query.Encode()
	a, err := c.send(ctx, call)
	if err != nil {
		return account.DataCenters{}, err
	}
	failed := &Error{Class: Unexpected}
	centers, err := account.ParseDataCenters(a.body)
	switch {
	case err != nil:
		failed = a.unexpected("the answer (HTTP " + strconv.Itoa(a.status) + ") does not name the account's hosts")
		failed.Err = err
	case !centers.Known():
		failed = noAccount(a.status)
	default:
		return centers, nil
	}
	return account.DataCenters{}, call.blame(failed)
}

func judgeDiscovery(a *answer) *Error {
	failed := a.failed()
	if failed != nil && (failed.Code == "USER_ERROR" || strings.Contains(failed.Message, "Company ID is invalid")) {
		return noAccount(a.status)
	}
	return failed
}

func noAccount(status int) *Error {
	return &Error{
		Class: NoAccount, Status: status, Err: account.ErrNoAccount,
		Problem: "NetSuite does not know this account",
		Next:    "compare the account ID with Setup > Company > Company Information",
	}
}

// CheckWSDL fetches a WSDL document, without credentials, and checks that it is
// one, and of that version.
func (c *Client) CheckWSDL(ctx context.Context, wsdl account.WSDL) error {
	call := call{
		doing:  "fetching the WSDL " + string(wsdl.Version),
		method: http.MethodGet,
		url:    wsdl.URL,
		accept: "text/xml, application/xml",
		open:   true,
	}
	a, err := c.send(ctx, call)
	var failed *Error
	switch {
	case errors.As(err, &failed) && failed.Status == http.StatusNotFound:
		failed.Problem = failed.Host + " has no such document (HTTP 404)"
		failed.Next = "check the URL, or choose a version that NetSuite lists"
		return failed
	case err != nil:
		return err
	}
	failed = checkDefinitions(a, wsdl.Version)
	if failed == nil {
		return nil
	}
	failed.Next = "check the URL: it should end like /wsdl/v2025_2_0/netsuite.wsdl"
	return call.blame(failed)
}

// checkDefinitions looks at the document's root alone: <definitions
// targetNamespace="urn:platform_2025_2.webservices.netsuite.com">.
func checkDefinitions(a *answer, version account.Version) *Error {
	want := "_" + version.Underscored() + "."
	decoder := xml.NewDecoder(strings.NewReader(string(a.body)))
	for {
		token, err := decoder.Token()
		if err != nil {
			return a.unexpected("the answer is not a WSDL document")
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "definitions" {
			return a.unexpected("the answer is not a WSDL document")
		}
		for _, attribute := range root.Attr {
			if attribute.Name.Local == "targetNamespace" && !strings.Contains(attribute.Value, want) {
				return a.unexpected("the URL returns a WSDL of another version: " + termsafe.Line(attribute.Value, 100))
			}
		}
		return nil
	}
}

func hostOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return termsafe.Line(parsed.Hostname(), 100)
}
