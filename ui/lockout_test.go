//go:build unix

package ui_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
)

// revokeOwn ends the certificate of the connection in NetSuite, so that its next
// sign-in is refused.
func (k killed) revokeOwn() {
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
	ctx, clientID := context.Background(), k.card.Accounts[0].ConsumerKey
	token, err := k.client.Token(ctx, where, netsuite.TokenRequest{ClientID: clientID, CertificateID: id, Scopes: []string{"rest_webservices"}, Algorithm: "ES256", Key: key})
	if err == nil {
		_, err = k.client.EnsureRevoked(ctx, where, netsuite.Bearer(token.Access), clientID, netsuite.RevokeRequest{CertificateID: id, SignedInWith: id, Own: true})
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// refusals counts the sign-ins that the practice account has refused.
func (k killed) refusals() int { return strings.Count(k.card.told.String(), "refused") }

// TestTenSignInsAtOnce runs ten programs at once whose credential NetSuite refuses:
// five refused sign-ins would lock the user, so that only those are sent that
// begin after the first refusal is known, and four at most.
func TestTenSignInsAtOnce(t *testing.T) {
	for _, verb := range [][]string{{"test", "acme"}, {"token", "acme", "--refresh"}, {"exec", "acme", "--refresh", "--", "true"}} {
		t.Run(verb[0], func(t *testing.T) {
			k := newKilled(t)
			k.revokeOwn()
			const programs = 10
			var group sync.WaitGroup
			told := make([]string, programs)
			started := make(chan struct{})
			for n := range programs {
				cmd := exec.Command("suitekey", verb...)
				cmd.Dir, cmd.Env = k.dir, k.env
				group.Go(func() {
					<-started
					out, err := cmd.CombinedOutput()
					told[n] = string(out)
					if err == nil {
						t.Errorf("program %d succeeds:\n%s", n, out)
					}
				})
			}
			close(started)
			group.Wait()
			k.stop()
			if n := k.refusals(); n < 1 || n > 4 {
				t.Errorf("NetSuite refused %d sign-ins:\n%s", n, k.card.told)
			}
			for n, text := range told {
				if !strings.Contains(text, "invalid_client") && !strings.Contains(text, "too many sign-ins") && !strings.Contains(text, "locks the user") {
					t.Errorf("program %d gives no diagnosis:\n%s", n, text)
				}
			}
			t.Logf("%d of %d programs sent a sign-in", k.refusals(), programs)
		})
	}
}
