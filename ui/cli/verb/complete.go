package verb

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
)

// Completer proposes words to a shell.
type Completer = cobra.CompletionFunc

// NoFiles is a completer that proposes nothing: not even the files of the folder.
func NoFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// OneOf returns a completer that proposes values.
func OneOf(values func() []string) Completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	}
}

// SomeOf returns a completer that proposes the next value of a comma-separated list.
func SomeOf(values func() []string) Completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := ""
		if comma := strings.LastIndex(typed, ","); comma >= 0 {
			before = typed[:comma+1]
		}
		var proposed []string
		for _, v := range values() {
			if !slices.Contains(strings.Split(before, ","), v) {
				proposed = append(proposed, before+v)
			}
		}
		return proposed, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// Names returns the names of the connections, and with drafts of the unfinished
// journeys, from the file names in the vault's folder: completion cannot ask for a
// passphrase.
func (g *Globals) Names(drafts bool) []string {
	if g.Demo { // its vault is made anew each time
		return nil
	}
	a, err := app.New(app.Options{Home: g.Home, Getenv: g.Getenv, Unsetenv: g.Unsetenv, Now: g.Now})
	if err != nil {
		return nil
	}
	defer a.Close()
	connections, unfinished, err := a.Names()
	if err != nil {
		return nil // the verb itself will say what is wrong
	}
	for _, name := range unfinished {
		if drafts {
			connections = append(connections, name+"\tunfinished")
		}
	}
	return connections
}

// OneName completes the first word with the name of a connection.
func (g *Globals) OneName(drafts bool) Completer {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return g.Names(drafts), cobra.ShellCompDirectiveNoFileComp
	}
}

// ManyNames completes every word with a name that is not in the words yet.
func (g *Globals) ManyNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return slices.DeleteFunc(g.Names(false), func(name string) bool { return slices.Contains(args, name) }), cobra.ShellCompDirectiveNoFileComp
}

// NameThenFiles completes a name; the shell completes the words after it.
func (g *Globals) NameThenFiles(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return g.Names(false), cobra.ShellCompDirectiveNoFileComp
}
