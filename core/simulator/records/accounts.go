// Package records holds the accounts of the simulated NetSuite: integration records, roles,
// users, tokens, certificate mappings and the Login Audit Trail, and the changes that an
// administrator makes to them.
package records

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"suitekey/core/simulator/wire"
)

// Accounts are the accounts of one practice world, and its clock.
type Accounts struct {
	Now func() time.Time

	Mu      sync.Mutex // guards everything below, and every account
	ByID    map[string]*Account
	strays  []SignIn // sign-ins whose realm names no account
	issued  int      // counts the issued values, so that each one is new
	Granted int      // the number of access tokens issued
	skew    time.Duration
}

// NewAccounts returns the practice accounts (see Practice). Their clock is now.
func NewAccounts(now func() time.Time) *Accounts {
	s := &Accounts{Now: now, ByID: map[string]*Account{}}
	s.settle()
	return s
}

// settle adds the practice company to an empty world.
func (s *Accounts) settle() { s.addCompany(PracticeAccount, "Practice Company") }

// addCompany adds a company: a production account, a sandbox and a Release Preview, each
// with its own records.
func (s *Accounts) addCompany(production, name string) {
	record := &Integration{
		ID: "1", ApplicationID: uuid("practice integration"), Name: "suitekey practice",
		ConsumerKey: s.Value("consumer key"), ConsumerSecret: s.Value("consumer secret"),
		State: Enabled,
		Boxes: map[Box]bool{BoxTBA: true, BoxTBAFlow: true, BoxM2M: true, BoxCodeGrant: true, BoxScopeREST: true, BoxScopeRESTlets: true, BoxScopeConnect: true},

		Callbacks: []string{practiceCallback}, Redirects: []string{practiceRedirect, "suitekey://callback"},
	}
	for _, id := range []string{production, production + sandboxSuffix, production + previewSuffix} {
		a := &Account{
			ID: id, Name: name, Limit: 5, // the limit of every development account
			Features: map[Feature]bool{
				FeatureTBA: true, FeatureOAuth2: true, FeatureREST: true, FeatureSOAP: true, FeatureScript: true,
				FeatureWorkbook: true, FeatureConnect: true,
			},
			Integrations: []*Integration{record.Copy()},
			Roles: []*Role{
				{ID: AdministratorRole, Name: "Administrator"},
				{ID: PracticeRole, Name: "Integration Role", permissions: map[Permission]bool{
					PermissionTokenLogin: true, PermissionOAuth2Login: true, PermissionREST: true, PermissionSOAP: true,
					PermissionWorkbook: true, PermissionCertificates: true, PermissionCustomers: true, PermissionConnect: true,
				}},
			},
			Users: []*User{
				{ID: ownerEntity, Name: "Ada Administrator", Roles: []string{AdministratorRole}},
				{ID: PracticeEntity, Name: "Ina Integration", Roles: []string{PracticeRole}},
			},
			Grants: map[string]*Grant{},
		}
		s.ByID[id] = a
		s.AddToken(a, record.ID, PracticeEntity, PracticeRole)
	}
}

// ServerTime returns the time on NetSuite's clock.
func (s *Accounts) ServerTime() time.Time { return s.Now().Add(s.skew) }

// account finds an account by its ID in any spelling. The caller holds the lock.
func (s *Accounts) account(id string) (*Account, error) {
	realm := strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(id)), "-", "_")
	if a, ok := s.ByID[realm]; ok {
		return a, nil
	}
	return nil, fmt.Errorf("the practice world has no account %q: it has %s, %s and %s",
		id, PracticeAccount, PracticeSandbox, PracticePreview)
}

// ByLabel finds the account whose host names start with label; nil for none.
func (s *Accounts) ByLabel(label string) *Account {
	for _, a := range s.ByID {
		if wire.HostLabel(a.ID) == label {
			return a
		}
	}
	return nil
}

// AddToken creates a token pair in an account. The caller holds the lock.
func (s *Accounts) AddToken(a *Account, integrationID, entity, roleID string) *Token {
	t := &Token{
		ID: s.Value("token id " + a.ID), Secret: s.Value("token secret " + a.ID),
		Name: "suitekey practice token", Integration: integrationID, User: entity, Role: roleID,
	}
	a.tokens = append(a.tokens, t)
	return t
}

// Value returns a credential in the usual form: 64 lower-case hexadecimal characters. A
// label gives the same value in every world, so that a card that a person wrote down stays
// correct. The value protects nothing.
func (s *Accounts) Value(label string) string {
	s.issued++
	sum := sha256.Sum256(fmt.Appendf(nil, "suitekey practice %d: %s", s.issued, label))
	return hex.EncodeToString(sum[:])
}

func uuid(label string) string {
	sum := sha256.Sum256([]byte("suitekey practice: " + label))
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
}

// NewToken creates a token pair for the practice user; nil if there is no integration
// record. The caller holds the lock.
func (s *Accounts) NewToken(a *Account) *Token {
	if len(a.Integrations) == 0 {
		return nil
	}
	a.card = nil // the card shows the new pair
	return s.AddToken(a, a.Integrations[0].ID, PracticeEntity, PracticeRole)
}

// Stray records a sign-in to an account that does not exist. It does not keep the realm,
// which may contain any text.
func (s *Accounts) Stray(surface Surface) {
	if len(s.strays) >= TrailLimit {
		s.strays = append(s.strays[:0], s.strays[1:]...)
	}
	s.strays = append(s.strays, SignIn{Time: s.ServerTime(), Account: "-", Detail: DetailNoAccount, Surface: surface})
}

// Record adds a row with the current time to the Login Audit Trail of an account. The
// caller holds the lock.
func (s *Accounts) Record(a *Account, row SignIn) {
	row.Time, row.Account, row.OK = s.ServerTime(), a.ID, row.Detail == ""
	if len(a.Trail) >= TrailLimit {
		a.Trail = append(a.Trail[:0], a.Trail[1:]...)
	}
	a.Trail = append(a.Trail, row)
}

// Count counts refused token-based sign-ins. The fifth one locks the user. Attempts during
// a lock do not prolong it.
func (s *Accounts) Count(u *User, detail string) {
	switch {
	case u == nil || detail == DetailLocked:
	case detail == "":
		u.failures, u.LockedUntil = 0, time.Time{}
	default:
		u.failures++
		if u.failures >= lockAfter {
			u.failures = 0
			u.LockedUntil = s.Now().Add(lockFor)
		}
	}
}

// AfterLock prepares a sign-in to SuiteAnalytics Connect: after a lock a user has one
// attempt instead of five, and a failure locks the user again (docs.oracle.com,
// article_0907011905). A nil user is ignored.
func (s *Accounts) AfterLock(u *User) {
	if u != nil && !u.LockedUntil.IsZero() && !s.Now().Before(u.LockedUntil) {
		u.failures = lockAfter - 1
	}
}

// Change takes the lock and calls f with the account.
func (s *Accounts) Change(id string, f func(*Account) error) error {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	a, err := s.account(id)
	if err != nil {
		return err
	}
	return f(a)
}

func (s *Accounts) changeIntegration(id string, f func(*Account, *Integration)) error {
	return s.Change(id, func(a *Account) error {
		if len(a.Integrations) == 0 {
			return fmt.Errorf("account %s has no integration record", a.ID)
		}
		f(a, a.Integrations[0])
		return nil
	})
}

func (s *Accounts) changeRole(id string, f func(*Role)) error {
	return s.Change(id, func(a *Account) error {
		f(a.RoleByID(PracticeRole))
		return nil
	})
}

func (s *Accounts) changeUser(id string, f func(*User)) error {
	return s.Change(id, func(a *Account) error {
		f(a.UserByID(PracticeEntity))
		return nil
	})
}

func (s *Accounts) changeGrants(id string, f func(*Grant)) error {
	return s.Change(id, func(a *Account) error {
		for _, g := range a.Grants {
			f(g)
		}
		return nil
	})
}

func (s *Accounts) changeMappings(id string, f func(*Mapping)) error {
	return s.Change(id, func(a *Account) error {
		for _, m := range a.Mappings {
			f(m)
		}
		return nil
	})
}
