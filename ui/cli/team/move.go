package team

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/team/move"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/plain"
)

// in copies the connections of a vault in a folder to the team's vault.
func (o *options) in(ctx context.Context, args []string) error {
	a, team, err := o.open(ctx)
	if err != nil {
		return err
	}
	if !team.Self.Role.Writes() {
		return fmt.Errorf("your role in the vault, %s, may not change connections: ask an admin for another role", team.Self.Role)
	}
	if err := a.CheckOther(args[0]); err != nil {
		return err
	}
	other, err := o.openFolder(ctx, a, args[0], o.fromFile)
	if err != nil {
		return err
	}
	return o.copy(ctx, "in", a, other, a.Session())
}

// moveOut copies the team's connections to a vault in a folder.
func (o *options) moveOut(ctx context.Context, args []string) error {
	a, _, err := o.open(ctx)
	if err != nil {
		return err
	}
	other, err := o.folderFor(ctx, a, args[0])
	if err != nil {
		return err
	}
	return o.copy(ctx, "out", a, a.Session(), other)
}

// openFolder opens the vault in a folder by its own passphrase.
func (o *options) openFolder(ctx context.Context, a *app.App, folder, file string) (*storage.Session, error) {
	if file != "" {
		passphrase, err := a.PassphraseFrom(ctx, file)
		if err != nil {
			return nil, &app.LockedError{Err: err}
		}
		return sessionOf(a, folder, passphrase)
	}
	console := o.Ask()
	if console == nil {
		return nil, app.WithHints(&app.LockedError{Err: errors.New("the vault in the folder is locked")}, "give its passphrase with --from-passphrase-file")
	}
	other, err := plain.UnlockOther(ctx, a, console, folder)
	if err != nil {
		return nil, err
	}
	return other.Session(), nil
}

func sessionOf(a *app.App, folder string, passphrase secret.Secret) (*storage.Session, error) {
	other, err := a.OpenOther(folder, passphrase)
	if err != nil {
		return nil, err
	}
	return other.Session(), nil
}

// folderFor opens the vault in a folder, or makes one there.
func (o *options) folderFor(ctx context.Context, a *app.App, folder string) (*storage.Session, error) {
	if o.newFile != "" {
		passphrase, err := a.PassphraseFrom(ctx, o.newFile)
		if err != nil {
			return nil, &app.LockedError{Err: err}
		}
		return a.Desk().Vault(files.Expand(folder, o.Getenv), passphrase)
	}
	console := o.Ask()
	if console == nil {
		return nil, app.Usage("the vault in the folder needs a passphrase: --new-passphrase-file FILE")
	}
	o.Note("The vault in the folder has its own passphrase; a new vault gets the passphrase that you type.")
	passphrase, err := console.Secret(ctx, "Passphrase of the vault in the folder, not shown:")
	if err != nil {
		return nil, err
	}
	return a.Desk().Vault(files.Expand(folder, o.Getenv), passphrase)
}

// copy says what would be copied and then copies. Clashes of names come first.
func (o *options) copy(ctx context.Context, action string, a *app.App, from, to *storage.Session) error {
	found, err := move.Look(ctx, from, to)
	if err != nil {
		return err
	}
	o.say(found)
	answer := result{OK: true, Action: action, Vault: a.Team.Vault.Name(), Plan: planOf(found)}
	answer.Plan.DryRun = o.dryRun
	if found.Conflicts() && !o.skip {
		answer.OK, answer.Plan.Copied = false, []string{}
		err := conflict(found)
		if o.JSON {
			if err := o.PrintJSON(answer); err != nil {
				return err
			}
			return reported(err)
		}
		return err
	}
	if o.dryRun {
		o.Note("Nothing was copied: --dry-run.")
		return o.PrintJSON(answer)
	}
	last := -1
	err = move.Copy(ctx, from, to, found.Move, func(done, all int) {
		if tenth := done * 10 / all; tenth != last && all >= 100 {
			last = tenth
			o.Note("Copied: %d of %d", done, all)
		}
	})
	if err != nil {
		return app.WithHints(err, "what was copied stays; run the same command to continue")
	}
	o.Note("Copied, with their history: %d. Nothing was removed from the source.", len(found.Move))
	return o.PrintJSON(answer)
}

// planOf returns a plan as --json prints it.
func planOf(found move.Plan) *plan {
	words := map[move.Since]string{move.Changed: "changed", move.Renamed: "renamed", move.Removed: "removed", move.Diverged: "other-values"}
	p := &plan{Copied: full(found.Move), There: full(found.There), Before: []before{}, Clashes: full(found.Clashes), Damaged: full(found.Damaged)}
	for _, b := range found.Before {
		p.Before = append(p.Before, before{b.Name, b.Now, words[b.Since]})
	}
	return p
}

func full(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// conflict says that a person has to decide first, and what the person can do.
func conflict(found move.Plan) error {
	err, hints := errClashes, []string(nil)
	if len(found.Clashes) > 0 {
		hints = append(hints, "suitekey rename gives one of the two another name")
	} else {
		err = errDiverged
	}
	if len(since(found, move.Diverged)) > 0 {
		hints = append(hints, "suitekey remove in the other vault lets the connection of this one take its place there")
	}
	return app.WithHints(fmt.Errorf("%w in the other vault: nothing was copied", err), append(hints, "--skip-clashes copies the others")...)
}

// since returns the connections of a plan that were moved before, by what became of them.
func since(p move.Plan, what move.Since) (names []string) {
	for _, b := range p.Before {
		switch {
		case b.Since != what:
		case b.Now == "" || b.Now == b.Name:
			names = append(names, b.Name)
		default:
			names = append(names, b.Name+" is called "+b.Now)
		}
	}
	return names
}

func (o *options) say(p move.Plan) {
	for _, each := range []struct {
		text  string
		names []string
	}{
		{"Another connection has this name", p.Clashes}, {"Cannot be read, and is left out", p.Damaged},
		{"Moved before, and has other values in the other vault", since(p, move.Diverged)},
		{"Moved before, and renamed in the other vault since", since(p, move.Renamed)},
		{"Moved before, and changed in the other vault since", since(p, move.Changed)},
		{"Moved before, and removed in the other vault since", since(p, move.Removed)},
		{"Already there, with the same values", p.There}, {"To be copied", p.Move},
	} {
		if len(each.names) > 0 {
			o.Note("%s (%d): %s", each.text, len(each.names), shortList(each.names))
		}
	}
}

// shortList returns a list for one or two lines.
func shortList(names []string) string {
	const most = 20
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + ", ..."
}
