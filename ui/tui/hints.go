package tui

import (
	"slices"

	"suitekey/steps"
)

// wizardKeys are the keys that do something now, the most useful first; the
// last one is always shown.
func (m *model) wizardKeys(w *wizard) []hint {
	if keys := m.phaseKeys(w); !m.cardOpen(w) {
		return keys
	} else if w.phase == working {
		return append([]hint{{keyCard, "close card"}}, keys...)
	} else {
		return slices.Insert(keys, 1, hint{keyCard, "close card"})
	}
}

func (m *model) phaseKeys(w *wizard) []hint {
	switch {
	case w.picker != nil:
		return pickerKeys(w)
	case w.testing() && (w.phase == testLost || w.phase == showing):
		return m.testKeys(w)
	}
	switch w.phase {
	case working:
		if w.holds() {
			return []hint{{keyLeave, "leave when it is done"}}
		}
		keys := []hint{{"esc", "cancel"}}
		if len(w.links()) > 0 {
			keys = append(keys, hint{keyCopy, "copy link"}, hint{keyOpen, "open page"})
		}
		return append(keys, hint{keyLeave, "leave"})
	case showing:
		if w.finished() {
			return []hint{{"enter", m.afterEnd()}, {keyLeave, "leave"}}
		}
		keys := []hint{{"enter", "go on"}}
		if !w.walk.Closing() {
			keys = m.backHint(w, keys)
		}
		return append(keys, hint{keyLeave, "leave"})
	}
	return m.askingKeys(w)
}

func (m *model) afterEnd() string {
	if m.home == nil {
		return "done"
	}
	return "to the connections"
}

func (m *model) backHint(w *wizard, keys []hint) []hint {
	switch {
	case m.cardOpen(w):
		return keys // esc closes it first
	case w.closed():
		return keys
	case w.journey() && !w.walk.CanBack() && w.back != nil && m.home != nil && w.walk.Flow().AboutSaved && m.untouched(w):
		return append(keys, hint{"esc", "back"})
	case w.journey() && !w.walk.CanBack() && w.back != nil:
		return append(keys, hint{"esc", "leave"})
	}
	if w.walk.CanBack() || w.back != nil && !w.journey() {
		return append(keys, hint{"esc", "back"})
	}
	return keys
}

func (m *model) askingKeys(w *wizard) []hint {
	keys := []hint{{"enter", m.enterDoes(w)}}
	field, ok := w.form.field()
	if ok && field.Kind == steps.Multi {
		keys = append(keys, hint{"space", "tick"})
	}
	if ok && field.Kind == steps.Choice {
		keys = append(keys, hint{signUp + signDown, "choose"})
	}
	if w.testing() && m.locking(w) {
		keys = append(keys, hint{keyForce, "sign in anyway"})
	}
	keys = m.backHint(w, keys)
	if w.walk.Step().Name == "unlock" {
		keys = append(keys, hint{keyLeave, "leave"})
	}
	if w.testing() && m.app.Demo() {
		keys = append(keys, hint{keyFault, "fault"})
	}
	if m.app.Demo() && ok && w.journey() && w.form.typing() {
		if field.Key == steps.KeyCertificateID {
			keys = append(keys, hint{keyPractice, "practice"})
		} else if m.app.Practice().Knows(w.walk.State(), field.Key) {
			keys = append(keys, hint{keyPractice, "practice"})
		}
	}
	if len(w.links()) > 0 {
		keys = append(keys, hint{keyOpen, "open page"})
	}
	if w.certificatePath() != "" {
		keys = append(keys, hint{keyCopy, "copy path"}, hint{keyHandOff, "read the page"})
	} else if len(w.links()) > 0 {
		keys = append(keys, hint{keyCopy, "copy link"})
	}
	if w.walk.CanPutAside() && !w.walk.AsksToPutAside() {
		keys = append(keys, hint{keyLater, "later"})
	}
	if len(w.form.fields) > 1 {
		if !w.form.last() {
			keys = append(keys, hint{"tab", "next field"})
		}
		if w.form.at > 0 {
			keys = append(keys, hint{"shift+tab", "field before"})
		}
	}
	if m.app.Demo() && w.journey() && !m.cardBeside() && !m.cardOpen(w) {
		keys = append(keys, hint{keyCard, "card"})
	}
	if w.form.typing() {
		return append(keys, hint{keyExplain, "explain"})
	}
	return append(keys, hint{"?", "explain"})
}

func (m *model) enterDoes(w *wizard) string {
	switch {
	case w.walk.Step().Name == "unlock":
		return "unlock"
	case w.testing():
		return "run the test"
	case w.problem != "" && (w.form.last() || w.shownAtCursor()):
		return "try again"
	}
	return "next"
}
