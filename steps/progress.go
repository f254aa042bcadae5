package steps

// Mark is one line of the stepper.
type Mark struct {
	Name, Title string
	Done, Now   bool
}

// Progress lists the steps that apply now, in order, and the number (from 1)
// of the open one.
func (w *Walk) Progress() (marks []Mark, now int) {
	for i, step := range w.flow.Steps {
		if !step.Applies(w.state) {
			continue
		}
		if step.Each != nil {
			if w.one != nil {
				each, at := w.one.Progress()
				marks, now = append(marks, each...), len(marks)+at
			}
			continue
		}
		mark := Mark{Name: step.Name, Title: step.Title, Done: i < w.at || w.ended, Now: i == w.at && !w.ended}
		marks = append(marks, mark)
		if i == w.at {
			now = len(marks)
		}
	}
	return marks, now
}
