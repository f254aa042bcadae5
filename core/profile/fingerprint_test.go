package profile

import (
	"reflect"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/secret"
)

// TestFingerprint changes every field of the table in turn: the fingerprint follows the
// values that a test uses, and only those.
func TestFingerprint(t *testing.T) {
	for _, method := range []Method{TBA, M2M, Code} {
		p := Profile{Name: "acme", Method: method, Surfaces: []Surface{REST}}
		before := Fingerprint(p)
		if Fingerprint(p) != before {
			t.Fatal("the same values have two fingerprints")
		}
		for _, f := range fields {
			changed := p
			switch v := f.At(&changed).(type) {
			case *secret.Secret:
				*v = secret.New("another")
			case *string:
				*v = "another"
			case *[]string:
				*v = []string{"another"}
			case *[]Surface:
				*v = []Surface{SOAP}
			case *account.ID:
				*v, _ = account.Parse("7654321")
			case *time.Time:
				*v = time.Unix(1, 0)
			case *[]time.Time:
				*v = []time.Time{time.Unix(1, 0)}
			case *Tested:
				v.Company = "another"
			case *time.Duration:
				*v = time.Minute
			case *int:
				*v = 4
			case **Profile:
				*v = &Profile{}
			case *Method:
				continue // the loop around this one
			default:
				t.Fatalf("%s: no other value for %s", f.Key, reflect.TypeOf(v))
			}
			counts := !f.Untested && f.Origin != Stamp && f.Key != "name" && f.For(method)
			if got := Fingerprint(changed) != before; got != counts {
				t.Errorf("%s, %s: another fingerprint %v, expected %v", method, f.Key, got, counts)
			}
		}
	}
	if Fingerprint(Profile{Method: TBA}) == Fingerprint(Profile{Method: M2M}) {
		t.Error("the method does not count")
	}
}
