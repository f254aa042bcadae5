package netsuite

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/tba"
)

// These tests send real bytes to the simulator, which verifies signatures with
// code of its own.

const practice = "9999901_SB1"

func simulate(t *testing.T) (*simulator.World, *Client, tba.Credentials) {
	t.Helper()
	world := simulator.New(simulator.Options{})
	transport, err := NewTransport(TransportOptions{CAPEM: world.CAPEM(), RootCAs: world.Pool(), DialContext: world.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := world.Close(); err != nil {
			t.Error(err)
		}
	})
	card, err := world.PracticeFor(practice)
	if err != nil {
		t.Fatal(err)
	}
	id, err := account.Parse(practice)
	if err != nil {
		t.Fatal(err)
	}
	client := New(Options{Transport: transport, Timeout: 5 * time.Second, Sleep: func(context.Context, time.Duration) error { return nil }})
	return world, client, tba.Credentials{
		Account:     id,
		ConsumerKey: card.ConsumerKey, ConsumerSecret: secret.New(card.ConsumerSecret),
		TokenID: card.TokenID, TokenSecret: secret.New(card.TokenSecret), Algorithm: tba.HMACSHA256,
	}
}

func TestSimulatorTBA(t *testing.T) {
	_, client, credentials := simulate(t)
	id := credentials.Account
	var last Exchange
	client = client.Watch(func(e Exchange) { last = e })
	if centers, err := client.Discover(t.Context(), id); err != nil || !centers.Match(id) {
		t.Errorf("discovery: %+v, %v", centers, err)
	}
	if last.TLS != "TLS 1.3" || last.Issuer == "" || last.Date.IsZero() || last.Status != 200 {
		t.Errorf("exchange %+v", last)
	}
	if got, err := client.ServerTime(t.Context(), id, TBA(credentials)); err != nil || got.Skew.Abs() > 2*time.Second {
		t.Errorf("server time: %+v, %v", got, err)
	}
	info, err := client.TokenInfo(t.Context(), id, TBA(credentials))
	if err != nil || info.CompanyID != practice || info.Role == "" || info.RoleID == "" || info.Entity == "" {
		t.Errorf("token info: %+v, %v", info, err)
	}
	for _, endpoint := range account.Endpoints() {
		if _, err := client.SOAPServerTime(t.Context(), credentials, endpoint.Version); err != nil {
			t.Errorf("SOAP %s: %v", endpoint.Version, err)
		}
		if err := client.CheckWSDL(t.Context(), id.WSDL(endpoint.Version)); err != nil {
			t.Errorf("WSDL %s: %v", endpoint.Version, err)
		}
	}
}

func TestSimulatorM2M(t *testing.T) {
	world, client, credentials := simulate(t)
	id := credentials.Account
	card, err := world.PracticeFor(practice)
	if err != nil {
		t.Fatal(err)
	}
	request := TokenRequest{ClientID: credentials.ConsumerKey, Scopes: []string{"rest_webservices", "restlets"}}
	request.Key, request.CertificateID = pair(t, world, card)
	token, err := client.Token(t.Context(), id, request)
	if err != nil {
		t.Fatal(err)
	}
	if token.Company != practice || token.Entity != card.Entity || time.Until(token.Expires) < 50*time.Minute {
		t.Errorf("token %+v", token)
	}
	bearer := Bearer(token.Access)
	if _, err := client.ServerTime(t.Context(), id, bearer); err != nil {
		t.Error(err)
	}
	_, certificate := newPair(t)
	uploaded, err := client.UploadCertificate(t.Context(), id, bearer, request.ClientID,
		UploadRequest{Certificate: certificate.PEM(), Role: card.Role, Entity: card.Entity})
	if err != nil || uploaded.CertificateID != certificate.ID() {
		t.Fatalf("uploaded %+v, %v", uploaded, err)
	}
	if err := client.RevokeCertificate(t.Context(), id, bearer, request.ClientID, uploaded.CertificateID); err != nil {
		t.Error(err)
	}
	list, err := client.Certificates(t.Context(), id, bearer, request.ClientID)
	if err != nil || len(list) != 2 {
		t.Fatalf("listed %+v, %v", list, err)
	}
	for _, mapping := range list {
		if mapping.ActiveAt(time.Now()) != (mapping.CertificateID == request.CertificateID) || mapping.EntityID != card.Entity || mapping.RoleID != card.Role {
			t.Errorf("mapping %+v", mapping)
		}
	}
}

func newPair(t *testing.T) (m2m.Key, m2m.Certificate) {
	t.Helper()
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "test", From: time.Now().Add(-time.Minute), Days: 90})
	if err != nil {
		t.Fatal(err)
	}
	return key, certificate
}

func pair(t *testing.T, world *simulator.World, card records.Practice) (m2m.Key, string) {
	t.Helper()
	key, certificate := newPair(t)
	certificateID, err := world.MapCertificate(practice, card.ConsumerKey, card.Role, card.Entity, []byte(certificate.PEM()))
	if err != nil {
		t.Fatal(err)
	}
	return key, certificateID
}

func TestSimulatorRefusalIsNotRepeated(t *testing.T) {
	world, client, credentials := simulate(t)
	credentials.TokenSecret = secret.New(strings.Repeat("0", 64))
	_, err := client.With(0, MaxRetries, 0).ServerTime(t.Context(), credentials.Account, TBA(credentials))
	wantError(t, err, Refused, "HTTP 401 INVALID_LOGIN")
	_, err = client.With(0, MaxRetries, 0).SOAPServerTime(t.Context(), credentials, "2025.2")
	wantError(t, err, Refused, "refused")
	if trail := world.AuditTrail(practice); len(trail) != 2 {
		t.Errorf("%d sign-ins, want 2: %+v", len(trail), trail)
	}
}

func TestSimulatorTrouble(t *testing.T) {
	tests := []struct {
		name    string
		trouble func(*simulator.World)
		class   Class // "" if it ends well
	}{
		{"three outages", func(w *simulator.World) { w.Outage(3) }, ""},
		{"busy three times", func(w *simulator.World) { w.Busy(3) }, ""},
		{"busy, with Retry-After", func(w *simulator.World) { w.Busy(3); w.RetryAfter(2 * time.Second) }, ""},
		{"a long outage", func(w *simulator.World) { w.Outage(100) }, Limited},
		{"posing as refused", func(w *simulator.World) { w.BusyAsRefused(1) }, Refused},
		{"log-in page", func(w *simulator.World) { w.Garbage(faults.GarbageHTML) }, Unexpected},
		{"truncated", func(w *simulator.World) { w.Garbage(faults.GarbageTruncated) }, Unexpected},
		{"binary", func(w *simulator.World) { w.Garbage(faults.GarbageBinary) }, Unexpected},
		{"escapes", func(w *simulator.World) { w.Garbage(faults.GarbageEscapes) }, Refused},
		{"empty", func(w *simulator.World) { w.Garbage(faults.GarbageEmpty) }, Unexpected},
		{"endless", func(w *simulator.World) { w.Garbage(faults.GarbageEndless) }, Unexpected},
		{"redirect", func(w *simulator.World) { w.Garbage(faults.GarbageRedirect) }, Unexpected},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			world, client, credentials := simulate(t)
			test.trouble(world)
			client = client.With(5*time.Second, MaxRetries, 0)
			_, err := client.ServerTime(t.Context(), credentials.Account, TBA(credentials))
			if test.class == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, test.class, "")
		})
	}
}

func TestSimulatorLostAnswer(t *testing.T) {
	world, client, credentials := simulate(t)
	if _, err := client.ServerTime(t.Context(), credentials.Account, TBA(credentials)); err != nil {
		t.Fatal(err)
	}
	world.Lose(1) // the sign-in is taken, its answer never comes
	_, err := client.ServerTime(t.Context(), credentials.Account, TBA(credentials))
	var failed *Error
	if err != nil && (!errors.As(err, &failed) || failed.Class == Refused) {
		t.Errorf("got %v", err)
	}
	for _, row := range world.AuditTrail(practice) {
		if !row.OK {
			t.Errorf("a signature was sent twice: %+v", row)
		}
	}
}

func TestSimulatorHangs(t *testing.T) {
	world, client, credentials := simulate(t)
	world.Hang(true)
	_, err := client.With(100*time.Millisecond, 1, 0).ServerTime(t.Context(), credentials.Account, TBA(credentials))
	wantError(t, err, TimedOut, "tried 2 times")
}
