// Package plain is suitekey line by line: for screen readers, dumb terminals
// and serial consoles. It walks the same steps as the full-screen wizard.
package plain

import (
	"context"
	"errors"
	"io"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
)

// Run opens what the opening says. It returns nil when everything is done and saved,
// app.ErrWaiting or app.ErrCancelled when the person left before, or another error.
func Run(ctx context.Context, a *app.App, c *Console, opening app.Opening) error {
	return ended(ctx, run(ctx, a, c, opening))
}

// ended turns the end of the input and ctrl+c into errors that are not failures.
func ended(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return app.Usage("the input ended before all questions were answered: suitekey stopped",
			"in scripts, use the verbs: suitekey setup NAME --answers FILE")
	case err != nil && (ctx.Err() != nil || errors.Is(err, errInterrupted)):
		return app.ErrCancelled
	default:
		return err
	}
}

func run(ctx context.Context, a *app.App, c *Console, opening app.Opening) error {
	a.UnlockByAgent() // else by the passphrase
	if err := unlock(ctx, a, c); err != nil {
		return err
	}
	if opening.Flow == "" {
		return home(ctx, a, c)
	}
	return begin(ctx, a, c, opening.Flow, opening.Given)
}

// mostTries limits how often a passphrase is asked for.
const mostTries = 3

// Unlock opens the vault if there is one. It asks for the passphrase if nothing else
// provides it.
func Unlock(ctx context.Context, a *app.App, c *Console) error {
	return ended(ctx, unlock(ctx, a, c))
}

// UnlockIfWanted opens the vault as Unlock does, but an empty line leaves it locked.
func UnlockIfWanted(ctx context.Context, a *app.App, c *Console) error {
	a.UnlockByAgent() // else by the passphrase
	return ended(ctx, unlockWith(ctx, a, c, "Passphrase of the vault, not shown (empty: leave it locked):", true))
}

func unlock(ctx context.Context, a *app.App, c *Console) error {
	return unlockWith(ctx, a, c, "Passphrase of the vault, not shown:", false)
}

func unlockWith(ctx context.Context, a *app.App, c *Console, prompt string, optional bool) error {
	exists, err := a.VaultExists()
	if err != nil || !exists || a.Unlocked() && !connections.Stale(a.Connections) {
		return err
	}
	opened, err := app.UnlockByKey(ctx, a, c.Person(ctx))
	switch {
	case opened || ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, app.ErrCancelled):
		return err
	case err != nil:
		c.say("Problem: %s", steps.Sentence(err))
	}
	passphrase, ok, err := a.Passphrase(ctx)
	if err != nil {
		return &app.LockedError{Err: err}
	}
	if ok {
		if err := c.unlockAs(ctx, a, passphrase); !errors.Is(err, storage.ErrWrongPassphrase) || a.PassphraseGiven() {
			return err
		}
		c.say("The passphrase in the keyring no longer opens this vault.")
	}
	for try := 1; ; try++ {
		text, err := c.ask(ctx, prompt, true)
		if err != nil || optional && text == "" {
			return err
		}
		err = c.unlockAs(ctx, a, secret.New(text))
		if !errors.Is(err, storage.ErrWrongPassphrase) || try == mostTries {
			return err
		}
		c.say("Problem: %s", steps.Sentence(err))
	}
}

// unlockAs opens the vault with a passphrase. It asks before it accepts an older file
// with the vault's key.
func (c *Console) unlockAs(ctx context.Context, a *app.App, passphrase secret.Secret) error {
	err := a.Unlock(passphrase)
	if name, older := connections.IsOlder(err); !older || name != "" {
		return err
	}
	c.say("Problem: %s", steps.Sentence(err))
	if yes, asked := c.yes(ctx, app.OlderKeyQuestion, "The vault stays locked."); asked != nil || !yes {
		return errors.Join(asked, err)
	}
	return connections.TakeOlderKey(a.Connections)
}

// begin starts a journey, or resumes its draft.
func begin(ctx context.Context, a *app.App, c *Console, flow string, given steps.Given) error {
	walk, draft, err := a.Journey(flow, given)
	if err != nil {
		return err
	}
	if draft != "" {
		c.say("Resuming the unfinished %s, %s.", walk.Flow().Title, draft)
	}
	return walkOn(ctx, a, c, walk)
}

// walkOn walks to the end, or keeps the answers.
func walkOn(ctx context.Context, a *app.App, c *Console, walk *steps.Walk) error {
	j := &journey{Console: c, app: a, walk: walk}
	err := j.run(ctx)
	if err == nil {
		for _, next := range app.Next(walk.Flow(), walk.State()) {
			if !a.Demo() {
				c.say("Next: %s %s.", next.Line, next.Does)
			}
		}
		return nil
	}
	return j.leave(ctx, err)
}
