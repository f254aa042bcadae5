// Package theme holds the colours and signs of the full screen, on dark and on
// light backgrounds, with and without UTF-8.
package theme

import (
	"image/color"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// palette is one set of colours. Normal text has the terminal's own colour.
// Green, amber and red mean state and nothing else; the accent marks where the
// person is. Every colour has a contrast of at least 4.5:1 (see the test).
type palette struct {
	dim, rule, accent, good, warn, bad color.Color
}

var (
	onDark = palette{
		dim: lipgloss.Color("#a3adba"), rule: lipgloss.Color("#828c99"), accent: lipgloss.Color("#7cc4ff"),
		good: lipgloss.Color("#7fdc8c"), warn: lipgloss.Color("#f0c35c"), bad: lipgloss.Color("#ff938a"),
	}
	onLight = palette{
		dim: lipgloss.Color("#525b66"), rule: lipgloss.Color("#6a737d"), accent: lipgloss.Color("#0a50a8"),
		good: lipgloss.Color("#14662a"), warn: lipgloss.Color("#7a4b00"), bad: lipgloss.Color("#ab1f18"),
	}
)

// Theme is every style of the program, made once for a background.
type Theme struct {
	ASCII bool // the terminal has no UTF-8: see ToASCII

	Plain, Bold, Dim, Rule, Accent, Good, Warn, Bad, Reverse lipgloss.Style
}

// New makes the theme for a dark or a light background.
func New(dark, ascii bool) *Theme {
	p := onLight
	if dark {
		p = onDark
	}
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	return &Theme{
		ASCII: ascii,
		Plain: lipgloss.NewStyle(), Bold: lipgloss.NewStyle().Bold(true), Reverse: lipgloss.NewStyle().Bold(true).Reverse(true),
		Dim: ink(p.dim), Rule: ink(p.rule), Accent: ink(p.accent), Good: ink(p.good), Warn: ink(p.warn), Bad: ink(p.bad),
	}
}

// The signs. Each has a fellow of plain ASCII for terminals without UTF-8, of
// the same width, so that nothing moves.
const (
	Pointer   = "►"
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
	RuleLine  = "─"
	RuleUp    = "│"
	RuleDown  = "┬"
	RuleCross = "┴"
)

// ToASCII replaces each sign by its fellow.
var ToASCII = strings.NewReplacer(
	Pointer, ">", SignDone, "+", SignNow, "*", SignToDo, "o", SignBad, "x", SignNote, "-",
	SignMask, "*", SignCut, "~", SignUp, "^", SignDown, "v", SignBelow, "`", RuleLine, "-", RuleUp, "|", RuleDown, "+", RuleCross, "+",
	"◐", "~", "→", ">", "←", "<", "“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "⠋", "|", "⠙", "/", "⠹", "-", "⠸", `\`,
)

// SpinnerFrames turn while something runs.
var SpinnerFrames = []string{"⠋", "⠙", "⠹", "⠸"}

// DarkByEnvironment reads COLORFGBG ("15;0": white on black), which some
// terminals set and which is all there is where the terminal does not answer
// the question for its background, as in tmux. Without it: dark.
func DarkByEnvironment(getenv func(string) string) bool {
	parts := strings.Split(getenv("COLORFGBG"), ";")
	background, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil {
		return true
	}
	return background < 7 || background == 8
}
