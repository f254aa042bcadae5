package verb

import (
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/termsafe"
)

// timeFormat is how times stand in JSON.
const TimeFormat = time.RFC3339

// note prints a line for people.
func (g *Globals) Note(format string, values ...any) {
	fmt.Fprintln(g.Stderr, termsafe.Visible(fmt.Sprintf(format, values...)))
}

// warn prints a warning for people.
func (g *Globals) Warn(text string) { g.Note("warning: %s", text) }

// line prints a line of the result that was asked for.
func (g *Globals) Line(format string, values ...any) {
	fmt.Fprintln(g.Stdout, termsafe.Visible(fmt.Sprintf(format, values...)))
}

// printJSON prints one object on one line for programs, if they asked for it.
func (g *Globals) PrintJSON(value any) error {
	if !g.JSON {
		return nil
	}
	encoder := json.NewEncoder(g.Stdout)
	encoder.SetEscapeHTML(false) // > in menu paths stays readable
	return encoder.Encode(value)
}
