package connections

import (
	"context"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// Rename makes the verb rename.
func Rename(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:     "rename OLD NEW",
		Short:   "Give a connection another name",
		Long:    "Gives a connection another name, and keeps its history." + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey rename acme-sb1 acme-test",
		Args:    verb.Words("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRename(cmd.Context(), g, args[0], args[1])
		},
	}
}

func runRename(ctx context.Context, g *verb.Globals, old, name string) error {
	if err := profile.CheckName(name); err != nil {
		return &app.UsageError{Err: err}
	}
	a, _, err := g.OpenAt(ctx, old)
	if err != nil {
		return err
	}
	if err := a.Rename(old, name); err != nil {
		return err
	}
	g.Note("%s now has the name %s.", old, name)
	return g.PrintJSON(map[string]string{"profile": name, "was": old})
}
