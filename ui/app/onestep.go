package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/imports"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
)

// The flows of one step that need no confirmation. The full screen and the plain prompts
// draw them; see Task for those that do.

// OlderKeyQuestion is asked when the file with the vault's key is an earlier one.
const OlderKeyQuestion = "Accept it as the present state?"

// takeOlder is the key of the answer.
const takeOlder = "take-older"

// Unlocking returns the flow that opens the vault with a typed passphrase.
func Unlocking(a *App) steps.Flow {
	older := false // the file with the vault's key is
	return steps.Flow{Name: "unlock", Title: "vault locked", Steps: []steps.Step{{
		Name: "unlock", Title: "Unlock",
		Doc: unlockingPage(a),
		Fields: []steps.Field{{
			Key: steps.KeyPassphrase, Label: "Passphrase of the vault", Kind: steps.Secret, Passphrase: true,
		}, {
			Key: takeOlder, Label: OlderKeyQuestion, Kind: steps.Choice, NotKept: true, When: func(steps.State) bool { return older }, Suggest: func(steps.State) string { return AnswerNo },
			Options: func(steps.State) []steps.Option {
				return []steps.Option{{Value: AnswerNo, Label: "No, leave the vault locked"}, {Value: AnswerYes, Label: "Yes, I have restored a backup"}}
			},
		}},
		Work: func(_ context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			report(steps.Progress{Text: "Unlocking the vault"})
			if older && s.Hidden(takeOlder) == AnswerYes {
				older = false
				return s, connections.TakeOlderKey(a.Connections)
			}
			err := a.Unlock(s.Secret(steps.KeyPassphrase))
			if name, is := connections.IsOlder(err); is && name == "" {
				older = true
				return s, &steps.FieldError{Key: takeOlder, Err: err}
			}
			if errors.Is(err, storage.ErrWrongPassphrase) {
				err = steps.NewFieldError(steps.KeyPassphrase, fmt.Errorf("the passphrase that you typed: %w", err))
			}
			return s, err
		},
	}}}
}

// unlockingPage says where the passphrase comes from, and what to do without it.
func unlockingPage(a *App) func(steps.State) steps.Page {
	const given = " SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND can give it instead of you."
	if a.Team != nil {
		name := a.Team.Vault.Name()
		return steps.StaticPage("Unlock the vault "+name, "Your key for the team's vault is encrypted in "+a.Home()+".\n\nIf the passphrase is forgotten, nobody can open this key. The connections stay in the vault: move that folder away, run suitekey team join "+name+" --at ADDRESSES, and ask an admin to add you again.",
			"You chose the passphrase when this computer joined the vault."+given)
	}
	return steps.StaticPage("Unlock the vault", "Your connections are encrypted in "+a.Home()+".\n\nIf the passphrase is forgotten, suitekey recover opens the vault with its recovery sheet. Without a sheet nobody can open the vault: move that folder away and set the connections up again.",
		"The passphrase was chosen with the first connection."+given)
}

// Testing returns the flow that tests a saved connection, and its first state.
func Testing(a *App, p profile.Profile) (steps.Flow, steps.State) {
	known := steps.NewState(steps.Facts{Now: a.Now()}).With(steps.KeyAccount, p.Account.Realm())
	known.Refusals = p.Refusals
	return steps.Flow{Name: "test", Title: "test " + p.Name, Steps: []steps.Step{{
		Name: "test", Title: "Test", Tests: true, Doc: steps.StaticPage("Connection test of "+p.Name, "", "The test signs in and reads; it changes nothing."),
		Work: func(ctx context.Context, _ steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
			return testSaved(ctx, a, p.Name, s, report)
		},
		Show: func(steps.State) []string { return []string{"The connection works."} },
	}}}, known
}

func testSaved(ctx context.Context, a *App, name string, s steps.State, report func(steps.Progress)) (steps.State, error) {
	run := a.access.Test
	if s.Force {
		run = a.access.TestForced
	}
	result, err := run(ctx, name, func(c diagnose.Check) { report(steps.Progress{Check: &c}) })
	s.Report, s.Force = result, false
	if err != nil {
		return s, err
	}
	refused, err := a.access.Refusals(name)
	if err != nil {
		return s, err
	}
	s.Refusals = slices.Repeat([]time.Time{a.Now()}, refused) // when it was does not matter: all of them count
	if !result.OK {
		return s, &setup.TestFailed{Report: result}
	}
	return s, nil
}

// The fields of an import.
const (
	importFormat = "format"
	importFile   = "file"
	importPart   = "environment"
)

// Importing returns the flow that reads a connection from the file of another program. It
// puts the answers for a set-up into into.
func Importing(a *App, into *steps.Given) steps.Flow {
	var several *imports.SeveralError // of the file that was read last
	var accounts map[string]string    // of its environments
	return steps.Flow{Name: "import", Title: "import", Steps: []steps.Step{{
		Name: "file", Title: "File",
		Doc: steps.StaticPage("Import a connection from another program",
			"suitekey reads the connection from a file and continues as a set-up: it asks for what is missing and tests the connection before saving it. The file is not changed.",
			"The file keeps its secrets in plain text: delete the file when the connection works and no other program reads it.\n\n"+
				"To import connections from another vault of suitekey, use suitekey import vault FOLDER."),
		Fields: []steps.Field{
			{Key: importFormat, Label: "What is it from?", Kind: steps.Choice, Options: importOptions, Suggest: func(steps.State) string { return "dotenv" }},
			{Key: importFile, Label: "Path of the file", Placeholder: "~/project/.env"},
			{
				Key: importPart, Label: "Which environment of the file?", Kind: steps.Choice, When: func(steps.State) bool { return several != nil },
				Options: func(steps.State) []steps.Option {
					var options []steps.Option
					for _, name := range several.Names {
						options = append(options, steps.Option{Value: name, Label: name, Note: accounts[name]})
					}
					return options
				},
			},
		},
		Work: func(ctx context.Context, _ steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			format, err := CheckImport(s.Hidden(importFormat))
			if err != nil {
				return s, err
			}
			path := s.Hidden(importFile)
			found, err := a.Import(ctx, format, path, imports.Choice{})
			several = nil // of the file before, which may be another
			if errors.As(err, &several) {
				accounts = accountsOf(ctx, a, format, path, several)
				part := s.Hidden(importPart)
				if !slices.Contains(several.Names, part) {
					return s, &steps.FieldError{Key: importPart, Err: errors.New("there are several environments in the file: choose one of them")}
				}
				found, err = a.Import(ctx, format, path, several.Choice(part))
			}
			if err != nil {
				return s, err
			}
			lines := ImportLines(found)
			if warning := files.Exposed(path); warning != "" && found.HasSecrets() {
				lines = append(lines, warning)
			} else if still := a.StillThere(path, found); still != "" {
				lines = append(lines, still)
			}
			for i := range lines[1:] { // the first one says what was found
				lines[i+1] = steps.Caution + lines[i+1]
			}
			s.Note, *into = strings.Join(lines, "\n"), Answered(found, steps.Given{})
			return s, nil
		},
		Show: func(s steps.State) []string { return strings.Split(s.Note, "\n") },
	}}}
}

// accountsOf returns the accounts of the environments in a file, by the environment's name.
// It leaves out a text that is not an account ID: a secret may be in the wrong line.
func accountsOf(ctx context.Context, a *App, format imports.Format, path string, several *imports.SeveralError) map[string]string {
	accounts := map[string]string{}
	for _, name := range several.Names {
		found, err := a.Import(ctx, format, path, several.Choice(name))
		if err != nil {
			continue
		}
		if id, err := account.Parse(found.Answers[steps.KeyAccount]); err == nil {
			accounts[name] = string(id.Kind()) + " " + id.Realm()
		}
	}
	return accounts
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
