package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/imports"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
)

// UnlockOther asks for the passphrase of another vault.
func UnlockOther(ctx context.Context, a *app.App, c *Console, folder string) (*connections.OtherVault, error) {
	for try := 1; ; try++ {
		text, err := c.ask(ctx, "Passphrase of the other vault, not shown:", true)
		if err != nil {
			return nil, ended(ctx, err)
		}
		other, err := a.OpenOther(folder, secret.New(text))
		if !errors.Is(err, storage.ErrWrongPassphrase) || try == mostTries {
			return other, err
		}
		c.say("Problem: %s", steps.Sentence(err))
	}
}

// AskName asks for the name that a connection of another vault gets here.
func AskName(ctx context.Context, c *Console, name string, taken []string) (string, error) {
	for {
		text, err := c.ask(ctx, fmt.Sprintf("A connection named %s already exists in this vault. New name:", name), false)
		if err != nil {
			return "", ended(ctx, err)
		}
		if err := profile.CheckName(text); err != nil {
			c.say("Problem: %s", steps.Sentence(err))
			continue
		}
		if !slices.Contains(taken, text) {
			return text, nil
		}
		c.say("A connection named %s already exists, too.", text)
	}
}

// importFile reads a connection from the file of another program, and goes on as a
// set-up with what it says.
func (h *house) importFile(ctx context.Context) error {
	var formats []imports.Format
	texts := []string{"Back to the list"}
	for _, f := range imports.Formats() {
		if f.Key != imports.Vault {
			formats = append(formats, f)
			texts = append(texts, f.Name+": "+f.Note)
		}
	}
	n, err := h.choose(ctx, fmt.Sprintf("Which program is the file from? Number from 1 to %d:", len(texts)), texts)
	if err != nil || n == 0 {
		return err
	}
	path, err := h.ask(ctx, "Path of the file:", false)
	if err != nil {
		return err
	}
	found, err := h.app.Import(ctx, formats[n-1], path, imports.Choice{})
	if several := (*imports.SeveralError)(nil); errors.As(err, &several) {
		var name string
		if name, err = h.Choose(ctx, "There are several environments in the file. Which one is to be imported?", several.Names); err == nil {
			found, err = h.app.Import(ctx, formats[n-1], path, several.Choice(name))
		}
	}
	if err != nil {
		return err
	}
	if warning := files.Exposed(path); warning != "" && found.HasSecrets() {
		h.say("Warning: %s", warning)
	}
	for _, line := range app.ImportLines(found) {
		h.say("%s", line)
	}
	if err := begin(ctx, h.app, h.Console, setup.Setup().Name, app.Answered(found, steps.Given{})); err != nil {
		return err
	}
	if still := h.app.StillThere(path, found); still != "" {
		h.say("%s", still)
	}
	return nil
}
