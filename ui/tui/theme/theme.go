// Package theme holds the colours and signs of the full screen, on dark and on
// light backgrounds, with and without UTF-8.
package theme

import (
	"strconv"
	"strings"
)

// The signs. Each has a fellow of plain ASCII for terminals without UTF-8, of
// the same width, so that nothing moves.
const (
	Pointer   = "►" // the selected row, where it has no tint
	BarEdge   = "▌" // the left edge of the selected row and of a field
	CardEdge  = "┃" // the left edge of a card
	SignDone  = "✓"
	SignNow   = "●"
	SignToDo  = "○"
	SignBelow = "└" // belongs to what stands above
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

// ToASCII replaces each sign by its fellow.
var ToASCII = strings.NewReplacer(
	Pointer, ">", BarEdge, "|", CardEdge, "|", SignSort, "v", SignDone, "+", SignNow, "*", SignToDo, "o", SignBad, "x", SignNote, "-",
	SignMask, "*", SignCut, "~", SignUp, "^", SignDown, "v", SignBelow, "`", RuleLine, "-", RuleUp, "|", RuleDown, "+", RuleCross, "+", RuleRight, "+", RuleBoth, "+",
	"◐", "~", "→", ">", "←", "<", "‹", "<", "›", ">", "“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "⠋", "|", "⠙", "/", "⠹", "-", "⠸", `\`,
)

// SpinnerFrames turn while something runs.
var SpinnerFrames = []string{"⠋", "⠙", "⠹", "⠸"}

// Background of a terminal, as far as the environment tells.
func Background(getenv func(string) string) (dark, told, fixed bool) {
	switch strings.ToLower(getenv("SUITEKEY_BACKGROUND")) {
	case "light":
		return false, true, true
	case "dark":
		return true, true, true
	}
	// COLORFGBG ("15;0": white on black) is set by some terminals, and all there is
	// where the terminal does not answer the question for its background.
	parts := strings.Split(getenv("COLORFGBG"), ";")
	background, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil {
		return true, false, false
	}
	return background < 7 || background == 8, true, false
}
