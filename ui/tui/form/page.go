package form

import (
	"strings"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/wish"
)

// pastedPage distributes the labelled values of a pasted NetSuite page to their fields,
// including fields of later steps. It changes no confirmed value, and ignores values that
// no field asks for.
func (f *Form) pastedPage(text string) wish.List {
	found := steps.SplitPage(text)
	if field, ok := f.Field(); ok && len(found) == 0 {
		found = steps.SplitPair(field.Key, text)
	}
	if len(found) == 0 {
		return nil
	}
	var here, later, unused []string
	state, now, reached := f.State(), f.walk.Step().Name, false
	for _, step := range f.walk.Flow().Steps {
		reached = reached || step.Name == now
		for _, field := range step.Fields {
			value, ok := found[field.Key]
			delete(found, field.Key)
			switch {
			case !ok:
			case !reached || !step.Applies(state) || !field.Applies(state):
				unused = append(unused, field.Label)
			case step.Name == now:
				f.pending[field.Key], f.tried[field.Key] = secret.New(value), true
				here = append(here, field.Label)
			default:
				f.pending[field.Key] = secret.New(value)
				later = append(later, field.Label)
			}
		}
	}
	if len(here)+len(later)+len(unused) == 0 {
		return nil
	}
	f.Build(f.canvas)
	said := joined("Found in the pasted text: ", here) + joined("Filled in for a later step: ", later) +
		joined("Not used, because this step and the later ones do not ask for it: ", unused)
	if said = strings.TrimSpace(said); len(here)+len(later) == 0 {
		return wish.List{wish.Warn(said)}
	}
	return wish.List{wish.Say(said)}
}

// joined returns a sentence about a list, or "" for an empty list.
func joined(lead string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return lead + strings.Join(list, ", ") + ". "
}

// heading empties a field that contains only a label of NetSuite's page or a line before a
// PEM. A page that is pasted without paste marks arrives line by line, and the value is on
// a later line.
func heading(f *Form, field steps.Field, text string) bool {
	if !f.Typing() || field.Passphrase || !steps.IsLabel(text) && !(field.Kind == steps.File && steps.IsPreamble(text)) {
		return false
	}
	f.editor.replace(f.editor.at, "")
	f.typed()
	f.repairs[field.Key] = "the line without a value was ignored"
	return true
}
