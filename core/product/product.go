// Package product knows the products that will use a connection, and which
// methods, surfaces and keys each of them can take. The table is
// assets/consumers.json.
package product

import (
	"encoding/json"
	"slices"
	"sync"

	"suitekey/assets"
	"suitekey/core/profile"
)

// Product is a product that uses a NetSuite connection.
type Product struct {
	Key        string            `json:"key"`        // as in the answers file
	Name       string            `json:"name"`       // as people know it
	Methods    []profile.Method  `json:"methods"`    // the one to suggest first
	Surfaces   []profile.Surface `json:"surfaces"`   // the one to suggest first
	KeyTypes   []string          `json:"key_types"`  // "p256" ...; empty for a product without M2M
	Algorithms []string          `json:"algorithms"` // "ES256" ...; empty for a product without M2M
	Note       string            `json:"note"`       // a sentence for the person who chooses it
	Source     string            `json:"source"`     // where this is known from
}

// What NetSuite itself accepts, best first.
// docs.oracle.com, NetSuite online help, subsect_162755332391, section_162790605110.
var (
	allKeyTypes   = []string{"p256", "p384", "p521", "rsa3072", "rsa4096"}
	allAlgorithms = []string{"ES256", "ES384", "ES512", "PS256", "PS384", "PS512"}
)

// Takes reports whether the product can sign in by the method.
func (p Product) Takes(m profile.Method) bool { return slices.Contains(p.Methods, m) }

// All returns the products in the order to offer them: an unlisted product and the
// person's own code come first.
func All() []Product {
	list := slices.Clone(load())
	for i, c := range list {
		list[i] = c.own()
	}
	return list
}

// own returns a copy that shares nothing with the table.
func (c Product) own() Product {
	c.Methods, c.Surfaces = slices.Clone(c.Methods), slices.Clone(c.Surfaces)
	c.KeyTypes, c.Algorithms = slices.Clone(c.KeyTypes), slices.Clone(c.Algorithms)
	return c
}

// Find returns the product of that key.
func Find(key string) (Product, bool) {
	for _, c := range load() {
		if c.Key == key {
			return c.own(), true
		}
	}
	return Product{}, false
}

var load = sync.OnceValue(func() []Product {
	var file struct {
		Products []Product `json:"consumers"`
	}
	if err := json.Unmarshal(assets.Read("consumers.json"), &file); err != nil {
		panic("assets/consumers.json: " + err.Error())
	}
	for i, c := range file.Products {
		if !c.Takes(profile.M2M) {
			continue
		}
		if len(c.KeyTypes) == 0 {
			file.Products[i].KeyTypes = allKeyTypes
		}
		if len(c.Algorithms) == 0 {
			file.Products[i].Algorithms = allAlgorithms
		}
	}
	return file.Products
})

// NameOf returns the name of the product with the key; for an unknown product, the key
// itself.
func NameOf(key string) string {
	if c, ok := Find(key); ok {
		return c.Name
	}
	return key
}
