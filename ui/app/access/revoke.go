package access

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app/problem"
)

// Credential names the credential of a connection for a sentence.
func Credential(p profile.Profile) string {
	switch p.Method {
	case profile.M2M:
		return "certificate"
	case profile.TBA:
		return "token"
	default:
		return "sign-in by browser"
	}
}

// RevokePage returns the menu path in NetSuite where a person revokes the credential.
func RevokePage(p profile.Profile) string {
	switch p.Method {
	case profile.M2M:
		return account.PageM2MList.Menu()
	case profile.TBA:
		return account.PageTokens.Menu()
	default:
		return account.PageAuthorizedApps.Menu()
	}
}

// Revoke permanently revokes the credential of p in NetSuite. It revokes a former
// credential first, because the present one signs in for that. told describes the
// result. Call Revoke only for a connection that will be removed, because it also
// revokes the certificate that signs in.
func (c *Client) Revoke(ctx context.Context, p profile.Profile) (told string, err error) {
	if p.Old != nil {
		if err := c.revokeOne(ctx, p, *p.Old); err != nil {
			return "", byHand(err, *p.Old)
		}
	}
	err = c.revokeOne(ctx, p, p)
	switch {
	case errors.Is(err, problem.ErrExpired) && p.Method != profile.TBA:
		return fmt.Sprintf("The %s has expired: there was nothing to revoke.", Credential(p)), nil
	case err != nil:
		return "", byHand(err, p)
	case p.Old != nil:
		return fmt.Sprintf("The %s and the former %s are revoked in NetSuite.", Credential(p), Credential(*p.Old)), nil
	}
	return fmt.Sprintf("The %s is revoked in NetSuite.", Credential(p)), nil
}

// byHand adds the instruction to revoke the credential by hand.
func byHand(err error, p profile.Profile) error {
	hints := []string{"revoke it by hand, in NetSuite under " + RevokePage(p)}
	var hinted *problem.HintedError
	if errors.As(err, &hinted) {
		hints = append(hinted.Hints, hints...)
	}
	return problem.WithHints(err, hints...)
}

// revokeOne revokes the credential of which, and signs in with now.
func (c *Client) revokeOne(ctx context.Context, now, which profile.Profile) error {
	session, err := c.Connections.Open()
	if err != nil {
		return err
	}
	client := c.NetSuite.With(Timeout, now.Retries, now.RetryInterval)
	switch which.Method {
	case profile.M2M:
		access, err := c.Token(ctx, now, Options{})
		if err != nil {
			return err
		}
		_, err = client.EnsureRevoked(ctx, which.Account, netsuite.Bearer(access.Value), which.ConsumerKey,
			netsuite.RevokeRequest{CertificateID: which.CertificateID, SignedInWith: now.CertificateID, Own: true})
		if errors.Is(err, netsuite.ErrNotListed) && which.CertificateID != now.CertificateID {
			return nil // gone, by a sandbox refresh or by hand
		}
		return c.refusedAccess(session, now, err)
	case profile.TBA:
		if err := c.checkBudget(which, false); err != nil {
			return err
		}
		err := client.RevokeToken(ctx, which.Account, which.Signer())
		if lost(err) {
			if revoked, _ := client.CheckRevoked(ctx, which.Account, which.Signer()); revoked {
				return nil
			}
		}
		return c.refusedAccess(session, now, err)
	default:
		return client.RevokeRefresh(ctx, netsuite.CodeGrantFor(which), which.RefreshToken)
	}
}

// lost reports whether NetSuite may have carried out the request although no answer
// came.
func lost(err error) bool {
	var failed *netsuite.Error
	return errors.As(err, &failed) && (failed.Class == netsuite.TimedOut || failed.Mark == netsuite.MarkBroken)
}

// RevokeWarning names the other connections that stop working without the credential of
// p; "" if the vault has none.
func RevokeWarning(p profile.Profile, sharing []string) string {
	if len(sharing) == 0 {
		return ""
	}
	return fmt.Sprintf("The same %s is used by %s: revoking it ends them as well.", Credential(p), steps.Shorten(strings.Join(sharing, ", "), 300))
}
