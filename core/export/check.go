package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/product"
	"suitekey/core/profile"
)

// Finding is what Check has found about a connection and the product of a format: a
// Problem, with which the product cannot work, or a Warning.
type Finding struct {
	Problem string
	Warning string
	Fix     Fix // of the problem; zero if suitekey has no fix
}

// Fix is a journey that adapts a saved connection to a product.
type Fix struct {
	Journey string // "change"; "" for no fix
	Does    string // a word or two for a key binding: "add SOAP"
	Key     string // key of the answer that changes
	Value   string // the new answer
}

// Command returns the command line that starts the fix for the named connection.
func (f Fix) Command(name string) string {
	return "suitekey " + f.Journey + " " + name + " --" + strings.ReplaceAll(f.Key, "_", "-") + " " + f.Value
}

// problems are the problems of a connection, one for each subject. The first problem about
// a subject stays: the format's own form is more precise than general facts about the
// product.
type problems struct {
	found    []Finding
	subjects []string
}

// The subjects of problems.
const (
	aboutSurfaces  = "surfaces"
	aboutKey       = "key"
	aboutAlgorithm = "algorithm"
	aboutScopes    = "scopes"
	aboutValues    = "values"
	aboutName      = "name"
)

func (all *problems) add(subject string, fix Fix, format string, values ...any) {
	if !slices.Contains(all.subjects, subject) {
		all.subjects = append(all.subjects, subject)
		all.found = append(all.found, Finding{Problem: fmt.Sprintf(format, values...), Fix: fix})
	}
}

// Check compares a connection with what the product of the format accepts, so that a person
// learns of a problem before the first attempt in the product.
func Check(p profile.Profile, f Format) []Finding {
	v, ok := f.variant(p)
	if !ok {
		return []Finding{{Problem: fmt.Sprintf("%s takes %s, and %s signs in by %s.", f.Name, methodsOf(f), p.Name, methodName(p.Method))}}
	}
	var all problems
	if v.Surface != "" && !p.Has(v.Surface) {
		all.add(aboutSurfaces, addsSurface(p, v.Surface), "%s calls NetSuite over %s, and this connection is set up for %s.", f.Name, v.Surface.Describe().Short, surfaceNames(p.Surfaces))
	}
	if missing := missingValues(p, f, v); len(missing) > 0 {
		all.add(aboutValues, Fix{}, "The connection has no value for: %s.", strings.Join(missing, ", "))
	}
	if text := nameTooLong(p, f); text != "" {
		all.add(aboutName, Fix{}, "%s", text)
	}
	if len(v.Signatures) > 0 && !slices.Contains(v.Signatures, p.SignatureAlgorithm) {
		all.add(aboutAlgorithm, Fix{"change", "sign with " + v.Signatures[0], "signature_algorithm", v.Signatures[0]},
			"%s signs with %s only, and the connection uses %s.", f.Name, strings.Join(v.Signatures, ", "), p.SignatureAlgorithm)
	}
	if len(v.KeyTypes) > 0 && !slices.Contains(v.KeyTypes, p.KeyType) {
		all.anotherKey(f.Name, p, v.KeyTypes)
	}
	if v.Scope != "" && !slices.Contains(p.Scopes, v.Scope) && (v.Surface == "" || p.Has(v.Surface)) { // otherwise the interface brings the scope
		all.add(aboutScopes, Fix{"change", "add the scope", "scopes", strings.Join(append(slices.Clone(p.Scopes), v.Scope), ",")},
			"%s needs the scope %s, which the connection does not have.", f.Name, v.Scope)
	}
	if c, ok := product.Find(f.Product); ok {
		all.ofProduct(p, c)
	}
	return append(all.found, warnings(p, f, v)...)
}

// addsSurface returns the fix that adds an interface to the connection.
func addsSurface(p profile.Profile, s profile.Surface) Fix {
	var all []string
	for _, has := range append(slices.Clone(p.Surfaces), s) {
		all = append(all, string(has))
	}
	return Fix{"change", "add " + s.Describe().Short, "surfaces", strings.Join(all, ",")}
}

func (all *problems) anotherKey(name string, p profile.Profile, types []string) {
	all.add(aboutKey, Fix{"renew", "make another key", "key_type", types[0]},
		"%s takes the key types %s, and this key is %s.", name, strings.Join(types, ", "), p.KeyType)
}

// ofProduct adds the problems that follow from the facts about a product.
func (all *problems) ofProduct(p profile.Profile, c product.Product) {
	if p.Method == profile.M2M && !slices.Contains(c.KeyTypes, p.KeyType) {
		all.anotherKey(c.Name, p, c.KeyTypes)
	} else if p.Method == profile.M2M && !slices.Contains(c.Algorithms, p.JWTAlgorithm) {
		all.add(aboutAlgorithm, Fix{}, "%s signs with %s, and the connection uses %s.", c.Name, strings.Join(c.Algorithms, ", "), p.JWTAlgorithm)
	}
	if len(p.Surfaces) > 0 && !slices.ContainsFunc(p.Surfaces, func(s profile.Surface) bool { return slices.Contains(c.Surfaces, s) }) {
		all.add(aboutSurfaces, addsSurface(p, c.Surfaces[0]), "%s calls NetSuite over %s, and this connection is set up for %s.", c.Name, surfaceNames(c.Surfaces), surfaceNames(p.Surfaces))
	}
}

func warnings(p profile.Profile, f Format, v variant) []Finding {
	var found []Finding
	warn := func(format string, values ...any) {
		found = append(found, Finding{Warning: fmt.Sprintf(format, values...)})
	}
	if v.Caution != "" {
		warn("%s", v.Caution)
	}
	if v.Timeout > 0 && p.Timeout > time.Duration(v.Timeout)*time.Second {
		warn("%s ends a call after %d s by itself: a call time-out of %d s is not reached.", f.Name, v.Timeout, int(p.Timeout.Seconds()))
	}
	// Refresh tokens: docs.oracle.com, section_158081952044, section_158082518856. A
	// product's form never takes a refresh token: the product signs in by itself.
	if p.Method == profile.Code && f.Kind != Sheet {
		warn("A refresh token expires. Then a person has to sign in again%s.", on(p.RefreshUntil))
		if p.ConsumerSecret.IsEmpty() {
			warn("NetSuite accepts the refresh token of a public client only once: either suitekey or the other program can use this token, not both.")
		}
	}
	return found
}

func on(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return ": this one on " + at.UTC().Format("2 January 2006")
}

// nameTooLong returns the problem if a name that the format builds from the connection's
// name and a value's key is too long. Otherwise the result is empty.
func nameTooLong(p profile.Profile, f Format) string {
	if f.LongestName == 0 {
		return ""
	}
	longest := ""
	for _, field := range Fields(p, f) {
		if name := dnsName(p.Name) + "." + field.Key; len(name) > len(longest) {
			longest = name
		}
	}
	over := len(longest) - f.LongestName
	if over <= 0 {
		return ""
	}
	return fmt.Sprintf("%s takes names of %d characters at most, and %s has %d: give the connection a name that is shorter by %d (suitekey rename %s NEW).",
		f.Name, f.LongestName, longest, len(longest), over, p.Name)
}

// needed lists the values without which nobody can sign in.
var needed = map[profile.Method][]string{
	profile.TBA:  {"account", "consumer_key", "consumer_secret", "token_id", "token_secret"},
	profile.M2M:  {"account", "consumer_key", "certificate_id", "private_key", "jwt_algorithm", "scopes"},
	profile.Code: {"account", "consumer_key", "refresh_token"},
}

// optional lists the values that a connection may lack.
var optional = []string{"retries", "retry_interval_seconds", "retry", "timeout_seconds"}

// missingValues returns the labels of the values that the format needs and the connection
// lacks. Only a connection with SOAP needs the WSDL version, and only one with SuiteAnalytics
// Connect needs the role.
func missingValues(p profile.Profile, f Format, v variant) []string {
	values := valuesOf(p, f.Scopes)
	entries := v.Entries
	if len(entries) == 0 {
		for _, name := range needed[p.Method] {
			entries = append(entries, entry{Label: values[name].label, Value: name})
		}
	}
	var missing []string
	for _, e := range entries {
		without := e.Value == "wsdl" && !p.Has(profile.SOAP) || e.Value == "role_id" && !p.Has(profile.Connect)
		if e.Value != "" && values[e.Value].isEmpty() && !without && !slices.Contains(optional, e.Value) {
			missing = append(missing, e.Label)
		}
	}
	return missing
}

func methodName(m profile.Method) string {
	switch m {
	case profile.TBA:
		return "Token-Based Authentication (TBA)"
	case profile.M2M:
		return "OAuth 2.0 client credentials (M2M)"
	}
	return "a browser sign-in (OAuth 2.0 authorization code)"
}

func methodsOf(f Format) string {
	var names []string
	for _, m := range f.Methods() {
		names = append(names, methodName(m))
	}
	return strings.Join(names, " or ")
}

func surfaceNames(list []profile.Surface) string {
	var names []string
	for _, s := range list {
		names = append(names, s.Describe().Short)
	}
	return strings.Join(names, " or ")
}
