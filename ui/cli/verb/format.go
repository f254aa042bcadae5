package verb

import (
	"strings"
	"time"

	"suitekey/storage"
)

// Instant returns a time for JSON; "" for none.
func Instant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(TimeFormat)
}

// List returns texts for JSON: [] and not null for none.
func List(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// EnvironmentOf returns the kind of account, production in capitals.
func EnvironmentOf(e *storage.Entry) string {
	if e.Account.Guarded() {
		return strings.ToUpper(string(e.Account.Kind()))
	}
	return string(e.Account.Kind())
}

// Unaligned returns a brief without the spaces that align it on the full screen.
func Unaligned(brief string) string {
	if !strings.Contains(brief, "  ") {
		return brief
	}
	return strings.Join(strings.Fields(brief), " ")
}

// First returns the first of args, or "" for an omitted name.
func First(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
