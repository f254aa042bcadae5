package export

import (
	"context"

	"suitekey/core/export"
	"suitekey/steps"
	"suitekey/storage/journal"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// The fields of the question about the file of an export.
const (
	pathKey = "export_path"
	keyKey  = "export_key"
)

// askPath asks for the path of the file, and writes the export to it.
func (x *Export) askPath() *wizard.Wizard {
	a, e := x.env.App, *x.chosen
	path := a.ExportPath(e)
	why := "Only you can read the file. It contains secrets in plain text: delete it after use."
	if !e.HasSecrets(export.Options{WithKey: true}) {
		why = "The file contains no secret."
	}
	more := "suitekey does not replace a file that exists. A folder that you name must exist."
	if e.Format.Kind == export.File {
		more = e.Format.Note + "\n\n" + more
	}
	w := wizard.OneStep(x.env, "export "+theme.SignNote+" "+e.Profile.Name, steps.Step{
		Name: "export", Title: "Write " + e.Format.Name, NoReturn: steps.Always, Doc: steps.StaticPage("Write "+e.Format.Name+" to a file", why, more),
		Fields: []steps.Field{
			{Key: pathKey, Label: "File", Suggest: func(steps.State) string { return path }},
			{Key: keyKey, Label: "Write the private key, too?", Kind: steps.Choice, NotKept: true,
				When:    func(steps.State) bool { return e.Format.LeavesKeyOut(e.Profile) },
				Suggest: func(steps.State) string { return "no" },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{{Value: "no", Label: "No, leave it out"}, {Value: "yes", Label: "Yes"}}
				}},
		},
		Work: func(_ context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			answer, _ := s.Answer(keyKey)
			text, err := e.Render(export.Options{WithKey: answer == "yes"})
			if err != nil {
				return s, err
			}
			wanted, _ := s.Answer(pathKey)
			written, err := a.WriteExport(wanted, text, false)
			if err != nil {
				return s, &steps.FieldError{Key: pathKey, Err: err}
			}
			a.Record(journal.Exported, e.Profile.Name, e.Format.Key+", to a file")
			return s.With(pathKey, written), nil
		},
	}, steps.NewState(steps.Facts{Now: x.env.App.Now()}).With(steps.KeyAccount, e.Profile.Account.Realm()))
	w.Enter = "write it"
	w.Done = func(w *wizard.Wizard) wish.List {
		written, _ := w.Walk().State().Answer(pathKey)
		return wish.List{wish.Close{}, wish.Say("Written to " + written + ". Only you can read the file.")}
	}
	return w
}
