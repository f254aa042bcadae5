package helpdoc

import (
	"strings"
	"unicode/utf8"
)

// columns is the width of a text on a terminal, the same as in the help of the verbs.
const columns = 79

// Terminal returns blocks as plain text for a terminal.
func Terminal(blocks []Block) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 && (b.Kind != Item || blocks[i-1].Kind != Item) {
			out.WriteString("\n")
		}
		switch b.Kind {
		case Heading:
			out.WriteString(strings.ToUpper(b.Text) + "\n")
		case Paragraph:
			out.WriteString(wrap(plain(b.Text), "", ""))
		case Item:
			out.WriteString(wrap(plain(b.Text), "- ", "  "))
		case Code:
			for _, line := range b.Dedented() {
				out.WriteString(strings.TrimRight("  "+line, " ") + "\n")
			}
		case Table:
			table(&out, b.Rows)
		}
	}
	return out.String()
}

// plain returns text without its backticks.
func plain(text string) string { return strings.ReplaceAll(text, "`", "") }

// widestTerm is the width up to which a term shares a line with its description.
const widestTerm = 26

func table(out *strings.Builder, rows []Row) {
	width := 0
	for _, r := range rows {
		if n := utf8.RuneCountInString(r.Term); n <= widestTerm {
			width = max(width, n)
		}
	}
	indent := strings.Repeat(" ", width+4)
	for _, r := range rows {
		first := "  " + r.Term
		if room := width + 4 - utf8.RuneCountInString(first); room >= 2 {
			first += strings.Repeat(" ", room)
		} else {
			out.WriteString(first + "\n")
			first = indent
		}
		out.WriteString(wrap(plain(r.Text), first, indent))
	}
}

// wrap breaks text into lines. The first line begins with first, the others with rest.
func wrap(text, first, rest string) string {
	var out strings.Builder
	line, empty := first, true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			out.WriteString(strings.TrimRight(line, " ") + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	out.WriteString(strings.TrimRight(line, " ") + "\n")
	return out.String()
}
