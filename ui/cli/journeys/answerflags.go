package journeys

import (
	"github.com/spf13/cobra"

	"suitekey/core/m2m"
	"suitekey/steps"
	"suitekey/ui/cli/verb"
)

// completeAnswer tells the shell what the flag of an answer takes.
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

// ValuesOf are the values that an answer can have; nil for any.
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

// DefaultOf is the answer that a question gets where nobody gives one.
func DefaultOf(f steps.Field, state steps.State) string {
	// The one's default is each account's own, the other's depends on what was done.
	if f.Default == nil || f.Key == steps.KeyWSDL || f.Key == steps.KeyProductHasIt {
		return ""
	}
	return f.Default(state)
}
