package wizard

import (
	"strings"

	"suitekey/core/health"
	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app"
)

// savedLines returns the user of a saved connection, the time of its test, and what expires.
func (w drawing) savedLines(p profile.Profile) []string {
	var lines []string
	var words []string
	now := w.env.App.Now()
	if who := p.Tested; !who.At.IsZero() {
		words = append(words, "tested "+who.At.In(now.Location()).Format("15:04"))
		for _, part := range [][2]string{{"user ", who.Entity}, {"", who.Role}} {
			if part[1] != "" {
				words = append(words, part[0]+part[1])
			}
		}
		lines = append(lines, strings.Join(words, ", "))
	}
	e := storage.Entry{Profile: p}
	if state := w.walk.State(); !state.Certificate.IsZero() && p.Method == profile.M2M {
		e.NotBefore, e.NotAfter = state.Certificate.NotBefore(), state.Certificate.Ends()
	}
	for _, item := range app.Health(e, now, w.env.App.HealthRules()).Items {
		switch {
		case item.Date.IsZero():
		case item.What == health.Certificate:
			lines = append(lines, "certificate until "+item.Date.In(now.Location()).Format("2 January 2006"))
		case item.What == health.TBA:
			lines = append(lines, "TBA ends with NetSuite "+item.Brief[strings.LastIndex(item.Brief, " ")+1:])
		}
	}
	return lines
}
