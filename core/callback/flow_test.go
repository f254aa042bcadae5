package callback

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
	"suitekey/core/simulator"
)

// TestSignIn walks the three-step flow with a browser that follows NetSuite's
// redirect to this computer.
func TestSignIn(t *testing.T) {
	world := simulator.New(simulator.Options{})
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{RootCAs: world.Pool(), DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, "localhost:") {
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		return world.DialContext(ctx, network, address)
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		transport.CloseIdleConnections()
		_ = world.Close()
	}()
	card := world.Practice()
	id, err := account.Parse(card.Account)
	if err != nil {
		t.Fatal(err)
	}
	client := netsuite.New(netsuite.Options{Transport: transport})
	consumer := netsuite.Consumer{Key: card.ConsumerKey, Secret: secret.New(card.ConsumerSecret)}
	state := netsuite.NewState()
	listener, err := Listen(t.Context(), Options{State: state, Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	temporary, err := client.RequestToken(t.Context(), id, netsuite.RequestTokenRequest{Consumer: consumer, Callback: listener.URL(), Role: card.Role})
	if err != nil {
		t.Fatal(err)
	}

	address := temporary.AuthorizeURL(state)
	browser := &http.Client{Transport: transport}
	form := url.Values{"oauth_token": {temporary.Token}, "state": {state}, "who": {card.Entity + ";" + card.Role}, "decision": {"allow"}}
	response, err := browser.PostForm(regexp.MustCompile(`\?.*`).ReplaceAllString(address, ""), form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Request.URL.Host != strings.TrimPrefix(strings.TrimSuffix(listener.URL(), DefaultPath), "http://") {
		t.Errorf("the browser ended with %d on %s", response.StatusCode, response.Request.URL)
	}

	answer, err := listener.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.CheckToken(temporary, state); err != nil {
		t.Fatal(err)
	}
	pair, err := client.AccessToken(t.Context(), id, netsuite.AccessTokenRequest{Consumer: consumer, Temporary: temporary, Verifier: answer.Verifier})
	if err != nil || len(pair.TokenID) != 64 {
		t.Errorf("%+v, %v", pair, err)
	}
}
