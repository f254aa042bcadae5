package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/envvars"
	"suitekey/core/export"
	"suitekey/core/imports"
	"suitekey/core/m2m"
	"suitekey/ui/app/practice"
	"suitekey/ui/cli/verb"
)

// nameThenRequest completes the words of header.
func nameThenRequest(g *verb.Globals) verb.Completer {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
			return g.Names(false), cobra.ShellCompDirectiveNoFileComp
		case 1:
			return []string{"GET", "POST", "PUT", "PATCH", "DELETE"}, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
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

// complete adds completion to the words and flags of the verbs. Without an entry here,
// the shell completes files.
func complete(g *verb.Globals, root *cobra.Command) {
	name, drafts := g.OneName(false), g.OneName(true)
	takes := map[string]verb.Completer{
		"setup": drafts, "remove": drafts, "renew": name, "retoken": name, "migrate": name,
		"test": g.ManyNames, "status": g.ManyNames, "doctor": g.ManyNames,
		"show": name, "rename": name, "change": name, "tag": name, "default": name, "copy": name, "history": name, "undo": name, "token": name, "connect-password": name, "export": name,
		"import": formatThenFile, "header": nameThenRequest(g), "exec": g.NameThenFiles, "curl": g.NameThenFiles,
	}
	for _, c := range root.Commands() {
		switch {
		case c.ValidArgsFunction != nil:
		case takes[c.Name()] != nil:
			c.ValidArgsFunction = takes[c.Name()]
		case !strings.Contains(c.Use, "FILE"):
			c.ValidArgsFunction = verb.NoFiles
		}
	}
	_ = root.MarkPersistentFlagDirname("home") // all of these flags are there; a test looks
	_ = root.RegisterFlagCompletionFunc("fault", verb.OneOf(faultNames))
	for _, f := range []struct {
		verb, flag string
		values     verb.Completer
	}{
		{"keygen", "type", verb.OneOf(keyTypes)}, {"keygen", "days", verb.NoFiles}, {"keygen", "name", verb.NoFiles},
		{"export", "to", verb.OneOf(formatKeys)}, {"export", "reader", verb.OneOf(readerKeys)},
		{"exec", "only", verb.SomeOf(envvars.Names)},
		{"practice", "listen", verb.NoFiles}, {"practice", "latency", verb.NoFiles}, {"practice", "companies", verb.NoFiles},
		{"status", "rotation", verb.NoFiles}, {"undo", "to", verb.NoFiles}, {"undo", "account", verb.NoFiles}, {"copy", "account", verb.NoFiles},
		{"list", "tag", verb.NoFiles}, {"list", "environment", verb.OneOf(environments)}, {"remove", "account", verb.NoFiles},
		{"audit", "account", verb.NoFiles}, {"audit", "revoke", verb.NoFiles},
		{"test", "detail", verb.NoFiles}, {"import", "connections", verb.NoFiles}, {"import", "rename", verb.NoFiles},
		{"renew", "handover", verb.NoFiles}, {"renew", "on-success", verb.NoFiles}, {"renew", "on-failure", verb.NoFiles},
	} {
		if c := verb.FindVerb(root, f.verb); c != nil {
			_ = c.RegisterFlagCompletionFunc(f.flag, f.values)
		}
	}
}

func faultNames() []string {
	var names []string
	for _, f := range practice.Faults() {
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

func readerKeys() []string {
	var keys []string
	for _, r := range export.Readers() {
		keys = append(keys, r.Key+"\t"+r.Name)
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
