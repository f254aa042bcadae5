package records

import "testing"

// TestAddCompany has three accounts of its own in each company, and a refresh that
// takes from its own production account alone.
func TestAddCompany(t *testing.T) {
	accounts := NewAccounts(nil)
	w := NewAdministrator(accounts)
	second, err := w.AddCompany()
	if err != nil || second.Account != "9999902" || second.SandboxAccount != "9999902_SB1" || second.ConsumerKey == w.Practice().ConsumerKey {
		t.Fatalf("%+v, %v", second, err)
	}
	third, err := w.AddCompany()
	if err != nil || third.Account != "9999903" || third.PreviewAccount != "9999903_RP" {
		t.Fatalf("%+v, %v", third, err)
	}
	if err := w.RefreshSandbox(second.SandboxAccount); err != nil {
		t.Fatal(err)
	}
	refreshed, err := w.PracticeFor(second.SandboxAccount)
	if err != nil || refreshed.ConsumerKey != second.ConsumerKey || refreshed.TokenID != "" {
		t.Errorf("after the refresh: %+v, %v", refreshed, err)
	}
	if err := w.RefreshSandbox(second.Account); err == nil {
		t.Error("a production account was refreshed")
	}
}
