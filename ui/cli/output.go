package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/termsafe"
	"suitekey/ui/app"
	"suitekey/ui/plain"
)

// timeFormat is how times stand in JSON.
const timeFormat = time.RFC3339

// note prints a line for people.
func (g *globals) note(format string, values ...any) {
	fmt.Fprintln(g.Stderr, termsafe.Visible(fmt.Sprintf(format, values...)))
}

// warn prints a warning for people.
func (g *globals) warn(text string) { g.note("warning: %s", text) }

// line prints a line of the result that was asked for.
func (g *globals) line(format string, values ...any) {
	fmt.Fprintln(g.Stdout, termsafe.Visible(fmt.Sprintf(format, values...)))
}

// printJSON prints one object on one line for programs, if they asked for it.
func (g *globals) printJSON(value any) error {
	if !g.json {
		return nil
	}
	encoder := json.NewEncoder(g.Stdout)
	encoder.SetEscapeHTML(false) // > in menu paths stays readable
	return encoder.Encode(value)
}

// front opens the wizard that fits the terminal.
func (g *globals) front(ctx context.Context, a *app.App, opening app.Opening) error {
	if g.wantsPlain() {
		return plain.Run(ctx, a, g.ask(), opening)
	}
	return g.FullScreen(ctx, a, opening)
}
