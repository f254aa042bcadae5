package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
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

// AskName asks for a new name for a connection of another vault.
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
