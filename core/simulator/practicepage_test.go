package simulator

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
)

func TestPracticeStart(t *testing.T) {
	s := newStage(t)
	start := s.app(practiceRoot)
	if r := s.get(start); r.status != 200 || !strings.Contains(r.text, `href="/practice/m2m"`) || !strings.Contains(r.text, "Nobody has tried") {
		t.Fatalf("%d %s", r.status, r.text)
	}
	made := s.postForm(start+"/token", nil)
	page := s.get(start)
	pair := regexp.MustCompile(`Token ID: ([0-9a-f]{64}) Token secret: ([0-9a-f]{64})`).FindStringSubmatch(made.text)
	if pair == nil || s.world.Practice().TokenID != pair[1] {
		t.Fatalf("%d %s", made.status, made.text)
	}
	s.card.TokenID, s.card.TokenSecret = pair[1], pair[2]
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("the new token: %d", r.status)
	}
	s.postForm(start+"/fault", url.Values{"name": {"token-revoked"}})
	if s.world.ActiveFault(s.card.Account) != "token-revoked" || s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)).status != 401 {
		t.Error("the fault is not met")
	}
	if r := s.get(start); !strings.Contains(r.text, "<td>token_rejected</td>") || !strings.Contains(r.text, "Met now") || !strings.Contains(r.text, "<td>Success</td>") {
		t.Errorf("the page: %s", r.text)
	}
	s.postForm(start+"/fault", url.Values{"name": {""}})
	if s.world.ActiveFault(s.card.Account) != "" || s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)).status != 200 {
		t.Error("nothing was mended")
	}
	for _, f := range faults.List() {
		if !strings.Contains(page.text, `value="`+f.Name+`"`) {
			t.Errorf("no button for %s", f.Name)
		}
	}
}

// TestPracticeStays: the page that mends must be in reach, whatever is wrong.
func TestPracticeStays(t *testing.T) {
	for _, f := range faults.List() {
		s := newStage(t)
		s.card.Account = records.PracticeSandbox
		s.must(s.world.InjectFault(records.PracticeSandbox, f.Name))
		if r := s.postForm(s.app(practiceRoot+"/fault"), url.Values{"name": {""}}); r.status != 200 || s.world.ActiveFault(records.PracticeSandbox) != "" {
			t.Errorf("%s: %d %.200s", f.Name, r.status, r.text)
		}
	}
}

func TestPracticeRefuses(t *testing.T) {
	s := newStage(t)
	start := s.app(practiceRoot)
	browser := s.request("POST", start+"/fault", "application/x-www-form-urlencoded", "name=%3Cscript%3E")
	browser.Header.Set("Accept", "text/html,*/*;q=0.8")
	if r := s.do(browser); r.status != 400 || strings.Contains(r.text, "<script>") {
		t.Errorf("no such fault: %d %.300s", r.status, r.text)
	}
	if r := s.postForm(start+"/fault", url.Values{"name": {"sandbox-refreshed"}}); r.status != 400 || !strings.Contains(r.text, "only a sandbox") {
		t.Errorf("refreshing production: %d %.300s", r.status, r.text)
	}
	if r := s.get(start + "/fault"); r.status != 405 {
		t.Errorf("a fault by GET: %d", r.status)
	}
	if r := s.get(start + "/token"); r.status != 405 {
		t.Errorf("a token by GET: %d", r.status)
	}
	s.must(s.world.DeleteIntegration(s.card.Account))
	if r := s.postForm(start+"/token", nil); r.status != 409 {
		t.Errorf("a token for nothing: %d", r.status)
	}
	if _, _, err := s.world.NewToken(s.card.Account); err == nil {
		t.Error("a token for nothing")
	}
}

// TestPracticeUnlocks: after five refused sign-ins the user is locked, and a button, or a
// script, lets the user in again.
func TestPracticeUnlocks(t *testing.T) {
	s := newStage(t)
	secret := s.card.TokenSecret
	s.card.TokenSecret = strings.Repeat("0", 64)
	for range 5 {
		s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	}
	s.card.TokenSecret = secret
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 401 {
		t.Fatalf("the user is not locked: %d", r.status)
	}
	if until, err := s.world.LockedUntil(s.card.Account); err != nil || until.IsZero() {
		t.Errorf("locked until %v, %v", until, err)
	}
	if r := s.postForm(s.app(practiceRoot+"/unlock"), nil); r.status != 200 || r.text != "The user can sign in again.\n" {
		t.Errorf("%d %s", r.status, r.text)
	}
	if until, err := s.world.LockedUntil(s.card.Account); err != nil || !until.IsZero() {
		t.Errorf("still locked until %v, %v", until, err)
	}
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("after the unlock: %d", r.status)
	}
}
