package tui

import (
	"strings"

	"suitekey/core/secret"
	"suitekey/steps"
)

// pastedPage spreads the labelled values of a NetSuite page over their fields,
// those of later steps included. A value that was confirmed before, or that
// nobody asks for, is not touched.
func (m *model) pastedPage(w *wizard, text string) bool {
	found := steps.SplitPage(text)
	if len(found) == 0 {
		return false
	}
	var here, later, unused []string
	state, now, reached := w.tentative().State(), w.walk.Step().Name, false
	for _, step := range w.walk.Flow().Steps {
		reached = reached || step.Name == now
		for _, f := range step.Fields {
			value, ok := found[f.Key]
			delete(found, f.Key)
			switch {
			case !ok:
			case !reached || !step.Applies(state) || !f.Applies(state):
				unused = append(unused, f.Label)
			case step.Name == now:
				w.pending[f.Key], w.tried[f.Key] = secret.New(value), true
				here = append(here, f.Label)
			default:
				w.pending[f.Key] = secret.New(value)
				later = append(later, f.Label)
			}
		}
	}
	if len(here)+len(later)+len(unused) == 0 {
		return false
	}
	m.build(w)
	said := joined("Found in what you pasted: ", here) + joined("Put into its own step: ", later) +
		joined("Not used, because this step and the later ones do not ask for it: ", unused)
	if said = strings.TrimSpace(said); len(here)+len(later) == 0 {
		m.warn(said)
	} else {
		m.say(said)
	}
	return true
}

// joined is a sentence over a list, or nothing.
func joined(lead string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return lead + strings.Join(list, ", ") + ". "
}
