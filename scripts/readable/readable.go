// Package readable measures whether what stands on a screen can be read: the contrast of
// every character on its own background.
package readable

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/vt"
)

// The least contrast: WCAG 2, success criteria 1.4.3 and 1.4.11.
const (
	Text  = 4.5
	Signs = 3.0 // of furniture that means something
)

// Paper is the terminal that a frame is drawn on.
type Paper struct{ Ink, Background color.Color }

// edges mean something: where the cursor is, what belongs to a card.
const edges = "▌┃"

// quiet are rules between the parts of a screen. They may be fainter than all that is read.
const quiet = "─│┬┴├┼└┌┐┘"

// Fault is a run of characters that cannot be read well.
type Fault struct {
	Line  int // from 1
	Text  string
	Ratio float64
	Least float64
}

func (f Fault) String() string {
	return fmt.Sprintf("line %d: %q has a contrast of %.1f:1, not %.1f:1", f.Line, f.Text, f.Ratio, f.Least)
}

// Check measures a frame, which is text with the escape sequences of its colours.
func Check(frame string, p Paper) []Fault {
	lines := strings.Split(strings.TrimRight(frame, "\n"), "\n")
	wide := 0
	for _, line := range lines {
		wide = max(wide, len(line))
	}
	emulator := vt.NewEmulator(max(wide, 1), max(len(lines), 1))
	_, _ = emulator.Write([]byte(strings.Join(lines, "\r\n")))
	var faults []Fault
	for y := range lines {
		var run Fault
		for x := 0; x < wide; x++ {
			cell := emulator.CellAt(x, y)
			least, text := 0.0, ""
			if cell != nil {
				least, text = leastOf(cell.Content), cell.Content
			}
			ratio := least
			if least > 0 {
				ratio = contrast(inkAndPaper(cell.Style.Fg, cell.Style.Bg, uint8(cell.Style.Attrs), p))
			}
			bad := least > 0 && ratio < least-0.05
			if run.Text != "" && (!bad || math.Abs(run.Ratio-ratio) > 0.05) {
				faults, run = append(faults, run), Fault{}
			}
			if bad {
				run = Fault{Line: y + 1, Text: run.Text + text, Ratio: ratio, Least: least}
			}
		}
		if run.Text != "" {
			faults = append(faults, run)
		}
	}
	return faults
}

// leastOf is the contrast that a character needs, 0 for none.
func leastOf(text string) float64 {
	switch r := []rune(text); {
	case len(r) == 0 || unicode.IsSpace(r[0]) || strings.ContainsRune(quiet, r[0]):
		return 0
	case strings.ContainsRune(edges, r[0]):
		return Signs
	}
	return Text
}

// The attributes of a cell that change its colours.
const reverse = 1 << 5

func inkAndPaper(ink, background color.Color, attributes uint8, p Paper) (color.Color, color.Color) {
	if ink == nil {
		ink = p.Ink
	}
	if background == nil {
		background = p.Background
	}
	if attributes&reverse != 0 {
		return background, ink
	}
	return ink, background
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// Papers are the terminals that pictures are taken in.
var Papers = map[string]Paper{
	"dark":  {Ink: color.RGBA{0xd7, 0xdc, 0xe2, 0xff}, Background: color.RGBA{0x10, 0x14, 0x18, 0xff}},
	"light": {Ink: color.RGBA{0x1f, 0x23, 0x28, 0xff}, Background: color.RGBA{0xff, 0xff, 0xff, 0xff}},
}
