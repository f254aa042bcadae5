package form

import (
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/steps"
	_ "suitekey/steps/journeys"
	_ "suitekey/steps/setup"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Enter takes what a field proposes, at every step of every journey: it goes on, or says
// what is missing. No field ignores it.
func TestEnterTakesWhatIsProposed(t *testing.T) {
	canvas := parts.Canvas{Theme: theme.New(theme.Terminal{}), Size: parts.Normal, Wide: 60}
	look := func(f *Form) string {
		var b parts.Body
		f.Draw(&b, true, 20)
		return strings.Join(b.Lines, "\n")
	}
	tried := 0
	for _, flow := range steps.Flows() {
		for _, step := range flow.AllSteps() {
			for _, method := range []string{"tba", "m2m", "code"} {
				state := steps.NewState(steps.Facts{Now: clocktest.Now()}).With(steps.KeyAccount, "1234567_SB1").With(steps.KeyMethod, method)
				alone := step
				alone.When = nil
				f := New(steps.NewWalk(steps.Env{}, steps.Flow{Name: flow.Name, Steps: []steps.Step{alone}}, state), func() time.Time { return clocktest.Now() })
				f.Build(canvas)
				for range f.Fields() {
					field, _ := f.Field()
					at, before, proposed := f.At(), look(f), f.Text(f.At())
					forward := f.Enter()
					if proposed != "" {
						tried++
					}
					if forward || f.At() != at {
						if forward {
							break
						}
						continue
					}
					if refused := field.Examine(f.State(), proposed).Problem; proposed != "" && refused == "" {
						t.Errorf("%s, %s by %s: enter does not take %q, which %s proposes", flow.Name, step.Name, method, proposed, field.Key)
					}
					if look(f) == before {
						t.Errorf("%s, %s by %s: enter on %s does nothing and says nothing", flow.Name, step.Name, method, field.Key)
					}
					break
				}
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d proposals", tried)
	}
}
