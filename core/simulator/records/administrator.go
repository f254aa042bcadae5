package records

import (
	"fmt"
	"strconv"
	"time"
)

// Administrator sees and changes the accounts as a NetSuite administrator does, and causes
// the events of real life in them.
type Administrator struct{ accounts *Accounts }

// AuditTrail returns the sign-ins of an account, oldest first, as Setup > Users/Roles >
// View Login Audit Trail lists them. The result is empty for an account that does not
// exist.
func (w *Administrator) AuditTrail(id string) []SignIn {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	a, err := w.accounts.account(id)
	if err != nil {
		return nil
	}
	return append([]SignIn(nil), a.Trail...)
}

// Strays returns the sign-ins whose realm names no account, oldest first. No audit trail
// contains them.
func (w *Administrator) Strays() []SignIn {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	return append([]SignIn(nil), w.accounts.strays...)
}

// Uploads returns the certificates of an account, oldest first.
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

// Practice returns the card of the practice production account.
func (w *Administrator) Practice() Practice {
	card, err := w.PracticeFor(PracticeAccount)
	if err != nil { // settle has added the account, and nothing removes one
		panic("simulator: the practice account is gone")
	}
	return card
}

// AddCompany adds another company: a production account, a sandbox and a Release Preview,
// with their own records and consumer pair. It returns the card of the production account.
// The account numbers count up from the practice account.
func (w *Administrator) AddCompany() (Practice, error) {
	w.accounts.Mu.Lock()
	number := len(w.accounts.ByID) / 3 // each company has three accounts
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

// PracticeFor returns the card of one practice account in its present state: after a
// sandbox refresh the token is empty until NewToken. During a fault it returns the card
// from before the fault, as a person would have written it down.
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
	for _, t := range a.tokens { // the newest one is the one to use
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

// MapCertificate maps a certificate to an integration record, a role and an entity, as an
// administrator does on Setup > Integration > Manage Authentication > OAuth 2.0 Client
// Credentials (M2M) Setup. It returns the certificate ID that NetSuite shows afterwards.
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

// SkewClock sets how far NetSuite's clock is ahead of the world's clock. A negative
// duration sets it behind.
func (w *Administrator) SkewClock(d time.Duration) {
	w.accounts.Mu.Lock()
	defer w.accounts.Mu.Unlock()
	w.accounts.skew = d
}

// NewAdministrator returns the administrator of accounts.
func NewAdministrator(accounts *Accounts) *Administrator { return &Administrator{accounts} }
