package parts

import (
	"strings"

	"suitekey/ui/tui/theme"
)

// Stage is a part of a journey, with its steps.
type Stage struct {
	Title     string
	Done, Now bool
	Steps     []Stage // drawn below the present stage
}

// Stages draws the progress of a journey: stages that are done, present and to come, with
// the steps of the present stage below it. A list of more than h lines shows the part
// around the present step.
func (c Canvas) Stages(stages []Stage, w, h int) []string {
	var all []string
	now := 0
	for _, stage := range stages {
		all = append(all, c.stage(stage, "", w))
		if !stage.Now || w < withTitles {
			continue
		}
		now = len(all) - 1
		for _, step := range stage.Steps {
			all = append(all, c.stage(step, "  ", w))
			if step.Now {
				now = len(all) - 1
			}
		}
	}
	first := min(max(now-h/2, 0), max(len(all)-h, 0))
	last := min(first+h, len(all))
	lines := append([]string{}, all[first:last]...)
	cut := Padded("   "+c.Dim.Render(theme.SignCut), w)
	if first > 0 {
		lines[0] = cut
	}
	if last < len(all) {
		lines[len(lines)-1] = cut
	}
	for len(lines) < h {
		lines = append(lines, strings.Repeat(" ", w))
	}
	return lines
}

// withTitles is the minimum width for titles. A narrower list shows only the signs.
const withTitles = 8

func (c Canvas) stage(s Stage, indent string, w int) string {
	title := Clamped(s.Title, max(w-Width(indent)-4, 0))
	if w < withTitles {
		title = ""
	}
	text := c.Dim.Render(theme.SignToDo + " " + title)
	switch {
	case s.Now && len(s.Steps) > 0: // its steps show the position
		text = c.Accent.Render(theme.SignNow) + " " + title
	case s.Now:
		text = c.Accent.Bold(true).Render(theme.SignNow) + " " + c.Bold.Render(title)
	case s.Done:
		text = c.Good.Render(theme.SignDone) + " " + c.Plain.Render(title)
	}
	return Padded(" "+indent+text, w)
}
