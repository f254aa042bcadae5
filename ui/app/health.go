package app

import (
	"strings"
	"time"

	"suitekey/core/health"
	"suitekey/steps"
	"suitekey/storage"
)

// Health tells how long a saved connection will go on working.
func Health(e storage.Entry, now time.Time, rules health.Rules) health.State {
	if e.Err != nil {
		return health.Damaged(steps.Sentence(e.Err))
	}
	return health.Of(e.Profile, health.Validity{From: e.NotBefore, Until: e.NotAfter}, now, rules)
}

// Sign is the traffic light of a level, for lists with little room. It goes
// without colour, and a word stands beside it wherever there is room.
func Sign(l health.Level, ascii bool) string {
	signs := [...]string{health.Good: "●", health.Soon: "◐", health.Due: "!", health.Failed: "✗", health.Expired: "✗"}
	if ascii {
		signs = [...]string{health.Good: "*", health.Soon: "~", health.Due: "!", health.Failed: "x", health.Expired: "x"}
	}
	return signs[l]
}

// PrefersASCII tells whether the locale rules out signs beyond ASCII. Without any
// locale at all UTF-8 is assumed: bare containers set none, and their terminals
// understand it.
func PrefersASCII(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		locale := strings.ToLower(getenv(name))
		if locale == "" {
			continue
		}
		return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
	}
	return false
}
