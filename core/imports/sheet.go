package imports

import (
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/values"
)

// readSheet reads the fields of a form as text: "Label: value", with a tab or a comma
// between them (from a spreadsheet), or with the value on the lines below its label.
func readSheet(c *collector, text string) error {
	label, below := "", []string{}
	flush := func() {
		if label != "" {
			c.take(label, strings.Join(below, "\n"))
		}
		label, below = "", below[:0]
	}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		inPEM := len(below) > 0 && isPEM(below[0])
		if !inPEM {
			line = withoutMarkup(line)
		}
		name, value, split := labelled(line)
		switch key, _ := meaning(name, c.loose); {
		case line == "" || !inPEM && strings.HasPrefix(line, "# "): // what an export says beside its fields
		case key != "" && !inPEM && values.Reference(line) == "":
			flush()
			if value == "" {
				label = name
				continue
			}
			c.take(name, value)
		case label != "" && (inPEM || len(below) == 0):
			below = append(below, line)
		case split && about(name):
			c.unknown(name)
		default:
			c.unreadable(n + 1)
		}
		if inPEM && strings.HasPrefix(line, "-----END ") {
			flush()
		}
	}
	flush()
	return nil
}

// withoutMarkup removes the markup of notes and mails around a label and its value:
// marks of lists, quotations and tables, and Markdown's bold and code.
func withoutMarkup(line string) string {
	line = strings.NewReplacer("**", "", "`", "").Replace(listMark().ReplaceAllString(line, ""))
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "|"))
}

var listMark = lazyregexp.Lazy(`^(?:[>|]\s*|[-*•·]\s+)+`)

// labelled splits a line at the mark between a label and its value: at the first mark
// after a known label, or else at the first mark. A line without a mark is a label.
func labelled(line string) (name, value string, split bool) {
	marks := separator().FindAllStringIndex(line, 8)
	if len(marks) == 0 {
		return unquoted(line), "", false
	}
	mark := marks[0]
	for _, m := range marks {
		if key, _ := meaning(unquoted(line[:m[0]]), true); key != "" {
			mark = m
			break
		}
	}
	return unquoted(line[:mark[0]]), unquoted(line[mark[1]:]), true
}

var separator = lazyregexp.Lazy(`\s*(?:=>|->|[:\t,;=|→–—])`)

func unquoted(text string) string {
	text = strings.TrimSpace(text)
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	}
	// The first or the last line of a cell with several lines.
	if cut := strings.TrimRight(text, ","); strings.HasPrefix(cut, `"`) != strings.HasSuffix(cut, `"`) {
		return strings.TrimSpace(strings.Trim(cut, `"`))
	}
	return text
}
