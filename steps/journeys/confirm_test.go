package journeys

import (
	"errors"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/clocktest"
	"suitekey/steps"
)

// What cannot be undone wants the account ID: of a person always, of a command in a
// production account.
func TestConfirmAccount(t *testing.T) {
	production, sandbox := parseID(t, "1234567"), parseID(t, "1234567_SB1")
	field := confirmAccount(func(steps.State) bool { return true })
	for _, tc := range []struct {
		id      account.ID
		command bool
		text    string
		asked   bool
		problem bool
	}{
		{sandbox, true, "", false, true},
		{sandbox, false, "", true, true},
		{sandbox, false, "1234567_SB1", true, false},
		{production, true, "", true, true},
		{production, false, "", true, true},
		{production, true, "1234567_SB1", true, true},
		{production, true, "1234567", true, false},
		{production, false, "7654321, 1234567", true, false},
	} {
		s := steps.Given{Unattended: tc.command}.Apply(steps.NewState(steps.Facts{Now: clocktest.Now()}))
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

// A person finds nothing preselected that cannot be undone, whatever was said before;
// a command does what it was told, and what was confirmed with a date.
func TestRevokingIsNeverPreselected(t *testing.T) {
	now := clocktest.Now()
	for _, tc := range []struct {
		id      string
		command bool
		on      time.Time
		want    string
	}{
		{"1234567_SB1", false, time.Time{}, retireKeep},
		{"1234567_SB1", false, now.AddDate(0, 0, -1), retireKeep},
		{"1234567", false, now.AddDate(0, 0, -1), retireKeep},
		{"1234567", false, now.AddDate(0, 0, 1), retireUntil},
		{"1234567", true, time.Time{}, retireKeep},
		{"1234567", true, now.AddDate(0, 0, -1), retireNow},
		{"1234567_SB1", true, time.Time{}, retireNow},
	} {
		s := steps.Given{Unattended: tc.command}.Apply(steps.NewState(steps.Facts{Now: now}))
		s.Former.Account, s.Former.RetireOn = parseID(t, tc.id), tc.on
		if got := defaultRetire(s); got != tc.want {
			t.Errorf("%s, command %t, date %v: %s is preselected, not %s", tc.id, tc.command, tc.on, got, tc.want)
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
	r.run(r.begin(map[string]string{steps.KeyConfirmAccount: ""}), steps.Paused, "in-use")
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
