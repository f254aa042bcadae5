package parts

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"suitekey/ui/tui/theme"
)

// Width is the number of columns that text takes.
func Width(text string) int { return ansi.StringWidth(text) }

// Wrapped breaks text into lines of at most w columns; escape sequences count
// nothing. Lines wider than the window would be cut off, not wrapped. Words
// such as sign-in and HMAC-SHA256 stay whole.
func Wrapped(text string, w int) []string {
	return wrappedAt(text, w, "")
}

// WrappedPaths is wrapped for a text with a path in it.
func WrappedPaths(text string, w int) []string { return wrappedAt(text, w, "/") }

func wrappedAt(text string, w int, breaks string) []string {
	whole := strings.ReplaceAll(text, "-", unbreakable)
	return strings.Split(strings.ReplaceAll(ansi.Wrap(whole, max(w, 1), breaks), unbreakable, "-"), "\n")
}

const unbreakable = "\u2011" // a hyphen at which no line ends

// Clamped cuts text to w columns and marks the cut.
func Clamped(text string, w int) string {
	if Width(text) <= w {
		return text
	}
	return ansi.Truncate(text, max(w, 0), theme.SignCut)
}

// CutMarked marks the ends of an input line at which its value goes on. Of a
// hidden one nobody sees which end is cut: most often it is the beginning.
func CutMarked(line, value string, hidden bool) string {
	all := Width(line)
	shown := strings.TrimRight(ansi.Strip(line), " ")
	if value = strings.TrimRight(value, " "); shown == "" || Width(value) <= Width(shown) {
		return line
	}
	if hidden || !strings.HasPrefix(value, shown) {
		line = theme.SignCut + ansi.Cut(line, 1, all)
	}
	if end := Width(shown) - 1; !hidden && !strings.HasSuffix(value, shown) {
		line = ansi.Cut(line, 0, end) + theme.SignCut + ansi.Cut(line, end+1, all)
	}
	return line
}

// Padded fills text with blanks to w columns, or cuts it.
func Padded(text string, w int) string {
	text = Clamped(text, w)
	return text + strings.Repeat(" ", max(w-Width(text), 0))
}

// Spread sets left and right at the two ends of a line of w columns. The left
// one gives way.
func Spread(left, right string, w int) string {
	if right == "" {
		return Padded(left, w)
	}
	left = Clamped(left, w-Width(right)-1)
	return left + strings.Repeat(" ", max(w-Width(left)-Width(right), 0)) + Clamped(right, w)
}

// Indented puts by before each line.
func Indented(lines []string, by string) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		out = append(out, by+line)
	}
	return out
}

// Hanging sets text behind a mark: the first line carries it, the others are
// Indented by its width.
func Hanging(mark, text string, w int) []string {
	indent := strings.Repeat(" ", Width(mark))
	return HungLines(mark, Wrapped(text, w-Width(mark)), indent)
}

// HungLines is Hanging for lines that are wrapped already.
func HungLines(mark string, lines []string, indent string) []string {
	lines = Indented(lines, indent)
	lines[0] = mark + strings.TrimPrefix(lines[0], indent)
	return lines
}

// Cells cuts text into pieces of at most w columns, wherever that is: a key has
// no words to break at.
func Cells(text string, w int) []string {
	var pieces []string
	piece := ""
	for _, r := range text {
		if Width(piece+string(r)) > w {
			pieces, piece = append(pieces, piece), ""
		}
		piece += string(r)
	}
	return append(pieces, piece)
}
