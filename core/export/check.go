package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/product"
	"suitekey/core/profile"
)

// Finding is what the product of a format makes of a connection: a Problem with
// which it cannot work, or a Warning.
type Finding struct {
	Problem string
	Warning string
}

// Check compares what the product of the format takes with what the connection
// has, before somebody tries it for an afternoon.
func Check(p profile.Profile, f Format) []Finding {
	v, ok := f.variant(p)
	if !ok {
		return []Finding{{Problem: fmt.Sprintf("%s takes %s, and %s signs in by %s.", f.Name, methodsOf(f), p.Name, methodName(p.Method))}}
	}
	var found []Finding
	problem := func(format string, values ...any) {
		found = append(found, Finding{Problem: fmt.Sprintf(format, values...)})
	}
	if missing := missingValues(p, f, v); len(missing) > 0 {
		problem("The connection has no value for: %s.", strings.Join(missing, ", "))
	}
	if text := nameTooLong(p, f); text != "" {
		problem("%s", text)
	}
	if v.Surface != "" && !p.Has(v.Surface) {
		problem("%s works over %s, which the connection is not set up for.", f.Name, surfaceName(v.Surface))
	}
	if len(v.Signatures) > 0 && !slices.Contains(v.Signatures, p.SignatureAlgorithm) {
		problem("%s signs with %s only, and the connection uses %s.", f.Name, strings.Join(v.Signatures, ", "), p.SignatureAlgorithm)
	}
	if len(v.KeyTypes) > 0 && !slices.Contains(v.KeyTypes, p.KeyType) {
		problem("%s takes the key types %s, and this key is %s: renew the connection with another key (suitekey renew %s --key-type %s).",
			f.Name, strings.Join(v.KeyTypes, ", "), p.KeyType, p.Name, v.KeyTypes[0])
	}
	if v.Scope != "" && !slices.Contains(p.Scopes, v.Scope) {
		problem("%s needs the scope %s, which the connection does not have: suitekey change %s --change scopes.", f.Name, v.Scope, p.Name)
	}
	if c, ok := product.Find(f.Product); ok {
		found = append(found, checkProduct(p, c)...)
	}
	return append(found, warnings(p, f, v)...)
}

// checkProduct compares with what is known of a product.
func checkProduct(p profile.Profile, c product.Product) []Finding {
	var found []Finding
	if p.Method == profile.M2M && !slices.Contains(c.KeyTypes, p.KeyType) {
		found = append(found, Finding{Problem: fmt.Sprintf("%s takes the key types %s, and this key is %s: renew the connection with another key.",
			c.Name, strings.Join(c.KeyTypes, ", "), p.KeyType)})
	} else if p.Method == profile.M2M && !slices.Contains(c.Algorithms, p.JWTAlgorithm) {
		found = append(found, Finding{Problem: fmt.Sprintf("%s signs with %s, and the connection uses %s.",
			c.Name, strings.Join(c.Algorithms, ", "), p.JWTAlgorithm)})
	}
	if len(p.Surfaces) > 0 && !slices.ContainsFunc(p.Surfaces, func(s profile.Surface) bool { return slices.Contains(c.Surfaces, s) }) {
		found = append(found, Finding{Problem: fmt.Sprintf("%s works over %s, which the connection is not set up for.", c.Name, surfaceNames(c.Surfaces))})
	}
	return found
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
	// product's form never takes one: the product signs in by itself.
	if p.Method == profile.Code && f.Kind != Sheet {
		warn("A refresh token comes to an end, and then a person has to sign in again%s.", on(p.RefreshUntil))
		if p.ConsumerSecret.IsEmpty() {
			warn("NetSuite takes the refresh token of a public client once: either suitekey or the other program can use this one, not both.")
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

// nameTooLong is the problem with the names that the format makes of the name of
// the connection and the key of each value; empty if there is none.
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

// needed are the values without which nobody signs in.
var needed = map[profile.Method][]string{
	profile.TBA:  {"account", "consumer_key", "consumer_secret", "token_id", "token_secret"},
	profile.M2M:  {"account", "consumer_key", "certificate_id", "private_key", "jwt_algorithm", "scopes"},
	profile.Code: {"account", "consumer_key", "refresh_token"},
}

// optional are the values that a connection may well not have.
var optional = []string{"retries", "retry_interval_seconds", "retry", "timeout_seconds"}

// missingValues are the labels of what the format needs and the connection lacks.
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
		if e.Value != "" && values[e.Value].isEmpty() && !slices.Contains(optional, e.Value) {
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

func surfaceName(s profile.Surface) string {
	switch s {
	case profile.SOAP:
		return "SOAP"
	case profile.RESTlet:
		return "RESTlets"
	}
	return "REST"
}

func surfaceNames(list []profile.Surface) string {
	var names []string
	for _, s := range list {
		names = append(names, surfaceName(s))
	}
	return strings.Join(names, " or ")
}
