package product

import (
	"regexp"
	"slices"
	"testing"

	"suitekey/core/profile"
)

func TestTable(t *testing.T) {
	seen := map[string]bool{}
	plain := regexp.MustCompile(`^[a-z0-9-]+$`)
	for _, c := range All() {
		if !plain.MatchString(c.Key) || seen[c.Key] || c.Name == "" || c.Note == "" || c.Source == "" {
			t.Errorf("%q is incomplete or twice there: %+v", c.Key, c)
		}
		seen[c.Key] = true
		if len(c.Methods) == 0 || len(c.Surfaces) == 0 {
			t.Errorf("%s takes nothing", c.Key)
		}
		for _, m := range c.Methods {
			if m != profile.TBA && m != profile.M2M {
				t.Errorf("%s: method %q", c.Key, m)
			}
		}
		for _, s := range c.Surfaces {
			if s != profile.REST && s != profile.RESTlet && s != profile.SOAP && s != profile.Connect {
				t.Errorf("%s: surface %q", c.Key, s)
			}
			// SOAP is not reachable by M2M: who offers it takes TBA.
			if s == profile.SOAP && !c.Takes(profile.TBA) {
				t.Errorf("%s offers SOAP without TBA", c.Key)
			}
		}
		checkKeys(t, c)
	}
}

func checkKeys(t *testing.T, c Product) {
	t.Helper()
	if !c.Takes(profile.M2M) {
		if len(c.KeyTypes)+len(c.Algorithms) > 0 {
			t.Errorf("%s takes no M2M and has key types", c.Key)
		}
		return
	}
	if len(c.KeyTypes) == 0 || len(c.Algorithms) == 0 {
		t.Errorf("%s takes M2M with no key", c.Key)
	}
	// Every key type needs one of the algorithms.
	fits := map[string][]string{
		"p256": {"ES256"}, "p384": {"ES384"}, "p521": {"ES512"},
		"rsa3072": {"PS256", "PS384", "PS512"}, "rsa4096": {"PS256", "PS384", "PS512"},
	}
	for _, key := range c.KeyTypes {
		if !slices.ContainsFunc(fits[key], func(a string) bool { return slices.Contains(c.Algorithms, a) }) {
			t.Errorf("%s: no algorithm fits %q", c.Key, key)
		}
	}
	for _, a := range c.Algorithms {
		if !slices.Contains(allAlgorithms, a) {
			t.Errorf("%s: algorithm %q", c.Key, a)
		}
	}
}

func TestFind(t *testing.T) {
	for _, key := range []string{"jitterbit", "alumio", "celigo", "boomi", "workato", "mulesoft", "suitecloud", "postman", "code", "other"} {
		if c, ok := Find(key); !ok || c.Key != key {
			t.Errorf("Find(%q) = %q, %v", key, c.Key, ok)
		}
	}
	if _, ok := Find("nobody"); ok {
		t.Error("Find knows nobody")
	}
	c, _ := Find("suitecloud")
	if slices.Contains(c.KeyTypes, "p256") || c.Takes(profile.TBA) {
		t.Errorf("SuiteCloud CLI takes RSA and M2M only, not %v %v", c.KeyTypes, c.Methods)
	}
	c.Methods[0] = "changed"
	if again, _ := Find("suitecloud"); again.Methods[0] == "changed" {
		t.Error("the table can be changed from outside")
	}
}
