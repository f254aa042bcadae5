package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
)

// The practice accounts: one company with its sandbox and its Release Preview.
const (
	practiceAccount = "9999901"
	practiceSandbox = "9999901_SB1"
	practicePreview = "9999901_RP"

	practiceRole   = "1000"
	practiceEntity = "1207"
	ownerEntity    = "-5" // the account's first administrator has a negative ID

	// http is for localhost in the three-step flow, and for nothing in the
	// code grant (docs.oracle.com, bridgehead_4249032125, section_157771733782).
	practiceCallback = "http://localhost:*"
	practiceRedirect = "https://localhost/suitekey"
)

// Practice is a card with everything a newcomer needs to set up a connection
// to one practice account. None of it opens anything but the practice world.
type Practice struct {
	Account        string // as the realm spells it
	SandboxAccount string
	PreviewAccount string
	Company        string // company name
	Integration    string // name of the integration record
	ConsumerKey    string
	ConsumerSecret string
	TokenID        string // "" while the account has no usable token
	TokenSecret    string
	Entity         string // internal ID of the user the token stands for
	EntityName     string
	Role           string // internal ID
	RoleName       string
	Callback       string // what the record allows for the three-step flow
	RedirectURI    string // and for the authorization code grant
}

// Practice gives the card of the practice production account.
func (w *World) Practice() Practice {
	card, err := w.PracticeFor(practiceAccount)
	if err != nil { // settle put it there, and nothing removes an account
		panic("simulator: the practice account is gone")
	}
	return card
}

// PracticeFor gives the card of one practice account, as things stand now:
// after a sandbox refresh its token is empty until NewToken. While a fault is
// met, it is the card from before, as a person would have it written down.
func (w *World) PracticeFor(id string) (Practice, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(id)
	if err != nil {
		return Practice{}, err
	}
	if a.card != nil {
		return *a.card, nil
	}
	card := Practice{
		Account: a.id, SandboxAccount: practiceSandbox, PreviewAccount: practicePreview,
		Company: a.name, Entity: practiceEntity, Role: practiceRole,
		Callback: practiceCallback, RedirectURI: practiceRedirect,
	}
	if len(a.integrations) > 0 {
		i := a.integrations[0]
		card.Integration, card.ConsumerKey, card.ConsumerSecret = i.name, i.consumerKey, i.consumerSecret
	}
	for _, t := range a.tokens { // the last one made is the one to use
		if !t.revoked && !t.inactive && !t.byFlow {
			card.TokenID, card.TokenSecret, card.Entity, card.Role = t.id, t.secret, t.user, t.role
		}
	}
	if u := a.userByID(card.Entity); u != nil {
		card.EntityName = u.name
	}
	if r := a.roleByID(card.Role); r != nil {
		card.RoleName = r.name
	}
	return card, nil
}

// settle fills an empty world.
func (w *World) settle() {
	record := &integration{
		id: "1", applicationID: uuid("practice integration"), name: "suitekey practice",
		consumerKey: w.value("consumer key"), consumerSecret: w.value("consumer secret"),
		state: Enabled,
		boxes: map[Box]bool{BoxTBA: true, BoxTBAFlow: true, BoxM2M: true, BoxCodeGrant: true, BoxScopeREST: true, BoxScopeRESTlets: true},

		callbacks: []string{practiceCallback}, redirects: []string{practiceRedirect, "suitekey://callback"},
	}
	for _, id := range []string{practiceAccount, practiceSandbox, practicePreview} {
		a := &account{
			id: id, name: "Practice Company", limit: 5, // what every development account has
			features: map[Feature]bool{
				FeatureTBA: true, FeatureOAuth2: true, FeatureREST: true, FeatureSOAP: true, FeatureScript: true,
				FeatureWorkbook: true,
			},
			integrations: []*integration{record.copy()},
			roles: []*role{
				{id: administrator, name: "Administrator"},
				{id: practiceRole, name: "Integration Role", permissions: map[Permission]bool{
					PermissionTokenLogin: true, PermissionOAuth2Login: true, PermissionREST: true, PermissionSOAP: true,
					PermissionWorkbook: true, PermissionCertificates: true, PermissionCustomers: true,
				}},
			},
			users: []*user{
				{id: ownerEntity, name: "Ada Administrator", roles: []string{administrator}},
				{id: practiceEntity, name: "Ina Integration", roles: []string{practiceRole}},
			},
			grants: map[string]*grant{},
		}
		w.accounts[id] = a
		w.addToken(a, record.id, practiceEntity, practiceRole)
	}
}

func (w *World) addToken(a *account, integrationID, entity, roleID string) *token {
	t := &token{
		id: w.value("token id " + a.id), secret: w.value("token secret " + a.id),
		name: "suitekey practice token", integration: integrationID, user: entity, role: roleID,
	}
	a.tokens = append(a.tokens, t)
	return t
}

// value makes a credential of the usual shape, 64 lower-case hexadecimal
// characters. It is the same in every world, so that a card, once written
// down, stays right; it protects nothing.
func (w *World) value(label string) string {
	w.issued++
	sum := sha256.Sum256(fmt.Appendf(nil, "suitekey practice %d: %s", w.issued, label))
	return hex.EncodeToString(sum[:])
}

func uuid(label string) string {
	sum := sha256.Sum256([]byte("suitekey practice: " + label))
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]))
}

func (i *integration) copy() *integration {
	c := *i
	c.boxes = maps.Clone(i.boxes)
	return &c
}
