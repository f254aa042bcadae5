package netsuite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
)

// renewal is somebody signed in with a certificate who has a new one.
type renewal struct {
	world    *simulator.World
	client   *Client
	id       account.ID
	bearer   Auth
	clientID string
	card     records.Practice
	oldID    string
}

func renew(t *testing.T) renewal {
	t.Helper()
	world, client, credentials := simulate(t)
	card, err := world.PracticeFor(practice)
	if err != nil {
		t.Fatal(err)
	}
	request := TokenRequest{ClientID: credentials.ConsumerKey, Scopes: []string{"rest_webservices"}}
	request.Key, request.CertificateID = pair(t, world, card)
	token, err := client.Token(t.Context(), credentials.Account, request)
	if err != nil {
		t.Fatal(err)
	}
	return renewal{world, client, credentials.Account, Bearer(token.Access), request.ClientID, card, request.CertificateID}
}

func (r renewal) upload(t *testing.T) (UploadRequest, string) {
	_, certificate := newPair(t)
	return UploadRequest{Certificate: certificate.PEM(), Role: r.card.Role, Entity: r.card.Entity}, certificate.ID()
}

func (r renewal) ensure(t *testing.T, upload UploadRequest, certificateID string) (Mapping, bool, error) {
	return r.client.EnsureUploaded(t.Context(), r.id, r.bearer, r.clientID, upload, certificateID)
}

func (r renewal) revoke(t *testing.T, certificateID string) (bool, error) {
	return r.client.EnsureRevoked(t.Context(), r.id, r.bearer, r.clientID, RevokeRequest{CertificateID: certificateID, SignedInWith: r.oldID})
}

const uploads = "POST 9999901-sb1.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/"

func TestSimulatorEnsure(t *testing.T) {
	r := renew(t)
	upload, newID := r.upload(t)
	r.world.OnlyFor(uploads)
	r.world.Lose(1) // taken, and the answer lost
	mapping, already, err := r.ensure(t, upload, newID)
	if err != nil || already || mapping.CertificateID != newID || mapping.Revoked {
		t.Fatalf("lost answer: %+v, %v, %v", mapping, already, err)
	}
	if mapping, already, err = r.ensure(t, upload, newID); err != nil || !already || mapping.CertificateID != newID {
		t.Errorf("again: %+v, %v, %v", mapping, already, err)
	}
	other := upload
	other.Role = "3"
	wantKind(t, ErrDuplicate)(r.ensure(t, other, newID))
	if _, err := r.revoke(t, r.oldID); !errors.Is(err, ErrOwnCertificate) {
		t.Errorf("its own: %v", err)
	}
	r.world.Lose(1)
	if already, err := r.revoke(t, newID); err != nil || already {
		t.Errorf("revoking with a lost answer: %v, %v", already, err)
	}
	if already, err := r.revoke(t, newID); err != nil || !already {
		t.Errorf("revoking again: %v, %v", already, err)
	}
	if failed := wantKind(t, ErrRevoked)(r.ensure(t, upload, newID)); failed != nil && !failed.Mapping.Revoked {
		t.Errorf("%+v", failed)
	}
	if _, err := r.revoke(t, strings.Repeat("x", 43)); !errors.Is(err, ErrNotListed) {
		t.Errorf("unknown: %v", err)
	}
	if already, err := r.client.EnsureRevoked(t.Context(), r.id, r.bearer, r.clientID, RevokeRequest{r.oldID, r.oldID, true}); err != nil || already {
		t.Errorf("its own, told so: %v, %v", already, err)
	}
}

// wantKind takes what EnsureUploaded returns.
func wantKind(t *testing.T, kind error) func(Mapping, bool, error) *CertificateError {
	t.Helper()
	return func(_ Mapping, _ bool, err error) *CertificateError {
		t.Helper()
		var failed *CertificateError
		if !errors.Is(err, kind) || !errors.As(err, &failed) {
			t.Errorf("got %v, want %v", err, kind)
		}
		return failed
	}
}

func TestSimulatorSixthCertificate(t *testing.T) {
	r := renew(t)
	for range CertificateCap - 1 {
		upload, id := r.upload(t)
		if _, already, err := r.ensure(t, upload, id); err != nil || already {
			t.Fatal(err)
		}
	}
	upload, id := r.upload(t)
	if failed := wantKind(t, ErrTooMany)(r.ensure(t, upload, id)); failed != nil && len(failed.Active) != CertificateCap {
		t.Errorf("%d active", len(failed.Active))
	}
}

func TestSimulatorPermissionTaken(t *testing.T) {
	r := renew(t)
	upload, id := r.upload(t)
	if err := r.world.TakePermission(practice, records.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	failed := wantKind(t, ErrNotPermitted)(r.ensure(t, upload, id))
	if failed == nil || !strings.Contains(failed.Error(), "HTTP 403 INSUFFICIENT_PERMISSION") || !strings.Contains(failed.Error(), "M2M") {
		t.Errorf("got %v", failed)
	}
	if _, err := r.revoke(t, id); !errors.Is(err, ErrNotPermitted) {
		t.Errorf("got %v", err)
	}
}

// listing is an answer of the list: certificate IDs, those after a "-" revoked.
func listing(ids ...string) string {
	var items []string
	for _, id := range ids {
		bare, revoked := strings.CutPrefix(id, "-")
		items = append(items, fmt.Sprintf(`{"certificate_id":%q,"revoked":%v,"valid_until":"2027-01-01","role":{"id":1000},"entity":{"id":7}}`, bare, revoked))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func TestEnsureUploadedJudges(t *testing.T) {
	const uploaded = `{"certificate_id":"new","entity_role_id":{"ent":7,"rol":1000},"valid_until":"2027-01-01"}`
	problem := func(status int, words string) *http.Response {
		return reply(status, fmt.Sprintf(`{"o:errorDetails":[{"detail":%q,"o:errorCode":"INVALID_CONTENT"}]}`, words))
	}
	five := []string{"a", "b", "c", "d", "e"}
	for _, test := range []struct {
		name    string
		before  []string // listed before the upload
		answer  func() (*http.Response, error)
		after   []string
		late    int // how often the list still is as before
		already bool
		want    error // nil for success, errPlain for an *Error
		uploads int
	}{
		{"straight", nil, func() (*http.Response, error) { return reply(201, uploaded), nil }, nil, 0, false, nil, 1},
		{"there", []string{"new"}, nil, nil, 0, true, nil, 0},
		{"there, revoked", []string{"-new"}, nil, nil, 0, true, ErrRevoked, 0},
		{"time-out, taken", nil, timeOut, []string{"new"}, 0, false, nil, 1},
		{"time-out, taken late", nil, timeOut, []string{"new"}, 2, false, nil, 1},
		{"time-out, not taken", nil, timeOut, nil, 0, false, errPlain, 1},
		{"garbage, taken", nil, func() (*http.Response, error) { return reply(200, "Successfully"), nil }, []string{"new"}, 0, false, nil, 1},
		{"error 500, taken", nil, func() (*http.Response, error) { return reply(500, ""), nil }, []string{"new"}, 0, false, nil, 1},
		{"another run was faster", nil, func() (*http.Response, error) { return problem(409, "It exists."), nil }, []string{"new"}, 0, true, nil, 1},
		{"five, by the list", five, func() (*http.Response, error) { return problem(400, "No."), nil }, five, 0, false, ErrTooMany, 1},
		{"five, by the words", []string{"a"}, func() (*http.Response, error) { return problem(400, "The maximum number was reached already."), nil }, []string{"a"}, 0, false, ErrTooMany, 1},
		{"duplicate", five, func() (*http.Response, error) { return problem(400, "This certificate is mapped already."), nil }, five, 0, false, ErrDuplicate, 1},
		{"something else", nil, func() (*http.Response, error) { return problem(400, "The role is not right."), nil }, nil, 0, false, errPlain, 1},
		{"no permission to upload", nil, func() (*http.Response, error) { return problem(403, "No."), nil }, nil, 0, false, ErrNotPermitted, 1},
		{"no endpoint", nil, func() (*http.Response, error) { return reply(404, "<html>"), nil }, nil, 0, false, ErrNotPermitted, 1},
		{"signed out", nil, func() (*http.Response, error) { return reply(401, refusedREST), nil }, nil, 0, false, errPlain, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			sent, late := 0, test.late
			c := newTestClient(t, func(_ int, r *http.Request) (*http.Response, error) {
				switch {
				case r.Method == http.MethodPost:
					sent++
					return test.answer()
				case sent > 0 && late == 0:
					return reply(200, listing(test.after...)), nil
				case sent > 0:
					late--
				}
				return reply(200, listing(test.before...)), nil
			})
			got, already, err := c.EnsureUploaded(t.Context(), sandbox(t), Bearer(credentials(t).TokenSecret), "client", UploadRequest{"PEM", "1000", "7"}, "new")
			var plain *Error
			switch {
			case test.want == errPlain:
				var typed *CertificateError
				if !errors.As(err, &plain) || errors.As(err, &typed) {
					t.Errorf("got %v", err)
				}
			case !errors.Is(err, test.want):
				t.Errorf("got %v", err)
			case err == nil && got.CertificateID != "new", already != test.already:
				t.Errorf("%+v, %v", got, already)
			}
			if sent != test.uploads {
				t.Errorf("uploaded %d times", sent)
			}
		})
	}
}

var errPlain = errors.New("an *Error")

func timeOut() (*http.Response, error) { return nil, context.DeadlineExceeded }

func TestEnsureRevokedStops(t *testing.T) {
	for status, body := range map[int]string{401: refusedREST, 400: `{"error":{"code":"INVALID_REQUEST","message":"no"}}`} {
		revoked := 0
		c := newTestClient(t, func(_ int, r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				revoked++
				return reply(status, body), nil
			}
			return reply(200, listing("old")), nil
		})
		already, err := c.EnsureRevoked(t.Context(), sandbox(t), Bearer(credentials(t).TokenSecret), "client", RevokeRequest{CertificateID: "old"})
		var failed *Error
		if !errors.As(err, &failed) || already || revoked != 1 {
			t.Errorf("%d: %v, %v, tried %d times", status, already, err, revoked)
		}
	}
}
