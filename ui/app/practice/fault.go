package practice

import (
	"fmt"
	"slices"

	"strings"

	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/faults"
	"suitekey/ui/app/problem"
)

// Faults lists the faults that can be simulated, group by group.
func Faults() []faults.Fault {
	all := faults.List()
	first := map[string]int{} // where a group comes first
	for i := len(all) - 1; i >= 0; i-- {
		first[all[i].Group] = i
	}
	slices.SortStableFunc(all, func(a, b faults.Fault) int { return first[a.Group] - first[b.Group] })
	return all
}

// Inject simulates a fault in the practice accounts, which replaces the former fault; ""
// clears it. Saved connections meet the fault, too.
func (p *Practice) Inject(name string) error {
	if p == nil {
		return errReal
	}
	if err := InjectAll(p.World, name); err != nil {
		return err
	}
	p.fault = name
	return nil
}

// Fault returns the simulated fault; the zero Fault for none, and for the nil Practice
// of a run with real accounts.
func (p *Practice) Fault() faults.Fault {
	if p == nil {
		return faults.Fault{}
	}
	fault, _ := findFault(p.fault)
	return fault
}

func findFault(name string) (faults.Fault, bool) {
	all := faults.List()
	i := slices.IndexFunc(all, func(f faults.Fault) bool { return f.Name == name })
	if i < 0 {
		return faults.Fault{}, false
	}
	return all[i], true
}

// InjectAll simulates a fault in all practice accounts of a world; "" clears the fault.
func InjectAll(w *simulator.World, name string) error {
	card := w.Practice()
	accounts := []string{card.Account, card.SandboxAccount, card.PreviewAccount}
	if name == "" {
		for _, id := range accounts {
			if err := w.ClearFault(id); err != nil {
				return err
			}
		}
		return nil
	}
	if _, ok := findFault(name); !ok {
		return unknownFault(name)
	}
	var problems []error
	for _, id := range accounts {
		if err := w.InjectFault(id, name); err != nil {
			problems = append(problems, err) // a production account is never refreshed
		}
	}
	if len(problems) == len(accounts) {
		return fmt.Errorf("injecting the fault %s: %w", name, problems[0])
	}
	return nil
}

func unknownFault(name string) error {
	hints := []string{"suitekey practice --faults lists them"}
	var near []string
	for _, f := range faults.List() {
		if strings.Contains(f.Name, name) || strings.Contains(name, f.Name) {
			near = append(near, f.Name)
		}
	}
	if len(near) > 0 {
		hints = append([]string{"did you mean " + strings.Join(near, ", ") + "?"}, hints...)
	}
	return problem.Usage("there is no practice fault "+secret.Quote(name), hints...)
}
