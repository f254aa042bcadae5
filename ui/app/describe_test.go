package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// TestDescribeHasEveryField fails when the description of a connection lacks a
// field that no other line tells, and when it has a secret.
func TestDescribeHasEveryField(t *testing.T) {
	p := profile.Profile{Method: profile.M2M, Timeout: time.Second, RetryInterval: time.Second}
	for _, f := range profile.Fields() {
		switch v := f.At(&p).(type) {
		case *string:
			*v = "text " + f.Key
		case *secret.Secret:
			*v = secret.New("canary")
		case *account.ID:
			*v, _ = account.Parse("1234567_SB1")
		case *[]string:
			*v = []string{"a", "b"}
		case *[]profile.Surface:
			*v = []profile.Surface{profile.REST}
		case *time.Time:
			*v = time.Unix(1_800_000_000, 0)
		case *profile.Tested:
			v.At = time.Unix(1_800_000_000, 0)
		}
	}
	lines := Describe(p)
	for _, f := range profile.Fields() {
		shown := slices.ContainsFunc(lines, func(l Line) bool { return l.Label == f.Label })
		if want := !f.IsSecret() && !slices.Contains(elsewhere, f.Key); shown != want {
			t.Errorf("%s is described: %v, want %v (ui/app/describe.go)", f.Key, shown, want)
		}
	}
	for _, l := range lines {
		if strings.Contains(l.Value, "canary") {
			t.Errorf("%s shows a secret", l.Label)
		}
	}
}
