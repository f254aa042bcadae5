package vault

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// recoverOptions are the flags of recover.
type recoverOptions struct {
	*verb.Globals
	keyFile, newFile string
}

// Recover makes the verb recover.
func Recover(g *verb.Globals) *cobra.Command {
	o := &recoverOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "recover",
		Short: "Open the vault with its recovery sheet, and set a new passphrase",
		Long: `Opens the vault with the key on its recovery sheet and sets a new passphrase. It
also restores a lost identity.age. Nothing else in the vault changes, and the
sheet stays valid. suitekey passphrase sheet prints a sheet while you know the passphrase.

suitekey asks for the key, or reads it from --recovery-file. Blanks, line breaks and the
case of letters do not matter.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey recover\n  suitekey recover --recovery-file key.txt --new-passphrase-file new.txt",
		Args:    verb.Words(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&o.keyFile, "recovery-file", "", "`file` with the key of the recovery sheet; - is standard input")
	cmd.Flags().StringVar(&o.newFile, "new-passphrase-file", "", "`file` with the new passphrase in its first line")
	return cmd
}

func (o *recoverOptions) run(ctx context.Context) error {
	if o.keyFile == "-" && o.newFile == "-" {
		return app.Usage("--recovery-file and --new-passphrase-file both need standard input: name a file for one of them")
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	made, err := a.Vault.RecoverySheet()
	if err != nil {
		return err
	}
	if !made {
		return app.WithHints(fmt.Errorf("%w in %s", storage.ErrNoRecovery, a.Home()), "another folder: --home or SUITEKEY_HOME", "suitekey passphrase sheet prints a sheet while you know the passphrase")
	}
	key, err := o.key(ctx, a)
	if err != nil {
		return err
	}
	if _, err := storage.ParseRecovery(key); err != nil {
		return &app.LockedError{Err: err}
	}
	next, err := newPassphrase(ctx, o.Globals, a, o.newFile)
	if err != nil {
		return err
	}
	if err := a.Recover(key, next); err != nil {
		return &app.LockedError{Err: err}
	}
	o.Note("The vault is open, and has the new passphrase. The recovery sheet stays valid; suitekey passphrase sheet makes another one.")
	return o.PrintJSON(passphraseResult{OK: true, Action: "recover"})
}

func (o *recoverOptions) key(ctx context.Context, a *app.App) (secret.Secret, error) {
	if o.keyFile != "" {
		data, err := o.FileOrStdin(ctx, a, o.keyFile)
		if err == nil {
			err = a.CheckExposed(o.keyFile)
		}
		if err != nil {
			return secret.Secret{}, fmt.Errorf("reading the recovery key: %w", err)
		}
		return secret.New(string(data)), nil
	}
	console := o.Ask()
	if console == nil {
		return secret.Secret{}, app.Usage("there is nobody to type the recovery key", "give it with --recovery-file FILE")
	}
	return console.Secret(ctx, "Key of the recovery sheet, not shown, without a line break:")
}
