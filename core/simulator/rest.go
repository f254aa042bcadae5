package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

const (
	tokenPath    = "/services/rest/auth/oauth2/v1/token"
	catalogPath  = "/services/rest/record/v1/metadata-catalog"
	errorType    = "application/vnd.oracle.resource+json; type=error"
	resourceType = "application/vnd.oracle.resource+json; type=singular"
)

// resource is one thing that REST web services offer here.
type resource struct {
	method string
	needs  Permission // besides REST Web Services; "" for nothing more
	admin  bool       // for the Administrator role only
	answer func(*World, *call, identity) answer
}

var resources = map[string]resource{
	"/services/rest/system/v1/serverTime":       {method: http.MethodGet, answer: (*World).answerServerTime},
	"/services/rest/system/v1/governanceLimits": {method: http.MethodGet, admin: true, answer: (*World).answerLimits},
	catalogPath:                            {method: http.MethodGet, answer: (*World).answerCatalog},
	catalogPath + "/customer":              {method: http.MethodGet, needs: PermissionCustomers, answer: (*World).answerSchema},
	"/services/rest/record/v1/customer":    {method: http.MethodGet, needs: PermissionCustomers, answer: (*World).answerCustomers},
	"/services/rest/query/v1/suiteql":      {method: http.MethodPost, needs: PermissionWorkbook, answer: (*World).answerQuery},
	"/services/rest/record/v1/customer/-1": {method: http.MethodGet, needs: PermissionCustomers, answer: (*World).answerNoRecord},
}

func (w *World) answerSuiteTalk(c *call) answer {
	switch c.URL.Path {
	case tokenPath:
		return w.answerToken(c)
	case revokePath:
		return w.answerRevoke(c)
	case keysPath:
		return w.answerKeys()
	}
	if strings.HasPrefix(c.URL.Path, "/services/rest/") {
		return w.answerREST(c)
	}
	return w.answerWebServices(c)
}

func (w *World) answerREST(c *call) answer {
	id, refused, ok := w.signIn(c, SurfaceREST, "rest_webservices")
	if !ok {
		return refused
	}
	if !c.account.features[FeatureREST] || !id.role.may(PermissionREST) {
		return forbidden("You do not have permission to use REST web services. Contact your account administrator.")
	}
	if a, ok := c.account.misfortune(SurfaceREST, ""); ok {
		return a
	}
	wanted, found := resources[c.URL.Path]
	switch {
	case !found:
		return restError(http.StatusNotFound, "NONEXISTENT_ID", "The requested resource does not exist in the practice world.")
	case c.Method != wanted.method:
		return restError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The method is not allowed here.").with("Allow", wanted.method)
	case wanted.admin && id.role.id != administrator:
		return forbidden("You need the Administrator role to read the governance limits.")
	case wanted.needs == PermissionWorkbook && !c.account.features[FeatureWorkbook], wanted.needs != "" && !id.role.may(wanted.needs):
		return forbidden("You need the '" + string(wanted.needs) + "' permission to access this. Contact your account administrator.")
	}
	return wanted.answer(w, c, id)
}

func (w *World) answerServerTime(*call, identity) answer {
	return replyJSON(http.StatusOK, resourceType, map[string]string{"serverTime": w.serverTime().UTC().Format("2006-01-02T15:04:05.000Z")})
}

func (w *World) answerLimits(c *call, _ identity) answer {
	return replyJSON(http.StatusOK, resourceType, map[string]any{
		"accountConcurrencyLimit": c.account.limit, "accountUnallocatedConcurrencyLimit": c.account.limit,
		"integrationConcurrencyLimit": c.account.limit, "integrationLimitType": "accountLimit",
	})
}

// answerCatalog lists the record types that the role may see.
func (w *World) answerCatalog(c *call, id identity) answer {
	items := []any{}
	wanted := c.URL.Query().Get("select")
	for _, name := range []string{"account", "customer", "employee"} {
		if name == "customer" && !id.role.may(PermissionCustomers) {
			continue
		}
		if wanted != "" && !strings.Contains(","+wanted+",", ","+name+",") {
			continue
		}
		items = append(items, map[string]any{"name": name, "links": []any{
			map[string]string{"rel": "canonical", "href": "https://" + c.host + catalogPath + "/" + name, "mediaType": "application/json"},
		}})
	}
	return replyJSON(http.StatusOK, resourceType, map[string]any{"items": items})
}

func (w *World) answerSchema(*call, identity) answer {
	return replyJSON(http.StatusOK, "application/schema+json", map[string]any{
		"type": "object",
		"properties": map[string]any{
			"id":          map[string]any{"title": "Internal ID", "type": "string", "nullable": true},
			"companyName": map[string]any{"title": "Company Name", "type": "string", "nullable": true},
		},
		"$schema": "http://json-schema.org/draft-06/hyper-schema#",
	})
}

func (w *World) answerCustomers(c *call, _ identity) answer {
	for _, name := range []string{"limit", "offset"} {
		if text := c.URL.Query().Get(name); text != "" {
			if n, err := strconv.Atoi(text); err != nil || n < 0 || n > 1000 {
				return restError(http.StatusBadRequest, "INVALID_REQUEST", "Invalid value of the query parameter '"+name+"'.")
			}
		}
	}
	return replyJSON(http.StatusOK, "application/vnd.oracle.resource+json; type=collection", collection())
}

func (w *World) answerNoRecord(*call, identity) answer {
	return restError(http.StatusNotFound, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID.")
}

func (w *World) answerQuery(c *call, _ identity) answer {
	if c.Header.Get("Prefer") != "transient" {
		return restError(http.StatusBadRequest, "INVALID_HEADER", "The required request header 'Prefer' is missing or invalid. It must be 'transient'.")
	}
	var query struct{ Q string }
	if err := json.Unmarshal(c.body, &query); err != nil || query.Q == "" {
		return restError(http.StatusBadRequest, "INVALID_CONTENT", "The request body must hold the query in the field 'q'.")
	}
	return replyJSON(http.StatusOK, "application/vnd.oracle.resource+json; type=collection", collection())
}

// collection is one without items: the practice company has no customers yet.
func collection() map[string]any {
	return map[string]any{"links": []any{}, "count": 0, "hasMore": false, "items": []any{}, "offset": 0, "totalResults": 0}
}

const loginMessage = "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail."

var errorSections = map[int]string{
	http.StatusBadRequest: "15.5.1", http.StatusUnauthorized: "15.5.2", http.StatusForbidden: "15.5.4",
	http.StatusNotFound: "15.5.5", http.StatusMethodNotAllowed: "15.5.6",
}

// restError is an error body of REST web services (docs.oracle.com,
// section_156570709583).
func restError(status int, code, detail string) answer {
	return replyJSON(status, errorType, map[string]any{
		"type":           "https://www.rfc-editor.org/rfc/rfc9110.html#section-" + errorSections[status],
		"title":          http.StatusText(status),
		"status":         status,
		"o:errorDetails": []any{map[string]string{"detail": detail, "o:errorCode": code}},
	})
}

func forbidden(detail string) answer {
	return restError(http.StatusForbidden, "INSUFFICIENT_PERMISSION", "Permission Violation: "+detail)
}

// restBusy says that there are too many calls at a time; its title and outer
// code are what NetSuite sends, odd as they look beside a 429.
func restBusy() answer {
	return replyJSON(http.StatusTooManyRequests, errorType, map[string]any{
		"type": "https://www.rfc-editor.org/rfc/rfc6585.html#section-4", "title": "Bad Request",
		"status": http.StatusTooManyRequests, "o:errorCode": "USER_ERROR",
		"o:errorDetails": []any{map[string]string{
			"detail": "Concurrent request limit exceeded. Request blocked.", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
		}},
	})
}
