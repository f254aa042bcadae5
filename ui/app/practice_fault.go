package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/simulator"
	"suitekey/steps"
)

// Faults lists what can go wrong on purpose in a demo; none otherwise.
func (a *App) Faults() []simulator.Fault {
	if a.demo == nil {
		return nil
	}
	return GroupedFaults()
}

// GroupedFaults lists the faults of a practice world, those of a group together.
func GroupedFaults() []simulator.Fault {
	all := simulator.Faults()
	first := map[string]int{} // where a group comes first
	for i := len(all) - 1; i >= 0; i-- {
		first[all[i].Group] = i
	}
	slices.SortStableFunc(all, func(a, b simulator.Fault) int { return first[a.Group] - first[b.Group] })
	return all
}

// Meet makes the practice accounts meet a fault, instead of the one before; ""
// mends everything. Connections that are saved already meet it, too.
func (a *App) Meet(name string) error {
	if a.demo == nil {
		return errors.New("only practice accounts can meet a fault on purpose: start suitekey --demo")
	}
	return a.demo.meet(name)
}

// Met is the fault that the practice accounts meet, the zero Fault for none.
func (a *App) Met() simulator.Fault {
	if a.demo == nil {
		return simulator.Fault{}
	}
	fault, _ := findFault(a.demo.fault)
	return fault
}

func (d *demo) meet(name string) error {
	if err := MeetAll(d.world, name); err != nil {
		return err
	}
	d.fault = name
	return nil
}

func findFault(name string) (simulator.Fault, bool) {
	all := simulator.Faults()
	i := slices.IndexFunc(all, func(f simulator.Fault) bool { return f.Name == name })
	if i < 0 {
		return simulator.Fault{}, false
	}
	return all[i], true
}

// MeetAll makes all practice accounts of a world meet a fault; "" mends them.
func MeetAll(w *simulator.World, name string) error {
	card := w.Practice()
	accounts := []string{card.Account, card.SandboxAccount, card.PreviewAccount}
	if name == "" {
		for _, id := range accounts {
			if err := w.Mend(id); err != nil {
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
		if err := w.Meet(id, name); err != nil {
			problems = append(problems, err) // a production account is never refreshed
		}
	}
	if len(problems) == len(accounts) {
		return fmt.Errorf("arranging the fault %s: %w", name, problems[0])
	}
	return nil
}

func unknownFault(name string) error {
	hints := []string{"suitekey practice --faults lists them"}
	var near []string
	for _, f := range simulator.Faults() {
		if strings.Contains(f.Name, name) || strings.Contains(name, f.Name) {
			near = append(near, f.Name)
		}
	}
	if len(near) > 0 {
		hints = append([]string{"did you mean " + strings.Join(near, ", ") + "?"}, hints...)
	}
	return Usage(fmt.Sprintf("there is no practice fault %q", steps.Shorten(name, 60)), hints...)
}
