// Package span says how long something is.
package span

import (
	"fmt"
	"time"
)

// Words returns d for people, in the largest unit of which there are two: 12 s, 5 minutes,
// 3 hours, 2 days.
func Words(d time.Duration) string {
	length, name := unit(d)
	return fmt.Sprintf("%d %s", d.Round(length)/length, name)
}

// Ago says how long ago something happened, in the same units: a moment ago, 3 minutes ago.
func Ago(past time.Duration) string {
	if past < 2*time.Minute {
		return "a moment ago"
	}
	length, name := unit(past)
	return fmt.Sprintf("%d %s ago", past/length, name)
}

func unit(d time.Duration) (length time.Duration, name string) {
	switch {
	case d >= 48*time.Hour:
		return 24 * time.Hour, "days"
	case d >= 2*time.Hour:
		return time.Hour, "hours"
	case d >= 2*time.Minute:
		return time.Minute, "minutes"
	}
	return time.Second, "s"
}
