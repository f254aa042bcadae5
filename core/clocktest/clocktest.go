// Package clocktest is the clock of tests. It shows the same day whenever the tests
// run, and goes on from there as a true clock does, so that no test depends on
// today's date: not on the releases that NetSuite supports today, and not on what is
// due soon. Only tests import it.
package clocktest

import "time"

// Day is the time at which the tests of every package begin.
var Day = time.Date(2026, 11, 21, 14, 2, 0, 0, time.Local)

var began = time.Now()

// Now is the time in the tests: Day, and what has passed since the process began.
func Now() time.Time { return Day.Add(time.Since(began)) }
