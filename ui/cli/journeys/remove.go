package journeys

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// removeOptions are the flags of remove.
type removeOptions struct {
	*verb.Globals
	confirmation
	name string

	revoke, shared, anyway, purge bool
}

// Remove makes the verb remove.
func Remove(g *verb.Globals) *cobra.Command {
	o := &removeOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a connection or an unfinished journey",
		Long: `Removes a connection from the vault, after asking. For a connection to a
production account you type the account ID, or give it by --account. An unfinished
journey (see suitekey list) is removed in the same way.

--revoke also revokes the token or certificate in NetSuite, which cannot be undone;
on a terminal you are asked. If revoking fails, the connection stays in the vault,
unless --keep-in-netsuite is given. A credential that another connection uses too
is revoked only with --shared. Without --revoke nothing changes in NetSuite, and
undo restores the connection.

--purge also removes its history, its draft and its access token. Nothing brings
the connection back then; copies in backups stay.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLine(verb.ExitRefused, "NetSuite refused the sign-in or the revocation"), verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey remove acme-sb1\n  suitekey remove acme-sb1 --yes --revoke\n  suitekey remove acme --yes --account 1234567",
		Args:    verb.Words("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	cmd.Flags().BoolVar(&o.revoke, "revoke", false, "revoke its token or certificate in NetSuite first; this cannot be undone")
	cmd.Flags().BoolVar(&o.shared, "shared", false, "revoke the credential even if other connections use it")
	cmd.Flags().BoolVar(&o.purge, "purge", false, "remove its history, draft and access token as well; this cannot be undone")
	cmd.Flags().BoolVar(&o.anyway, "keep-in-netsuite", false, "remove the connection even if its token or certificate could not be revoked")
	return cmd
}

func (o *removeOptions) run(ctx context.Context) error {
	a, err := o.Open()
	if err != nil {
		return err
	}
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	entry, err := o.find(a)
	var unfinished *unfinishedError
	if errors.As(err, &unfinished) {
		return o.discard(ctx, a, unfinished.draft)
	}
	if err != nil {
		return err
	}
	sharing, err := a.Sharing(entry.Profile)
	if err != nil {
		return err
	}
	removal := a.Removal
	if o.purge {
		removal = a.Purging
	}
	task := removal(entry, sharing)
	if err := o.confirmed(ctx, o.Globals, task); err != nil {
		return err
	}
	if err := o.askRevocation(ctx, entry, task); err != nil {
		return err
	}
	result, err := o.remove(ctx, task)
	if err != nil {
		return err
	}
	for _, line := range result.Told {
		o.Note("%s", line)
	}
	for _, d := range a.Drafts().About(o.name) {
		o.Note("There is still an %s. To discard it: suitekey remove %s", d.Title(), d.Name)
	}
	printed := map[string]any{"profile": o.name, "removed": true, "revoked": o.revoke}
	if o.purge {
		printed["purged"] = true
	}
	return o.PrintJSON(printed)
}

// askRevocation asks whether to revoke the credential in NetSuite, unless flags answer
// that, and checks that revoking is allowed.
func (o *removeOptions) askRevocation(ctx context.Context, e storage.Entry, t app.Task) (err error) {
	if t.Revoke == nil {
		if o.revoke && !o.anyway {
			return app.WithHints(e.Err, "nothing can be revoked with a connection that cannot be read; if the file is damaged, suitekey undo "+o.name+" may repair it", "to remove it anyway: --keep-in-netsuite")
		}
		o.revoke = false
		return nil
	}
	if console := o.Ask(); !o.revoke && !o.yes && console != nil {
		if o.revoke, err = plain.ConfirmRevocation(ctx, console, t); err != nil {
			return err
		}
		o.shared = o.shared || o.revoke // the question said so
	}
	if o.revoke && t.Revoke.Warning != "" && !o.shared {
		return app.Usage(t.Revoke.Warning, "to revoke it anyway: --shared", "without --revoke "+o.name+" is removed only from the vault")
	}
	return nil
}

// remove removes the connection. If the credential cannot be revoked, flags decide
// whether it still removes the connection.
func (o *removeOptions) remove(ctx context.Context, t app.Task) (app.TaskResult, error) {
	result, err := t.Do(ctx, app.TaskOptions{Revoke: o.revoke}, func(steps.Progress) {})
	var kept *app.NotRevokedError
	switch {
	case ctx.Err() != nil:
		return result, ctx.Err()
	case !errors.As(err, &kept):
		return result, err
	case o.anyway:
		o.Warn(kept.Err.Error())
		o.revoke = false
		return t.Do(ctx, app.TaskOptions{}, func(steps.Progress) {})
	}
	var hinted *app.HintedError
	hints := []string{o.name + " is still in the vault; --keep-in-netsuite removes it anyway"}
	if errors.As(kept.Err, &hinted) {
		hints = append(hinted.Hints, hints...)
	}
	return result, app.WithHints(kept.Err, hints...)
}

// unfinishedError means that the name belongs to an unfinished journey and not to a
// connection.
type unfinishedError struct{ draft drafts.Draft }

func (e *unfinishedError) Error() string { return e.draft.Name + " is an " + e.draft.Title() }

// discard removes an unfinished journey.
func (o *removeOptions) discard(ctx context.Context, a *app.App, d drafts.Draft) error {
	task := a.Discarding(d)
	if console := o.Ask(); !o.yes && (console == nil || o.JSON) {
		return app.Usage(o.name+" is an "+d.Title()+", and there is nobody to confirm its removal: give --yes", "resume it: "+drafts.ResumeCommand(d.Name, d.Flow))
	}
	if !o.yes {
		for _, line := range append([]string{fmt.Sprintf("%s is an %s.", d.Name, d.Title())}, task.Means...) {
			o.Note("%s", line)
		}
	}
	if err := o.confirmed(ctx, o.Globals, task); err != nil {
		return err
	}
	result, err := task.Do(ctx, app.TaskOptions{}, func(steps.Progress) {})
	if err != nil {
		return err
	}
	for _, line := range result.Told {
		o.Note("%s", line)
	}
	return o.PrintJSON(map[string]any{"draft": o.name, "removed": true})
}

// find reads the connection. It also finds a damaged connection, which can be removed.
func (o *removeOptions) find(a *app.App) (storage.Entry, error) {
	if err := profile.CheckName(o.name); err != nil {
		return storage.Entry{}, &app.UsageError{Err: err}
	}
	entries, err := a.Profiles()
	if err != nil {
		return storage.Entry{}, err
	}
	for _, e := range entries {
		if e.Name == o.name {
			return e, nil
		}
	}
	drafts, err := a.Drafts().List()
	if err != nil {
		return storage.Entry{}, err
	}
	for _, d := range drafts {
		if d.Name == o.name {
			return storage.Entry{}, &unfinishedError{d}
		}
	}
	_, err = a.Load(o.name) // for the vault's own sentence
	return storage.Entry{}, verb.NotThere(a, o.name, err)
}
