package netsuite

import (
	"net/http"
	"strings"
	"time"

	"suitekey/core/secret"
	"suitekey/core/tba"
)

// TBA signs requests with a token's OAuth 1.0a header.
func TBA(credentials tba.Credentials) Auth { return tbaAuth{credentials} }

type tbaAuth struct{ credentials tba.Credentials }

func (a tbaAuth) Authorize(r *http.Request, now time.Time) error {
	header, err := a.credentials.Header(r.Method, r.URL.String(), tba.NewStamp(now))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", header)
	return nil
}

// Bearer sends an access token.
func Bearer(token secret.Secret) Auth { return bearerAuth{token} }

type bearerAuth struct{ token secret.Secret }

func (a bearerAuth) Authorize(r *http.Request, _ time.Time) error {
	r.Header.Set("Authorization", "Bearer "+a.token.Reveal())
	return nil
}

// headerSafe reports whether text can be written into a header as it is: visible ASCII.
func headerSafe(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
