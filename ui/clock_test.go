package ui_test

import (
	"os"
	"strconv"
	"time"
)

// today is the day on which the program runs in the tests of this package, so
// that the dates that documents and scripts show stay true.
var today = time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC)

// clockVariable holds the true time at which the tests began. The processes of a
// test count from it, so that their clocks agree and go on.
const clockVariable = "TEST_CLOCK_BEGAN"

// jumpVariable names a file. While the file is there, the clock of a process is off by the
// duration in the file.
const jumpVariable = "TEST_CLOCK_JUMP"

// startClock sets the clock for the tests and for all that they start.
func startClock() error {
	if err := os.Setenv("TZ", "UTC"); err != nil {
		return err
	}
	return os.Setenv(clockVariable, strconv.FormatInt(time.Now().UnixNano(), 10))
}

// clock is the time in the program and in the tests, or a mistake of the kind
// that no test has foreseen.
func clock() time.Time {
	if text := os.Getenv("PANIC"); text != "" {
		panic(text)
	}
	began, err := strconv.ParseInt(os.Getenv(clockVariable), 10, 64)
	if err != nil {
		panic(clockVariable + " is not passed on to the program: " + err.Error())
	}
	return today.Add(time.Since(time.Unix(0, began)) + jumped())
}

func jumped() time.Duration {
	text, err := os.ReadFile(os.Getenv(jumpVariable))
	if err != nil {
		return 0
	}
	off, err := time.ParseDuration(string(text))
	if err != nil {
		panic(err)
	}
	return off
}

// environment is what every program needs that a test starts: no keyring of
// whoever runs the tests is in its reach, and it has the clock of the tests.
func environment(more ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "GORACE=" + quickEnd, "DBUS_SESSION_BUS_ADDRESS=autolaunch:", "TZ=UTC",
		clockVariable + "=" + os.Getenv(clockVariable),
	}, more...)
}
