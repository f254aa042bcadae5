package wire

import (
	"net/http"
	"net/url"
	"strconv"
)

const errorType = "application/vnd.oracle.resource+json; type=error"

var errorSections = map[int]string{
	http.StatusBadRequest: "15.5.1", http.StatusUnauthorized: "15.5.2", http.StatusForbidden: "15.5.4",
	http.StatusNotFound: "15.5.5", http.StatusMethodNotAllowed: "15.5.6",
}

// RESTError is an error body of REST web services (docs.oracle.com,
// section_156570709583).
func RESTError(status int, code, detail string) Answer {
	return ReplyJSON(status, errorType, map[string]any{
		"type":           "https://www.rfc-editor.org/rfc/rfc9110.html#section-" + errorSections[status],
		"title":          http.StatusText(status),
		"status":         status,
		"o:errorDetails": []any{map[string]string{"detail": detail, "o:errorCode": code}},
	})
}

// Forbidden is the answer of REST web services to a role that lacks a permission.
func Forbidden(detail string) Answer {
	return RESTError(http.StatusForbidden, "INSUFFICIENT_PERMISSION", "Permission Violation: "+detail)
}

// RESTBusy says that there are too many calls at a time; its title and outer
// code are what NetSuite sends, odd as they look beside a 429.
func RESTBusy() Answer {
	return ReplyJSON(http.StatusTooManyRequests, errorType, map[string]any{
		"type": "https://www.rfc-editor.org/rfc/rfc6585.html#section-4", "title": "Bad Request",
		"status": http.StatusTooManyRequests, "o:errorCode": "USER_ERROR",
		"o:errorDetails": []any{map[string]string{
			"detail": "Concurrent request limit exceeded. Request blocked.", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
		}},
	})
}

// RESTletError is an error body of the RESTlet host.
func RESTletError(status int, code, message string) Answer {
	return ReplyJSON(status, "application/json", map[string]any{"error": map[string]string{"code": code, "message": message}})
}

// TokenError is an error of the token endpoint of an account (RFC 6749 section 5.2).
func TokenError(accountID string, status int, code string) Answer {
	no := ReplyJSON(status, "application/json", map[string]string{"error": code})
	if status == http.StatusUnauthorized {
		no = no.With("WWW-Authenticate", `Basic realm="`+accountID+`"`)
	}
	return no
}

// FormReply answers form-encoded, as OAuth 1.0 has it; NetSuite's pages do not
// say which encoding theirs is.
func FormReply(values url.Values) Answer {
	return Reply(http.StatusOK, "application/x-www-form-urlencoded", values.Encode())
}

// Number gives an internal ID the way JSON answers carry it.
func Number(id string) any {
	if n, err := strconv.Atoi(id); err == nil {
		return n
	}
	return id
}
