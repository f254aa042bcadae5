//go:build unix

package ui_test

import (
	"regexp"
	"strings"
)

// matches compares lines; one of ... stands for any number of them, and ...
// within a line for any text.
func matches(want, got []string) bool {
	for len(want) > 0 {
		if want[0] == "..." {
			for skip := range len(got) + 1 {
				if matches(want[1:], got[skip:]) {
					return true
				}
			}
			return false
		}
		if len(got) == 0 || !sameLine(settled(want[0]), settled(got[0])) {
			return false
		}
		want, got = want[1:], got[1:]
	}
	return len(got) == 0
}

func sameLine(want, got string) bool {
	parts := strings.Split(want, "...")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(got)
}

// varies is what differs from run to run: times of the day, durations, ports,
// certificate IDs, keys and tokens. Dates do not: the program has the clock of
// the tests.
var varies = []*regexp.Regexp{
	regexp.MustCompile(`([0-9A-F]{2}:){15,}[0-9A-F]{2}`),
	regexp.MustCompile(`\d\d:\d\d(:\d\d(\.\d+)?)?`),
	regexp.MustCompile(`\d+(\.\d+)? (ms|s|h|min|seconds|minutes|hours)\b`),
	regexp.MustCompile(`127\.0\.0\.1:\d+`),
	regexp.MustCompile(`\beyJ[\w.-]+`),
	regexp.MustCompile(`[0-9a-f]{64}`),
	regexp.MustCompile(`[A-Za-z0-9_-]{43}`),
	regexp.MustCompile(`"ms":\d+`),
}

func settled(line string) string {
	for _, pattern := range varies {
		line = pattern.ReplaceAllString(line, "#")
	}
	return strings.Join(strings.Fields(line), " ")
}
