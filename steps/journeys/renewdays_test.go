package journeys

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/steps"
)

func TestRenewExpired(t *testing.T) {
	r := newRenewal(t)
	later := clocktest.Now().AddDate(0, 0, 400)
	r.env.Now = func() time.Time { return later }
	r.env.Client = netsuite.New(netsuite.Options{Transport: mustTransport(t, r.world), Now: r.env.Now})
	r.world.SkewClock(later.Sub(clocktest.Now()))
	walk := r.begin(nil)
	r.run(walk, steps.Paused, "upload")
	if why := RotationClosed(walk.State()); !strings.Contains(why, "expired") {
		t.Errorf("why by hand: %q", why)
	}
	r.mapped(walk.State().Certificate)
	r.run(r.resume(nil), steps.Paused, "in-use")
	r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), steps.Done, "retire")
	r.ended(false)
}

// listedAs answers every list of certificates with a text of its own.
type listedAs struct {
	http.RoundTripper
	text string
}

func (l listedAs) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.RoundTripper.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/certificates") {
		return response, err
	}
	_ = response.Body.Close()
	response.Body, response.ContentLength = io.NopCloser(strings.NewReader(l.text)), int64(len(l.text))
	response.Header.Del("Content-Length")
	return response, nil
}

// TestRenewWithoutAList renews where NetSuite lists no certificate: the access token
// names the user and the role, so the certificate endpoint is used all the same.
func TestRenewWithoutAList(t *testing.T) {
	for _, text := range []string{"[]", "null", " null\n", "[{}]"} {
		r := newRenewal(t)
		r.env.Client = netsuite.New(netsuite.Options{Transport: listedAs{mustTransport(t, r.world), text}, Now: r.env.Now})
		walk := r.begin(nil)
		r.run(walk, steps.Paused, "in-use")
		if why := RotationClosed(walk.State()); why != "" {
			t.Errorf("%q: by hand, since %s", text, why)
		}
		p := r.vault.profiles["acme"]
		if n := len(r.world.Uploads(r.card.Account)); n != 2 || len(p.Refusals) != 0 || !r.signsIn(p) {
			t.Errorf("%q: %d certificates, refused sign-ins %v", text, n, p.Refusals)
		}
	}
}

func mustTransport(t *testing.T, world *simulator.World) *http.Transport {
	t.Helper()
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{RootCAs: world.Pool(), DialContext: world.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func TestClockOffByAYear(t *testing.T) {
	for _, years := range []int{-1, 1} {
		r := newRenewal(t)
		r.env.Now = func() time.Time { return clocktest.Now().AddDate(years, 0, 0) }
		_, err := steps.Run(context.Background(), r.begin(nil), nil)
		if err == nil || !strings.Contains(err.Error(), "clock") {
			t.Errorf("a clock %d years off: %v", years, err)
		}
		if len(r.world.Uploads(r.card.Account)) != 1 || !r.signsIn(r.was) {
			t.Error("something was changed")
		}
	}
}

func TestRenewTheSixth(t *testing.T) {
	r := newRenewal(t)
	others := r.crowd(4)
	walk := r.begin(nil)
	_, err := steps.Run(context.Background(), walk, nil)
	var field *steps.FieldError
	if !errors.As(err, &field) || field.Key != steps.KeyRevokeFirst {
		t.Fatalf("with five active certificates: %v", err)
	}
	for _, id := range append(others, r.was.CertificateID) {
		if !strings.Contains(err.Error(), id[:9]) {
			t.Errorf("the sentence does not name %s: %v", id, err)
		}
	}
	if f := walk.Fields(); len(f) != 2 {
		t.Fatalf("%d fields, want the choice of one to revoke", len(f))
	}
	for _, option := range walk.Fields()[1].Options(walk.State()) {
		if option.Value == r.was.CertificateID {
			t.Error("the certificate in use can be revoked")
		}
	}
	walk = r.resume(map[string]string{steps.KeyRevokeFirst: r.was.CertificateID})
	if _, err := steps.Run(context.Background(), walk, nil); err == nil || !r.signsIn(r.was) {
		t.Fatal("the certificate in use was revoked")
	}
	r.run(r.resume(map[string]string{steps.KeyRevokeFirst: others[2]}), steps.Paused, "in-use")
	if !r.signsIn(r.vault.profiles["acme"]) || !r.signsIn(r.was) {
		t.Error("one of both does not work")
	}
}

func TestUploadBadDays(t *testing.T) {
	for _, c := range []struct {
		name string
		Day  func(*simulator.World)
		dead bool // the first run fails
	}{
		{"late", func(w *simulator.World) { w.OnlyFor("/certificates"); w.Slow(20 * time.Second) }, false},
		{"lost answer", func(w *simulator.World) { w.OnlyFor("/certificates"); w.Lose(1) }, true},
		{"never", func(w *simulator.World) { w.OnlyFor("/certificates"); w.Hang(true) }, true},
		{"outage", func(w *simulator.World) { w.OnlyFor("/certificates"); w.Outage(5) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRenewal(t)
				r.env.TestTimeout = 30 * time.Second
				walk := r.begin(nil)
				for walk.Step().Name != "rotate" {
					step(t, walk)
				}
				c.Day(r.world)
				_, err := steps.Run(context.Background(), walk, nil)
				if c.dead && err != nil {
					r.world.Hang(false)
					r.world.Outage(0)
					r.run(r.resume(nil), steps.Paused, "in-use")
				} else if err != nil {
					t.Fatal(err)
				}
				r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), steps.Done, "retire")
				r.ended(false)
			})
		})
	}
}

// step does one step of a walk.
func step(t *testing.T, w *steps.Walk) {
	t.Helper()
	if job := w.StartWork(); job != nil {
		state, err := job(context.Background(), nil)
		w.Finish(state)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Next(); err != nil {
		t.Fatal(err)
	}
}

func TestPermissionTakenInTheMiddle(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(nil)
	for walk.Step().Name != "rotate" {
		step(t, walk)
	}
	if err := r.world.TakePermission(r.card.Account, records.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	r.run(walk, steps.Paused, "upload")
	r.mapped(walk.State().Certificate)
	r.run(r.resume(nil), steps.Paused, "in-use")
	if !r.signsIn(r.was) || !r.signsIn(r.vault.profiles["acme"]) {
		t.Error("one of both does not work")
	}
}

func TestRevokedPresentCertificate(t *testing.T) {
	r := newRenewal(t)
	if err := r.world.RevokeCertificates(r.card.Account); err != nil {
		t.Fatal(err)
	}
	walk := r.begin(nil)
	r.run(walk, steps.Paused, "upload")
	if n := len(r.vault.profiles["acme"].Refusals); n != 1 {
		t.Errorf("%d refusals noted, want 1", n)
	}
	r.mapped(walk.State().Certificate)
	r.run(r.resume(nil), steps.Paused, "in-use")
}
