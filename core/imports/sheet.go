package imports

import (
	"strings"

	"suitekey/core/values"
)

// readSheet reads the fields of a form as text: "Label: value", a tab or a comma
// between them (as a spreadsheet gives them), or the value on the lines below its
// label.
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

// labelled splits a line at the first mark between a label and its value; a line
// without one is a label as a whole.
func labelled(line string) (name, value string, split bool) {
	at := strings.IndexAny(line, ":\t,;=")
	if at < 0 {
		return unquoted(line), "", false
	}
	return unquoted(line[:at]), unquoted(line[at+1:]), true
}

func unquoted(text string) string {
	text = strings.TrimSpace(text)
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	}
	return text
}
