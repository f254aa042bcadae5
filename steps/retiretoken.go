package steps

import (
	"context"
	"fmt"

	"suitekey/core/account"
)

// revokeOldToken ends the former token pair of a connection that has left TBA.
func revokeOldToken(_ context.Context, _ Env, s State, _ func(Progress)) (State, error) {
	return s, fmt.Errorf("revoking the token %s: that is done under %s; then say here that it has been revoked",
		Shorten(s.Former.Old.TokenID, 12), account.PageTokens.Menu())
}
