package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/plain"
)

// removeOptions are the flags of remove.
type removeOptions struct {
	*globals
	confirmation
	name string
}

func (g *globals) removeCommand() *cobra.Command {
	o := &removeOptions{globals: g}
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a connection or an unfinished set-up",
		Long: `Removes a connection from the vault, after asking. A connection to a production
account is removed only if its account ID is typed, or given by --account.
Nothing is revoked in NetSuite. An unfinished set-up is removed in the same way.` + codes(codeDone, codeFailed, codeUsage, codeLocked, codeCancelled),
		Example: "  suitekey remove acme-sb1\n  suitekey remove acme-sb1 --yes\n  suitekey remove acme --yes --account 1234567",
		Args:    words("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *removeOptions) run(ctx context.Context) error {
	a, err := o.open()
	if err != nil {
		return err
	}
	if err := o.unlock(ctx, a); err != nil {
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
	if err := a.Remove(o.name); err != nil {
		return err
	}
	o.note("%s is removed. Revoke its token or certificate in NetSuite if nothing else uses it.", o.name)
	return o.printJSON(map[string]any{"profile": o.name, "removed": true})
}

// unfinishedError means that what is called so is no connection yet.
type unfinishedError struct{ draft app.Draft }

func (e *unfinishedError) Error() string { return e.draft.Name + " is an unfinished set-up" }

// discard removes an unfinished set-up.
func (o *removeOptions) discard(ctx context.Context, a *app.App, d app.Draft) error {
	if !o.yes {
		console := o.ask()
		if console == nil || o.json {
			return app.Usage(o.name+" is an unfinished set-up, and nobody is there to confirm its removal: give --yes", "go on with it: suitekey setup "+o.name)
		}
		sure, err := plain.ConfirmDiscard(ctx, console, d)
		if err == nil && !sure {
			err = &Reported{app.ErrCancelled}
		}
		if err != nil {
			return err
		}
	}
	if err := a.RemoveDraft(o.name); err != nil {
		return err
	}
	o.note("The unfinished set-up %s is removed.", o.name)
	return o.printJSON(map[string]any{"draft": o.name, "removed": true})
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
	drafts, err := a.Drafts()
	if err != nil {
		return storage.Entry{}, err
	}
	for _, d := range drafts {
		if d.Name == o.name {
			return storage.Entry{}, &unfinishedError{d}
		}
	}
	_, err = a.Load(o.name) // for the vault's own sentence
	return storage.Entry{}, notThere(a, o.name, err)
}

// sure asks, unless the flags answer.
func (o *removeOptions) sure(ctx context.Context, e storage.Entry) (bool, error) {
	if sure, err := o.given(o.name, e.Account); sure || err != nil {
		return sure, err
	}
	console := o.ask()
	if console == nil || o.json {
		return false, app.Usage("nobody is there to confirm it: give --yes")
	}
	sure, err := plain.ConfirmRemoval(ctx, console, e)
	if err == nil && !sure {
		return false, &Reported{app.ErrCancelled}
	}
	return sure, err
}

func (g *globals) renameCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "rename OLD NEW",
		Short:   "Give a connection another name",
		Long:    "Gives a connection another name, and keeps its history." + codes(codeDone, codeFailed, codeUsage, codeLocked),
		Example: "  suitekey rename acme-sb1 acme-test",
		Args:    words("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.runRename(cmd.Context(), args[0], args[1])
		},
	}
}

func (g *globals) runRename(ctx context.Context, old, name string) error {
	if err := profile.CheckName(name); err != nil {
		return &app.UsageError{Err: err}
	}
	a, err := g.open()
	if err != nil {
		return err
	}
	if _, err := g.load(ctx, a, old); err != nil {
		return err
	}
	if err := a.Rename(old, name); err != nil {
		return err
	}
	g.note("%s is now called %s.", old, name)
	return g.printJSON(map[string]string{"profile": name, "was": old})
}
