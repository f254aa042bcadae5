package verb

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/steps"
	"suitekey/ui/app"
)

// Given refuses an empty name or flag. Otherwise a script with an unset variable would
// use the default connection, possibly in production, print to standard output instead
// of a file, or open another vault. An answer may be empty: this removes an earlier
// answer.
func Given(cmd *cobra.Command, args []string) error {
	if strings.HasPrefix(cmd.Name(), "__complete") { // the word to complete is empty at first
		return nil
	}
	if cmd.Name() == "exec" || cmd.Name() == "curl" {
		args = args[:min(1, len(args))] // the rest is for the program
	}
	for _, arg := range args {
		if arg == "" {
			return app.Usage("an argument is empty: check that the variable in its place is set", "see "+cmd.CommandPath()+" --help")
		}
	}
	empty := ""
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if empty == "" && f.Value.String() == "" && !isAnswer(f.Name) {
			empty = f.Name
		}
	})
	if empty != "" {
		return app.Usage("--"+empty+" is empty: leave it out, or check that the variable in its place is set", "see "+cmd.CommandPath()+" --help")
	}
	return nil
}

// isAnswer reports whether a flag gives an answer of a journey.
func isAnswer(flag string) bool {
	return slices.ContainsFunc(steps.Fields(), func(f steps.Field) bool { return f.Flag() == flag })
}
