package app

import (
	"errors"
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/audit"
	"suitekey/core/netsuite"
	"suitekey/core/simulator/records"
)

// TestAuditWithoutPermission: a role that may not manage its certificates, and then
// one that is Administrator.
func TestAuditWithoutPermission(t *testing.T) {
	a := newApp(t, Options{Demo: true})
	if err := a.practice.Furnish(); err != nil {
		t.Fatal(err)
	}
	id, err := account.Parse("9999901_SB1")
	if err != nil {
		t.Fatal(err)
	}
	read := func() Audit {
		t.Helper()
		found, err := a.Audit(t.Context(), id)
		if err != nil || len(found.Records) != 1 || len(found.Entries) != 2 {
			t.Fatalf("%+v, %v", found, err)
		}
		return found
	}
	found := read()
	if r := found.Records[0]; r.Err != nil || r.Reader != "robot-sb1" || r.Active() != 1 || r.Certificates[0].Use != audit.InUse {
		t.Errorf("with the permission: %+v", r)
	}
	if err := a.practice.World.TakePermission(id.Realm(), records.PermissionCertificates); err != nil {
		t.Fatal(err)
	}
	found = read()
	var hinted *HintedError
	if r := found.Records[0]; !netsuite.NotOpen(r.Err) || !errors.As(r.Err, &hinted) || !strings.Contains(hinted.Hints[0], "the permission Manage own OAuth 2.0") || len(r.Certificates) != 0 {
		t.Errorf("without the permission: %+v", r)
	}
	if _, err := a.Revocation(found, "any"); !netsuite.NotOpen(err) {
		t.Errorf("to revoke a certificate that nobody could list: %v", err)
	}
	if p := load(t, a, "robot-sb1"); len(p.Refusals) != 0 {
		t.Errorf("a missing permission is noted as a refused sign-in: %v", p.Refusals)
	}
}
