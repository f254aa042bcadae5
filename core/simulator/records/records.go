package records

import (
	"slices"
	"time"

	"suitekey/core/simulator/wire"
)

// Feature is a box of Setup > Company > Enable Features > SuiteCloud.
type Feature string

// The features that affect sign-ins.
const (
	FeatureTBA    Feature = "Token-based Authentication"
	FeatureOAuth2 Feature = "OAuth 2.0"
	FeatureREST   Feature = "REST Web Services"
	FeatureSOAP   Feature = "SOAP Web Services"
	FeatureScript Feature = "Server SuiteScript"

	FeatureWorkbook Feature = "SuiteAnalytics Workbook"
	FeatureConnect  Feature = "SuiteAnalytics Connect" // on the subtab Analytics (docs.oracle.com, section_3996274388)
)

// Box is a check box of an integration record.
type Box string

// The boxes that affect sign-ins. The boxes of ScopeBoxes are OAuth 2.0 scopes.
const (
	BoxTBA           Box = "Token-based Authentication"
	BoxTBAFlow       Box = "TBA: Authorization Flow"
	BoxCodeGrant     Box = "Authorization Code Grant"
	BoxM2M           Box = "Client Credentials (Machine to Machine) Grant"
	BoxScopeRESTlets Box = "RESTlets"
	BoxScopeREST     Box = "REST Web Services"
	BoxScopeConnect  Box = "SuiteAnalytics Connect"

	BoxPublicClient Box = "Public Client"
)

// ScopeBoxes maps the scopes of a client assertion to their boxes.
var ScopeBoxes = map[string]Box{
	"restlets":         BoxScopeRESTlets,
	"rest_webservices": BoxScopeREST,
	"suite_analytics":  BoxScopeConnect,
}

// Permission is a permission of a role.
type Permission string

// The permissions for signing in and for the simulated calls (docs.oracle.com,
// bridgehead_4248124361, article_5085602973, section_157771510070).
const (
	PermissionTokens       Permission = "User Access Tokens"
	PermissionTokenLogin   Permission = "Log in using Access Tokens"
	PermissionTokenAdmin   Permission = "Access Token Management"
	PermissionOAuth2Login  Permission = "Log in using OAuth 2.0 Access Tokens"
	PermissionOAuth2Admin  Permission = "OAuth 2.0 Authorized Applications Management"
	PermissionREST         Permission = "REST Web Services"
	PermissionSOAP         Permission = "SOAP Web Services"
	PermissionWorkbook     Permission = "SuiteAnalytics Workbook"
	PermissionCertificates Permission = "Manage own OAuth 2.0 Client Credentials Certificates"
	PermissionCustomers    Permission = "Customers"
	PermissionConnect      Permission = "SuiteAnalytics Connect" // docs.oracle.com, article_0907012731, article_0320025211
)

// State is the state of an integration record.
type State string

// The states an integration record can be in.
const (
	Enabled            State = "Enabled"
	Blocked            State = "Blocked"
	WaitingForApproval State = "Waiting for Approval"
)

// AdministratorRole is the internal ID of the role Administrator in every account.
const AdministratorRole = "3"

// Account is one NetSuite account with its records.
type Account struct {
	ID           string // as the realm spells it
	Name         string
	Features     map[Feature]bool
	Integrations []*Integration
	Roles        []*Role
	Users        []*User
	tokens       []*Token
	Mappings     []*Mapping
	Grants       map[string]*Grant // by access token
	Requests     map[string]*RequestToken
	Codes        map[string]*Authorization
	Refreshes    map[string]*Refresh // by refresh token
	Visitor      User                // remembers the nonces of requests without a known user
	Trail        []SignIn
	Limit        int // requests at the same time
	InFlight     int

	Spoil  Spoil
	Met    string    // name of the active fault
	before *Account  // its records before the fault
	card   *Practice // the card before the fault; nil: the card shows the present state
}

// Integration is an integration record.
type Integration struct {
	ID             string // internal ID
	ApplicationID  string
	Name           string
	ConsumerKey    string
	ConsumerSecret string
	State          State
	Boxes          map[Box]bool
	Callbacks      []string // of the three-step flow; may contain a wildcard
	Redirects      []string // of the authorization code grant
}

// Role is a role with its permissions.
type Role struct {
	ID          string
	Name        string
	Inactive    bool
	permissions map[Permission]bool
	// WebServicesOnly is a box of the role. It limits the role to web services, which
	// RESTlets are not part of.
	WebServicesOnly bool
}

// User is an entity that can sign in.
type User struct {
	ID          string // internal ID of the entity
	Name        string
	Roles       []string
	inactive    bool
	failures    int
	LockedUntil time.Time
	forGood     bool                 // the lock is a fault: it lasts until somebody ends it
	Nonces      map[string]time.Time // used nonces, with the time of their use
}

// Unlock ends a lock and forgets the refused sign-ins.
func (u *User) Unlock() { u.LockedUntil, u.failures, u.forGood = time.Time{}, 0, false }

// Token is an access token for token-based authentication.
type Token struct {
	ID, Secret, Name string
	Integration      string // internal ID
	User, Role       string
	Inactive         bool
	Revoked          bool
	ByFlow           bool // created by the three-step flow, and therefore not on the card
}

// Mapping ties one certificate to one integration record, entity and role (docs.oracle.com,
// section_162686838198).
type Mapping struct {
	Certificate        wire.Certificate
	Integration        string // internal ID
	Entity, Role       string
	Created            time.Time
	ValidFrom, ValidTo time.Time
	Revoked            bool
}

// Grant is an access token that was issued.
type Grant struct {
	Integration  string
	Entity, Role string
	Scopes       []string
	Expires      time.Time
	Blocked      bool
	Unknown      bool // its signature is not valid
	Family       int  // of the refresh token issued with it; 0 for none
	Number       int  // in the order of issue
}

// May reports whether the role has a permission.
func (r *Role) May(p Permission) bool {
	return r.ID == AdministratorRole || r.permissions[p]
}

// MayUseTokens reports whether the role can sign in with a token. A role with Access Token
// Management creates tokens for others and cannot sign in with one (docs.oracle.com,
// bridgehead_4248124361).
func (r *Role) MayUseTokens() bool {
	if r.ID == AdministratorRole {
		return true
	}
	return (r.permissions[PermissionTokens] || r.permissions[PermissionTokenLogin]) && !r.permissions[PermissionTokenAdmin]
}

// MayUseOAuth2 reports whether the role can sign in with OAuth 2.0. The permission to
// manage authorized applications excludes the role (docs.oracle.com, section_157771510070).
func (r *Role) MayUseOAuth2() bool {
	return r.ID == AdministratorRole || r.permissions[PermissionOAuth2Login] && !r.permissions[PermissionOAuth2Admin]
}

// IntegrationByKey finds an integration record by its consumer key; nil for none.
func (a *Account) IntegrationByKey(consumerKey string) *Integration {
	return First(a.Integrations, func(i *Integration) bool { return i.ConsumerKey == consumerKey })
}

// IntegrationByID finds an integration record by its internal ID; nil for none.
func (a *Account) IntegrationByID(id string) *Integration {
	return First(a.Integrations, func(i *Integration) bool { return i.ID == id })
}

// RoleByID finds a role by its internal ID; nil for none.
func (a *Account) RoleByID(id string) *Role {
	return First(a.Roles, func(r *Role) bool { return r.ID == id })
}

// UserByID finds a user by the internal ID of the entity; nil for none.
func (a *Account) UserByID(id string) *User {
	return First(a.Users, func(u *User) bool { return u.ID == id })
}

// TokenByID finds a token by its token ID; nil for none.
func (a *Account) TokenByID(id string) *Token {
	return First(a.tokens, func(t *Token) bool { return t.ID == id })
}

// Usable returns the user and the role of a token or mapping. It returns false if either is
// inactive or missing, or if the user no longer has the role.
func (a *Account) Usable(entity, roleID string) (*User, *Role, bool) {
	u, r := a.UserByID(entity), a.RoleByID(roleID)
	if u == nil || r == nil {
		return u, r, false
	}
	return u, r, !u.inactive && !r.Inactive && slices.Contains(u.Roles, roleID)
}

// Active reports whether the certificate is valid at the time now and not revoked.
func (m *Mapping) Active(now time.Time) bool {
	return !m.Revoked && !now.Before(m.ValidFrom) && now.Before(m.ValidTo)
}

// First returns the first item that matches; nil for none.
func First[T any](list []*T, match func(*T) bool) *T {
	for _, item := range list {
		if match(item) {
			return item
		}
	}
	return nil
}

func (u *User) Title() string {
	if u == nil {
		return ""
	}
	return u.Name
}

func (r *Role) Title() string {
	if r == nil {
		return ""
	}
	return r.Name
}
