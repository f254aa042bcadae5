package app

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/health"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/storage/marks"
	"suitekey/ui/app/connections"
)

// Health returns how long a saved connection will continue to work.
func Health(e storage.Entry, now time.Time, rules health.Rules) health.State {
	return HealthOf(&e, now, rules)
}

// HealthOf is Health without a copy of e.
func HealthOf(e *storage.Entry, now time.Time, rules health.Rules) health.State {
	return HealthAgain(nil, e, now, rules)
}

// HealthAgain is HealthOf that reuses the memory of items, see health.Again.
func HealthAgain(items []health.Item, e *storage.Entry, now time.Time, rules health.Rules) health.State {
	if e.Err != nil {
		if _, older := connections.IsOlder(e.Err); older {
			return health.WentBack(wentBack(*e) + " If you have restored a backup, --accept-older accepts it as the present state.")
		}
		return health.Damaged(steps.Sentence(e.Err))
	}
	return health.Again(items, &e.Profile, health.Validity{From: e.NotBefore, Until: e.NotAfter}, now, rules)
}

// wentBack says how much older the state of a connection is than the newest state seen.
func wentBack(e storage.Entry) string {
	var older *marks.Older
	if !errors.As(e.Err, &older) {
		return steps.Sentence(e.Err)
	}
	return fmt.Sprintf("This computer has seen a newer state of %s, of %s UTC. The state that is stored now is of %s UTC.",
		e.Name, older.Seen.UTC().Format(time.DateTime), older.Now.UTC().Format(time.DateTime))
}

// Sign returns the sign of a level, for lists with little room. It does not depend on
// colour; wider lists show a word beside it.
func Sign(l health.Level, ascii bool) string {
	signs := [...]string{health.Good: "●", health.Soon: "◐", health.Due: "!", health.Failed: "✗", health.Expired: "✗"}
	if ascii {
		signs = [...]string{health.Good: "*", health.Soon: "~", health.Due: "!", health.Failed: "x", health.Expired: "x"}
	}
	return signs[l]
}

// PrefersASCII reports whether the locale allows only ASCII. Without a locale it assumes
// UTF-8: bare containers set none, and their terminals understand UTF-8.
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
