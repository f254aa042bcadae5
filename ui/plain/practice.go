package plain

import (
	"context"
	"strings"

	"suitekey/core/simulator/faults"
	"suitekey/ui/app/practice"
)

// meet asks which fault the practice accounts simulate. There are too many faults for
// one list, so meet asks for the group first.
func (h *house) meet(ctx context.Context) error {
	all := practice.Faults()
	var groups []string
	for _, f := range all {
		if len(groups) == 0 || groups[len(groups)-1] != f.Group {
			groups = append(groups, f.Group)
		}
	}
	n, err := h.choose(ctx, "Which kind of fault?", append(groups, "None: clear the fault"))
	if err != nil {
		return err
	}
	if n == len(groups) {
		h.say("No fault is simulated now.")
		return h.app.Practice().Inject("")
	}
	var some []faults.Fault
	var texts []string
	for _, f := range all {
		if f.Group == groups[n] {
			some = append(some, f)
			texts = append(texts, f.Title+methodsOf(f))
		}
	}
	if n, err = h.choose(ctx, "Which fault?", texts); err != nil {
		return err
	}
	if err := h.app.Practice().Inject(some[n].Name); err != nil {
		return err
	}
	h.say("Simulated fault: %s. Set up a connection or test one to see it.", some[n].Title)
	return nil
}

// practiceActions returns the actions that only a demo offers.
func (h *house) practiceActions() []action {
	actions := []action{{"Simulate a fault", false, h.meet}}
	if len(h.entries) == 0 {
		return append(actions, action{"Add three practice connections for the other journeys", false, func(context.Context) error {
			return h.app.Practice().Furnish()
		}})
	}
	return append(actions, action{"Refresh the practice sandbox, which removes its tokens and certificate mappings", false, func(context.Context) error {
		id, err := h.app.Practice().RefreshSandbox()
		if err == nil {
			h.say("The practice sandbox %s was refreshed. Its connections need new tokens.", id)
		}
		return err
	}})
}

// methodsOf names the method of a fault that only one method can meet.
func methodsOf(f faults.Fault) string {
	if len(f.Methods) != 1 {
		return ""
	}
	return " (only " + strings.ToUpper(f.Methods[0]) + ")"
}
