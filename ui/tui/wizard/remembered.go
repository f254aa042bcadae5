package wizard

import (
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/tui/form"
)

// Remembered is what was typed into questions that no draft keeps and esc has closed. A
// question that is opened again shows the text, as long as the program runs.
type Remembered map[question]map[string]string // by the key of the field

// question names a question and what it is about.
type question struct{ flow, about, title string }

func questionOf(w *Wizard) question {
	flow := w.walk.Flow()
	return question{flow.Name, flow.Title, flow.Steps[0].Title}
}

// remember stores the answers of a question that closes. It stores no text that is or may be
// a secret, and no answer that confirms something.
func remember(w *Wizard) {
	if w.Journey() {
		return // it asks before it discards
	}
	texts := map[string]string{}
	for i, field := range w.form.Fields() {
		_, answered := w.walk.State().Answer(field.Key)
		text := w.form.Text(i)
		if kept(field) && (answered || w.form.Holds(field.Key)) && text != "" && secret.Harmless(text) {
			texts[field.Key] = text
		}
	}
	if w.env.remembered == nil {
		w.env.remembered = Remembered{}
	}
	w.env.remembered[questionOf(w)] = texts
}

// recallTyped shows what was typed when the question was open before.
func recallTyped(w *Wizard) {
	texts := w.env.remembered[questionOf(w)]
	for _, field := range w.walk.Step().Fields {
		if text, typed := texts[field.Key]; typed && field.Applies(w.walk.State()) {
			form.Restore(w.form, field.Key, text)
		}
	}
}

// forget drops what was typed into a question that has been answered.
func forget(w *Wizard) { delete(w.env.remembered, questionOf(w)) }

func kept(field steps.Field) bool {
	return field.Kind != steps.Secret && !field.Passphrase && !field.NotKept
}
