package netsuite

import (
	"context"
	"errors"
	"strings"
)

// SignIn says who signs in with a call. It holds no secret.
type SignIn struct {
	Account    string // the account's part of the host name: "1234567-sb1"
	Credential string // token ID or certificate ID
	// Lasts is true for TBA, which signs in with every request: once NetSuite has
	// let the credential in, its next request is no new sign-in to guard.
	Lasts bool
}

// Gate stands in front of every call that signs in: it runs call, or gives the
// error in its place. Sign-ins of a person in the browser do not pass it, nor do
// those with a refresh token, which the vault lets one process use at a time.
type Gate interface {
	SignIn(ctx context.Context, s SignIn, call func() error) error
}

// Counts reports whether err is a sign-in that NetSuite refused, so that it counts
// towards the five that lock the user. A refusal that was taken over from another
// process was not sent, and does not count again.
func Counts(err error) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.Class == Refused && !failed.Shared
}

// send makes call behind the gate, if it signs in.
func (c *Client) send(ctx context.Context, call call) (*answer, error) {
	s := call.signIn
	if signed, ok := call.auth.(tbaAuth); ok {
		s = SignIn{Credential: signed.credentials.TokenID, Lasts: true}
	}
	if c.gate == nil || s.Credential == "" {
		return c.repeat(ctx, call)
	}
	s.Account, _, _ = strings.Cut(hostOf(call.url), ".")
	var a *answer
	err := c.gate.SignIn(ctx, s, func() (err error) {
		a, err = c.repeat(ctx, call)
		return err
	})
	var failed *Error
	switch {
	case err == nil:
		return a, nil
	case errors.As(err, &failed):
		if failed.Doing == "" {
			call.blame(failed)
		}
		return nil, failed
	case ctx.Err() != nil:
		return nil, call.blame(c.failure(ctx, err))
	}
	return nil, call.blame(&Error{Class: Withheld, Problem: err.Error(), Err: err})
}
