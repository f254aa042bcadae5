package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
)

// errLeftOpen is why a former credential could not be ended from here. It stays in
// the vault, so that the item is not forgotten.
var errLeftOpen = errors.New("not revoked")

// revokeOldToken ends the former token pair of a connection that has left TBA, by
// the token itself: NetSuite lets everybody revoke their own. The certificate signs
// in first, which proves it once more.
func revokeOldToken(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	client, old := rotationClient(env), *s.Former.Old
	if lockout.Check(s.Refusals, env.Now(), s.Force) != nil {
		return leftOpen(s, fmt.Sprintf("%d sign-ins were refused just before, and the fifth would lock the user", lockout.Recent(s.Refusals, env.Now())))
	}
	ctx = lockout.Force(ctx, s.Force)
	report(steps.Progress{Text: "Signing in with the certificate"})
	request, err := netsuite.TokenRequestFor(s.Former)
	if err == nil {
		_, err = client.Token(ctx, s.Former.Account, request)
	}
	if err != nil {
		s, err = countRefusal(env, s, err)
		return s, fmt.Errorf("%w; the token was not touched", err)
	}
	report(steps.Progress{Text: "Revoking the TBA token"})
	err = client.RevokeToken(ctx, old.Account, old.Signer())
	var failed *netsuite.Error
	switch {
	case err == nil:
		s.Note = "The TBA token is revoked in NetSuite, and taken out of the vault."
		return s, nil
	case ctx.Err() != nil, !errors.As(err, &failed):
		return s, err
	case failed.Class == netsuite.Refused:
		s, _ = countRefusal(env, s, err)
		return leftOpen(s, "NetSuite does not let it sign in any more, so that it is revoked already, or inactive")
	case failed.Class == netsuite.TimedOut, failed.Class == netsuite.Unreachable:
		return lookForToken(ctx, env, s, err)
	case failed.Class == netsuite.Limited:
		return s, err
	}
	return leftOpen(s, "NetSuite does not allow it from here ("+failed.Brief()+")")
}

// lookForToken finds out what became of a revocation whose answer was lost.
func lookForToken(ctx context.Context, env steps.Env, s steps.State, lost error) (steps.State, error) {
	old := *s.Former.Old
	revoked, err := rotationClient(env).CheckRevoked(ctx, old.Account, old.Signer())
	if !revoked || err != nil {
		return s, fmt.Errorf("%w; it is not known whether the token is revoked: run the same again", lost)
	}
	s.Refusals = append(slices.Clone(s.Refusals), env.Now()) // stored with what retiring saves
	s.Note = "The TBA token is revoked in NetSuite (it signs in no more), and taken out of the vault."
	return s, nil
}

// countRefusal counts a refused sign-in, here and in the vault: five lock the user.
func countRefusal(env steps.Env, s steps.State, err error) (steps.State, error) {
	if !netsuite.Counts(err) {
		return s, err
	}
	now := env.Now()
	s.Refusals = append(slices.Clone(s.Refusals), now)
	return s, errors.Join(err, env.Vault.Note(s.Former, func(p *profile.Profile) { p.Refusals = append(p.Refusals, now) }))
}

// leftOpen keeps the token as an item that somebody has to close by hand.
func leftOpen(s steps.State, why string) (steps.State, error) {
	old := *s.Former.Old
	s.Note = fmt.Sprintf("The TBA token %s is not revoked: %s. Revoke it under %s; then suitekey migrate %s, with \"it has been revoked in NetSuite\" (retire: %s), closes this.",
		steps.Shorten(old.TokenID, 12), why, account.PageTokens.Menu(), s.Former.Name, retireByHand)
	return s, errLeftOpen
}
