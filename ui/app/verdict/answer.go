package verdict

import (
	"fmt"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/steps"
)

// answerTo names the answer that fixes a cause; "" where the fix is in NetSuite
// alone.
func answerTo(cause diagnose.Cause) string {
	for _, f := range steps.Fields() {
		if f.Key == cause.Field {
			return fmt.Sprintf("%s (%s), in the step %s", f.Label, f.Key, stepTitle(cause.Step))
		}
	}
	return ""
}

func stepTitle(name string) string {
	for _, flow := range steps.Flows() {
		for _, step := range flow.AllSteps() {
			if step.Name == name {
				return step.Title
			}
		}
	}
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}
