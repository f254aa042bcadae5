package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/envvars"
	"suitekey/core/export"
	"suitekey/core/imports"
	"suitekey/core/m2m"
	"suitekey/steps"
	"suitekey/ui/app"
)

// completer proposes words to a shell.
type completer = cobra.CompletionFunc

// noFiles is a completer that proposes nothing: not even the files of the folder.
func noFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// oneOf proposes values.
func oneOf(values func() []string) completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	}
}

// someOf proposes the next value of a list with commas.
func someOf(values func() []string) completer {
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

// names are the connections, and with drafts the unfinished journeys, as the
// folder of the vault tells them: a shell cannot be asked for a passphrase.
func (g *globals) names(drafts bool) []string {
	if g.demo { // its vault is made anew each time
		return nil
	}
	a, err := app.New(app.Options{Home: g.home, Getenv: g.Getenv, Unsetenv: g.Unsetenv, Now: g.Now})
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

// oneName completes the first word with the name of a connection.
func (g *globals) oneName(drafts bool) completer {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return g.names(drafts), cobra.ShellCompDirectiveNoFileComp
	}
}

// manyNames completes every word with a name that does not stand there yet.
func (g *globals) manyNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return slices.DeleteFunc(g.names(false), func(name string) bool { return slices.Contains(args, name) }), cobra.ShellCompDirectiveNoFileComp
}

// nameThenFiles completes a name, and leaves what follows to the shell.
func (g *globals) nameThenFiles(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return g.names(false), cobra.ShellCompDirectiveNoFileComp
}

// nameThenRequest completes the words of header.
func (g *globals) nameThenRequest(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return g.names(false), cobra.ShellCompDirectiveNoFileComp
	case 1:
		return []string{"GET", "POST", "PUT", "PATCH", "DELETE"}, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// formatThenFile completes the words of import.
func formatThenFile(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		var keys []string
		for _, f := range imports.Formats() {
			keys = append(keys, f.Key+"\t"+f.Name)
		}
		return keys, cobra.ShellCompDirectiveNoFileComp
	case 1:
		return nil, cobra.ShellCompDirectiveDefault
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func (g *globals) completePages(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return pageNames(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
}

// complete tells the shell what each verb and flag takes. What is not named here
// takes files, as shells expect.
func (g *globals) complete(root *cobra.Command) {
	name, drafts := g.oneName(false), g.oneName(true)
	takes := map[string]completer{
		"setup": drafts, "remove": drafts, "renew": name, "retoken": name, "migrate": name,
		"test": g.manyNames, "status": g.manyNames, "doctor": g.manyNames,
		"show": name, "rename": name, "change": name, "tag": name, "default": name, "copy": name, "history": name, "undo": name, "token": name, "export": name,
		"import": formatThenFile, "header": g.nameThenRequest, "exec": g.nameThenFiles, "curl": g.nameThenFiles,
	}
	for _, c := range root.Commands() {
		switch {
		case c.ValidArgsFunction != nil:
		case takes[c.Name()] != nil:
			c.ValidArgsFunction = takes[c.Name()]
		case !strings.Contains(c.Use, "FILE"):
			c.ValidArgsFunction = noFiles
		}
	}
	_ = root.MarkPersistentFlagDirname("home") // all of these flags are there; a test looks
	_ = root.RegisterFlagCompletionFunc("fault", oneOf(faultNames))
	for _, f := range []struct {
		verb, flag string
		values     completer
	}{
		{"keygen", "type", oneOf(keyTypes)}, {"keygen", "days", noFiles}, {"keygen", "name", noFiles},
		{"export", "to", oneOf(formatKeys)},
		{"exec", "only", someOf(envvars.Names)},
		{"practice", "listen", noFiles},
		{"status", "rotation", noFiles}, {"undo", "to", noFiles}, {"undo", "account", noFiles}, {"copy", "account", noFiles},
		{"list", "tag", noFiles}, {"list", "environment", oneOf(environments)}, {"remove", "account", noFiles},
		{"test", "detail", noFiles}, {"import", "connections", noFiles}, {"import", "rename", noFiles},
		{"renew", "handover", noFiles}, {"renew", "on-success", noFiles}, {"renew", "on-failure", noFiles},
	} {
		if c := findVerb(root, f.verb); c != nil {
			_ = c.RegisterFlagCompletionFunc(f.flag, f.values)
		}
	}
}

func faultNames() []string {
	var names []string
	for _, f := range app.GroupedFaults() {
		names = append(names, f.Name+"\t"+f.Title)
	}
	return names
}

func formatKeys() []string {
	var keys []string
	for _, f := range export.Formats() {
		keys = append(keys, f.Key+"\t"+f.Name)
	}
	return keys
}

func environments() []string { return []string{"production", "sandbox", "release-preview"} }

func keyTypes() []string {
	var names []string
	for _, t := range m2m.KeyTypes() {
		names = append(names, string(t))
	}
	return names
}

// completeAnswer tells the shell what the flag of an answer takes.
func (o *journeyOptions) completeAnswer(cmd *cobra.Command, f steps.Field) {
	if f.Kind == steps.File {
		return // files, as they are
	}
	values := func() []string { return valuesOf(f, steps.NewState(steps.Facts{Now: o.Now()})) }
	proposed := oneOf(values)
	if f.Kind == steps.Multi {
		proposed = someOf(values)
	}
	_ = cmd.RegisterFlagCompletionFunc(f.Flag(), proposed) // the flag was added just now
}
