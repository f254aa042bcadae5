package journeys

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/app/drafts"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// removeOptions are the flags of remove.
type removeOptions struct {
	*verb.Globals
	confirmation
	name string

	revoke, shared, anyway bool
}

func Remove(g *verb.Globals) *cobra.Command {
	o := &removeOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a connection or an unfinished journey",
		Long: `Removes a connection from the vault, after asking. A connection to a production
account is removed only if its account ID is typed, or given by --account. An
unfinished journey (see suitekey list) is removed in the same way.

--revoke also ends the token or certificate in NetSuite, for good; a person is
asked about it. If that fails, the connection stays in the vault, unless
--keep-in-netsuite says that it is to go all the same. What another connection
signs in with, too, is revoked only with --shared. Without --revoke nothing
changes in NetSuite, and undo brings the connection back.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLine(verb.ExitRefused, "NetSuite refused the sign-in or the revocation"), verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey remove acme-sb1\n  suitekey remove acme-sb1 --yes --revoke\n  suitekey remove acme --yes --account 1234567",
		Args:    verb.Words("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	cmd.Flags().BoolVar(&o.revoke, "revoke", false, "end its token or certificate in NetSuite first, for good")
	cmd.Flags().BoolVar(&o.shared, "shared", false, "revoke it though other connections sign in with it as well")
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
	sure, err := o.sure(ctx, entry)
	if err != nil || !sure {
		return err
	}
	revoked, err := o.end(ctx, a, entry)
	if err != nil {
		return err
	}
	if err := a.Remove(o.name); err != nil {
		return err
	}
	for _, d := range a.Drafts().About(o.name) {
		o.Note("There is an %s still; when it is not wanted any more: suitekey remove %s", d.Title(), d.Name)
	}
	switch {
	case revoked:
		o.Note("%s is removed.", o.name)
	case entry.Err != nil:
		o.Note("%s is removed. Revoke its token or certificate in NetSuite if nothing else uses it.", o.name)
	default:
		o.Note("%s is removed. Its %s still works in NetSuite; if nothing else uses it, revoke it under %s.", o.name, access.Credential(entry.Profile), access.RevokePage(entry.Profile))
	}
	return o.PrintJSON(map[string]any{"profile": o.name, "removed": true, "revoked": revoked})
}

// end revokes in NetSuite what the connection signs in with, if that is wanted.
func (o *removeOptions) end(ctx context.Context, a *app.App, e storage.Entry) (revoked bool, err error) {
	if e.Err != nil {
		if o.revoke && !o.anyway {
			return false, app.WithHints(e.Err, "nothing can be revoked with a damaged connection: suitekey undo "+o.name+" may mend it", "to remove it all the same: --keep-in-netsuite")
		}
		return false, nil
	}
	p, err := a.Load(o.name)
	if err != nil {
		return false, err
	}
	sharing, err := a.Sharing(p)
	if err != nil {
		return false, err
	}
	console := o.Ask()
	if !o.revoke && !o.yes && console != nil {
		if o.revoke, err = plain.ConfirmRevocation(ctx, console, p, sharing); err != nil {
			return false, err
		}
		o.shared = o.shared || o.revoke // it was said there
	}
	if !o.revoke {
		return false, nil
	}
	if warning := access.RevokeWarning(p, sharing); warning != "" && !o.shared {
		return false, app.Usage(warning, "to revoke it all the same: --shared", "without --revoke "+o.name+" is removed from the vault alone")
	}
	told, err := a.Access().Revoke(ctx, p)
	switch {
	case err == nil:
		o.Note("%s", told)
		return true, nil
	case ctx.Err() != nil:
		return false, ctx.Err()
	case o.anyway:
		o.Warn(err.Error())
		return false, nil
	}
	var hinted *app.HintedError
	hints := []string{o.name + " is still in the vault; --keep-in-netsuite removes it all the same"}
	if errors.As(err, &hinted) {
		hints = append(hinted.Hints, hints...)
	}
	return false, app.WithHints(err, hints...)
}

// unfinishedError means that what is called so is no connection yet.
type unfinishedError struct{ draft drafts.Draft }

func (e *unfinishedError) Error() string { return e.draft.Name + " is an " + e.draft.Title() }

// discard removes an unfinished set-up.
func (o *removeOptions) discard(ctx context.Context, a *app.App, d drafts.Draft) error {
	if !o.yes {
		console := o.Ask()
		if console == nil || o.JSON {
			return app.Usage(o.name+" is an "+d.Title()+", and nobody is there to confirm its removal: give --yes", "go on with it: "+drafts.ResumeCommand(d.Name, d.Flow))
		}
		sure, err := plain.ConfirmDiscard(ctx, console, d)
		if err == nil && !sure {
			err = &verb.Reported{Err: app.ErrCancelled}
		}
		if err != nil {
			return err
		}
	}
	if err := a.Drafts().Remove(o.name); err != nil {
		return err
	}
	o.Note("The %s (%s) is removed.", d.Title(), o.name)
	return o.PrintJSON(map[string]any{"draft": o.name, "removed": true})
}

// find reads the connection; a damaged one can be removed as well.
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

// sure asks, unless the flags answer.
func (o *removeOptions) sure(ctx context.Context, e storage.Entry) (bool, error) {
	if sure, err := o.given(o.name, e.Account); sure || err != nil {
		return sure, err
	}
	console := o.Ask()
	if console == nil || o.JSON {
		return false, app.Usage("nobody is there to confirm it: give --yes")
	}
	sure, err := plain.ConfirmRemoval(ctx, console, e)
	if err == nil && !sure {
		return false, &verb.Reported{Err: app.ErrCancelled}
	}
	return sure, err
}
