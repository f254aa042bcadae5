package verb

import (
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/termsafe"
	"suitekey/ui/plain"
)

// TimeFormat is how times stand in JSON.
const TimeFormat = time.RFC3339

// Note prints a line for people. With --plain a terminal gets lines that it need not
// break, which it does within words.
func (g *Globals) Note(format string, values ...any) {
	text := termsafe.Visible(fmt.Sprintf(format, values...))
	if g.Plain && plain.IsTerminal(g.Stderr) {
		text = plain.Wrapped(text)
	}
	fmt.Fprintln(g.Stderr, text)
}

// Warn prints a warning for people.
func (g *Globals) Warn(text string) { g.Note("warning: %s", text) }

// Line prints a line of the result that was asked for.
func (g *Globals) Line(format string, values ...any) {
	fmt.Fprintln(g.Stdout, termsafe.Visible(fmt.Sprintf(format, values...)))
}

// PrintJSON prints one object on one line for programs, if they asked for it.
func (g *Globals) PrintJSON(value any) error {
	if !g.JSON {
		return nil
	}
	encoder := json.NewEncoder(g.Stdout)
	encoder.SetEscapeHTML(false) // > in menu paths stays readable
	return encoder.Encode(value)
}
