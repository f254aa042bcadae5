package tui

import (
	"image/color"
	"strconv"
	"strings"

	"charm.land/huh/v2"
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

// theme is every style of the program, made once for a background.
type theme struct {
	ascii bool

	plain, bold, dim, rule, accent, good, warn, bad, reverse lipgloss.Style

	form *huh.Styles
}

func newTheme(dark, ascii bool) *theme {
	p := onLight
	if dark {
		p = onDark
	}
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	t := &theme{
		ascii: ascii,
		plain: lipgloss.NewStyle(), bold: lipgloss.NewStyle().Bold(true), reverse: lipgloss.NewStyle().Bold(true).Reverse(true),
		dim: ink(p.dim), rule: ink(p.rule), accent: ink(p.accent), good: ink(p.good), warn: ink(p.warn), bad: ink(p.bad),
	}
	t.form = t.formStyles()
	return t
}

// formStyles dress huh's fields. Where a field is drawn and what it has to say
// is the wizard's business, so there are no frames, help or error styles.
func (t *theme) formStyles() *huh.Styles {
	focused := huh.FieldStyles{
		Title:               t.bold,
		Description:         t.dim,
		SelectSelector:      t.accent.Bold(true).SetString(pointer + " "),
		MultiSelectSelector: t.accent.Bold(true).SetString(pointer + " "),
		Option:              t.plain,
		SelectedOption:      t.bold,
		UnselectedOption:    t.plain,
		SelectedPrefix:      t.accent.SetString("[x] "),
		UnselectedPrefix:    t.plain.SetString("[ ] "),
		TextInput: huh.TextInputStyles{
			Cursor: t.plain, CursorText: t.plain, Placeholder: t.dim, Prompt: t.accent.Bold(true), Text: t.plain,
		},
	}
	return &huh.Styles{Focused: focused, Blurred: focused, FieldSeparator: lipgloss.NewStyle().SetString("\n")}
}

// The signs. Each has a fellow of plain ASCII for terminals without UTF-8, of
// the same width, so that nothing moves.
const (
	pointer   = "►"
	signDone  = "✓"
	signNow   = "●"
	signToDo  = "○"
	signBelow = "└" // belongs to what stands above
	signHalf  = "◐"
	signBad   = "✗"
	signWarn  = "!"
	signNote  = "·"
	signMask  = "•"
	signCut   = "…"
	signUp    = "↑"
	signDown  = "↓"
	ruleLine  = "─"
	ruleUp    = "│"
	ruleDown  = "┬"
	ruleCross = "┴"
)

var toASCII = strings.NewReplacer(
	pointer, ">", signDone, "+", signNow, "*", signToDo, "o", signHalf, "~", signBad, "x", signNote, "-",
	signMask, "*", signCut, "~", signUp, "^", signDown, "v", signBelow, "`", ruleLine, "-", ruleUp, "|", ruleDown, "+", ruleCross, "+",
	"→", ">", "←", "<", "“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "⠋", "|", "⠙", "/", "⠹", "-", "⠸", `\`,
)

// spinnerFrames turn while something runs.
var spinnerFrames = []string{"⠋", "⠙", "⠹", "⠸"}

// darkByEnvironment reads COLORFGBG ("15;0": white on black), which some
// terminals set and which is all there is where the terminal does not answer
// the question for its background, as in tmux. Without it: dark.
func darkByEnvironment(getenv func(string) string) bool {
	parts := strings.Split(getenv("COLORFGBG"), ";")
	background, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil {
		return true
	}
	return background < 7 || background == 8
}
