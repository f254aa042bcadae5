package journeys

import (
	"errors"
	"testing"

	"suitekey/core/account"
	"suitekey/core/clocktest"
	"suitekey/steps"
)

// What is for good in a production account wants its ID; elsewhere nothing is asked.
func TestConfirmAccount(t *testing.T) {
	production, sandbox := parseID(t, "1234567"), parseID(t, "1234567_SB1")
	field := confirmAccount(func(steps.State) bool { return true })
	for _, tc := range []struct {
		id      account.ID
		text    string
		asked   bool
		problem bool
	}{
		{sandbox, "", false, true},
		{production, "", true, true},
		{production, "1234567_SB1", true, true},
		{production, "1234567", true, false},
		{production, "7654321, 1234567", true, false},
	} {
		s := steps.NewState(steps.Facts{Now: clocktest.Now()})
		s.Former.Account = tc.id
		s = s.With(steps.KeyConfirmAccount, tc.text)
		if field.Applies(s) != tc.asked {
			t.Errorf("%s is asked: %v", tc.id, field.Applies(s))
		}
		if got := field.Examine(s, tc.text).Problem != ""; tc.asked && got != tc.problem {
			t.Errorf("%s, typed %q: a problem is %v", tc.id, tc.text, got)
		}
	}
}

func parseID(t *testing.T, text string) account.ID {
	t.Helper()
	id, err := account.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Without the account ID the former certificate of a production account stays, and
// is not revoked by an answer that was given too easily.
func TestAProductionAccountKeepsTheFormerOne(t *testing.T) {
	r := newRenewal(t)
	r.run(r.begin(map[string]string{steps.KeyConfirmAccount: ""}), steps.Paused, "word")
	yes := map[string]string{steps.KeyProductHasIt: "yes", steps.KeyRetire: "now", steps.KeyConfirmAccount: "1234567"}
	walk := r.resume(yes)
	_, err := steps.Run(t.Context(), walk, nil)
	var missing *steps.MissingError
	if !errors.As(err, &missing) || missing.Problems[steps.KeyConfirmAccount] == "" {
		t.Fatalf("the wrong account ends with %v", err)
	}
	r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes", steps.KeyRetire: "", steps.KeyConfirmAccount: ""}), steps.Done, "retire")
	if p := r.vault.profiles["acme"]; p.Old == nil || !r.signsIn(*p.Old) {
		t.Error("the former certificate was retired")
	}
}
