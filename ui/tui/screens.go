package tui

import (
	"slices"

	"suitekey/ui/tui/home"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// screens are the open screens. They know nothing of the program around them.
type screens struct {
	home  *home.Home    // below all others; nil if the program was started for a journey
	stack []wish.Screen // the last one is on top
}

// downwards returns all screens, the topmost first.
func (s *screens) downwards() []wish.Screen {
	all := slices.Clone(s.stack)
	slices.Reverse(all)
	if s.home != nil {
		all = append(all, s.home)
	}
	return all
}

// shown returns the screen on top; nil while the first journey is opened.
func (s *screens) shown() wish.Screen {
	if len(s.stack) > 0 {
		return s.stack[len(s.stack)-1]
	}
	if s.home != nil {
		return s.home
	}
	return nil
}

// top returns the wizard on the screen, which may be below a question or an explanation;
// nil for none.
func (s *screens) top() *wizard.Wizard {
	for _, screen := range slices.Backward(s.stack) {
		if w, ok := screen.(*wizard.Wizard); ok {
			return w
		}
	}
	return nil
}

// atStake returns the journey that would lose something, or nil.
func (s *screens) atStake() *wizard.Wizard {
	for _, screen := range s.stack {
		if w, ok := screen.(*wizard.Wizard); ok && w.AtStake() {
			return w
		}
	}
	return nil
}

// stop stops the work of the screens from index at.
func (s *screens) stop(at int) {
	for _, screen := range s.stack[at:] {
		if w, ok := screen.(*wizard.Wizard); ok {
			w.Stop()
		}
	}
}

// drop removes the screens from index at.
func (s *screens) drop(at int) {
	s.stop(at)
	s.stack = s.stack[:at]
}
