package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/plain"
)

func (g *globals) showCommand() *cobra.Command {
	reveal := false
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show what is known of a connection",
		Long: `Shows a connection without its secrets. --reveal adds them, on a terminal and
nowhere else.` + codes(codeDone, codeFailed, codeUsage, codeLocked),
		Example: "  suitekey show acme-sb1\n  suitekey show acme-sb1 --json",
		Args:    words("[NAME]"),
		RunE:    func(cmd *cobra.Command, args []string) error { return g.runShow(cmd.Context(), first(args), reveal) },
	}
	cmd.Flags().BoolVar(&reveal, "reveal", false, "show the secrets too (only on a terminal)")
	return cmd
}

func (g *globals) runShow(ctx context.Context, name string, reveal bool) error {
	if reveal && (g.json || !plain.IsTerminal(g.Stdout)) {
		return app.Usage("secrets are shown on a terminal only: not through a pipe, not into a file, not as JSON")
	}
	_, p, err := g.openAt(ctx, name)
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(detailed(p))
	}
	for _, line := range app.Describe(p) {
		g.line("%-17s %s", line.Label, line.Value)
	}
	if reveal {
		g.revealTo(p)
	}
	return nil
}

// first is the first of args, or "": the name that may be left out.
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// revealTo is the one place where a verb shows secrets.
func (g *globals) revealTo(p profile.Profile) {
	for _, s := range []struct {
		label string
		value secret.Secret
	}{{"Consumer secret", p.ConsumerSecret}, {"Token secret", p.TokenSecret}, {"Private key", p.PrivateKey}} {
		if !s.value.IsEmpty() {
			g.line("%-17s %s", s.label, s.value.Reveal())
		}
	}
}

// openAt makes the App of this run and reads the connection that is meant by name.
func (g *globals) openAt(ctx context.Context, name string) (*app.App, profile.Profile, error) {
	a, err := g.open()
	if err != nil {
		return nil, profile.Profile{}, err
	}
	p, err := g.load(ctx, a, name)
	return a, p, err
}

// load unlocks the vault and reads one connection; without a name, the default.
func (g *globals) load(ctx context.Context, a *app.App, name string) (profile.Profile, error) {
	if err := g.unlock(ctx, a); err != nil {
		return profile.Profile{}, err
	}
	name, err := g.meant(a, name)
	if err != nil {
		return profile.Profile{}, err
	}
	p, err := a.Load(name)
	if errors.Is(err, storage.ErrNotFound) {
		return p, notThere(a, name, err)
	}
	if err != nil {
		return p, err
	}
	return p, nil
}

// notThere suggests the name that was probably meant.
func notThere(a *app.App, name string, err error) error {
	entries, _ := a.Profiles() // only for the hint
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name)
	}
	var hints []string // the vault's sentence names the list already
	if near := nearest(name, names); near != "" {
		hints = append(hints, "did you mean "+near+"?")
	}
	return &app.UsageError{Err: err, Hints: hints}
}
