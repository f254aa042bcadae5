// Package policy reads and applies the rules that an organisation sets for its
// connections, in a file beside the vault. The rules protect against mistakes,
// not against attacks: anybody who can write to the vault's folder can remove the
// file.
package policy

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/termsafe"
)

// File is the name of the policy file in the vault's folder.
const File = "policy.yaml"

// Policy is a set of rules; the zero Policy allows everything.
type Policy struct {
	SmallestRSAKey  int      `yaml:"smallest_rsa_key"`       // bits: 3072 or 4096
	SmallestECKey   int      `yaml:"smallest_ec_key"`        // bits: 256, 384 or 521
	LongestValidity int      `yaml:"longest_validity_days"`  // of a certificate
	LongestTokenAge int      `yaml:"longest_token_age_days"` // of a TBA token and of a consumer pair
	ForbiddenRoles  []string `yaml:"forbidden_roles"`        // names or internal IDs
	AllowedScopes   []string `yaml:"allowed_scopes"`         // empty: all
	AllowedMethods  []string `yaml:"allowed_methods"`        // tba, m2m, code; empty: all
	AllowedExports  []string `yaml:"allowed_export_formats"` // empty: all
	AllowedAlgs     []string `yaml:"allowed_jwt_algorithms"` // empty: all
	Contact         string   `yaml:"contact"`                // the person to ask, shown with each broken rule
}

// Parse reads the policy file. An unknown rule is an error: a misspelled rule
// would otherwise have no effect.
func Parse(text []byte) (Policy, error) {
	var p Policy
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return Policy{}, fmt.Errorf("reading the organisation's policy: %s; correct the file: suitekey allows nothing until then", termsafe.Line(err.Error(), 300))
	}
	p.Contact = termsafe.Line(p.Contact, 200)
	if err := errors.Join(whole(decoder, text), p.sensible()); err != nil {
		return Policy{}, fmt.Errorf("reading the organisation's policy: %w; suitekey allows nothing until then", err)
	}
	return p, nil
}

// whole returns an error for text that looks like a rule but has no effect: rules
// after a line ---, and rules without a value. The author of an empty list may
// mean to forbid everything, so an empty list must not allow everything.
func whole(rest *yaml.Decoder, text []byte) error {
	if err := rest.Decode(new(any)); !errors.Is(err, io.EOF) {
		return errors.New("there are rules after a line ---, which have no effect: put all rules into one part")
	}
	var values map[string]any
	if err := yaml.Unmarshal(text, &values); err != nil {
		return errors.New("the file must contain one rule with its value per line")
	}
	for _, rule := range slices.Sorted(maps.Keys(values)) {
		if list, ok := values[rule].([]any); values[rule] == nil || ok && len(list) == 0 {
			return fmt.Errorf("%s has no value: add a value, or remove the line", termsafe.Line(rule, 60))
		}
	}
	return nil
}

func (p Policy) sensible() error {
	switch {
	case !slices.Contains([]int{0, 3072, 4096}, p.SmallestRSAKey):
		return errors.New("smallest_rsa_key must be 3072 or 4096, the key sizes that NetSuite accepts")
	case !slices.Contains([]int{0, 256, 384, 521}, p.SmallestECKey):
		return errors.New("smallest_ec_key must be 256, 384 or 521, the key sizes that NetSuite accepts")
	case p.LongestValidity < 0 || p.LongestValidity > m2m.MaxDays:
		return fmt.Errorf("longest_validity_days must be from 1 to %d", m2m.MaxDays)
	case p.LongestTokenAge < 0 || p.LongestTokenAge > longestAge:
		return fmt.Errorf("longest_token_age_days must be from 1 to %d", longestAge)
	}
	return nil
}

// longestAge is ten years, in days.
const longestAge = 3650

// TokenAge returns the longest age of a TBA token and of a consumer pair: the rule's,
// or limit if that is shorter or there is no rule. A negative limit is none.
func (p Policy) TokenAge(limit time.Duration) time.Duration {
	rule := time.Duration(p.LongestTokenAge) * 24 * time.Hour
	if rule > 0 && (limit <= 0 || rule < limit) {
		return rule
	}
	return limit
}

// Key returns why a key of this type is not allowed; "" if it is. So do the other
// methods for what they check.
func (p Policy) Key(kind m2m.KeyType) string {
	bits := map[m2m.KeyType]int{m2m.P256: 256, m2m.P384: 384, m2m.P521: 521, m2m.RSA3072: 3072, m2m.RSA4096: 4096}[kind]
	smallest := p.SmallestECKey
	if kind.IsRSA() {
		smallest = p.SmallestRSAKey
	}
	if bits < smallest {
		return p.refuse("requires at least %d bits for keys of this type", smallest)
	}
	broken := ""
	for _, a := range kind.Algorithms() { // one allowed algorithm is enough
		if broken = p.Algorithm(string(a)); broken == "" {
			return ""
		}
	}
	return broken
}

// Days returns why a certificate may not be valid for so many days.
func (p Policy) Days(days int) string {
	if p.LongestValidity > 0 && days > p.LongestValidity {
		return p.refuse("allows certificates for at most %d days", p.LongestValidity)
	}
	return ""
}

// Certificate returns why a certificate is not allowed.
func (p Policy) Certificate(c m2m.Certificate) string { return p.Days(validity(c)) }

// Role returns why a role, given by name or internal ID, is not allowed.
func (p Policy) Role(role string) string {
	for _, forbidden := range p.ForbiddenRoles {
		if role != "" && sameRole(role, forbidden) {
			return p.refuse("forbids the role %s", termsafe.Line(forbidden, 60))
		}
	}
	return ""
}

// sameRole compares two roles, given by name or internal ID.
func sameRole(a, b string) bool {
	name := func(role string) string {
		return strings.ToLower(cmp.Or(profile.PrivilegedRole(role), strings.TrimSpace(role)))
	}
	return name(a) == name(b)
}

// Scopes returns why one of the scopes is not allowed.
func (p Policy) Scopes(scopes []string) string {
	return p.among("the scope", scopes, p.AllowedScopes)
}

// Method returns why a sign-in method is not allowed.
func (p Policy) Method(m profile.Method) string {
	return p.among("the method", []string{string(m)}, p.AllowedMethods)
}

// Algorithm returns why an algorithm of the client assertion is not allowed.
func (p Policy) Algorithm(name string) string {
	return p.among("the algorithm", []string{name}, p.AllowedAlgs)
}

// Export returns why an export format is not allowed.
func (p Policy) Export(format string) string {
	return p.among("the export format", []string{format}, p.AllowedExports)
}

func (p Policy) among(what string, wanted, allowed []string) string {
	for _, w := range wanted {
		if len(allowed) > 0 && w != "" && !slices.Contains(allowed, w) {
			return p.refuse("does not allow %s %s, only %s", what, w, termsafe.Line(strings.Join(allowed, ", "), 200))
		}
	}
	return ""
}

func (p Policy) refuse(format string, values ...any) string {
	text := "Your organisation's policy " + fmt.Sprintf(format, values...) + "."
	if p.Contact != "" {
		text += " Ask " + p.Contact + "."
	}
	return text
}

// Broken returns the rules that a connection breaks, as sentences. certificate
// may be zero.
func (p Policy) Broken(c profile.Profile, certificate m2m.Certificate) []string {
	found := []string{p.Method(c.Method), p.Role(c.Role)}
	if c.Tested.Role != c.Role {
		found = append(found, p.Role(c.Tested.Role))
	}
	if c.Method != profile.TBA {
		found = append(found, p.Scopes(c.Scopes))
	}
	if c.Method == profile.M2M {
		found = append(found, p.Key(m2m.KeyType(c.KeyType)), p.Algorithm(c.JWTAlgorithm))
		if !certificate.IsZero() {
			found = append(found, p.Certificate(certificate))
		}
	}
	return slices.DeleteFunc(found, func(text string) bool { return text == "" })
}

// validity returns for how many days a certificate is valid, as NetSuite counts.
func validity(c m2m.Certificate) int {
	return int(c.Ends().Sub(c.NotBefore()).Hours()+1) / 24 // an hour for the seconds that openssl rounds off
}
