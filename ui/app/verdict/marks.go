package verdict

import (
	"fmt"
	"strings"
)

// Mark is how a front end writes a kind of line.
type Mark struct {
	Indent string // before the first line of the text; the next ones are as far in
	Words  string // what the sentence begins with
	Stop   bool   // the sentence ends in a full stop
}

// Marks are the marks of a front end. A kind without a mark is left out.
type Marks map[Kind]Mark

// Write writes lines with their marks.
func (m Marks) Write(lines []Line, tell func(indent, text string)) {
	for _, line := range lines {
		mark, told := m[line.Kind]
		if !told {
			continue
		}
		indent, text := mark.Indent, mark.Words+line.Text
		if line.Number > 0 {
			indent = fmt.Sprintf("%3d. ", line.Number)
		}
		if mark.Stop {
			text = strings.TrimSuffix(text, ".") + "."
		}
		tell(indent, text)
	}
}
