package journeys

import (
	"github.com/spf13/cobra"

	"suitekey/core/m2m"
	"suitekey/steps"
	"suitekey/ui/cli/verb"
)

// completeAnswer returns the completer for the flag of an answer.
func (o *journeyOptions) completeAnswer(cmd *cobra.Command, f steps.Field) {
	if f.Kind == steps.File {
		return // files, as they are
	}
	values := func() []string { return ValuesOf(f, steps.NewState(steps.Facts{Now: o.Now()})) }
	proposed := verb.OneOf(values)
	if f.Kind == steps.Multi {
		proposed = verb.SomeOf(values)
	}
	_ = cmd.RegisterFlagCompletionFunc(f.Flag(), proposed) // the flag was added just now
}

// ValuesOf returns the allowed values of an answer; nil if all are allowed.
func ValuesOf(f steps.Field, state steps.State) []string {
	var values []string
	switch {
	case f.Key == steps.KeyJWTAlgorithm: // which of them depends on the key
		for _, a := range m2m.Algorithms() {
			values = append(values, string(a))
		}
	case f.Options != nil:
		for _, option := range f.Options(state) {
			values = append(values, option.Value)
		}
	}
	return values
}

// DefaultOf returns the default answer to a question.
func DefaultOf(f steps.Field, state steps.State) string {
	// The default of the first depends on the account, that of the second on earlier
	// answers.
	if f.Default == nil || f.Key == steps.KeyWSDL || f.Key == steps.KeyProductHasIt {
		return ""
	}
	return f.Default(state)
}
