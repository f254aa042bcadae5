package app

import (
	"testing"

	"suitekey/core/clocktest"
	"suitekey/steps"
)

func TestFurnishedConnectionsCanBePractised(t *testing.T) {
	a, err := New(Options{Demo: true, WorkFactor: 1, Now: clocktest.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Practice().Furnish(); err != nil {
		t.Fatal(err)
	}
	entries, err := a.Profiles()
	if err != nil || len(entries) != 3 {
		t.Fatalf("%d connections, %v", len(entries), err)
	}
	for _, e := range entries {
		if report, err := a.Access().Test(t.Context(), e.Name, nil); err != nil || !report.OK {
			t.Errorf("%s does not work: %v", e.Name, err)
		}
		ways, called := SuggestedJourneys(e, Health(e, a.Now(), a.HealthRules()), a.Now())
		if called != (e.Name == "shop") || called && ways[0].Verb != "renew" {
			t.Errorf("%s: %+v, called for: %v", e.Name, ways, called)
		}
	}
	if _, err := a.Practice().RefreshSandbox(); err != nil {
		t.Fatal(err)
	}
	if report, _ := a.Access().Test(t.Context(), "shop-sb1", nil); report.OK {
		t.Error("the token has survived the refresh")
	}
	walk, _, err := a.Journey("retoken", steps.Given{Answers: map[string]string{steps.KeyName: "shop-sb1"}})
	if err != nil {
		t.Fatal(err)
	}
	id, ok := a.Practice().Value(walk.State(), steps.KeyTokenID)
	again, _ := a.Practice().Value(walk.State(), steps.KeyTokenID)
	if !ok || id != again || id == walk.State().Former.TokenID {
		t.Errorf("the new token is %q, then %q", id, again)
	}
}
