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

// RESTError returns an error of REST web services (docs.oracle.com, section_156570709583).
func RESTError(status int, code, detail string) Answer {
	return ReplyJSON(status, errorType, map[string]any{
		"type":           "https://www.rfc-editor.org/rfc/rfc9110.html#section-" + errorSections[status],
		"title":          http.StatusText(status),
		"status":         status,
		"o:errorDetails": []any{map[string]string{"detail": detail, "o:errorCode": code}},
	})
}

// Forbidden returns the error of REST web services for a role that lacks a permission.
func Forbidden(detail string) Answer {
	return RESTError(http.StatusForbidden, "INSUFFICIENT_PERMISSION", "Permission Violation: "+detail)
}

// RESTBusy returns the error for too many calls at the same time. Its title and outer code
// are the ones that NetSuite sends, although they do not match status 429.
func RESTBusy() Answer {
	return ReplyJSON(http.StatusTooManyRequests, errorType, map[string]any{
		"type": "https://www.rfc-editor.org/rfc/rfc6585.html#section-4", "title": "Bad Request",
		"status": http.StatusTooManyRequests, "o:errorCode": "USER_ERROR",
		"o:errorDetails": []any{map[string]string{
			"detail": "Concurrent request limit exceeded. Request blocked.", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
		}},
	})
}

// RESTletError returns an error of the RESTlet host.
func RESTletError(status int, code, message string) Answer {
	return ReplyJSON(status, "application/json", map[string]any{"error": map[string]string{"code": code, "message": message}})
}

// TokenError returns an error of an account's token endpoint (RFC 6749 section 5.2).
func TokenError(accountID string, status int, code string) Answer {
	no := ReplyJSON(status, "application/json", map[string]string{"error": code})
	if status == http.StatusUnauthorized {
		no = no.With("WWW-Authenticate", `Basic realm="`+accountID+`"`)
	}
	return no
}

// FormReply returns a form-encoded answer, as OAuth 1.0 demands. Oracle's pages do not say
// which encoding NetSuite uses.
func FormReply(values url.Values) Answer {
	return Reply(http.StatusOK, "application/x-www-form-urlencoded", values.Encode())
}

// Number returns an internal ID as JSON answers contain it: a number if possible.
func Number(id string) any {
	if n, err := strconv.Atoi(id); err == nil {
		return n
	}
	return id
}
