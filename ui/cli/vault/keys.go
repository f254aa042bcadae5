package vault

import (
	"context"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage/recipients"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
)

// key is a key of the vault in the JSON of passphrase keys.
type key struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Recipient string `json:"recipient"`
	Opens     bool   `json:"opens"`
}

// keys lists the keys that open the vault beside its passphrase.
func (o *passphraseOptions) keys(ctx context.Context, a *app.App) (*[]key, error) {
	if err := o.Unlock(ctx, a); err != nil {
		return nil, err
	}
	found, err := connections.Keys(a.Connections)
	if err != nil {
		return nil, err
	}
	listed := make([]key, len(found))
	for i, k := range found {
		listed[i] = key{k.Name, k.Kind(), k.Recipient, !k.Closed}
	}
	if o.JSON {
		return &listed, nil
	}
	table := verb.NewTable(o.Stdout)
	for _, k := range listed {
		table.Row(k.Name, k.Kind, steps.Shorten(k.Recipient, 48))
	}
	if len(listed) == 0 {
		o.Note("Only the passphrase opens the vault, and the recovery sheet if there is one.")
	}
	if err := table.Flush(); err != nil {
		return nil, err
	}
	for _, k := range listed {
		if !k.Opens {
			o.Note("%s opens nothing, because its file is missing. Add the key again: suitekey passphrase add-key %s '%s'", k.Name, k.Name, k.Recipient)
		}
	}
	return nil, nil
}

// addKey lets one more key open the vault.
func (o *passphraseOptions) addKey(ctx context.Context, a *app.App, name, public string) error {
	if err := profile.CheckName(name); err != nil {
		return &app.UsageError{Err: err}
	}
	recipient, err := recipients.Parse(public)
	if err != nil {
		return &app.UsageError{Err: err}
	}
	if err := o.UnlockForChange(ctx, a); err != nil {
		return err
	}
	added := recipients.Key{Name: name, Recipient: recipient}
	if err := connections.AddKey(ctx, a.Connections, added, o.Person(ctx)); err != nil {
		return err
	}
	o.Note("%s (%s) now opens the vault, with its identity in the file that %s names. The passphrase still opens the vault, too.", name, added.Kind(), app.IdentityVariable)
	o.Note("Try it before you rely on it: %s=FILE suitekey list", app.IdentityVariable)
	return nil
}

// removeKey removes a key.
func (o *passphraseOptions) removeKey(ctx context.Context, a *app.App, name string) error {
	if err := o.UnlockForChange(ctx, a); err != nil {
		return err
	}
	if err := connections.RemoveKey(a.Connections, name); err != nil {
		return err
	}
	o.Note("%s no longer opens the vault in this folder. It still opens earlier copies: if somebody else may have the key, run suitekey passphrase change --new-key.", name)
	return nil
}

func names(keys []recipients.Key) string {
	all := make([]string, len(keys))
	for i, k := range keys {
		all[i] = k.Name
	}
	return strings.Join(all, ", ")
}
