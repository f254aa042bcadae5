package app

import (
	"fmt"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/steps"
)

// CausesHeading is the line above the causes of a failed test.
func CausesHeading(r diagnose.Report) string {
	switch {
	case r.Decided != "":
		return "The Login Audit Trail says " + r.Decided + ":"
	case r.Ambiguous:
		return "NetSuite's answer fits several causes. In order of likelihood:"
	case len(r.Causes) > 1:
		return "In order of likelihood:"
	default:
		return "The cause:"
	}
}

// Mending says which answer a cause is mended with; "" where it is mended in
// NetSuite alone.
func Mending(cause diagnose.Cause) string {
	for _, f := range steps.Fields() {
		if f.Key == cause.Field {
			return fmt.Sprintf("%s (%s), in the step %s", f.Label, f.Key, stepTitle(cause.Step))
		}
	}
	return ""
}

func stepTitle(name string) string {
	for _, flow := range steps.Flows() {
		for _, step := range flow.Steps {
			if step.Name == name {
				return step.Title
			}
		}
	}
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}
