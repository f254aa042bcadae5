//go:build unix

package ui_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
)

// killed is a connection that is renewed by a program which is killed.
type killed struct {
	t      *testing.T
	dir    string
	env    []string
	card   card
	stop   func() // ends the practice account, so that all it told is there
	client *netsuite.Client
}

// handOver stores the credential as a product would, whole or not at all.
const handOver = `{ printenv NETSUITE_CERTIFICATE_ID; cat; } >consumer.new && mv consumer.new consumer`

func (k killed) suitekey(args ...string) *exec.Cmd {
	cmd := exec.Command("suitekey", args...)
	cmd.Dir, cmd.Env = k.dir, k.env
	return cmd
}

func (k killed) must(args ...string) []byte {
	k.t.Helper()
	cmd := k.suitekey(args...)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		k.t.Fatalf("suitekey %s: %v\n%s", strings.Join(args, " "), err, told.String())
	}
	return out
}

// saved is the certificate ID in the vault, and whether a renewal is under way.
func (k killed) saved() (id string, draft bool) {
	k.t.Helper()
	var shown struct {
		Certificate struct {
			ID string `json:"id"`
		} `json:"certificate"`
	}
	if err := json.Unmarshal(k.must("show", "acme", "--json"), &shown); err != nil || shown.Certificate.ID == "" {
		k.t.Fatalf("what is saved: %v", err)
	}
	return shown.Certificate.ID, strings.Contains(string(k.must("list", "--json")), "acme.renew")
}

// certificates signs in with what the product has, and lists them.
func (k killed) certificates(when string) (all, usable int) {
	k.t.Helper()
	data, err := os.ReadFile(filepath.Join(k.dir, "consumer"))
	if err != nil {
		k.t.Fatal(err)
	}
	id, pem, _ := strings.Cut(string(data), "\n")
	key, err := m2m.ParseKey(secret.New(pem), secret.Secret{})
	if err != nil {
		k.t.Fatal(err)
	}
	where, err := account.Parse(k.card.Accounts[0].Account)
	if err != nil {
		k.t.Fatal(err)
	}
	clientID := k.card.Accounts[0].ConsumerKey
	token, err := k.client.Token(context.Background(), where, netsuite.TokenRequest{
		ClientID: clientID, CertificateID: id, Scopes: []string{"rest_webservices"}, Algorithm: "ES256", Key: key,
	})
	if err != nil {
		k.t.Fatalf("%s: the product cannot sign in: %v", when, err)
	}
	listed, err := k.client.Certificates(context.Background(), where, netsuite.Bearer(token.Access), clientID)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, m := range listed {
		if m.ActiveAt(clock()) {
			usable++
		}
	}
	return len(listed), usable
}

// newKilled sets a connection up with a key that the product has as well.
func newKilled(t *testing.T) killed { return newKilledIn(t, func(string) []string { return nil }) }

// newKilledIn is newKilled in the vault that prepare makes in a folder: it returns what
// the environment needs for it.
func newKilledIn(t *testing.T, prepare func(dir string) []string) killed {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	k := killed{t: t, dir: t.TempDir(), card: c, stop: stop}
	k.env = append(os.Environ(), "SUITEKEY_HOME="+filepath.Join(k.dir, "vault"), "HOME="+k.dir, "SUITEKEY_PASSPHRASE_FILE="+filepath.Join(k.dir, "pass"),
		"DBUS_SESSION_BUS_ADDRESS=autolaunch:", "HTTPS_PROXY="+c.Proxy, "NO_PROXY=", "SSL_CERT_FILE="+c.CAFile)
	k.env = append(k.env, prepare(k.dir)...)
	ca, err := os.ReadFile(c.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{CAPEM: ca})
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := url.Parse(c.Proxy)
	if err != nil {
		t.Fatal(err)
	}
	transport.Proxy = http.ProxyURL(proxy)
	t.Cleanup(transport.CloseIdleConnections)
	k.client = netsuite.New(netsuite.Options{Transport: transport, Now: clock})

	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "first", From: clock().AddDate(0, 0, -80), Days: 90})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"pass": passphrase + "\n", "key.pem": key.PEM().Reveal(), "certificate.pem": certificate.PEM(), "consumer": certificate.ID() + "\n" + key.PEM().Reveal(),
	} {
		if err := os.WriteFile(filepath.Join(k.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := uploadTo(c.Proxy, c.CAFile, c.Accounts[0].Account, certificate.PEM()); err != nil {
		t.Fatal(err)
	}
	k.must("setup", "acme", "--no-input", "--account", c.Accounts[0].Account, "--method", "m2m", "--surfaces", "rest", "--consumer-key", c.Accounts[0].ConsumerKey,
		"--key-type", "existing", "--key-file", "key.pem", "--certificate-file", "certificate.pem", "--certificate-id", certificate.ID())
	return k
}

// TestRenewalKilled kills the program itself at moments that nobody chose, and
// goes on each time: what the product has signs in, the next run comes to the end,
// and NetSuite got one new certificate.
func TestRenewalKilled(t *testing.T) {
	k := newKilled(t)
	renew := []string{"renew", "acme", "--no-input", "--json", "--handover", handOver, "--confirm-account", "9999901"}
	began := time.Now()
	k.must(renew...)
	whole := time.Since(began)
	const rounds = 10
	stopped := 0
	for round := range rounds {
		had, _ := k.certificates("before")
		id, _ := k.saved()
		cmd := k.suitekey(renew...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole))))
		_ = cmd.Process.Kill()
		if cmd.Wait() != nil {
			stopped++
		}
		k.certificates("killed")
		if now, draft := k.saved(); draft || now == id { // not at its end
			k.must(renew...)
		}
		all, usable := k.certificates("gone on")
		if now, draft := k.saved(); all != had+1 || usable != 1 || draft || now == id {
			t.Fatalf("round %d: NetSuite has %d certificates after %d, %d of them active; renewed: %v, draft left: %v", round, all, had, usable, now != id, draft)
		}
	}
	t.Logf("killed %d of %d runs", stopped, rounds)
}
