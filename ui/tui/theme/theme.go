// Package theme contains the colours and signs of the full screen, for dark and light
// backgrounds, with and without UTF-8.
package theme

import (
	"strconv"
	"strings"
)

// The signs. Each one has an ASCII counterpart of the same width for terminals without
// UTF-8, so that nothing moves.
const (
	Pointer   = "►" // the selected row, in a terminal without tints
	BarEdge   = "▌" // the left edge of the selected row and of a field
	CardEdge  = "┃" // the left edge of a card
	SignDone  = "✓"
	SignNow   = "●"
	SignToDo  = "○"
	SignBelow = "└" // belongs to the line above
	SignBad   = "✗"
	SignWarn  = "!"
	SignNote  = "·"
	SignMask  = "•"
	SignCut   = "…"
	SignUp    = "↑"
	SignDown  = "↓"
	SignSort  = "▾" // the column that a table is sorted by
	RuleLine  = "─"
	RuleUp    = "│"
	RuleDown  = "┬"
	RuleCross = "┴"
	RuleRight = "├"
	RuleBoth  = "┼"
)

// ToASCII replaces each sign by its ASCII counterpart.
var ToASCII = strings.NewReplacer(
	Pointer, ">", BarEdge, "|", CardEdge, "|", SignSort, "v", SignDone, "+", SignNow, "*", SignToDo, "o", SignBad, "x", SignNote, "-",
	SignMask, "*", SignCut, "~", SignUp, "^", SignDown, "v", SignBelow, "`", RuleLine, "-", RuleUp, "|", RuleDown, "+", RuleCross, "+", RuleRight, "+", RuleBoth, "+",
	"◐", "~", "→", ">", "←", "<", "‹", "<", "›", ">", "“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "⠋", "|", "⠙", "/", "⠹", "-", "⠸", `\`,
)

// SpinnerFrames are shown in turn while work runs.
var SpinnerFrames = []string{"⠋", "⠙", "⠹", "⠸"}

// Background is the background of a terminal according to the environment.
func Background(getenv func(string) string) (dark, told, fixed bool) {
	switch strings.ToLower(getenv("SUITEKEY_BACKGROUND")) {
	case "light":
		return false, true, true
	case "dark":
		return true, true, true
	}
	// Some terminals set COLORFGBG ("15;0": white on black). It is the only source if the
	// terminal does not answer the query for its background.
	parts := strings.Split(getenv("COLORFGBG"), ";")
	background, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil {
		return true, false, false
	}
	return background < 7 || background == 8, true, false
}
