package tbaexit

import (
	"context"
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	practice "suitekey/core/simulator/records"
)

var ada = netsuite.TokenInfo{Company: "Acme", CompanyID: "1234567", Role: "Integration Role", RoleID: "1000", Entity: "1207"}

func sees(who netsuite.TokenInfo, types ...string) Seen {
	return Seen{Who: who, Records: types, rest: true}
}

func TestCompare(t *testing.T) {
	bob := ada
	bob.RoleID, bob.Role, bob.Entity = "1001", "Other Role", "1300"
	claims := netsuite.TokenInfo{CompanyID: "1234567", RoleID: "1000", Entity: "1207"}
	named := ada
	named.Entity = "Ina Integration"
	noQuery := sees(ada, "customer")
	noQuery.Query = "HTTP 403 INSUFFICIENT_PERMISSION"
	for _, tc := range []struct {
		name     string
		old, new Seen
		differ   string // what differs, in order
		means    string
	}{
		{"the same", sees(ada, "customer"), sees(ada, "customer"), "", ""},
		{"known by its token's own words", sees(ada, "customer"), sees(claims, "customer"), "", ""},
		{"a name and an ID", sees(named, "customer"), sees(claims, "customer"), "", ""},
		{"another role and user", sees(ada, "customer"), sees(bob, "customer"), "Role User", "under another user"},
		{"fewer records", sees(ada, "customer", "vendor"), sees(ada, "customer"), "Record types", "cannot read vendor"},
		{"more records", sees(ada, "customer"), sees(ada, "customer", "vendor"), "Record types", "can also read vendor"},
		{"no queries", sees(ada, "customer"), noQuery, "SuiteQL", "SuiteAnalytics Workbook"},
		{"a dead token", Seen{Refused: "HTTP 401"}, sees(ada), "Sign-in", "no longer signs in"},
		{"who the old one is was not told", Seen{NoWho: "HTTP 403", rest: true}, sees(ada), "", ""},
	} {
		rows := Different(Compare(tc.old, tc.new))
		var names, means []string
		for _, r := range rows {
			names, means = append(names, r.What), append(means, r.Means)
		}
		if got := strings.Join(names, " "); got != tc.differ || !strings.Contains(strings.Join(means, " "), tc.means) {
			t.Errorf("%s: %q differ, which means %q", tc.name, got, means)
		}
	}
}

func TestReadAgainstTheSimulator(t *testing.T) {
	world := simulator.New(simulator.Options{})
	t.Cleanup(func() { _ = world.Close() })
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{RootCAs: world.Pool(), DialContext: world.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	client := netsuite.New(netsuite.Options{Transport: transport})
	card := world.Practice()
	id, err := account.Parse(card.Account)
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{
		Account: id, Method: profile.TBA, ConsumerKey: card.ConsumerKey, TokenID: card.TokenID,
		ConsumerSecret: secret.New(card.ConsumerSecret), TokenSecret: secret.New(card.TokenSecret),
	}
	look := func() Seen {
		t.Helper()
		seen, err := Read(context.Background(), client, id, netsuite.TBA(p.Signer()), Look{REST: true})
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	before := look()
	if before.Who.RoleID != card.Role || !strings.Contains(before.seen(), "customer") || before.Query != "" {
		t.Errorf("seen: %+v", before)
	}
	if err := world.TakePermission(card.Account, practice.PermissionWorkbook); err != nil {
		t.Fatal(err)
	}
	if rows := Different(Compare(before, look())); len(rows) != 1 || rows[0].What != "SuiteQL" || !strings.Contains(rows[0].New, "403") {
		t.Errorf("without the permission for queries: %+v", rows)
	}
	if err := world.RevokeToken(card.Account); err != nil {
		t.Fatal(err)
	}
	tried := len(world.AuditTrail(card.Account))
	if seen := look(); seen.Refused == "" {
		t.Errorf("a revoked token sees %+v", seen)
	}
	if n := len(world.AuditTrail(card.Account)) - tried; n != 1 {
		t.Errorf("%d sign-ins with a dead token, want 1: five lock the user", n)
	}
}
