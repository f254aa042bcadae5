package journeys

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"suitekey/core/clocktest"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator/records"
	"suitekey/steps"
)

// power ends a run at one of its checkpoints: before and after all that reaches
// out of the process, which is the vault, the network and the command.
type power struct {
	left int // checkpoints until it goes; negative: it stays
}

type gone struct{}

func (p *power) checkpoint() {
	if p.left == 0 {
		panic(gone{})
	}
	p.left--
}

// darkVault is the vault of a process that may end any time.
type darkVault struct {
	steps.Vault
	*power
}

func around[T any](p *power, do func() T) T {
	p.checkpoint()
	result := do()
	p.checkpoint()
	return result
}

func (v darkVault) SaveDraft(name string, data secret.Secret) error {
	return around(v.power, func() error { return v.Vault.SaveDraft(name, data) })
}

func (v darkVault) RemoveDraft(name string) error {
	return around(v.power, func() error { return v.Vault.RemoveDraft(name) })
}

func (v darkVault) Save(p profile.Profile, journey string) error {
	return around(v.power, func() error { return v.Vault.Save(p, journey) })
}

func (v darkVault) Replace(p profile.Profile, journey string, fields []string) error {
	return around(v.power, func() error { return v.Vault.Replace(p, journey, fields) })
}

type cutTransport struct {
	http.RoundTripper
	*power
}

func (c cutTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	c.checkpoint()
	answer, err := c.RoundTripper.RoundTrip(r)
	c.checkpoint()
	return answer, err
}

// until runs w and tells whether it came to its end.
func (p *power) until(w *steps.Walk) (outcome steps.Outcome, err error, cut bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(gone); !ours {
				panic(r)
			}
			cut = true
		}
	}()
	outcome, err = steps.Run(context.Background(), w, nil)
	return outcome, err, false
}

// cutRenewal is a renewal to its end by a command, in a process that ends at
// checkpoint n. It checks what holds then and after the next run.
func cutRenewal(t *testing.T, n int) (cut bool) {
	t.Helper()
	r := newRenewal(t)
	consumer := r.was // the credential that the product signs in with
	p := &power{left: -1}
	sound := r.env
	sound.RunCommand = func(_ context.Context, _ string, key secret.Secret, _ []string) (string, error) {
		consumer = r.vault.profiles["acme"]
		if !consumer.PrivateKey.Equal(key) {
			t.Error("the command got another key than the saved one")
		}
		return "", nil
	}
	r.env = sound
	r.env.Vault = darkVault{sound.Vault, p}
	r.env.Client = netsuite.New(netsuite.Options{Transport: cutTransport{mustTransport(t, r.world), p}, Now: clocktest.Now})
	r.env.RunCommand = func(ctx context.Context, line string, key secret.Secret, environment []string) (string, error) {
		p.checkpoint()
		defer p.checkpoint()
		return sound.RunCommand(ctx, line, key, environment)
	}
	answers := map[string]string{steps.KeyHandoverCommand: "store"}
	walk := r.begin(answers)
	p.left = n
	outcome, err, cut := p.until(walk)
	p.left = -1
	at := walk.Step().Name
	if !cut && (err != nil || outcome != steps.Done) {
		t.Fatalf("checkpoint %d: ended with %v, %v", n, outcome, err)
	}
	if !r.signsIn(consumer) {
		t.Errorf("checkpoint %d (%s): the credential that the consumer uses does not sign in", n, at)
	}
	if cut {
		r.env = sound
		again := r.begin(answers)
		if _, kept := r.vault.drafts["acme.renew"]; kept {
			again = r.resume(answers)
		}
		done := r.vault.profiles["acme"]
		if done.CertificateID == r.was.CertificateID || done.Old != nil || len(r.vault.drafts) > 0 {
			if outcome, err := steps.Run(context.Background(), again, nil); err != nil || outcome != steps.Done {
				t.Fatalf("checkpoint %d (%s): the next run ends with %v, %v at %s", n, at, outcome, err, again.Step().Name)
			}
		}
	}
	if !r.signsIn(consumer) {
		t.Errorf("checkpoint %d (%s): the consumer is cut off at the end", n, at)
	}
	r.ended(false)
	return cut
}

// TestRenewalCutAnywhere ends the process at every place where it reaches out.
func TestRenewalCutAnywhere(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 5
	}
	n := 0
	for cutRenewal(t, n) {
		n += step
		if n > 500 {
			t.Fatal("the renewal has no end")
		}
	}
	if n < 30 {
		t.Errorf("only %d checkpoints were met", n)
	}
}

// walked lists the steps that a journey opens.
func walked(t *testing.T, w *steps.Walk) string {
	t.Helper()
	var names []string
	for range 30 {
		names = append(names, w.Step().Name)
		if waiting, waits := w.Waiting(); waits && (waiting.Confirm || !w.Resumed()) {
			return strings.Join(names, " ") + " (waits)"
		}
		job := w.StartWork()
		if job == nil {
			job = func(context.Context, func(steps.Progress)) (steps.State, error) { return w.State(), nil }
		}
		state, err := job(context.Background(), nil)
		w.Finish(state)
		if err != nil {
			return strings.Join(names, " ") + " (fails)"
		}
		if err := w.Next(); err != nil {
			t.Fatal(err)
		}
		if w.Ended() {
			return strings.Join(slices.Compact(names), " ")
		}
	}
	t.Fatal("the journey has no end")
	return ""
}

// TestRenewalWalks holds which steps a renewal has in typical states.
func TestRenewalWalks(t *testing.T) {
	store := map[string]string{steps.KeyHandoverCommand: "store"}
	for _, c := range []struct {
		name    string
		state   func(*renewal)
		answers map[string]string
		want    string
	}{
		{"by API, exported", nil, nil, "due key key-pair rotate test save handover in-use (waits)"},
		{"by API, by a command", nil, store, "due key key-pair rotate test save handover retire"},
		{"word given too early", nil, map[string]string{steps.KeyProductHasIt: "yes"}, "due key key-pair rotate test save handover in-use (waits)"},
		{"an RSA key", nil, map[string]string{steps.KeyKeyType: "rsa3072"}, "due key jwt key-pair rotate test save handover in-use (waits)"},
		{"somebody else uploads", nil, map[string]string{steps.KeyRotateBy: "hand"}, "due key key-pair rotate upload (waits)"},
		{"no permission", func(r *renewal) { _ = r.world.TakePermission(r.card.Account, records.PermissionCertificates) }, nil, "due key key-pair upload (waits)"},
		{"revoked", func(r *renewal) { _ = r.world.RevokeCertificates(r.card.Account) }, nil, "due key key-pair upload (waits)"},
		{"another is kept", func(r *renewal) {
			p := r.vault.profiles["acme"]
			old := p
			p.Old = &old
			r.vault.profiles["acme"] = p
		}, nil, "due in-use (waits)"},
		{"another is kept until yesterday", func(r *renewal) {
			p := r.vault.profiles["acme"]
			old := p
			old.CertificateID = "gone long ago"
			p.Old, p.RetireOn = &old, clocktest.Now().AddDate(0, 0, -1)
			r.vault.profiles["acme"] = p
		}, nil, "due in-use retire"},
		{"all places taken", func(r *renewal) { r.crowd(4) }, nil, "due key key-pair rotate (fails)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRenewal(t)
			r.env.RunCommand = func(context.Context, string, secret.Secret, []string) (string, error) { return "", nil }
			if c.state != nil {
				c.state(r)
			}
			if got := walked(t, r.begin(c.answers)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
