package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/storage"
	"suitekey/ui/app"
)

func (g *globals) defaultCommand() *cobra.Command {
	none := false
	cmd := &cobra.Command{
		Use:   "default [NAME]",
		Short: "Choose the connection that is meant where none is named",
		Long: `Chooses the connection that token, header, exec, curl, export, test and show take
when no name is given, or prints its name. It is kept in the vault. The variable
SUITEKEY_PROFILE wins over it; verbs that change or remove something want a name.` +
			codes(codeDone, codeLine(ExitFailed, "failed, or there is no default"), codeUsage, codeLocked),
		Example: "  suitekey default acme-sb1\n  suitekey token\n  SUITEKEY_PROFILE=acme suitekey token\n  suitekey default --none",
		Args:    words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case none && len(args) == 1:
				return app.Usage("give a name or --none, not both")
			case none:
				return g.runSetDefault(cmd.Context(), "")
			case len(args) == 1:
				return g.runSetDefault(cmd.Context(), args[0])
			}
			return g.runDefault(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&none, "none", false, "have no default")
	return cmd
}

// chosen is what `default --json` prints.
type chosen struct {
	Default string `json:"default"` // "" for none
	Source  string `json:"source,omitempty"`
}

func (g *globals) runSetDefault(ctx context.Context, name string) error {
	a, err := g.open()
	if err != nil {
		return err
	}
	if name != "" {
		_, err = g.load(ctx, a, name)
	} else {
		err = g.unlock(ctx, a)
	}
	if err == nil {
		err = a.SetDefault(name)
	}
	if err != nil {
		return err
	}
	if name == "" {
		g.note("There is no default any more.")
	} else {
		g.note("%s is the default now.", name)
	}
	if other := g.Getenv(app.ProfileVariable); other != "" && other != name {
		g.warn(app.ProfileVariable + " is set, and wins over it")
	}
	return g.printJSON(chosen{Default: name, Source: source(name, false)})
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

func (g *globals) runDefault(ctx context.Context) error {
	a, err := g.open()
	if err != nil {
		return err
	}
	if err := g.unlock(ctx, a); err != nil {
		return err
	}
	name, fromEnvironment, err := a.Default()
	if errors.Is(err, app.ErrNoDefault) && g.json {
		return errors.Join(g.printJSON(chosen{}), &Reported{err})
	}
	if err != nil {
		return app.WithHints(err, "choose one: suitekey default NAME")
	}
	if g.json {
		return g.printJSON(chosen{name, source(name, fromEnvironment)})
	}
	g.line("%s", name)
	return nil
}

// meant is the connection that name names, or the default where it is empty. The
// vault is unlocked. Which one was taken is said to whoever looks on: commands look
// the same for production and sandbox then.
func (g *globals) meant(a *app.App, name string) (string, error) {
	if name != "" {
		return name, nil
	}
	name, fromEnvironment, err := a.Default()
	switch {
	case errors.Is(err, app.ErrNoDefault):
		return "", app.Usage("say which connection: none is named, and there is no default", "suitekey list shows the names", "suitekey default NAME chooses a default")
	case err != nil:
		return "", err
	}
	if _, err := a.Load(name); errors.Is(err, storage.ErrNotFound) {
		if fromEnvironment {
			return "", app.Usage(app.ProfileVariable+" names a connection that is not there: "+name, "suitekey list shows the names")
		}
		return "", app.Usage("the default connection "+name+" is not there any more", "suitekey default NAME chooses another one")
	}
	g.note("Connection: %s", name)
	return name, nil
}
