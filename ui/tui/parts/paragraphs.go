package parts

import (
	"regexp"
	"strings"
)

// numbered is a paragraph that is one of several steps: its number and two blanks.
var numbered = regexp.MustCompile(`^\d+  `)

// Numbered returns the text of a step as Paragraphs takes it.
func Numbered(number, text string) string { return number + "  " + text }

// Paragraphs draws texts with a blank line between them. Steps follow each other without
// one, and their lines are indented behind their numbers.
func (c Canvas) Paragraphs(texts []string) (lines []string) {
	within := false // a step came before
	for _, text := range texts {
		for _, paragraph := range strings.Split(text, "\n\n") {
			number := numbered.FindString(paragraph)
			if len(lines) > 0 && !(within && number != "") {
				lines = append(lines, "")
			}
			within = number != ""
			if !within {
				lines = append(lines, Wrapped(paragraph, c.Wide)...)
				continue
			}
			lines = append(lines, Hanging(c.Accent.Render(strings.TrimSpace(number))+"  ", paragraph[len(number):], c.Wide)...)
		}
	}
	return lines
}
