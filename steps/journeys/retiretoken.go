package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
)

// revokeOldToken revokes the former token of a migrated connection with the token itself:
// every user may revoke their own tokens. It signs in with the certificate first, which
// proves the certificate once more.
func revokeOldToken(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	client, old := rotationClient(env), *s.Former.Old
	if lockout.Check(s.Refusals, env.Now(), s.Force) != nil {
		return s, &leftOpen{fmt.Sprintf("NetSuite has just refused %d sign-ins, and the fifth refusal would lock the user", lockout.Recent(s.Refusals, env.Now()))}
	}
	ctx = lockout.Force(ctx, s.Force)
	report(steps.Progress{Text: "Signing in with the certificate"})
	request, err := netsuite.TokenRequestFor(s.Former)
	if err == nil {
		_, err = client.Token(ctx, s.Former.Account, request)
	}
	if err != nil {
		s, err = countRefusal(env, s, err)
		return s, fmt.Errorf("%w; the token is unchanged", err)
	}
	report(steps.Progress{Text: "Revoking the TBA token"})
	err = client.RevokeToken(ctx, old.Account, old.Signer())
	var failed *netsuite.Error
	switch {
	case err == nil:
		s.Note = "The TBA token is revoked in NetSuite and removed from the vault."
		return s, nil
	case ctx.Err() != nil, !errors.As(err, &failed):
		return s, err
	case failed.Class == netsuite.Refused:
		s, _ = countRefusal(env, s, err)
		return s, &leftOpen{"NetSuite no longer accepts it: it is already revoked, or inactive"}
	case failed.Class == netsuite.TimedOut, failed.Class == netsuite.Unreachable:
		return lookForToken(ctx, env, s, err)
	case failed.Class == netsuite.Limited:
		return s, err
	}
	return s, &leftOpen{"NetSuite refused the revocation (" + failed.Brief() + ")"}
}

// lookForToken finds out whether a revocation without an answer was successful.
func lookForToken(ctx context.Context, env steps.Env, s steps.State, lost error) (steps.State, error) {
	old := *s.Former.Old
	revoked, err := rotationClient(env).CheckRevoked(ctx, old.Account, old.Signer())
	if !revoked || err != nil {
		return s, fmt.Errorf("%w; suitekey does not know whether the token is revoked: run the same command again", lost)
	}
	s.Refusals = append(slices.Clone(s.Refusals), env.Now()) // stored by the save after retiring
	s.Note = "The TBA token is revoked in NetSuite (a sign-in with it is refused) and removed from the vault."
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
