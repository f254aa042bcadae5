package simulator

import (
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// login is what a driver would hand in by Token-Based Authentication; change may spoil
// the seven parts of the password.
func (s *stage) login(change func(parts []string)) url.Values {
	s.Helper()
	s.nonces++
	parts := []string{s.card.Account, s.card.ConsumerKey, s.card.TokenID, "connectnonce" + strconv.Itoa(s.nonces), strconv.FormatInt(s.clock.Now().Unix(), 10)}
	mac := hmac.New(sha256.New, []byte(s.card.ConsumerSecret+"&"+s.card.TokenSecret))
	mac.Write([]byte(strings.Join(parts, "&")))
	parts = append(parts, base64.StdEncoding.EncodeToString(mac.Sum(nil)), "HMAC-SHA256")
	if change != nil {
		change(parts)
	}
	return url.Values{
		"user": {"TBA"}, "password": {strings.Join(parts, "&")}, "server_data_source": {"NetSuite2.com"},
		"custom_properties": {"AccountID=" + s.card.Account + ";RoleID=" + s.card.Role},
	}
}

// analytics gets an access token with the scope of SuiteAnalytics Connect.
func (s *stage) analytics(scopes ...string) string {
	s.Helper()
	p := ecPair(s.T, elliptic.P256(), "ES256")
	r := s.askToken(s.assertion(p, s.mapped(p), claim1("scope", scopes)))
	token, _ := r.json(s.T)["access_token"].(string)
	return token
}

func (s *stage) driver(form url.Values) response {
	return s.postForm("https://"+wire.HostLabel(s.card.Account)+wire.ConnectHosts+connectPath, form)
}

func TestConnectLetsIn(t *testing.T) {
	s := newStage(t)
	if r := s.get("https://" + wire.HostLabel(s.card.Account) + wire.ConnectHosts + connectPath); r.status != 200 || !strings.Contains(r.text, "stands for SuiteAnalytics Connect") || !strings.Contains(r.text, "port 1708") {
		t.Errorf("the page: %d %s", r.status, r.text)
	}
	form := s.login(nil)
	if r := s.driver(form); r.status != 200 || !strings.Contains(r.text, "Ina Integration, role Integration Role") {
		t.Errorf("TBA: %d %s", r.status, r.text)
	}
	if row := s.lastSignIn(); row.Surface != records.SurfaceConnect || !row.OK || row.Token == "" {
		t.Errorf("the audit trail: %+v", row)
	}
	if r := s.driver(form); r.status != 401 || s.lastSignIn().Detail != "NonceUsed" {
		t.Errorf("a second session: %d %+v", r.status, s.lastSignIn())
	}
	token := s.analytics("suite_analytics")
	for range 2 { // an access token is good for its hour, in brackets as in a JDBC URL
		r := s.driver(url.Values{"server_data_source": {"NetSuite2.com"}, "custom_properties": {"(AccountID=" + s.card.Account + ";RoleID=" + s.card.Role + ";OAuth2Token=" + token + ")"}})
		if r.status != 200 {
			t.Errorf("M2M: %d %s", r.status, r.text)
		}
	}
}

func TestConnectRefuses(t *testing.T) {
	password := func(change func([]string)) func(*stage) url.Values {
		return func(s *stage) url.Values { return s.login(change) }
	}
	with := func(key, value string) func(*stage) url.Values {
		return func(s *stage) url.Values {
			form := s.login(nil)
			form.Set(key, strings.NewReplacer("ACCOUNT", s.card.Account, "ROLE", s.card.Role).Replace(value))
			return form
		}
	}
	turned := func(knob func(*World, string) error) func(*stage) url.Values {
		return func(s *stage) url.Values {
			s.must(knob(s.world, s.card.Account))
			return s.login(nil)
		}
	}
	bearing := func(scopes ...string) func(*stage) url.Values {
		return func(s *stage) url.Values {
			token := s.analytics(scopes...)
			return url.Values{"server_data_source": {"NetSuite2.com"}, "custom_properties": {"AccountID=" + s.card.Account + ";RoleID=" + s.card.Role + ";OAuth2Token=" + token}}
		}
	}
	for name, c := range map[string]struct {
		form   func(*stage) url.Values
		detail string
	}{
		"signature":            {password(func(p []string) { p[5] = "AAAA" }), "InvalidSignature"},
		"account in password":  {password(func(p []string) { p[0] = "9999901_SB1" }), "MissingTokenPassportRequiredFields"},
		"algorithm":            {password(func(p []string) { p[6] = "HMAC-SHA1" }), "UnknownAlgorithm"},
		"underscore":           {password(func(p []string) { p[6] = "HMAC_SHA256" }), "UnknownAlgorithm"},
		"token":                {password(func(p []string) { p[2] = strings.Repeat("0", 64) }), "token_rejected"},
		"six minutes old":      {func(s *stage) url.Values { f := s.login(nil); s.clock.move(6 * time.Minute); return f }, "InvalidTimestamp"},
		"user":                 {with("user", "ada@example.com"), "parameter_rejected"},
		"no password":          {with("password", ""), "parameter_rejected"},
		"older data source":    {with("server_data_source", "NetSuite.com"), "MissingTokenPassportRequiredFields"},
		"no role":              {with("custom_properties", "AccountID=ACCOUNT"), "MissingTokenPassportRequiredFields"},
		"role twice":           {with("custom_properties", "AccountID=ACCOUNT;RoleID=ROLE;RoleID=ROLE"), "MissingTokenPassportRequiredFields"},
		"another role":         {with("custom_properties", "AccountID=ACCOUNT;RoleID=3"), "permission_denied"},
		"feature off":          {turned(func(w *World, a string) error { return w.DisableFeature(a, records.FeatureConnect) }), "FeatureDisabled"},
		"permission taken":     {turned(func(w *World, a string) error { return w.TakePermission(a, records.PermissionConnect) }), "permission_denied"},
		"scope missing":        {bearing("rest_webservices"), "ScopeMismatched"},
		"no such access token": {with("custom_properties", "AccountID=ACCOUNT;RoleID=ROLE;OAuth2Token=x"), "InvalidSignature"},
		"administrator by TBA": {func(s *stage) url.Values {
			s.must(s.world.BecomeAdministrator(s.card.Account))
			s.card.Role = records.AdministratorRole
			return s.login(nil)
		}, "permission_denied"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			r := s.driver(c.form(s))
			if row := s.lastSignIn(); r.status != 401 || row.Detail != c.detail || row.OK || row.Surface != records.SurfaceConnect {
				t.Errorf("%d, %+v, want %s", r.status, row, c.detail)
			}
			if strings.Contains(r.text, c.detail) {
				t.Errorf("the page tells the reason: %s", r.text)
			}
		})
	}
}

// TestConnectAdministratorByOAuth2: what TBA may not, OAuth 2.0 may.
func TestConnectAdministratorByOAuth2(t *testing.T) {
	s := newStage(t)
	token := s.analytics("suite_analytics")
	s.must(s.world.server.Change(s.card.Account, func(a *records.Account) error {
		a.UserByID(records.PracticeEntity).Roles = []string{records.AdministratorRole}
		for _, g := range a.Grants {
			g.Role = records.AdministratorRole
		}
		return nil
	}))
	r := s.driver(url.Values{"server_data_source": {"NetSuite2.com"}, "custom_properties": {"AccountID=" + s.card.Account + ";RoleID=3;OAuth2Token=" + token}})
	if r.status != 200 {
		t.Errorf("%d %s %+v", r.status, r.text, s.lastSignIn())
	}
}

// TestConnectAfterALock: five refusals lock the user; when the lock is over, one more
// locks again.
func TestConnectAfterALock(t *testing.T) {
	s := newStage(t)
	wrong := func() { s.driver(s.login(func(p []string) { p[5] = "AAAA" })) }
	for range 5 {
		wrong()
	}
	if s.driver(s.login(nil)); s.lastSignIn().Detail != "temporary_locked" {
		t.Fatalf("after five refusals: %+v", s.lastSignIn())
	}
	s.clock.move(31 * time.Minute)
	wrong()
	if s.driver(s.login(nil)); s.lastSignIn().Detail != "temporary_locked" {
		t.Errorf("after one refusal more: %+v", s.lastSignIn())
	}
	s.clock.move(31 * time.Minute)
	if r := s.driver(s.login(nil)); r.status != 200 {
		t.Fatalf("the one attempt: %d %+v", r.status, s.lastSignIn())
	}
	wrong()
	if r := s.driver(s.login(nil)); r.status != 200 {
		t.Errorf("after a success there are five attempts again: %d %+v", r.status, s.lastSignIn())
	}
}
