package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/export"
	"suitekey/steps"
)

// The fields of the question where to write an export.
const (
	exportPathKey = "export_path"
	exportKeyKey  = "export_key"
)

// askExportPath asks where the file goes, and writes it there.
func (m *model) askExportPath() tea.Cmd {
	a, e := m.app, *m.handing.chosen
	path := a.ExportPath(e)
	why := "A file that only you can read. What is secret in it stands there as plain text: remove it when it has done its work."
	if !e.HasSecrets(export.Options{WithKey: true}) {
		why = "Nothing secret is in it."
	}
	w := m.oneStep("export", steps.Step{
		Name: "export", Title: "Write " + e.Format.Name, NoReturn: steps.Always, Doc: text("Write "+e.Format.Name+" to a file", why, ""),
		Fields: []steps.Field{
			{Key: exportPathKey, Label: "File", Suggest: func(steps.State) string { return path }},
			{Key: exportKeyKey, Label: "The private key, too?", Kind: steps.Choice,
				When:    func(steps.State) bool { return e.Format.LeavesKeyOut(e.Profile) },
				Suggest: func(steps.State) string { return "no" },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{{Value: "no", Label: "No, leave it out"}, {Value: "yes", Label: "Yes"}}
				}},
		},
		Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			answer, _ := s.Answer(exportKeyKey)
			text, err := e.Render(export.Options{WithKey: answer == "yes"})
			if err != nil {
				return s, err
			}
			wanted, _ := s.Answer(exportPathKey)
			written, err := a.WriteExport(wanted, text, false)
			if err != nil {
				return s, &steps.FieldError{Key: exportPathKey, Err: err}
			}
			return s.With(exportPathKey, written), nil
		},
	}, steps.NewState(steps.Facts{Now: m.now()}))
	w.done = func(m *model, w *wizard) tea.Cmd {
		written, _ := w.walk.State().Answer(exportPathKey)
		cmd := m.pop()
		m.say("Written to " + written + ", readable for you alone.")
		return cmd
	}
	return m.push(w)
}
