package simulator

import (
	"slices"
	"time"
)

// Feature is a box of Setup > Company > Enable Features > SuiteCloud.
type Feature string

// The features that signing in depends on.
const (
	FeatureTBA    Feature = "Token-based Authentication"
	FeatureOAuth2 Feature = "OAuth 2.0"
	FeatureREST   Feature = "REST Web Services"
	FeatureSOAP   Feature = "SOAP Web Services"
	FeatureScript Feature = "Server SuiteScript"

	FeatureWorkbook Feature = "SuiteAnalytics Workbook"
)

// Box is a check box of an integration record.
type Box string

// The boxes that signing in depends on; those of BoxScope are OAuth 2.0 scopes.
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

// scopeBoxes are the boxes that stand behind the scopes of a client assertion.
var scopeBoxes = map[string]Box{
	"restlets":         BoxScopeRESTlets,
	"rest_webservices": BoxScopeREST,
	"suite_analytics":  BoxScopeConnect,
}

// Permission is a permission of a role.
type Permission string

// The permissions that signing in and the simulated calls depend on
// (docs.oracle.com, bridgehead_4248124361, article_5085602973, section_157771510070).
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
)

// State is the state of an integration record.
type State string

// The states an integration record can be in.
const (
	Enabled            State = "Enabled"
	Blocked            State = "Blocked"
	WaitingForApproval State = "Waiting for Approval"
)

const administrator = "3" // internal ID of the Administrator role in every account

type account struct {
	id           string // as the realm spells it
	name         string
	features     map[Feature]bool
	integrations []*integration
	roles        []*role
	users        []*user
	tokens       []*token
	mappings     []*mapping
	grants       map[string]*grant // by access token
	requests     map[string]*requestToken
	codes        map[string]*authorization
	refreshes    map[string]*refresh // by refresh token
	visitor      user                // remembers the nonces of requests that are nobody's yet
	trail        []SignIn
	limit        int // requests at a time
	inFlight     int

	spoil  spoil
	met    string    // name of the fault that was arranged
	before *account  // its records before that
	card   *Practice // the card from before that, nil for the one of now
}

type integration struct {
	id             string // internal ID
	applicationID  string
	name           string
	consumerKey    string
	consumerSecret string
	state          State
	boxes          map[Box]bool
	callbacks      []string // of the three-step flow; may have a wildcard
	redirects      []string // of the authorization code grant
}

type role struct {
	id          string
	name        string
	inactive    bool
	permissions map[Permission]bool
	// webServicesOnly is a box of the role that keeps it out of everything but
	// web services; RESTlets are none.
	webServicesOnly bool
}

type user struct {
	id          string // internal ID of the entity
	name        string
	roles       []string
	inactive    bool
	failures    int
	lockedUntil time.Time
	nonces      map[string]time.Time // used, with the time they came
}

type token struct {
	id, secret, name string
	integration      string // internal ID
	user, role       string
	inactive         bool
	revoked          bool
	byFlow           bool // made by the three-step flow, and so not on the card
}

// mapping ties one certificate to one integration record, entity and role
// (docs.oracle.com, section_162686838198).
type mapping struct {
	certificate        certificate
	integration        string // internal ID
	entity, role       string
	created            time.Time
	validFrom, validTo time.Time
	revoked            bool
}

// grant is an access token that was handed out.
type grant struct {
	integration  string
	entity, role string
	scopes       []string
	expires      time.Time
	blocked      bool
	unknown      bool // its signature does not hold
	family       int  // of the refresh token it came with, or 0
	number       int  // in the order they were handed out
}

func (r *role) may(p Permission) bool {
	return r.id == administrator || r.permissions[p]
}

// mayUseTokens: the holder of Access Token Management makes tokens for others
// and cannot log in with one (docs.oracle.com, bridgehead_4248124361).
func (r *role) mayUseTokens() bool {
	if r.id == administrator {
		return true
	}
	return (r.permissions[PermissionTokens] || r.permissions[PermissionTokenLogin]) && !r.permissions[PermissionTokenAdmin]
}

// mayUseOAuth2: as with tokens, the permission to manage authorized
// applications shuts its holder out (docs.oracle.com, section_157771510070).
func (r *role) mayUseOAuth2() bool {
	return r.id == administrator || r.permissions[PermissionOAuth2Login] && !r.permissions[PermissionOAuth2Admin]
}

func (a *account) integrationByKey(consumerKey string) *integration {
	return first(a.integrations, func(i *integration) bool { return i.consumerKey == consumerKey })
}

func (a *account) integrationByID(id string) *integration {
	return first(a.integrations, func(i *integration) bool { return i.id == id })
}

func (a *account) roleByID(id string) *role {
	return first(a.roles, func(r *role) bool { return r.id == id })
}

func (a *account) userByID(id string) *user {
	return first(a.users, func(u *user) bool { return u.id == id })
}

func (a *account) tokenByID(id string) *token {
	return first(a.tokens, func(t *token) bool { return t.id == id })
}

// usable gives the user and role that a token or mapping stands for, or false
// when either is inactive, gone, or no longer belongs to the other.
func (a *account) usable(entity, roleID string) (*user, *role, bool) {
	u, r := a.userByID(entity), a.roleByID(roleID)
	if u == nil || r == nil {
		return u, r, false
	}
	return u, r, !u.inactive && !r.inactive && slices.Contains(u.roles, roleID)
}

func (m *mapping) active(now time.Time) bool {
	return !m.revoked && !now.Before(m.validFrom) && now.Before(m.validTo)
}

func first[T any](list []*T, match func(*T) bool) *T {
	for _, item := range list {
		if match(item) {
			return item
		}
	}
	return nil
}
