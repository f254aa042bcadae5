package tasks

import (
	"context"
	"errors"
	"strings"

	"suitekey/core/imports"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// The fields of an import.
const (
	importFormat = "format"
	importFile   = "file"
	importPart   = "environment"
)

// Import asks for the file of another program, tells what is in it, and goes
// on as a set-up with those answers.
func Import(env *wizard.Env) *wizard.Wizard {
	a, given := env.App, steps.Given{}
	var several *imports.SeveralError // of the file that was read last
	read := func(ctx context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
		format, err := app.CheckImport(answer(s, importFormat))
		if err != nil {
			return s, err
		}
		path := answer(s, importFile)
		found, err := a.Import(ctx, format, path, imports.Choice{})
		if errors.As(err, &several) {
			part := answer(s, importPart)
			if part == "" {
				return s, &steps.FieldError{Key: importPart, Err: errors.New("there are several environments in the file: choose one of them")}
			}
			found, err = a.Import(ctx, format, path, several.Choice(part))
		}
		if err != nil {
			return s, err
		}
		lines := app.ImportLines(found)
		if warning := files.Exposed(path); warning != "" && found.HasSecrets() {
			lines = append(lines, warning)
		} else if still := a.StillThere(path, found); still != "" {
			lines = append(lines, still)
		}
		s.Note, given = strings.Join(lines, "\n"), app.Answered(found, steps.Given{})
		return s, nil
	}
	flow := steps.Flow{Name: "import", Title: "import", Steps: []steps.Step{{
		Name: "file", Title: "File", Work: read,
		Doc: wizard.Page("Import a connection from another program",
			"suitekey reads the connection from a file and continues as a set-up: it asks for what is missing and tests the connection before saving it. The file is not changed.",
			"Connections from another vault of suitekey: suitekey import vault FOLDER."),
		Fields: []steps.Field{
			{Key: importFormat, Label: "What is it from?", Kind: steps.Choice, Options: importOptions, Suggest: func(steps.State) string { return "dotenv" }},
			{Key: importFile, Label: "Path of the file", Placeholder: "~/project/.env"},
			{
				Key: importPart, Label: "Which environment of the file?", Kind: steps.Choice, When: func(steps.State) bool { return several != nil },
				Options: func(steps.State) []steps.Option {
					var options []steps.Option
					for _, name := range several.Names {
						options = append(options, steps.Option{Value: name, Label: name})
					}
					return options
				},
			},
		},
		Show: func(s steps.State) []string { return strings.Split(s.Note, "\n") },
	}}}
	w := wizard.Ask(env, flow, steps.NewState(steps.Facts{Now: a.Now()}))
	w.Done = func(*wizard.Wizard) wish.List {
		return wish.List{wish.Close{}, wish.Journey{Flow: setup.Setup().Name, Given: given}}
	}
	return w
}

func answer(s steps.State, key string) string {
	text, _ := s.Answer(key)
	return text
}

func importOptions(steps.State) []steps.Option {
	var options []steps.Option
	for _, f := range imports.Formats() {
		if f.Key != imports.Vault {
			options = append(options, steps.Option{Value: f.Key, Label: f.Name, Note: f.Note})
		}
	}
	return options
}
