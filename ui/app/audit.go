package app

import (
	"context"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/audit"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/access"
)

// Audit is the comparison of an account with the vault.
type Audit struct {
	Account account.ID
	Entries []storage.Entry // the connections of the account
	Records []access.Audited
	Users   []audit.User
}

// Audit compares an account with the vault.
func (a *App) Audit(ctx context.Context, id account.ID) (Audit, error) {
	entries, err := a.Profiles()
	if err != nil {
		return Audit{}, err
	}
	result := Audit{Account: id}
	var saved []profile.Profile
	for _, e := range entries {
		if e.Err == nil && e.Account == id {
			result.Entries, saved = append(result.Entries, e), append(saved, e.Profile)
		}
	}
	if len(saved) == 0 {
		return result, Usage("the vault has no connection to account "+id.Realm(), "suitekey list shows the accounts")
	}
	result.Users = audit.Users(id, saved)
	result.Records, err = a.access.Records(ctx, id)
	return result, err
}

// Revocation returns the task that revokes a certificate that belongs to no connection of
// the vault.
func (a *App) Revocation(found Audit, certificateID string) (Task, error) {
	for _, r := range found.Records {
		at := slices.IndexFunc(r.Certificates, func(c audit.Certificate) bool { return c.CertificateID == certificateID })
		if at < 0 {
			continue
		}
		c := r.Certificates[at]
		if c.Use == audit.InUse || c.Use == audit.Former {
			return Task{}, Usage(fmt.Sprintf("the certificate belongs to %s: audit revokes only certificates that no connection of this vault knows", c.Profiles[0]),
				"suitekey renew "+c.Profiles[0]+" replaces and retires it", "suitekey remove "+c.Profiles[0]+" --revoke ends the connection")
		}
		t := Task{
			Name: steps.OrElse(r.Name, r.ConsumerKey), Title: "Revoke the certificate " + certificateID + "?", Typing: "Type the account ID to revoke it",
			Means: []string{fmt.Sprintf("The certificate was made on %s for %s, role %s. No connection of this vault knows it, but another computer or product may sign in with it. Revoking cannot be undone.",
				steps.OrElse(c.Created, "an unknown day"), steps.OrElse(c.EntityName, c.EntityID), steps.OrElse(c.RoleName, c.RoleID))},
			Yes: "Yes, revoke it", No: "No, keep it", Kept: "Nothing was revoked.",
			Do: func(ctx context.Context, _ TaskOptions, report func(steps.Progress)) (TaskResult, error) {
				report(steps.Progress{Text: "Revoking the certificate in NetSuite"})
				told, err := a.access.RevokeUnknown(ctx, r, certificateID)
				return TaskResult{Told: []string{told}}, err
			},
		}
		if found.Account.Guarded() {
			t.Account = found.Account
		}
		return t, nil
	}
	for _, r := range found.Records {
		if r.Err != nil {
			return Task{}, fmt.Errorf("looking for the certificate: %w", r.Err)
		}
	}
	return Task{}, Usage("no integration record of this vault has that certificate", "suitekey audit "+found.Account.Realm()+" lists the certificates")
}
