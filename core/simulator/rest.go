package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const (
	tokenPath    = "/services/rest/auth/oauth2/v1/token"
	catalogPath  = "/services/rest/record/v1/metadata-catalog"
	resourceType = "application/vnd.oracle.resource+json; type=singular"
)

// restAPI is REST web services.
type restAPI struct{ *server }

// resource is a path that REST web services offer here.
type resource struct {
	method string
	needs  records.Permission // in addition to REST Web Services; "" for none
	admin  bool               // for the role Administrator only
	answer func(restAPI, *call, identity) wire.Answer
}

var resources = map[string]resource{
	"/services/rest/system/v1/serverTime":       {method: http.MethodGet, answer: restAPI.answerServerTime},
	"/services/rest/system/v1/governanceLimits": {method: http.MethodGet, admin: true, answer: restAPI.answerLimits},
	catalogPath:                            {method: http.MethodGet, answer: restAPI.answerCatalog},
	catalogPath + "/customer":              {method: http.MethodGet, needs: records.PermissionCustomers, answer: restAPI.answerSchema},
	"/services/rest/record/v1/customer":    {method: http.MethodGet, needs: records.PermissionCustomers, answer: restAPI.answerCustomers},
	"/services/rest/query/v1/suiteql":      {method: http.MethodPost, needs: records.PermissionWorkbook, answer: restAPI.answerQuery},
	"/services/rest/record/v1/customer/-1": {method: http.MethodGet, needs: records.PermissionCustomers, answer: restAPI.answerNoRecord},
}

func (w restAPI) answerREST(c *call) wire.Answer {
	id, refused, ok := w.signIn(c, records.SurfaceREST, "rest_webservices")
	if !ok {
		return refused
	}
	if !c.account.Features[records.FeatureREST] || !id.role.May(records.PermissionREST) {
		return wire.Forbidden("You do not have permission to use REST web services. Contact your account administrator.")
	}
	if a, ok := misfortune(c.account, records.SurfaceREST, ""); ok {
		return a
	}
	wanted, found := resources[c.URL.Path]
	switch {
	case !found:
		return wire.RESTError(http.StatusNotFound, "NONEXISTENT_ID", "The requested resource does not exist in the practice world.")
	case c.Method != wanted.method:
		return wire.RESTError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The method is not allowed here.").With("Allow", wanted.method)
	case wanted.admin && id.role.ID != records.AdministratorRole:
		return wire.Forbidden("You need the Administrator role to read the governance limits.")
	case wanted.needs == records.PermissionWorkbook && !c.account.Features[records.FeatureWorkbook], wanted.needs != "" && !id.role.May(wanted.needs):
		return wire.Forbidden("You need the '" + string(wanted.needs) + "' permission to access this. Contact your account administrator.")
	}
	return wanted.answer(w, c, id)
}

func (w restAPI) answerServerTime(*call, identity) wire.Answer {
	return wire.ReplyJSON(http.StatusOK, resourceType, map[string]string{"serverTime": w.ServerTime().UTC().Format("2006-01-02T15:04:05.000Z")})
}

func (w restAPI) answerLimits(c *call, _ identity) wire.Answer {
	return wire.ReplyJSON(http.StatusOK, resourceType, map[string]any{
		"accountConcurrencyLimit": c.account.Limit, "accountUnallocatedConcurrencyLimit": c.account.Limit,
		"integrationConcurrencyLimit": c.account.Limit, "integrationLimitType": "accountLimit",
	})
}

// answerCatalog lists the record types that the role may see.
func (w restAPI) answerCatalog(c *call, id identity) wire.Answer {
	items := []any{}
	wanted := c.URL.Query().Get("select")
	for _, name := range []string{"account", "customer", "employee"} {
		if name == "customer" && !id.role.May(records.PermissionCustomers) {
			continue
		}
		if wanted != "" && !strings.Contains(","+wanted+",", ","+name+",") {
			continue
		}
		items = append(items, map[string]any{"name": name, "links": []any{
			map[string]string{"rel": "canonical", "href": "https://" + c.host + catalogPath + "/" + name, "mediaType": "application/json"},
		}})
	}
	return wire.ReplyJSON(http.StatusOK, resourceType, map[string]any{"items": items})
}

func (w restAPI) answerSchema(*call, identity) wire.Answer {
	return wire.ReplyJSON(http.StatusOK, "application/schema+json", map[string]any{
		"type": "object",
		"properties": map[string]any{
			"id":          map[string]any{"title": "Internal ID", "type": "string", "nullable": true},
			"companyName": map[string]any{"title": "Company Name", "type": "string", "nullable": true},
		},
		"$schema": "http://json-schema.org/draft-06/hyper-schema#",
	})
}

func (w restAPI) answerCustomers(c *call, _ identity) wire.Answer {
	for _, name := range []string{"limit", "offset"} {
		if text := c.URL.Query().Get(name); text != "" {
			if n, err := strconv.Atoi(text); err != nil || n < 0 || n > 1000 {
				return wire.RESTError(http.StatusBadRequest, "INVALID_REQUEST", "Invalid value of the query parameter '"+name+"'.")
			}
		}
	}
	return wire.ReplyJSON(http.StatusOK, "application/vnd.oracle.resource+json; type=collection", collection())
}

func (w restAPI) answerNoRecord(*call, identity) wire.Answer {
	return wire.RESTError(http.StatusNotFound, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID.")
}

func (w restAPI) answerQuery(c *call, _ identity) wire.Answer {
	if c.Header.Get("Prefer") != "transient" {
		return wire.RESTError(http.StatusBadRequest, "INVALID_HEADER", "The required request header 'Prefer' is missing or invalid. It must be 'transient'.")
	}
	var query struct{ Q string }
	if err := json.Unmarshal(c.body, &query); err != nil || query.Q == "" {
		return wire.RESTError(http.StatusBadRequest, "INVALID_CONTENT", "The request body must contain the query in the field 'q'.")
	}
	return wire.ReplyJSON(http.StatusOK, "application/vnd.oracle.resource+json; type=collection", collection())
}

// collection returns an empty collection: the practice company has no customers yet.
func collection() map[string]any {
	return map[string]any{"links": []any{}, "count": 0, "hasMore": false, "items": []any{}, "offset": 0, "totalResults": 0}
}

const loginMessage = "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail."
