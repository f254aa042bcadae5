package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Answer is a response that is not written yet. Answers are made while the world's lock is
// held, and written after it is released.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Reply returns an answer with a body of the given content type.
func Reply(status int, contentType, body string) Answer {
	return Answer{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body)}
}

// ReplyJSON returns an answer with value as its JSON body.
func ReplyJSON(status int, contentType string, value any) Answer {
	body, err := json.Marshal(value)
	if err != nil { // callers pass only their own maps and structs
		return Reply(http.StatusInternalServerError, "text/plain; charset=utf-8", "encoding the answer: "+err.Error())
	}
	return Reply(status, contentType, string(body))
}

// With returns the answer with one more header.
func (a Answer) With(name, value string) Answer {
	a.Header.Set(name, value)
	return a
}

// Retry returns the answer with a Retry-After header in whole seconds, or unchanged if
// after is 0.
func (a Answer) Retry(after time.Duration) Answer {
	if after > 0 {
		a.Header.Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
	return a
}

// Flood writes a JSON string of 2 GB. It stops when the client leaves or the world closes.
func (a Answer) Flood(rw http.ResponseWriter, r *http.Request, closed <-chan struct{}) {
	rw.WriteHeader(a.Status)
	if _, err := rw.Write([]byte(`{"serverTime":"`)); err != nil {
		return
	}
	chunk := bytes.Repeat([]byte("A"), 64<<10)
	for range 2 << 30 / len(chunk) {
		select {
		case <-closed:
			return
		case <-r.Context().Done():
			return
		default:
		}
		if _, err := rw.Write(chunk); err != nil {
			return
		}
	}
}

// Page returns a small HTML page that loads no other resources.
func Page(status int, title, body string) Answer {
	return Reply(status, "text/html; charset=utf-8", `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`+title+
		`</title><style>body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}td,th{text-align:left;padding:.2em .8em .2em 0}.message{border:1px solid;padding:.5em}</style></head><body><h1>`+
		title+`</h1>`+body+`</body></html>`).With("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
}
