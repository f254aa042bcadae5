package plain

import (
	"context"
	"errors"
	"fmt"

	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
)

// task asks for a confirmation and runs the task.
func (h *house) task(ctx context.Context, t app.Task) error {
	for _, text := range t.Means {
		h.say("%s", text)
	}
	sure, err := h.confirmTask(ctx, t)
	if err != nil || !sure {
		return err
	}
	var o app.TaskOptions
	if o.Revoke, err = h.confirmRevocation(ctx, t); err != nil {
		return err
	}
	result, err := t.Do(ctx, o, h.progress)
	var kept *app.NotRevokedError
	var failed *setup.TestFailed
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &kept):
		h.say("Problem: %s", steps.Sentence(kept.Err))
		h.say("It can be revoked by hand in NetSuite: %s.", kept.ByHand)
		if sure, err = h.yes(ctx, fmt.Sprintf("Remove %s from the vault anyway?", t.Name), t.Kept); err != nil || !sure {
			return err
		}
		result, err = t.Do(ctx, app.TaskOptions{}, h.progress)
	case errors.As(err, &failed):
		h.say("The state does not pass the test. Nothing was changed.")
		h.verdict(result.Report)
		return nil
	}
	if err != nil {
		return err
	}
	for _, text := range result.Told {
		h.say("%s", text)
	}
	return nil
}

// ConfirmTask asks for a confirmation. For a production account the person types the
// account ID: yes is typed too easily.
func ConfirmTask(ctx context.Context, c *Console, t app.Task) (bool, error) {
	sure, err := c.confirmTask(ctx, t)
	return sure, ended(ctx, err)
}

// ConfirmRevocation asks whether to revoke the credential in NetSuite, too.
func ConfirmRevocation(ctx context.Context, c *Console, t app.Task) (bool, error) {
	yes, err := c.confirmRevocation(ctx, t)
	return yes, ended(ctx, err)
}

func (c *Console) confirmTask(ctx context.Context, t app.Task) (bool, error) {
	if t.Account.IsZero() {
		return c.yes(ctx, t.Title, t.Kept)
	}
	c.say("%s is a connection to PRODUCTION account %s.", t.Name, t.Account.Realm())
	text, err := c.ask(ctx, t.Typing+":", false)
	if err != nil {
		return false, err
	}
	if !t.Account.Confirmed(text) {
		c.say("That is not the account ID. %s", t.Kept)
		return false, nil
	}
	return true, nil
}

func (c *Console) confirmRevocation(ctx context.Context, t app.Task) (bool, error) {
	if t.Revoke == nil {
		return false, nil
	}
	if t.Revoke.Warning != "" {
		c.say("Warning: %s", t.Revoke.Warning)
	}
	return c.confirm(ctx, t.Revoke.Question, false)
}

// yes asks a question, and says the consequence of no.
func (c *Console) yes(ctx context.Context, question, kept string) (bool, error) {
	yes, err := c.confirm(ctx, question, false)
	if err == nil && !yes {
		c.say("%s", kept)
	}
	return yes, err
}
