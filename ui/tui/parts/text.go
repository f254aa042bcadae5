package parts

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"suitekey/ui/tui/theme"
)

// Width returns the number of columns of text.
func Width(text string) int { return ansi.StringWidth(text) }

// Wrapped breaks text into lines of at most w columns. Escape sequences have no width.
// Lines wider than the window would be cut off. Hyphenated words such as sign-in and
// HMAC-SHA256 stay whole.
func Wrapped(text string, w int) []string {
	return wrappedAt(text, w, "")
}

// WrappedPaths is Wrapped for a text that contains a path.
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

// Ends shortens text to w columns in its middle, because a person compares the beginning and
// the end of a long value.
func Ends(text string, w int) string {
	if Width(text) <= w {
		return text
	}
	left := max(w-1, 0) / 2
	return ansi.Cut(text, 0, left) + theme.SignCut + ansi.Cut(text, Width(text)-max(w-1-left, 0), Width(text))
}

// ShortLink returns a link without its scheme, in w columns. A longer link loses the folders
// in its middle, then its host. The page is the most important part.
func ShortLink(link string, w int) string {
	link = strings.TrimPrefix(link, "https://")
	pieces := strings.Split(link, "/")
	for len(pieces) > 2 && Width(link) > w {
		pieces = append(pieces[:1:1], pieces[2:]...)
		link = pieces[0] + "/" + theme.SignCut + "/" + strings.Join(pieces[1:], "/")
	}
	if Width(link) > w && len(pieces) > 1 {
		link = theme.SignCut + "/" + strings.Join(pieces[1:], "/")
	}
	return Clamped(link, w)
}

// CutMarked marks the ends of an input line at which its value continues. For a hidden
// value it marks the beginning, which is usually the cut end.
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

// Spread draws left and right at the two ends of a line of w columns. If space is short,
// left is cut.
func Spread(left, right string, w int) string {
	if Width(right) == 0 { // a style may have drawn an empty text
		return Padded(left, w)
	}
	left = Clamped(left, w-Width(right)-1)
	return left + strings.Repeat(" ", max(w-Width(left)-Width(right), 0)) + Clamped(right, w)
}

// Indented adds by before each line.
func Indented(lines []string, by string) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		out = append(out, by+line)
	}
	return out
}

// Hanging draws text behind a mark on the first line. The other lines are indented by the
// width of the mark.
func Hanging(mark, text string, w int) []string {
	indent := strings.Repeat(" ", Width(mark))
	return HungLines(mark, Wrapped(text, w-Width(mark)), indent)
}

// HungLines is Hanging for lines that are already wrapped.
func HungLines(mark string, lines []string, indent string) []string {
	lines = Indented(lines, indent)
	lines[0] = mark + strings.TrimPrefix(lines[0], indent)
	return lines
}

// Cells cuts text into pieces of at most w columns at any place, because a key has no
// words.
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
