package netsuite

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/termsafe"
)

// ServerTime is NetSuite's clock compared with this computer's.
type ServerTime struct {
	Server time.Time
	Skew   time.Duration // our clock minus NetSuite's; positive when ours is ahead
}

// ServerTime asks the REST web services for the time: the cheapest call that
// needs a sign-in, and no permission of its own.
// docs.oracle.com ... article_0528010158
func (c *Client) ServerTime(ctx context.Context, id account.ID, auth Auth) (ServerTime, error) {
	call := call{
		doing:  "calling REST web services of " + id.Realm(),
		method: http.MethodGet,
		url:    "https://" + id.SuiteTalk() + "/services/rest/system/v1/serverTime",
		accept: "application/json",
		auth:   auth,
	}
	var body struct {
		ServerTime time.Time `json:"serverTime"`
	}
	a, err := c.ask(ctx, call, &body)
	if err != nil {
		return ServerTime{}, err
	}
	if body.ServerTime.IsZero() {
		return ServerTime{}, call.blame(a.unexpected("the answer contains no time"))
	}
	return serverTime(a, body.ServerTime), nil
}

// serverTime compares NetSuite's time with the middle of the exchange.
func serverTime(a *answer, server time.Time) ServerTime {
	middle := a.sent.Add(a.received.Sub(a.sent) / 2)
	return ServerTime{Server: server, Skew: middle.Sub(server)}
}

// TokenInfo is the identity that a token signs in as. Fields that NetSuite did not send
// are empty.
type TokenInfo struct {
	Company   string // name
	CompanyID string // account ID in realm form
	Role      string // name
	RoleID    string
	Entity    string // internal ID or name
}

// TokenInfo asks the RESTlet host who the token is.
func (c *Client) TokenInfo(ctx context.Context, id account.ID, auth Auth) (TokenInfo, error) {
	call := call{
		doing:  "calling the RESTlet host of " + id.Realm(),
		method: http.MethodGet,
		url:    "https://" + id.RESTlets() + "/rest/tokeninfo",
		accept: "application/json",
		auth:   auth,
	}
	var body map[string]any
	a, err := c.ask(ctx, call, &body)
	if err != nil {
		return TokenInfo{}, err
	}
	info := readTokenInfo(body)
	if info == (TokenInfo{}) {
		return info, call.blame(a.unexpected("the answer does not name the owner of the token"))
	}
	return info, nil
}

// readTokenInfo looks for the five values under every likely name: Oracle lists
// what the answer tells and not the keys (chapter_157017286140), so that
// companyName, company_name and company.name are all taken.
func readTokenInfo(body map[string]any) TokenInfo {
	values := map[string]string{}
	flatten(values, "", body)
	first := func(names ...string) string {
		for _, name := range names {
			if values[name] != "" {
				return values[name]
			}
		}
		return ""
	}
	return TokenInfo{
		Company:   first("companyname", "accountname", "company"),
		CompanyID: first("companyid", "companyinternalid", "accountid", "accountinternalid", "account"),
		Role:      first("rolename", "role"),
		RoleID:    first("roleid", "roleinternalid"),
		Entity:    first("entityname", "entityid", "entityinternalid", "entity", "username", "email"),
	}
}

func flatten(into map[string]string, path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			flatten(into, path+letters(key), inner)
		}
	case string:
		into[path] = termsafe.Line(value, 100)
	case float64:
		into[path] = fmt.Sprintf("%.0f", value)
	}
}

// letters returns a key's letters in lower case.
func letters(key string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(key))
}

// RecordTypes asks which of the wanted record types the role may see: one cheap
// read whose address has a query, which a TBA signature has to cover.
// docs.oracle.com ... section_1540810174
func (c *Client) RecordTypes(ctx context.Context, id account.ID, auth Auth, wanted ...string) ([]string, error) {
	call := call{
		doing:  "reading record types of " + id.Realm(),
		method: http.MethodGet,
		url:    "https://" + id.SuiteTalk() + "/services/rest/record/v1/metadata-catalog?" + url.Values{"select": {strings.Join(wanted, ",")}}.Encode(),
		accept: "application/json",
		auth:   auth,
	}
	var body struct {
		Items []struct {
			Name string `json:"name"`
		} `json:"items"`
	}
	if _, err := c.ask(ctx, call, &body); err != nil {
		return nil, err
	}
	var names []string
	for _, item := range body.Items[:min(len(body.Items), 100)] {
		names = append(names, termsafe.Line(item.Name, 60))
	}
	return names, nil
}

// Limits are the numbers of requests that NetSuite accepts at the same time.
type Limits struct {
	Account     int    `json:"account"`
	Unallocated int    `json:"unallocated"`
	Integration int    `json:"integration"`
	Type        string `json:"type"` // integrationSpecific, accountLimit, internal
}

// Limits reads the governance limits. Only the Administrator role may read them.
// docs.oracle.com ... article_0625010817
func (c *Client) Limits(ctx context.Context, id account.ID, auth Auth) (Limits, error) {
	call := call{
		doing:  "reading the governance limits of " + id.Realm(),
		method: http.MethodGet,
		url:    "https://" + id.SuiteTalk() + "/services/rest/system/v1/governanceLimits",
		accept: "application/json",
		auth:   auth,
	}
	var body struct {
		Account     int    `json:"accountConcurrencyLimit"`
		Unallocated int    `json:"accountUnallocatedConcurrencyLimit"`
		Integration int    `json:"integrationConcurrencyLimit"`
		Type        string `json:"integrationLimitType"`
	}
	if _, err := c.ask(ctx, call, &body); err != nil {
		return Limits{}, err
	}
	return Limits{body.Account, body.Unallocated, body.Integration, termsafe.Line(body.Type, 40)}, nil
}

// Query runs the smallest SuiteQL query. It shows whether the role may query at
// all; the header Prefer is required.
// docs.oracle.com ... section_157909186990
func (c *Client) Query(ctx context.Context, id account.ID, auth Auth) error {
	call := call{
		doing:       "running a SuiteQL query in " + id.Realm(),
		method:      http.MethodPost,
		url:         "https://" + id.SuiteTalk() + "/services/rest/query/v1/suiteql?limit=1",
		accept:      "application/json",
		contentType: "application/json",
		prefer:      "transient",
		auth:        auth,
		body:        func(time.Time) ([]byte, error) { return []byte(`{"q":"SELECT id FROM customer"}`), nil },
	}
	_, err := c.send(ctx, call)
	return err
}
