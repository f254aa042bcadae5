package tui

import (
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// Signs that tests look for on the screen.
const (
	pointer  = theme.BarEdge
	signBad  = theme.SignBad
	signWarn = theme.SignWarn
	signCut  = theme.SignCut
	ruleUp   = theme.RuleUp
)

const stepperWidth = frame.StepperWidth

func width(text string) int { return parts.Width(text) }
