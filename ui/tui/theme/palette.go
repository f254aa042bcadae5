package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// palette is one set of colours. Normal text has the terminal's own colour. Green, amber
// and red only show a state; the accent marks the person's position. Text has a contrast of
// at least 4.5:1 on each of its backgrounds, edges have 3:1. Rules are only decoration and
// have less (see the test).
type palette struct {
	dim, accent, good, warn, bad color.Color // text
	rule                         color.Color // rules between the parts of the frame
	edge                         color.Color // the left edge of a field without the focus
	surface, quiet               color.Color // behind the selected row, in a list with and without the focus
	field                        color.Color // behind a field for typing
	ink                          color.Color // text on the accent and on amber
}

var (
	onDark = palette{
		dim: lipgloss.Color("#a3adba"), accent: lipgloss.Color("#7cc4ff"),
		good: lipgloss.Color("#7fdc8c"), warn: lipgloss.Color("#f0c35c"), bad: lipgloss.Color("#ff938a"),
		rule: lipgloss.Color("#39424d"), edge: lipgloss.Color("#768291"),
		surface: lipgloss.Color("#22303f"), quiet: lipgloss.Color("#1c232c"), field: lipgloss.Color("#1a222c"),
		ink: lipgloss.Color("#10161d"),
	}
	onLight = palette{
		dim: lipgloss.Color("#525b66"), accent: lipgloss.Color("#0a50a8"),
		good: lipgloss.Color("#14662a"), warn: lipgloss.Color("#7a4b00"), bad: lipgloss.Color("#ab1f18"),
		rule: lipgloss.Color("#c9d1d9"), edge: lipgloss.Color("#77818c"),
		surface: lipgloss.Color("#d8e7f8"), quiet: lipgloss.Color("#eaeef2"), field: lipgloss.Color("#f0f3f6"),
		ink: lipgloss.Color("#ffffff"),
	}
)

// paletteFor returns the palette of a terminal. Among 256 colours, the nearest one to the
// tint behind the selected row is too bright for the text on it.
func paletteFor(of Terminal) palette {
	p := onLight
	if of.Dark {
		p = onDark
	}
	switch {
	case of.Colours != colorprofile.ANSI256:
	case of.Dark:
		p.surface, p.edge = lipgloss.Color("236"), lipgloss.Color("245")
	default:
		p.surface, p.edge = lipgloss.Color("254"), lipgloss.Color("242")
	}
	return p
}

// between are the colours of text on an unknown background: 4.5:1 on white and on black.
// There are no tints then.
var between = palette{
	dim: lipgloss.Color("#757575"), accent: lipgloss.Color("#0d77cf"),
	good: lipgloss.Color("#1f8740"), warn: lipgloss.Color("#a16a00"), bad: lipgloss.Color("#da3633"),
	rule: lipgloss.Color("#757575"), edge: lipgloss.Color("#757575"),
}

// Terminal is what the theme needs to know about a terminal.
type Terminal struct {
	Dark, ASCII bool
	Untold      bool                 // the background is unknown
	Colours     colorprofile.Profile // Unknown stands for all colours
}

// Theme contains every style of the program. It is created once for a terminal.
type Theme struct {
	Terminal

	Plain, Bold, Dim, Rule, Accent, Good, Warn, Bad, Reverse lipgloss.Style

	Edge  lipgloss.Style // of a field without the focus
	Bar   lipgloss.Style // behind the selected row
	Quiet lipgloss.Style // behind the selected row of a list without the focus
	Field lipgloss.Style // behind a field for typing
	Chip  lipgloss.Style // the main key of a screen
	Amber lipgloss.Style // the chip of a production account
}

// New makes the theme for a terminal.
func New(of Terminal) *Theme {
	switch of.Colours {
	case colorprofile.ANSI, colorprofile.ASCII, colorprofile.NoTTY:
		return flat(of)
	}
	if of.Untold {
		return untold(of)
	}
	p := paletteFor(of)
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	on := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Background(c) }
	return &Theme{
		Terminal: of,
		Plain:    lipgloss.NewStyle(), Bold: lipgloss.NewStyle().Bold(true), Reverse: lipgloss.NewStyle().Bold(true).Reverse(true),
		Dim: ink(p.dim), Rule: ink(p.rule), Accent: ink(p.accent), Good: ink(p.good), Warn: ink(p.warn), Bad: ink(p.bad),
		Edge: ink(p.edge), Bar: on(p.surface), Quiet: on(p.quiet), Field: on(p.field),
		Chip: on(p.accent).Foreground(p.ink).Bold(true), Amber: on(p.warn).Foreground(p.ink).Bold(true),
	}
}

// Flat reports whether the terminal has no tints. Reverse video and brackets replace them.
func (t *Theme) Flat() bool {
	switch t.Colours {
	case colorprofile.ANSI, colorprofile.ASCII, colorprofile.NoTTY:
		return true
	}
	return t.Untold
}

// untold returns the theme of a terminal with an unknown background, such as tmux, or mosh
// on a light terminal: flat, with colours that are readable on both backgrounds.
func untold(of Terminal) *Theme {
	t := flat(of)
	ink := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	t.Dim, t.Rule, t.Edge, t.Accent = ink(between.dim), ink(between.rule), ink(between.edge), ink(between.accent)
	t.Good, t.Warn, t.Bad = ink(between.good), ink(between.warn), ink(between.bad)
	return t
}

// flat returns the theme of a terminal with sixteen colours, which the person has chosen,
// or with none. A tint would be one of those sixteen and might be unreadable. Therefore the
// selected row is in reverse video and a field has brackets. Dim text is faint, which is
// visible with any choice of colours.
func flat(of Terminal) *Theme {
	ink := func(dark, light string) lipgloss.Style {
		if of.Untold {
			return lipgloss.NewStyle().Bold(true)
		}
		if of.Dark {
			return lipgloss.NewStyle().Foreground(lipgloss.Color(dark))
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(light))
	}
	plain, reverse := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true).Reverse(true)
	return &Theme{
		Terminal: of,
		Plain:    plain, Bold: plain.Bold(true), Reverse: reverse,
		Dim: plain.Faint(true), Rule: plain.Faint(true), Accent: ink("14", "4"),
		Good: ink("10", "2"), Warn: ink("11", "3"), Bad: ink("9", "1"),
		Edge: plain.Faint(true), Bar: reverse, Quiet: plain.Underline(true), Field: plain, Chip: reverse, Amber: reverse,
	}
}
