package doctor

import (
	"suitekey/core/diagnose"
	"suitekey/core/netsuite"
	"testing"
	"time"
)

func TestWithoutCredentials(t *testing.T) {
	const hidden = "set, in a form that is not shown"
	for address, want := range map[string]string{
		"http://proxy.example.com:8080":  "http://proxy.example.com:8080",
		"proxy:3128":                     "proxy:3128",
		"http://[::1]:80/":               "http://[::1]:80/",
		"http://me:hunter2@proxy:8080":   "http://[user and password]@proxy:8080",
		"me:hunter2@proxy:8080":          "[user and password]@proxy:8080",
		"http://me:p@ss/w#rd@proxy:8080": "http://[user and password]@proxy:8080",
		"http://me:hunter2%zz@proxy":     "http://[user and password]@proxy",
		"http://proxy/?key=hunter2":      hidden,
		"http://me@proxy:80/hunter2":     hidden,
		"http://a@hunter2://proxy":       hidden,
		"hunter2 hunter2":                hidden,
		"http://proxy:8080\x1b[31m":      hidden,
	} {
		if got := WithoutCredentials(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestClockFact(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for off, want := range map[time.Duration]diagnose.State{
		time.Second: diagnose.OK, -time.Minute: diagnose.Warn, time.Hour: diagnose.Failed, -time.Hour: diagnose.Failed,
	} {
		if f := clockFact("", netsuite.Exchange{Sent: now.Add(off), Date: now}); f.State != want {
			t.Errorf("%v off: %+v", off, f)
		}
	}
	if f := clockFact("", netsuite.Exchange{}); f.State != diagnose.Warn {
		t.Errorf("without a date: %+v", f)
	}
}
