package imports

import "testing"

// TestRoleIDAndConnect: a role ID is the driver's and a note on the role, and the scope
// suite_analytics is SuiteAnalytics Connect.
func TestRoleIDAndConnect(t *testing.T) {
	f, _ := Find("json")
	found, err := Read(f, []byte(`{"account":"1234567","client_id":"`+ck+`","certificate_id":"NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA","role_id":"1000","scopes":["rest_webservices","suite_analytics"]}`), Choice{})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"role_id": "1000", "role": "1000", "surfaces": "rest,connect", "method": "m2m"} {
		if found.Answers[key] != want {
			t.Errorf("%s is %q, want %q", key, found.Answers[key], want)
		}
	}
}
