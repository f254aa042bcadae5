// Package vault has the verbs about the vault as a whole: its passphrase, its keys, its
// log and its recovery.
package vault

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/secret"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
)

// The actions of the verb passphrase.
const (
	actionChange   = "change"
	actionRemember = "remember"
	actionForget   = "forget"
	actionSheet    = "sheet"
	actionGenerate = "generate"
	actionKeys     = "keys"
	actionAdd      = "add-key"
	actionRemove   = "remove-key"
)

var actions = []string{actionChange, actionRemember, actionForget, actionSheet, actionGenerate, actionKeys, actionAdd, actionRemove}

// passphraseOptions are the flags of passphrase.
type passphraseOptions struct {
	*verb.Globals
	newKey  bool
	newFile string
}

// Passphrase makes the verb passphrase.
func Passphrase(g *verb.Globals) *cobra.Command {
	o := &passphraseOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "passphrase ACTION",
		Short: "Change what opens the vault: its passphrase, a recovery sheet, hardware keys",
		Long: `Changes what opens the vault.

  change    sets another passphrase. The former one opens nothing afterwards.
            --new-key also gives the vault a new key and encrypts everything again:
            choose it if somebody may know the former passphrase and has a copy of
            the vault. If the change is interrupted, the next run finishes it.
  remember  stores the passphrase in the keyring of the operating system
  forget    removes it from there
  sheet     prints a recovery key, once, to be kept on paper: suitekey recover
            opens the vault with it. An earlier sheet opens nothing afterwards.
  generate  prints a passphrase of eight random words; nothing is changed

Keys can open the vault, too: hardware keys, through age's plugins,
and age or SSH keys. SUITEKEY_IDENTITY_FILE names the file with the identity.

  keys      lists them
  add-key NAME PUBLIC-KEY  adds a key that opens the vault: age1..., ssh-ed25519 ...
            or ssh-rsa ... For age1yubikey1... and the like, the program
            age-plugin-yubikey has to be installed
  remove-key NAME  removes a key. If somebody else may have it, give the vault a
            new key as well: suitekey passphrase change --new-key

suitekey asks for the current passphrase, or reads it from --passphrase-file and its
variables; an unlocked vault is not enough. It asks for the new passphrase, or reads
the first line of --new-passphrase-file. A key that opens the vault can change
the passphrase and the keys.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey passphrase change\n  suitekey passphrase change --new-key\n  suitekey passphrase sheet > /dev/lp0\n  suitekey passphrase add-key yubikey age1yubikey1...",
		Args:    arguments, ValidArgs: actions,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0], args[1:]) },
	}
	cmd.Flags().BoolVar(&o.newKey, "new-key", false, "with change: give the vault a new key and encrypt everything again")
	cmd.Flags().StringVar(&o.newFile, "new-passphrase-file", "", "`file` with the new passphrase in its first line; - is standard input")
	return cmd
}

// passphraseResult is what `passphrase --json` prints.
type passphraseResult struct {
	OK         bool   `json:"ok"`
	Action     string `json:"action"`
	NewKey     bool   `json:"new_key,omitempty"`
	Key        string `json:"recovery_key,omitempty"` // of the sheet
	Passphrase string `json:"passphrase,omitempty"`   // a generated one
	Keys       *[]key `json:"keys,omitempty"`         // that open the vault beside the passphrase
}

// arguments checks the action and its arguments.
func arguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case actionAdd:
			if len(args) > 3 { // an SSH key has blanks
				args = args[:3]
			}
			return verb.Words(actionAdd, "NAME", "PUBLIC-KEY")(cmd, args)
		case actionRemove:
			return verb.Words(actionRemove, "NAME")(cmd, args)
		}
	}
	return verb.Words(strings.Join(actions, "|"))(cmd, args)
}

func (o *passphraseOptions) run(ctx context.Context, action string, words []string) error {
	if (o.newKey || o.newFile != "") && action != actionChange {
		return app.Usage("--new-key and --new-passphrase-file belong to suitekey passphrase change")
	}
	result := passphraseResult{OK: true, Action: action, NewKey: o.newKey}
	if action == actionGenerate {
		made, err := secret.GeneratePassphrase()
		if err != nil {
			return err
		}
		if o.JSON {
			result.Passphrase = made.Reveal()
			return o.PrintJSON(result)
		}
		o.Line("%s", made.Reveal())
		return nil
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	switch action {
	case actionChange:
		err = o.change(ctx, a)
	case actionRemember:
		err = o.remember(ctx, a)
	case actionForget:
		if err = a.ForgetPassphrase(); err == nil {
			o.Note("The keyring has no passphrase for this vault.")
		}
	case actionSheet:
		result.Key, err = o.sheet(ctx, a)
	case actionKeys:
		result.Keys, err = o.keys(ctx, a)
	case actionAdd:
		err = o.addKey(ctx, a, words[0], strings.Join(words[1:], " "))
	case actionRemove:
		err = o.removeKey(ctx, a, words[0])
	default:
		err = app.Usage("unknown action: " + strings.Join(actions, ", ") + " are the actions")
	}
	if err != nil {
		return err
	}
	return o.PrintJSON(result)
}

func (o *passphraseOptions) change(ctx context.Context, a *app.App) error {
	if err := o.UnlockForChange(ctx, a); err != nil {
		return err
	}
	next, err := newPassphrase(ctx, o.Globals, a, o.newFile)
	if err != nil {
		return err
	}
	last := -1
	note, err := a.ChangePassphrase(next, o.newKey, o.Person(ctx), func(done, all int) {
		if tenth := done * 10 / all; tenth != last && all >= 100 {
			last = tenth
			o.Note("Encrypted again: %d of %d files", done, all)
		}
	})
	if err != nil {
		return err
	}
	o.Note("The passphrase is changed. The former one no longer opens anything in this folder, but still opens earlier backups.")
	if o.newKey {
		o.Note("The vault has a new key, and everything in it is encrypted again.")
		if keys, err := connections.Keys(a.Connections); err == nil && len(keys) > 0 {
			o.Note("These keys still open the vault: %s.", names(keys))
		}
	}
	if note != "" {
		o.Note("%s", note)
	}
	return nil
}

// newPassphrase returns the new passphrase of the vault.
func newPassphrase(ctx context.Context, g *verb.Globals, a *app.App, file string) (secret.Secret, error) {
	if file != "" {
		data, err := g.FileOrStdin(ctx, a, file)
		if err == nil {
			err = a.CheckExposed(file)
		}
		if err != nil {
			return secret.Secret{}, fmt.Errorf("reading the new passphrase: %w", err)
		}
		next, err := app.FirstLine(data, "the file with the new passphrase")
		if err == nil {
			err = secret.CheckPassphrase(next)
		}
		if err != nil {
			return secret.Secret{}, &app.UsageError{Err: err}
		}
		if strength := secret.Rate(next); strength.Level() == secret.Weak {
			g.Note("Warning: the new passphrase is %s, with a copy of the vault.", strength)
		}
		return next, nil
	}
	console := g.Ask()
	if console == nil {
		return secret.Secret{}, app.Usage("there is nobody to type the new passphrase", "give it with --new-passphrase-file FILE")
	}
	next, err := console.NewPassphrase(ctx, "New passphrase, not shown:", secret.CheckPassphrase)
	if err == nil && next.IsEmpty() {
		return next, app.ErrCancelled
	}
	return next, err
}

func (o *passphraseOptions) remember(ctx context.Context, a *app.App) error {
	if err := a.Keyring.Usable(); err != nil { // before anybody types a secret
		return err
	}
	passphrase, err := o.UnlockFor(ctx, a)
	if err != nil {
		return err
	}
	if err := a.RememberPassphrase(passphrase); err != nil {
		return err
	}
	o.Note("The passphrase is remembered in this computer's keyring. Anybody who can unlock the keyring can open the vault.")
	return nil
}

// sheet prints a recovery sheet, and returns its key for --json.
func (o *passphraseOptions) sheet(ctx context.Context, a *app.App) (string, error) {
	passphrase, err := o.UnlockFor(ctx, a)
	if err != nil {
		return "", err
	}
	sheet, err := a.MakeRecovery(passphrase)
	if err != nil || o.JSON {
		return sheet.Key.Reveal(), err
	}
	for _, line := range sheet.Lines() {
		o.Line("%s", line)
	}
	o.Note("Print the sheet or write it down, and close this window: the key is stored nowhere, and is not shown again.")
	return "", nil
}
