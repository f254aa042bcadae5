package verb

import (
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/termsafe"
)

// TimeFormat is how times stand in JSON.
const TimeFormat = time.RFC3339

// Note prints a line for people.
func (g *Globals) Note(format string, values ...any) {
	fmt.Fprintln(g.Stderr, termsafe.Visible(fmt.Sprintf(format, values...)))
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
