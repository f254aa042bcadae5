package plain

import (
	"context"
	"fmt"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/access"
)

// revoke offers to end in NetSuite what a connection signs in with, before it is
// removed. goes is false if it is to stay after all.
func (h *house) revoke(ctx context.Context, e storage.Entry) (goes bool, err error) {
	if e.Err != nil {
		return true, nil
	}
	p, err := h.app.Load(e.Name)
	if err != nil {
		return false, err
	}
	sharing, err := h.app.Sharing(p)
	if err != nil {
		return false, err
	}
	wanted, err := confirmRevocation(ctx, h.Console, p, sharing)
	if err != nil || !wanted {
		return err == nil, err
	}
	told, err := h.app.Access().Revoke(ctx, p)
	if err == nil {
		h.say("%s", told)
		return true, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	h.say("Problem: %s", steps.Sentence(err))
	h.say("It can be revoked by hand in NetSuite: %s.", access.RevokePage(p))
	return h.sure(ctx, fmt.Sprintf("Remove %s from the vault all the same?", e.Name))
}

// ConfirmRevocation asks whether what p signs in with is to end in NetSuite, too.
func ConfirmRevocation(ctx context.Context, c *Console, p profile.Profile, sharing []string) (bool, error) {
	yes, err := confirmRevocation(ctx, c, p, sharing)
	return yes, ended(ctx, err)
}

func confirmRevocation(ctx context.Context, c *Console, p profile.Profile, sharing []string) (bool, error) {
	if warning := access.RevokeWarning(p, sharing); warning != "" {
		c.say("Warning: %s", warning)
	}
	return c.confirm(ctx, fmt.Sprintf("Revoke its %s in NetSuite too, for good?", access.Credential(p)), false)
}
