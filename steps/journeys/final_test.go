package journeys

import (
	"regexp"
	"testing"

	"suitekey/steps"
)

// final are the options after which there is no way back.
var final = regexp.MustCompile(`(?i)cannot be undone|^revoke |^delete |^discard `)

// TestNothingFinalIsPreselected looks at every choice of every journey, as a person who
// gave no answer finds it: the option under the cursor can be undone.
func TestNothingFinalIsPreselected(t *testing.T) {
	choices, finals := 0, 0
	for _, flow := range steps.Flows() {
		for _, s := range starts(t, flow) {
			for _, step := range flow.AllSteps() {
				for _, f := range step.Fields {
					if f.Kind != steps.Choice || f.Options == nil {
						continue
					}
					options := f.Options(s)
					if len(options) == 0 {
						continue
					}
					choices++
					under := options[0]
					for _, initial := range []func(steps.State) string{f.Suggest, f.Default} { // the default counts
						if initial == nil {
							continue
						}
						for _, o := range options {
							if o.Value == initial(s) {
								under = o
							}
						}
					}
					for _, o := range options {
						if final.MatchString(o.Label) || final.MatchString(o.Note) {
							finals++
						}
					}
					if final.MatchString(under.Label) || final.MatchString(under.Note) {
						t.Errorf("%s, %s: %q (%s) is preselected", flow.Name, step.Name, under.Label, under.Note)
					}
				}
			}
		}
	}
	if choices < 50 || finals == 0 {
		t.Errorf("%d choices, %d final options: this looks at nothing", choices, finals)
	}
}
