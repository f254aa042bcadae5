// Package recordtype knows the record types of REST web services by their API names, and
// the permission of a role that each of them needs. The table is assets/recordtypes.json.
package recordtype

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"suitekey/assets"
	"suitekey/core/lazyregexp"
)

// Most is how many record types one connection can name: one request asks about all.
const Most = 30

// Permission is the permission that a role needs for a record type.
type Permission struct {
	Name   string `json:"permission"` // as NetSuite's page of a role shows it: "Sales Order"
	Subtab string `json:"subtab"`     // of that page: "Lists", "Transactions", "Custom Record"
}

// customRecord begins the API names of the record types that an account has made. Each can
// have a permission of its own (docs.oracle.com ... SDFxml_4227334961).
const customRecord = "customrecord"

// PermissionOf returns the permission for the record type with that API name, in any
// spelling of its letters. ok is false if suitekey does not know the permission.
func PermissionOf(name string) (p Permission, ok bool) {
	lower := strings.ToLower(name)
	if p, ok = load()[lower]; ok {
		return p, true
	}
	if strings.HasPrefix(lower, customRecord) {
		return Permission{Name: name, Subtab: "Custom Record"}, true
	}
	return Permission{}, false
}

var load = sync.OnceValue(func() map[string]Permission {
	var file struct {
		Types []struct {
			Permission
			Type string `json:"name"`
		} `json:"types"`
	}
	if err := json.Unmarshal(assets.Read("recordtypes.json"), &file); err != nil {
		panic("assets/recordtypes.json: " + err.Error())
	}
	table := make(map[string]Permission, len(file.Types))
	for _, t := range file.Types {
		table[strings.ToLower(t.Type)] = t.Permission
	}
	return table
})

var pattern = lazyregexp.Lazy(`^[A-Za-z][A-Za-z0-9_]{0,59}$`)

// Valid reports whether name can be the API name of a record type: salesOrder,
// customrecord_12.
func Valid(name string) bool { return pattern().MatchString(name) }

// Merge returns the record types of all lists, each once whatever the spelling of its
// letters, in their order.
func Merge(lists ...[]string) []string {
	var merged []string
	for _, name := range slices.Concat(lists...) {
		if !slices.ContainsFunc(merged, func(known string) bool { return strings.EqualFold(known, name) }) {
			merged = append(merged, name)
		}
	}
	return merged
}
