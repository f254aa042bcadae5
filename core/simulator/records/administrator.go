package records

import (
	"fmt"
	"strconv"
	"time"
)

// Administrator is what an administrator sees and does in the accounts, and what
// happens to them in real life.
type Administrator struct{ accounts *Accounts }

// AuditTrail gives the sign-ins of an account, oldest first, as Setup >
// Users/Roles > View Login Audit Trail would list them. It is empty for an
// account that does not exist.
func (w *Administrator) AuditTrail(id string) []SignIn {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	a, err := w.accounts.account(id)
	if err != nil {
		return nil
	}
	return append([]SignIn(nil), a.Trail...)
}

// Strays gives the sign-ins whose realm names no account, oldest first. They are in
// no account's audit trail.
func (w *Administrator) Strays() []SignIn {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	return append([]SignIn(nil), w.accounts.strays...)
}

// Uploads are the certificates of an account, the oldest first.
func (w *Administrator) Uploads(id string) []Uploaded {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	a, err := w.accounts.account(id)
	if err != nil {
		return nil
	}
	uploads := make([]Uploaded, 0, len(a.Mappings))
	for _, m := range a.Mappings {
		uploads = append(uploads, Uploaded{m.Created, id, m.Certificate.ID, m.Entity, m.Role})
	}
	return uploads
}

// Practice gives the card of the practice production account.
func (w *Administrator) Practice() Practice {
	card, err := w.PracticeFor(PracticeAccount)
	if err != nil { // settle put it there, and nothing removes an account
		panic("simulator: the practice account is gone")
	}
	return card
}

// AddCompany adds a company to the practice one: a production account, a sandbox and
// a Release Preview, with records and a consumer pair of their own. It returns the
// production account's card. The accounts count up from the practice account.
func (w *Administrator) AddCompany() (Practice, error) {
	w.accounts.Mu.Lock()
	number := len(w.accounts.ByID) / 3 // accounts of a company
	first, err := strconv.Atoi(PracticeAccount)
	id := strconv.Itoa(first + number)
	if err == nil {
		w.accounts.addCompany(id, fmt.Sprintf("Practice Company %d", number+1))
	}
	w.accounts.Mu.Unlock()
	if err != nil {
		return Practice{}, err
	}
	return w.PracticeFor(id)
}

// PracticeFor gives the card of one practice account, as things stand now:
// after a sandbox refresh its token is empty until NewToken. While a fault is
// met, it is the card from before, as a person would have it written down.
func (w *Administrator) PracticeFor(id string) (Practice, error) {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	a, err := w.accounts.account(id)
	if err != nil {
		return Practice{}, err
	}
	if a.card != nil {
		return *a.card, nil
	}
	card := Practice{
		Account: a.ID, SandboxAccount: a.production() + sandboxSuffix, PreviewAccount: a.production() + previewSuffix,
		Company: a.Name, Entity: PracticeEntity, Role: PracticeRole,
		Callback: practiceCallback, RedirectURI: practiceRedirect,
	}
	if len(a.Integrations) > 0 {
		i := a.Integrations[0]
		card.Integration, card.ConsumerKey, card.ConsumerSecret = i.Name, i.ConsumerKey, i.ConsumerSecret
	}
	for _, t := range a.tokens { // the last one made is the one to use
		if !t.Revoked && !t.Inactive && !t.ByFlow {
			card.TokenID, card.TokenSecret, card.Entity, card.Role = t.ID, t.Secret, t.User, t.Role
		}
	}
	if u := a.UserByID(card.Entity); u != nil {
		card.EntityName = u.Name
	}
	if r := a.RoleByID(card.Role); r != nil {
		card.RoleName = r.Name
	}
	return card, nil
}

// MapCertificate does what an administrator does on Setup > Integration >
// Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup: it ties a
// certificate to an integration record, a role and an entity, and gives the
// certificate ID that NetSuite shows then.
func (w *Administrator) MapCertificate(id, consumerKey, roleID, entity string, pem []byte) (string, error) {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	a, err := w.accounts.account(id)
	if err != nil {
		return "", err
	}
	i := a.Sound().IntegrationByKey(consumerKey)
	if i == nil {
		return "", fmt.Errorf("account %s has no integration record with that client ID", a.ID)
	}
	m, err := w.accounts.MapCertificate(a, i, roleID, entity, pem)
	if err != nil {
		return "", err
	}
	return m.Certificate.ID, nil
}

// SkewClock sets how far NetSuite's clock is ahead of the world's, or behind
// it with a negative duration.
func (w *Administrator) SkewClock(d time.Duration) {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	w.accounts.skew = d
}

// NewAdministrator gives the administrator of accounts.
func NewAdministrator(accounts *Accounts) *Administrator { return &Administrator{accounts} }
