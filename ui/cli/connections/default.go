package connections

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
)

// Default makes the verb default.
func Default(g *verb.Globals) *cobra.Command {
	none := false
	cmd := &cobra.Command{
		Use:   "default [NAME]",
		Short: "Choose the default connection",
		Long: `Chooses the connection that token, header, exec, curl, export, test and show use
when no name is given, or prints its name. The vault keeps the default. The
variable SUITEKEY_PROFILE overrides it; verbs that change or remove something need
a name.` +
			verb.Codes(verb.CodeDone, verb.CodeLine(verb.ExitFailed, "failed, or there is no default"), verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey default acme-sb1\n  suitekey token\n  SUITEKEY_PROFILE=acme suitekey token\n  suitekey default --none",
		Args:    verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case none && len(args) == 1:
				return app.Usage("give a name or --none, not both")
			case none:
				return runSetDefault(cmd.Context(), g, "")
			case len(args) == 1:
				return runSetDefault(cmd.Context(), g, args[0])
			}
			return runDefault(cmd.Context(), g)
		},
	}
	cmd.Flags().BoolVar(&none, "none", false, "remove the default")
	return cmd
}

// chosen is what `default --json` prints.
type chosen struct {
	Default string `json:"default"` // "" for none
	Source  string `json:"source,omitempty"`
}

func runSetDefault(ctx context.Context, g *verb.Globals, name string) error {
	a, err := g.Open()
	if err != nil {
		return err
	}
	if name != "" {
		_, err = g.Load(ctx, a, name)
	} else {
		err = g.Unlock(ctx, a)
	}
	if err == nil {
		err = a.SetDefault(name)
	}
	if err != nil {
		return err
	}
	if name == "" {
		g.Note("There is no default now.")
	} else {
		g.Note("%s is the default now.", name)
	}
	if other := g.Getenv(connections.ProfileVariable); other != "" && other != name {
		g.Warn(connections.ProfileVariable + " is set, and overrides the default")
	}
	return g.PrintJSON(chosen{Default: name, Source: source(name, false)})
}

func source(name string, fromEnvironment bool) string {
	switch {
	case name == "":
		return ""
	case fromEnvironment:
		return "environment"
	}
	return "vault"
}

func runDefault(ctx context.Context, g *verb.Globals) error {
	a, err := g.Open()
	if err != nil {
		return err
	}
	if err := g.Unlock(ctx, a); err != nil {
		return err
	}
	name, fromEnvironment, err := a.Default()
	if errors.Is(err, connections.ErrNoDefault) && g.JSON {
		return errors.Join(g.PrintJSON(chosen{}), &verb.Reported{Err: err})
	}
	if err != nil {
		return app.WithHints(err, "choose one: suitekey default NAME")
	}
	if g.JSON {
		return g.PrintJSON(chosen{name, source(name, fromEnvironment)})
	}
	g.Line("%s", name)
	return nil
}
