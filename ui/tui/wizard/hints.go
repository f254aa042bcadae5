package wizard

import (
	"slices"

	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// footer lists the keys of a wizard.
type footer struct{ pages }

// keys returns the keys that have an effect now, the most useful first. The last one is
// always shown.
func (w footer) keys() []parts.Hint {
	if keys := w.phaseKeys(); !w.cardOpen() {
		return keys
	} else if w.phase == working {
		return append([]parts.Hint{{Key: parts.KeyCard, Does: "close card"}}, keys...)
	} else {
		return slices.Insert(keys, 1, parts.Hint{Key: parts.KeyCard, Does: "close card"})
	}
}

// explains is the key of the explanation while no letter is text.
var explains = parts.Hint{Key: "?", Does: "explain"}

func (w footer) phaseKeys() []parts.Hint {
	switch {
	case w.test != nil && (w.phase == lost || w.phase == showing):
		return w.test.Keys(w.backHint(nil))
	}
	switch w.phase {
	case working:
		if w.Holds() {
			return []parts.Hint{{Key: parts.KeyLeave, Does: "leave when this is done"}, explains}
		}
		keys := []parts.Hint{{Key: "esc", Does: "cancel"}}
		if len(w.links()) > 0 {
			keys = append(keys, parts.Hint{Key: parts.KeyCopy, Does: "copy link"}, parts.Hint{Key: parts.KeyOpen, Does: "open page"})
		}
		return append(keys, parts.Hint{Key: parts.KeyLeave, Does: "leave"}, explains)
	case showing:
		if w.Finished() {
			keys := append([]parts.Hint{{Key: "enter", Does: w.afterEnd()}}, w.endHints()...)
			return append(keys, parts.Hint{Key: parts.KeyLeave, Does: "leave"}, explains)
		}
		keys := w.productHint([]parts.Hint{{Key: "enter", Does: "go on"}})
		if !w.walk.Closing() {
			keys = w.backHint(keys)
		}
		return append(keys, parts.Hint{Key: parts.KeyLeave, Does: "leave"}, explains)
	}
	return w.askingKeys()
}

func (w footer) productHint(keys []parts.Hint) []parts.Hint {
	if p, ok := w.handsOver(); ok {
		return append(keys, parts.Hint{Key: keyProduct, Does: productForm(p)})
	}
	return keys
}

func (w footer) afterEnd() string {
	if !w.env.Home {
		return "done"
	}
	return "to the connections"
}

func (w footer) backHint(keys []parts.Hint) []parts.Hint {
	switch {
	case w.cardOpen():
		return keys // esc closes the card first
	case closed(w.walk):
		return keys
	case w.Journey() && !w.walk.CanBack() && w.Back != nil && w.env.Home && w.AboutSaved() && w.untouched():
		return append(keys, parts.Hint{Key: "esc", Does: "back"})
	case w.Journey() && !w.walk.CanBack() && w.Back != nil:
		return append(keys, parts.Hint{Key: "esc", Does: "leave"})
	}
	if w.walk.CanBack() || w.Back != nil && !w.Journey() {
		return append(keys, parts.Hint{Key: "esc", Does: "back"})
	}
	return keys
}

func (w footer) askingKeys() []parts.Hint {
	keys := w.productHint(w.backHint([]parts.Hint{{Key: "enter", Does: w.enterDoes()}}))
	field, ok := w.form.Field()
	if ok && field.Kind == steps.Multi {
		keys = append(keys, parts.Hint{Key: "space", Does: "tick"})
	}
	switch {
	case ok && w.form.OnSetting() && !w.form.TakesText():
		keys = append(keys, parts.Hint{Key: "←→", Does: "choose"}, parts.Hint{Key: theme.SignUp + theme.SignDown, Does: "move"})
	case ok && w.form.OnSetting():
		keys = append(keys, parts.Hint{Key: theme.SignUp + theme.SignDown, Does: "move"})
	case ok && field.Kind == steps.Choice:
		keys = append(keys, parts.Hint{Key: theme.SignUp + theme.SignDown, Does: "choose"})
	}
	var force, fault []parts.Hint
	if w.test != nil {
		force, fault = w.test.PlannedKeys()
	}
	keys = append(keys, force...)
	if w.Back == nil && !w.Journey() {
		keys = append(keys, parts.Hint{Key: parts.KeyLeave, Does: "leave"})
	}
	keys = append(keys, fault...)
	if ok && w.practiceFills(field) {
		keys = append(keys, parts.Hint{Key: parts.KeyPractice, Does: "practice"})
	}
	if ok && field.Make != nil {
		keys = append(keys, parts.Hint{Key: parts.KeyMake, Does: "random words"})
	}
	if w.form.CanReveal() {
		does := "show"
		if w.form.Revealed() {
			does = "hide"
		}
		keys = append(keys, parts.Hint{Key: parts.KeyReveal, Does: does})
	}
	keys = append(keys, w.pageKeys()...)
	if w.walk.CanSkip() && !w.walk.AsksToSkip() {
		keys = append(keys, parts.Hint{Key: parts.KeyLater, Does: "later"})
	}
	if len(w.form.Fields()) > 1 {
		if !w.form.Last() {
			keys = append(keys, parts.Hint{Key: "tab", Does: "next field"})
		}
		if w.form.At() > 0 {
			keys = append(keys, parts.Hint{Key: "shift+tab", Does: "field before"})
		}
	}
	if w.Journey() && !w.cardOpen() && (drawing{pages: w.pages}).takesCard() {
		keys = append(keys, parts.Hint{Key: parts.KeyCard, Does: "card"})
	}
	if w.form.TakesText() {
		keys = append(keys, parts.Hint{Key: "ctrl+u", Does: "empty the field"})
	}
	if w.form.Typing() {
		return append(keys, parts.Hint{Key: parts.KeyExplain, Does: "explain"})
	}
	return append(keys, explains)
}

// practiceFills reports whether the practice account has a value for the focused field.
func (w footer) practiceFills(field steps.Field) bool {
	if !w.env.App.Demo() || !w.Journey() || !w.form.TakesText() {
		return false
	}
	return field.Key == steps.KeyCertificateID || w.env.App.Practice().Knows(w.walk.State(), field.Key)
}

// pageKeys returns the keys for the pages of a step: its links and the administrator's
// page.
func (w footer) pageKeys() []parts.Hint {
	var keys []parts.Hint
	if len(w.links()) > 0 {
		keys = append(keys, parts.Hint{Key: parts.KeyOpen, Does: "open page"})
	}
	if w.certificatePath() != "" {
		return append(keys, parts.Hint{Key: parts.KeyCopy, Does: "copy path"}, parts.Hint{Key: parts.KeyHandOff, Does: "read the page"})
	}
	if len(w.links()) > 0 {
		keys = append(keys, parts.Hint{Key: parts.KeyCopy, Does: "copy link"})
	}
	return keys
}

func (w footer) enterDoes() string {
	switch {
	case w.Enter != "" && w.form.Last() && w.form.Problem() == "":
		return w.Enter
	case w.test != nil:
		return "run the test"
	case w.form.Problem() != "" && (w.form.Last() || w.form.ProblemAtCursor()):
		return "try again"
	}
	return "next"
}
