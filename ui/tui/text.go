package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// width is the number of columns that text takes.
func width(text string) int { return ansi.StringWidth(text) }

// wrapped breaks text into lines of at most w columns; escape sequences count
// nothing. Lines wider than the window would be cut off, not wrapped. Words
// such as sign-in and HMAC-SHA256 stay whole.
func wrapped(text string, w int) []string {
	return wrappedAt(text, w, "")
}

// wrappedPaths is wrapped for a text with a path in it.
func wrappedPaths(text string, w int) []string { return wrappedAt(text, w, "/") }

func wrappedAt(text string, w int, breaks string) []string {
	whole := strings.ReplaceAll(text, "-", unbreakable)
	return strings.Split(strings.ReplaceAll(ansi.Wrap(whole, max(w, 1), breaks), unbreakable, "-"), "\n")
}

const unbreakable = "\u2011" // a hyphen at which no line ends

// clamped cuts text to w columns and marks the cut.
func clamped(text string, w int) string {
	if width(text) <= w {
		return text
	}
	return ansi.Truncate(text, max(w, 0), signCut)
}

// cutMarked marks the ends of an input line at which its value goes on. Of a
// hidden one nobody sees which end is cut: most often it is the beginning.
func cutMarked(line, value string, hidden bool) string {
	const prompt = 2
	all := width(line)
	shown := strings.TrimRight(ansi.Cut(ansi.Strip(line), prompt, all), " ")
	if value = strings.TrimRight(value, " "); shown == "" || width(value) <= width(shown) {
		return line
	}
	if hidden || !strings.HasPrefix(value, shown) {
		line = ansi.Cut(line, 0, prompt) + signCut + ansi.Cut(line, prompt+1, all)
	}
	if end := prompt + width(shown) - 1; !hidden && !strings.HasSuffix(value, shown) {
		line = ansi.Cut(line, 0, end) + signCut + ansi.Cut(line, end+1, all)
	}
	return line
}

// padded fills text with blanks to w columns, or cuts it.
func padded(text string, w int) string {
	text = clamped(text, w)
	return text + strings.Repeat(" ", max(w-width(text), 0))
}

// spread sets left and right at the two ends of a line of w columns. The left
// one gives way.
func spread(left, right string, w int) string {
	if right == "" {
		return padded(left, w)
	}
	left = clamped(left, w-width(right)-1)
	return left + strings.Repeat(" ", max(w-width(left)-width(right), 0)) + clamped(right, w)
}

func indented(lines []string, by string) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		out = append(out, by+line)
	}
	return out
}

// hanging sets text behind a mark: the first line carries it, the others are
// indented by its width.
func hanging(mark, text string, w int) []string {
	indent := strings.Repeat(" ", width(mark))
	return hungLines(mark, wrapped(text, w-width(mark)), indent)
}

func hungLines(mark string, lines []string, indent string) []string {
	lines = indented(lines, indent)
	lines[0] = mark + strings.TrimPrefix(lines[0], indent)
	return lines
}

// body is what stands between header and footer, and which lines of it must be
// in sight.
type body struct {
	lines    []string
	from, to int
}

func (b *body) add(lines ...string) { b.lines = append(b.lines, lines...) }

// gap adds one empty line, never two.
func (b *body) gap() {
	if n := len(b.lines); n > 0 && b.lines[n-1] != "" {
		b.add("")
	}
}

// look marks the lines added since from as those to keep in sight.
func (b *body) look(from int) { b.from, b.to = from, len(b.lines) }

// window cuts the body to h lines. offset is where the person scrolled to, or
// -1 to follow the focus. It returns the lines and the offset used.
func (b *body) window(h, offset int) (lines []string, used int) {
	most := max(len(b.lines)-h, 0)
	if offset < 0 {
		offset = 0
		if b.to > h {
			offset = b.to - h
		}
		offset = min(offset, max(b.from, 0))
	}
	offset = min(max(offset, 0), most)
	return b.lines[offset:min(offset+h, len(b.lines))], offset
}
