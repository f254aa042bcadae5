package plain

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
)

// leave ends an unfinished journey, and keeps it if the person wants. It returns the
// error with which the program ends.
func (j *journey) leave(ctx context.Context, why error) error {
	switch {
	case errors.Is(why, io.EOF):
		if j.worthKeeping() && j.app.Unlocked() {
			j.report(j.app.Drafts().Keep(j.walk))
		}
		return why
	case errors.Is(why, errWait):
		return j.keep(ctx, app.ErrWaiting)
	case errors.Is(why, errStop):
		return j.offer(ctx, app.ErrCancelled)
	case !stopped(ctx, why):
		return why
	case terminated(ctx):
		if j.worthKeeping() && j.app.Unlocked() {
			j.report(j.app.Drafts().Keep(j.walk))
		}
		return app.ErrCancelled
	}
	// The context of the journey has ended with the first ctrl+c. These last
	// questions have one of their own, so that a second ctrl+c ends them too.
	last, stop := signal.NotifyContext(context.WithoutCancel(ctx), os.Interrupt, syscall.SIGTERM)
	defer stop()
	j.gap()
	return j.offer(last, app.ErrCancelled)
}

// terminated reports whether the system ends the program. After ctrl+c, in contrast, a
// person can still answer.
func terminated(ctx context.Context) bool {
	var signalled interface{ Signal() os.Signal }
	return errors.As(context.Cause(ctx), &signalled) && signalled.Signal() != os.Interrupt
}

// worthKeeping reports whether anything was entered.
func (j *journey) worthKeeping() bool {
	if j.walk.Ended() {
		return false
	}
	_, named := j.walk.State().Answer(steps.KeyAccount)
	return named
}

// offer asks whether to keep the draft.
func (j *journey) offer(ctx context.Context, end error) error {
	if !j.worthKeeping() {
		return end
	}
	yes, err := j.confirm(ctx, "Keep your answers, encrypted, and resume later?", true)
	if err != nil || !yes {
		return end
	}
	return j.keep(ctx, end)
}

// keep saves the draft. Without a vault it asks for a new passphrase.
func (j *journey) keep(ctx context.Context, end error) error {
	if connections.Stale(j.app.Connections) {
		j.say("The vault's passphrase or key has changed meanwhile. Type the present passphrase to keep your answers.")
		if err := unlockWith(ctx, j.app, j.Console, "Passphrase of the vault, not shown:", false); err != nil {
			j.say("Problem: %s", steps.Sentence(err))
			return err
		}
	}
	if !j.app.Unlocked() {
		made, err := j.makeVault(ctx)
		if err != nil || !made {
			return end
		}
	}
	if err := j.app.Drafts().Keep(j.walk); err != nil {
		j.say("Problem: %s", steps.Sentence(err))
		return err
	}
	j.report(nil)
	return end
}

func (j *journey) report(err error) {
	if err != nil {
		j.say("Problem: %s", steps.Sentence(err))
		return
	}
	j.say("Kept as %s. To resume: %s", drafts.Name(j.walk), drafts.ResumeCommand(drafts.Name(j.walk), j.walk.Flow().Name))
}

// makeVault asks for a new passphrase; false if the person wants no draft.
func (j *journey) makeVault(ctx context.Context) (bool, error) {
	j.say("The draft is kept in a vault of encrypted files. The vault needs a passphrase of at least 12 characters. An empty line keeps nothing.")
	passphrase, err := j.newPassphrase(ctx, "New passphrase, not shown:", secret.CheckPassphrase)
	if err != nil || passphrase.IsEmpty() {
		return false, err
	}
	if _, err := j.app.CreateVault(passphrase, false); err != nil {
		j.say("Problem: %s", steps.Sentence(err))
		return false, err
	}
	return true, nil
}

// Secret asks for a secret and does not show it.
func (c *Console) Secret(ctx context.Context, prompt string) (secret.Secret, error) {
	text, err := c.ask(ctx, prompt, true)
	return secret.New(text), ended(ctx, err)
}

// NewPassphrase asks twice for a new passphrase. It is empty after an empty line.
func (c *Console) NewPassphrase(ctx context.Context, prompt string, check func(secret.Secret) error) (secret.Secret, error) {
	passphrase, err := c.newPassphrase(ctx, prompt, check)
	return passphrase, ended(ctx, err)
}

func (c *Console) newPassphrase(ctx context.Context, prompt string, check func(secret.Secret) error) (secret.Secret, error) {
	c.say("%s", offerToMake)
	for {
		first, err := c.ask(ctx, prompt, true)
		if err != nil || first == "" {
			return secret.Secret{}, err
		}
		if asksToMake(first) {
			if first, err = c.make(secret.GeneratePassphrase); err != nil {
				return secret.Secret{}, err
			}
		} else if err := check(secret.New(first)); err != nil {
			c.say("Problem: %s", steps.Sentence(err))
			continue
		} else if strength := secret.Rate(secret.New(first)); strength.Level() == secret.Weak {
			c.say("Warning: this passphrase is %s, with a copy of the vault.", strength)
		} else {
			c.say("Note: this passphrase is %s.", strength)
		}
		second, err := c.ask(ctx, passphraseAgain, true)
		if err != nil {
			return secret.Secret{}, err
		}
		if first == second {
			return secret.New(first), nil
		}
		c.say("Problem: the two passphrases differ.")
	}
}

// passphraseAgain is the second prompt. It makes sense without the first.
const passphraseAgain = "Passphrase once more, not shown:"

const offerToMake = "Type g to let suitekey make one of random words."

// asksToMake reports whether text is the command for a random passphrase. No passphrase
// is as short.
func asksToMake(text string) bool { return text == "g" || text == "G" }

// make shows a random value, so that the person can write it down.
func (c *Console) make(random func() (secret.Secret, error)) (string, error) {
	made, err := random()
	if err != nil {
		return "", err
	}
	c.say("Write this passphrase down, or save it in your password manager, before you go on. It is shown once.")
	c.say("%s", made.Reveal())
	return made.Reveal(), nil
}
