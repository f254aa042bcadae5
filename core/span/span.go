// Package span says how long something is.
package span

import (
	"fmt"
	"time"
)

// Words returns d for people, in the largest unit of which there are two: 12 s, 5 minutes,
// 3 hours, 2 days.
func Words(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "days"}, {time.Hour, "hours"}, {time.Minute, "minutes"}} {
		if d >= 2*unit.length {
			return fmt.Sprintf("%d %s", d.Round(unit.length)/unit.length, unit.name)
		}
	}
	return fmt.Sprintf("%d s", d.Round(time.Second)/time.Second)
}
