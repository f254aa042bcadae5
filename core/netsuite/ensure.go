package netsuite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/lazyregexp"
)

// Why a certificate could not be mapped or revoked. errors.Is finds them in a
// *CertificateError. NetSuite publishes neither the status nor the words of the
// certificate endpoint's errors, so that each is judged by more than one sign;
// the error underneath (*Error) is what NetSuite answered.
var (
	// ErrTooMany: the integration record has five active certificates.
	ErrTooMany = errors.New("the integration record has as many active certificates as NetSuite allows")
	// ErrNotPermitted: the role lacks the permission, or the account does not have the
	// endpoint. Only the page in Setup remains.
	ErrNotPermitted = errors.New("this sign-in may not use the certificate endpoint")
	// ErrDuplicate: NetSuite has the certificate for another role, entity or
	// integration record.
	ErrDuplicate = errors.New("the certificate is already mapped elsewhere")
	// ErrRevoked: NetSuite has the certificate, revoked or expired. It cannot be
	// restored.
	ErrRevoked = errors.New("NetSuite knows the certificate, and it is revoked or expired")
	// ErrNotListed: this sign-in may not see the certificate to revoke.
	ErrNotListed = errors.New("the integration record does not list the certificate")
	// ErrOwnCertificate: the certificate is the one that signed in.
	ErrOwnCertificate = errors.New("this sign-in uses the certificate")
)

// CertificateError means that a certificate could not be mapped or revoked.
type CertificateError struct {
	Kind    error     // one of the sentinels above
	Doing   string    // "uploading the certificate to 1234567_SB1"
	Next    string    // what to do
	Active  []Mapping // ErrTooMany: the active ones, of which one has to go
	Mapping Mapping   // ErrDuplicate, ErrRevoked: the one in the way, if it can be seen
	Err     error     // what NetSuite answered, if it was asked
}

// Error says what was being done, what went wrong and what to do next.
func (e *CertificateError) Error() string {
	text := e.Doing + ": " + e.Kind.Error()
	var failed *Error
	if errors.As(e.Err, &failed) {
		text += failed.quote()
	}
	return text + "; " + e.Next
}

// Unwrap returns the kind and NetSuite's answer.
func (e *CertificateError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// looks is how often the list is read for a certificate whose upload was not answered,
// with a retry interval between: NetSuite may still be processing the upload.
const looks = 3

// EnsureUploaded sees to it that the certificate with certificateID (see
// m2m.Certificate.ID) is mapped as upload says, and can be called again after
// any interruption: it lists first, uploads only what is not there, and where
// the answer to the upload was lost it looks into the list instead of uploading
// twice. already tells that nothing had to be uploaded. auth must be a bearer
// token with the scope rest_webservices.
//
// It fails with a *CertificateError (ErrTooMany, ErrNotPermitted, ErrDuplicate,
// ErrRevoked) or, where nothing is known, with an *Error: call it again then.
func (c *Client) EnsureUploaded(ctx context.Context, id account.ID, auth Auth, clientID string, upload UploadRequest, certificateID string) (mapping Mapping, already bool, err error) {
	s := certificates{c, ctx, id, auth, clientID, "uploading the certificate to " + id.Realm()}
	listed, err := s.list()
	if err != nil {
		return Mapping{}, false, err
	}
	if found, ok := find(listed, certificateID); ok {
		return found, true, s.usable(found, upload, nil)
	}
	mapping, err = c.UploadCertificate(ctx, id, auth, clientID, upload)
	var failed *Error
	switch {
	case err == nil:
		return mapping, false, nil
	case !errors.As(err, &failed):
		return Mapping{}, false, err
	case failed.lost():
		mapping, err = s.look(certificateID, upload, failed)
		return mapping, false, err
	case NotOpen(failed):
		return Mapping{}, false, s.notPermitted(failed)
	case failed.Status >= 400 && failed.Status < 500 && failed.Class == Unexpected:
		return s.refused(certificateID, upload, failed)
	}
	return Mapping{}, false, err
}

// RevokeRequest says which certificate to revoke.
type RevokeRequest struct {
	CertificateID string
	// SignedInWith is the ID of the certificate that requested the access token; empty
	// after a person's sign-in.
	SignedInWith string
	// Own allows that both are the same certificate. Nobody can sign in with it
	// afterwards.
	Own bool
}

// EnsureRevoked sees to it that a certificate is revoked, and can be called
// again after any interruption. already tells that nothing had to be done. It
// refuses to end the certificate that was signed in with, unless told so.
//
// It fails with a *CertificateError (ErrOwnCertificate, ErrNotListed,
// ErrNotPermitted) or, where nothing is known, with an *Error: call it again
// then. After ErrNotListed nothing signs in with the certificate by this record,
// if the role sees all of its certificates: a sandbox refresh wipes them.
func (c *Client) EnsureRevoked(ctx context.Context, id account.ID, auth Auth, clientID string, r RevokeRequest) (already bool, err error) {
	s := certificates{c, ctx, id, auth, clientID, "revoking the certificate in " + id.Realm()}
	if r.SignedInWith == r.CertificateID && !r.Own {
		return false, &CertificateError{Kind: ErrOwnCertificate, Doing: s.doing, Next: "sign in with the new certificate first, or confirm that this certificate is meant"}
	}
	listed, err := s.list()
	if err != nil {
		return false, err
	}
	found, ok := find(listed, r.CertificateID)
	switch {
	case !ok:
		return false, &CertificateError{Kind: ErrNotListed, Doing: s.doing, Next: "the certificate may belong to another entity: look under " + account.PageM2MList.Menu()}
	case found.Revoked:
		return true, nil
	}
	err = c.RevokeCertificate(ctx, id, auth, clientID, r.CertificateID)
	var failed *Error
	switch {
	case err == nil, !errors.As(err, &failed):
		return false, err
	case NotOpen(failed):
		return false, s.notPermitted(failed)
	case failed.Class == Refused, failed.Class == Limited, failed.Class == Canceled:
		return false, err
	}
	// The answer was lost or is a refusal: somebody else may have revoked the
	// certificate.
	if listed, err := c.Certificates(ctx, id, auth, clientID); err == nil {
		if found, ok := find(listed, r.CertificateID); ok && found.Revoked {
			return !failed.lost(), nil
		}
	}
	return false, err
}

// certificates is the list of one integration record.
type certificates struct {
	*Client
	ctx      context.Context
	id       account.ID
	auth     Auth
	clientID string
	doing    string
}

func (s certificates) list() ([]Mapping, error) {
	listed, err := s.Certificates(s.ctx, s.id, s.auth, s.clientID)
	var failed *Error
	if errors.As(err, &failed) && NotOpen(failed) {
		return nil, s.notPermitted(failed)
	}
	return listed, err
}

func find(listed []Mapping, certificateID string) (Mapping, bool) {
	for _, m := range listed {
		if m.CertificateID == certificateID {
			return m, true
		}
	}
	return Mapping{}, false
}

// usable reports whether an existing mapping is the requested one.
func (s certificates) usable(m Mapping, upload UploadRequest, refusal error) error {
	other := func(has, want string) bool { return has != "" && want != "" && has != want }
	switch {
	case !m.ActiveAt(s.now()):
		return &CertificateError{Kind: ErrRevoked, Doing: s.doing, Mapping: m, Err: refusal, Next: "make a new key pair"}
	case other(m.RoleID, upload.Role) || other(m.EntityID, upload.Entity):
		return &CertificateError{
			Kind: ErrDuplicate, Doing: s.doing, Mapping: m, Err: refusal,
			Next: fmt.Sprintf("NetSuite maps it to entity %s and role %s: use that user and role, or make a new key pair", m.EntityID, m.RoleID),
		}
	}
	return nil
}

// look finds out whether an upload without an answer was stored.
func (s certificates) look(certificateID string, upload UploadRequest, failed *Error) (Mapping, error) {
	for i := range looks {
		if i > 0 && s.sleep(s.ctx, time.Duration(i)*s.interval) != nil {
			break
		}
		listed, err := s.Certificates(s.ctx, s.id, s.auth, s.clientID)
		if err != nil {
			break
		}
		if found, ok := find(listed, certificateID); ok {
			return found, s.usable(found, upload, failed)
		}
	}
	failed.Next = "NetSuite may have accepted the certificate: the next attempt checks that before it uploads again"
	return Mapping{}, failed
}

// Words with which the endpoint may say that it already has the certificate, or too many
// certificates.
var (
	saysDuplicate = lazyregexp.Lazy(`(?i)duplicat|already|exist|\bunique|used before|in use`)
	saysTooMany   = lazyregexp.Lazy(`(?i)too many|maximum|limit|at most|exceed|\bfive\b|\b5\b`)
)

// CertificateCap is how many active certificates an integration record may have
// since 2026.1. docs.oracle.com, section_162686838198
const CertificateCap = 5

// refused classifies a refusal without a permission by the present list and by its
// words.
func (s certificates) refused(certificateID string, upload UploadRequest, failed *Error) (Mapping, bool, error) {
	words := failed.Code + " " + failed.Message
	listed, err := s.Certificates(s.ctx, s.id, s.auth, s.clientID)
	if err != nil {
		return Mapping{}, false, failed
	}
	if found, ok := find(listed, certificateID); ok { // two runs at the same time
		return found, true, s.usable(found, upload, failed)
	}
	var active []Mapping
	for _, m := range listed {
		if m.ActiveAt(s.now()) {
			active = append(active, m)
		}
	}
	duplicate := saysDuplicate().MatchString(words)
	switch {
	// The role may not see all certificates, so the words alone also count.
	case len(active) >= CertificateCap && !duplicate, saysTooMany().MatchString(words):
		return Mapping{}, false, &CertificateError{
			Kind: ErrTooMany, Doing: s.doing, Active: active, Err: failed,
			Next: "revoke an unused certificate, then try again",
		}
	case duplicate:
		return Mapping{}, false, &CertificateError{
			Kind: ErrDuplicate, Doing: s.doing, Err: failed,
			Next: "make a new key pair: a certificate belongs to one integration record, entity and role",
		}
	}
	return Mapping{}, false, failed
}

func (s certificates) notPermitted(failed *Error) error {
	next := "use the page " + account.PageM2M.Menu()
	if !failed.Absent() {
		next = "give the role the permission Manage Own OAuth 2.0 Client Credentials Certificates, or " + next
	}
	return &CertificateError{Kind: ErrNotPermitted, Doing: s.doing, Err: failed, Next: next}
}

// NotOpen reports whether err means that the certificate endpoint refuses this sign-in
// whatever is sent. Only the page in NetSuite remains.
func NotOpen(err error) bool {
	var failed *Error
	return errors.Is(err, ErrNotPermitted) || errors.As(err, &failed) && (failed.Absent() || failed.forbidden())
}

// Absent reports whether the account does not have the called endpoint.
func (e *Error) Absent() bool {
	switch e.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return true
	}
	return false
}

func (e *Error) forbidden() bool {
	return e.Class == Forbidden || strings.EqualFold(e.Code, "INSUFFICIENT_PERMISSION")
}

// lost reports whether a request may have been carried out although its answer was lost.
func (e *Error) lost() bool {
	switch e.Class {
	case TimedOut:
		return true
	case Unreachable:
		return e.Mark == MarkBroken
	case Unexpected:
		return e.Status != 0 && (e.Status < 300 || e.Status >= 500)
	}
	return false
}
