package verb

import (
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/termsafe"
	"suitekey/ui/plain"
)

// TimeFormat is the format of times in JSON.
const TimeFormat = time.RFC3339

// Note prints a line for people. With --plain, Note wraps the line for a terminal, which
// would break it within words.
func (g *Globals) Note(format string, values ...any) {
	text := termsafe.Visible(fmt.Sprintf(format, values...))
	if g.Plain && plain.IsTerminal(g.Stderr) {
		text = plain.Wrapped(text)
	}
	fmt.Fprintln(g.Stderr, text)
}

// Warn prints a warning for people.
func (g *Globals) Warn(text string) { g.Note("warning: %s", text) }

// Line prints a line of the result.
func (g *Globals) Line(format string, values ...any) {
	fmt.Fprintln(g.Stdout, termsafe.Visible(fmt.Sprintf(format, values...)))
}

// PrintJSON prints one object on one line with --json.
func (g *Globals) PrintJSON(value any) error {
	if !g.JSON {
		return nil
	}
	encoder := json.NewEncoder(g.Stdout)
	encoder.SetEscapeHTML(false) // > in menu paths stays readable
	return encoder.Encode(value)
}
