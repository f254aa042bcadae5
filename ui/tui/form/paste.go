package form

import (
	"strings"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/wish"
)

// Paste handles a paste before huh does: huh would turn line breaks into blanks and keep
// the surplus text that a browser copies.
func (f *Form) Paste(text string) wish.List {
	field, ok := f.Field()
	if !ok || !isText(field) {
		return NothingToPaste()
	}
	if problem := steps.CheckPaste(text); problem != "" {
		return wish.List{wish.Warn(problem)}
	}
	if pair := steps.SplitPair(field.Key, text); pair == nil && steps.PastedPEM(text) {
		return f.pastedPEM(field, text)
	}
	if said := f.pastedPage(text); said != nil {
		return said
	}
	clean, notes := field.Repair(text)
	before, replaced := f.Text(f.editor.at), ""
	switch {
	case before == "", f.untouched(field), f.holdsPEM(field):
		f.editor.replace(f.editor.at, clean)
	case field.Kind <= steps.Secret && !field.Passphrase && len(before) >= wholeValue && len(clean) >= wholeValue:
		f.editor.replace(f.editor.at, clean)
		replaced = "it replaced what was in the field"
	default:
		f.editor.insert(clean)
	}
	f.typed()
	f.tried[field.Key] = true
	f.repairs[field.Key] = strings.TrimPrefix(repaired(notes)+"; "+replaced, "; ")
	if replaced == "" {
		f.repairs[field.Key] = repaired(notes)
	}
	return nil
}

// NothingToPaste is the remark if no field accepts text.
func NothingToPaste() wish.List {
	return wish.List{wish.Say("There is no text field here to paste into.")}
}

// repaired returns the sentence about a repair.
func repaired(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return "repaired: " + strings.Join(notes, ", ")
}

// wholeValue is the length from which a pasted text is a complete value and not a part of
// one. Such a paste replaces the content of the field.
const wholeValue = 16

// untouched reports whether a field still contains its default.
func (f *Form) untouched(field steps.Field) bool {
	_, typed := f.pending[field.Key]
	_, answered := f.walk.State().Answer(field.Key)
	return !typed && !answered && field.Kind != steps.Secret
}

// pastedPEM keeps a key or certificate off the screen, and out of fields for other values.
func (f *Form) pastedPEM(field steps.Field, text string) wish.List {
	if field.Kind == steps.File {
		f.keepPEM(field, text)
		return nil
	}
	if finding := field.Examine(f.State(), text); finding.Problem != "" {
		return wish.List{wish.Warn(finding.Problem + " It was not inserted.")}
	}
	return wish.List{wish.Warn("This is a key or certificate, which does not belong in this field. It was not inserted.")}
}

// holdsPEM reports whether a field contains a pasted PEM.
func (f *Form) holdsPEM(field steps.Field) bool {
	_, typed := f.pending[field.Key]
	return field.Kind == steps.File && !typed && !f.walk.State().Secret(field.Key).IsEmpty()
}

// repair enters a text into the focused field and repairs it.
func (f *Form) repair(text string) {
	field := f.editor.fields[f.editor.at]
	clean, notes := field.Repair(text)
	if clean != f.Text(f.editor.at) {
		f.editor.replace(f.editor.at, clean)
		f.pending[field.Key] = secret.New(clean)
		f.repairs[field.Key] = repaired(notes)
		f.refresh()
	}
}

// Fill enters a value that nobody typed into the focused field.
func (f *Form) Fill(value string) {
	f.editor.replace(f.editor.at, value)
	f.typed()
	f.tried[f.editor.fields[f.editor.at].Key] = true
}
