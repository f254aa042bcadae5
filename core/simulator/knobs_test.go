package simulator

import (
	"crypto/elliptic"
	"strings"
	"testing"
	"time"

	"suitekey/core/simulator/records"
)

func TestPracticeCards(t *testing.T) {
	s := newStage(t)
	seen := map[string]bool{}
	for _, id := range []string{"9999901", "9999901-sb1", "9999901_rp"} {
		card, err := s.world.PracticeFor(id)
		s.must(err)
		if card.ConsumerKey != s.card.ConsumerKey || len(card.ConsumerSecret) != 64 || len(card.TokenID) != 64 || card.RoleName == "" || card.EntityName == "" {
			t.Errorf("card %+v", card)
		}
		seen[card.TokenID], seen[card.TokenSecret], seen[card.ConsumerKey], seen[card.ConsumerSecret] = true, true, true, true
	}
	if len(seen) != 8 {
		t.Errorf("%d different values on the cards, want 8", len(seen))
	}
	if again := New(Options{}).Practice(); again != s.card {
		t.Errorf("another world has another card: %+v", again)
	}
	if _, err := s.world.PracticeFor("1234567"); err == nil {
		t.Error("a card of an account that is not there")
	}
}

func TestLocking(t *testing.T) {
	s := newStage(t)
	bad := func() string {
		s.do(s.signed("GET", s.suiteTalk(timePath), nil, set("oauth_signature", "AAAA")))
		return s.lastSignIn().Detail
	}
	good := func() int { return s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)).status }
	for n := 1; n <= 4; n++ {
		bad()
	}
	if good() != 200 {
		t.Fatal("locked after four")
	}
	for n := 1; n <= 5; n++ { // a good one in between starts the count again
		if detail := bad(); detail != "InvalidSignature" {
			t.Fatalf("attempt %d: %s", n, detail)
		}
	}
	if good() != 401 || bad() != "temporary_locked" {
		t.Fatal("not locked after five")
	}
	s.clock.move(30*time.Minute - time.Second)
	if good() != 401 {
		t.Error("unlocked too early")
	}
	s.clock.move(time.Second)
	if good() != 200 {
		t.Error("still locked after 30 minutes")
	}
	s.must(s.world.LockUser(s.card.Account))
	s.must(s.world.UnlockUser(s.card.Account))
	if good() != 200 {
		t.Error("still locked after the reset")
	}
	s.must(s.world.InjectFault(s.card.Account, "user-locked"))
	if good() != 401 {
		t.Error("the fault locks nobody")
	}
	s.must(s.world.UnlockUser(s.card.Account))
	if fault := s.world.ActiveFault(s.card.Account); good() != 200 || fault != "" {
		t.Errorf("unlocked, but the account has the fault %q", fault)
	}
}

func TestRefreshSandbox(t *testing.T) {
	s := newStage(t)
	card, err := s.world.PracticeFor("9999901_SB1")
	s.must(err)
	s.card = card
	pair := ecPair(t, elliptic.P256(), "ES256")
	id := s.mapped(pair)
	token := s.accessToken()
	s.must(s.world.UntickBox("9999901_SB1", records.BoxScopeREST))
	s.must(s.world.RefreshSandbox("9999901_SB1"))

	s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	if detail := s.lastSignIn().Detail; detail != "token_rejected" {
		t.Errorf("the token: %s", detail)
	}
	s.askToken(s.assertion(pair, id, nil))
	if detail := s.lastSignIn().Detail; detail != "MissingKey" {
		t.Errorf("the mapping: %s", detail)
	}
	if r := s.do(s.bearer("GET", s.suiteTalk(timePath), token, "")); r.status != 401 {
		t.Errorf("the access token: %d", r.status)
	}
	after, err := s.world.PracticeFor("9999901_SB1")
	s.must(err)
	if after.TokenID != "" || after.ConsumerKey != card.ConsumerKey {
		t.Errorf("the card after: %+v", after)
	}
	if s.mapped(pair) != id {
		t.Error("the same certificate got another ID")
	}
	if r := s.askToken(s.assertion(pair, id, nil)); r.status != 200 {
		t.Errorf("mapped again: %d %s", r.status, r.text)
	}
	s.card.TokenID, s.card.TokenSecret, err = s.world.NewToken("9999901_SB1")
	s.must(err)
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("the new token: %d %s", r.status, r.text)
	}
	if err := s.world.RefreshSandbox("9999901"); err == nil || !strings.Contains(err.Error(), "production") {
		t.Errorf("refreshing production: %v", err)
	}
}

func TestResetCredentials(t *testing.T) {
	s := newStage(t)
	pair := ecPair(t, elliptic.P256(), "ES256")
	id := s.mapped(pair)
	s.must(s.world.ResetCredentials(s.card.Account))
	s.card.ConsumerKey, s.card.ConsumerSecret = s.world.Practice().ConsumerKey, s.world.Practice().ConsumerSecret
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("the old token with the new pair: %d %s", r.status, r.text)
	}
	s.askToken(s.assertion(pair, id, nil))
	if detail := s.lastSignIn().Detail; detail != "MissingKey" {
		t.Errorf("the mapping: %s", detail)
	}
}

func TestKnobsWithoutObject(t *testing.T) {
	s := newStage(t)
	for name, err := range map[string]error{
		"account": s.world.BlockIntegration("1234567"),
		"record":  func() error { s.must(s.world.DeleteIntegration("9999901")); return s.world.BlockIntegration("9999901") }(),
		"token":   func() error { _, _, err := s.world.NewToken("9999901"); return err }(),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTrailLimit(t *testing.T) {
	s := newStage(t)
	s.world.server.Mu.Lock()
	for range records.TrailLimit + 10 {
		s.world.server.Record(s.world.server.ByID["9999901"], records.SignIn{Detail: "x"})
	}
	s.world.server.Mu.Unlock()
	if n := len(s.world.AuditTrail("9999901")); n != records.TrailLimit {
		t.Errorf("%d rows", n)
	}
	if s.world.AuditTrail("1234567") != nil {
		t.Error("a trail of an account that is not there")
	}
}
