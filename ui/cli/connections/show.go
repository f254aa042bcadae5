package connections

import (
	"context"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// Show makes the verb show.
func Show(g *verb.Globals) *cobra.Command {
	reveal := false
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show a connection",
		Long: `Shows a connection without its secrets. --reveal shows the secrets too, only on a
terminal.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey show acme-sb1\n  suitekey show acme-sb1 --json",
		Args:    verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runShow(cmd.Context(), g, verb.First(args), reveal)
		},
	}
	cmd.Flags().BoolVar(&reveal, "reveal", false, "show the secrets too (only on a terminal)")
	return cmd
}

func runShow(ctx context.Context, g *verb.Globals, name string, reveal bool) error {
	if reveal && (g.JSON || !plain.IsTerminal(g.Stdout)) {
		return app.Usage("secrets are shown only on a terminal: not through a pipe, in a file or as JSON")
	}
	a, p, err := g.OpenAt(ctx, name)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.PrintJSON(detailed(p))
	}
	for _, line := range app.Describe(p) {
		g.Line("%-17s %s", line.Label, line.Value)
	}
	if last, ok := connections.LastFailure(a.Connections, p); ok {
		g.Line("%-17s %s, suitekey test %s --last shows it", "Last failed test", last.At.UTC().Format("2006-01-02 15:04 MST"), p.Name)
	}
	if reveal {
		a.Record(journal.Revealed, p.Name, "on the terminal")
		revealTo(g, p)
	}
	return nil
}

// revealTo is the one place where a verb shows secrets.
func revealTo(g *verb.Globals, p profile.Profile) {
	for _, s := range []struct {
		label string
		value secret.Secret
	}{{"Consumer secret", p.ConsumerSecret}, {"Token secret", p.TokenSecret}, {"Private key", p.PrivateKey}} {
		if !s.value.IsEmpty() {
			g.Line("%-17s %s", s.label, s.value.Reveal())
		}
	}
}
