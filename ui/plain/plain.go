// Package plain is suitekey line by line: for screen readers, dumb terminals
// and serial consoles. It walks the same steps as the full-screen wizard.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

// Run opens what is asked for. It returns nil when everything is done and
// saved, app.ErrWaiting or app.ErrCancelled when it was left before, or what
// went wrong.
func Run(ctx context.Context, a *app.App, c *Console, opening app.Opening) error {
	return ended(ctx, run(ctx, a, c, opening))
}

// ended names the ends that are no failures: nobody answers any more, or the
// person pressed ctrl+c.
func ended(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return app.Usage("the input ended before everything was answered: nothing more was done",
			"without a person at the keyboard use the verbs: suitekey setup NAME --answers FILE")
	case err != nil && (ctx.Err() != nil || errors.Is(err, errInterrupted)):
		return app.ErrCancelled
	default:
		return err
	}
}

func run(ctx context.Context, a *app.App, c *Console, opening app.Opening) error {
	if err := unlock(ctx, a, c); err != nil {
		return err
	}
	if opening.Flow == "" {
		return home(ctx, a, c)
	}
	flow, ok := flowOf(opening.Flow)
	if !ok {
		return fmt.Errorf("there is no journey called %s", opening.Flow)
	}
	return begin(ctx, a, c, flow, opening.Given)
}

func flowOf(name string) (steps.Flow, bool) {
	for _, flow := range steps.Flows() {
		if flow.Name == name {
			return flow, true
		}
	}
	return steps.Flow{}, false
}

// mostTries is how often a passphrase is asked for.
const mostTries = 3

// Unlock opens the vault if there is one, asking for the passphrase where
// nothing else brings it.
func Unlock(ctx context.Context, a *app.App, c *Console) error {
	return ended(ctx, unlock(ctx, a, c))
}

// UnlockIfWanted opens the vault as Unlock does, except that an empty line
// leaves it locked.
func UnlockIfWanted(ctx context.Context, a *app.App, c *Console) error {
	return ended(ctx, unlockWith(ctx, a, c, "Passphrase of the vault, not shown (empty: leave it locked):", true))
}

func unlock(ctx context.Context, a *app.App, c *Console) error {
	return unlockWith(ctx, a, c, "Passphrase of the vault, not shown:", false)
}

func unlockWith(ctx context.Context, a *app.App, c *Console, prompt string, optional bool) error {
	exists, err := a.VaultExists()
	if err != nil || !exists || a.Unlocked() {
		return err
	}
	passphrase, ok, err := a.Passphrase(ctx)
	if err != nil {
		return &app.LockedError{Err: err}
	}
	if ok {
		if err := a.Unlock(passphrase); !errors.Is(err, storage.ErrWrongPassphrase) || a.PassphraseGiven() {
			return err
		}
		c.say("The passphrase in the keyring does not open this vault any more.")
	}
	for try := 1; ; try++ {
		text, err := c.ask(ctx, prompt, true)
		if err != nil || optional && text == "" {
			return err
		}
		err = a.Unlock(secret.New(text))
		if !errors.Is(err, storage.ErrWrongPassphrase) || try == mostTries {
			return err
		}
		c.say("Problem: %s", steps.Sentence(err))
	}
}

// begin starts a journey, or takes up its draft. Whether it can be saved in the
// end is found out before anybody types a secret.
func begin(ctx context.Context, a *app.App, c *Console, flow steps.Flow, given steps.Given) error {
	if err := a.Probe(); err != nil {
		return err
	}
	walk, err := open(ctx, a, c, flow, given)
	if err != nil {
		return err
	}
	return walkOn(ctx, a, c, walk)
}

func open(ctx context.Context, a *app.App, c *Console, flow steps.Flow, given steps.Given) (*steps.Walk, error) {
	if name := given.Answers[steps.KeyName]; name != "" && a.Unlocked() {
		draft, err := a.Draft(name)
		switch {
		case errors.Is(err, storage.ErrNotFound):
		case err != nil:
			return nil, err
		default:
			again, err := c.confirm(ctx, fmt.Sprintf("There is an unfinished set-up of %s, kept on %s. Go on with it?", name, draft.Kept.Format("2 January 2006 15:04")), true)
			if err != nil {
				return nil, err
			}
			if again {
				return a.Resume(flow, draft, given)
			}
		}
	}
	facts, err := a.Facts()
	if err != nil {
		return nil, err
	}
	return steps.NewWalk(a.Env(), flow, given.Apply(steps.NewState(facts))), nil
}

// walkOn walks to the end, or keeps what was entered.
func walkOn(ctx context.Context, a *app.App, c *Console, walk *steps.Walk) error {
	j := &journey{Console: c, app: a, walk: walk}
	err := j.run(ctx)
	if err == nil {
		name := walk.State().Value(steps.KeyName)
		c.say("Test it at any time: suitekey test %s", name)
		return nil
	}
	return j.leave(ctx, err)
}
