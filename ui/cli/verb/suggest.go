package verb

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/cli/nearest"
)

// longestName limits how much of an unknown name a message shows: enough to find it, and
// too little of a misplaced password.
const longestName = 11

// NoSuch returns the error for an unknown verb or other name.
func NoSuch(thing, name string) string {
	return "there is no " + secret.Unknown(thing, name, strconv.Quote(steps.Shorten(name, longestName)))
}

// noFlag returns the error for an unknown flag; dashes are the dashes before its name.
func noFlag(dashes, name string) string {
	return "there is no " + secret.Unknown("flag", name, dashes+steps.Shorten(name, longestName))
}

// FindVerb returns the verb with the name; nil if there is none.
func FindVerb(root *cobra.Command, name string) *cobra.Command {
	for _, c := range root.Commands() {
		if c.Name() == name && !c.Hidden {
			return c
		}
	}
	return nil
}

// WrongArguments turns cobra's error about wrong arguments into a UsageError with hints.
func WrongArguments(root *cobra.Command, args []string, err error) error {
	var u *app.UsageError
	if errors.As(err, &u) {
		return err
	}
	cmd, _, _ := root.Find(args)
	if cmd == nil {
		cmd = root
	}
	help := "see " + cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		if letters := unknown.GetSpecifiedShortnames(); letters != "" { // -sS
			text := noFlag("-", unknown.GetSpecifiedName())
			switch cmd.Name() {
			case "curl":
				return app.Usage(text+" before NAME or the address: curl's flags come after it", help)
			case "exec":
				return app.Usage(text, "the command and its flags come after --: suitekey exec NAME -- COMMAND", help)
			}
			return app.Usage(text, help)
		}
		return unknownFlag(cmd, unknown.GetSpecifiedName(), help)
	}
	if name, ok := strings.CutPrefix(err.Error(), "unknown command \""); ok && cmd == root {
		name, _, _ = strings.Cut(name, "\"")
		return unknownVerb(root, name)
	}
	return app.Usage(wrongFlag(err), help)
}

// wrongFlag replaces pflag's error, which quotes the value: it may be a misplaced
// secret.
func wrongFlag(err error) string {
	var needed *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &needed):
		return "--" + needed.GetFlag().Name + " needs a value"
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "bool":
		return "--" + invalid.GetFlag().Name + " takes no value, or true or false after ="
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "duration":
		return "--" + invalid.GetFlag().Name + " takes a time with its unit, such as 90s, 30m or 8h"
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "int":
		return "--" + invalid.GetFlag().Name + " takes a whole number"
	case errors.As(err, &invalid):
		return "--" + invalid.GetFlag().Name + " does not take this value"
	}
	return "a flag is written --name, --name value or --name=value"
}

// Words requires the words of a verb, given by their names; a word in brackets is
// optional.
func Words(names ...string) cobra.PositionalArgs {
	least := 0
	for _, name := range names {
		if !strings.HasPrefix(name, "[") {
			least++
		}
	}
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= len(names) {
			return nil
		}
		call := strings.Join(append([]string{cmd.CommandPath()}, names...), " ")
		text := "one argument too many: " + call
		switch {
		case len(args) < least:
			text = "an argument is missing: " + call
		case len(args) > len(names)+1:
			text = fmt.Sprintf("%d arguments too many: %s", len(args)-len(names), call)
		}
		return app.Usage(text, "see "+cmd.CommandPath()+" --help")
	}
}

func unknownFlag(cmd *cobra.Command, name, help string) error {
	text := noFlag("--", name)
	for _, f := range steps.Fields() {
		if f.Kind == steps.Secret && f.Flag() == name {
			return app.Usage("there is no flag --"+name+": secrets are never given as arguments, which every user of this computer can read",
				"give it in a file: --secrets-file FILE (- is standard input)", "or by a command that prints it: --secrets-command CMD", "or in the environment: SUITEKEY_CONSUMER_SECRET, SUITEKEY_TOKEN_SECRET")
		}
	}
	var names []string
	collect := func(f *pflag.Flag) { names = append(names, f.Name) }
	cmd.Flags().VisitAll(collect)
	cmd.InheritedFlags().VisitAll(collect)
	if near := nearest.Name(name, names); near != "" {
		return app.Usage(text, "did you mean --"+near+"?", help)
	}
	return app.Usage(text, help)
}

func unknownVerb(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	text := NoSuch("verb", name)
	if near := nearest.Name(name, names); near != "" {
		return app.Usage(text, "did you mean suitekey "+near+"?", "suitekey --help lists the verbs")
	}
	return app.Usage(text, "suitekey --help lists the verbs")
}
