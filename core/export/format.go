// Package export converts a connection into what the product accepts: the sheet of a form,
// a file, or working code. The formats are data and templates under assets/export. The
// package uses neither a disk nor a terminal.
package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"sync"

	"suitekey/assets"
	"suitekey/core/profile"
)

// Kind is the kind of a format.
type Kind string

// The kinds of formats.
const (
	Sheet   Kind = "sheet"   // the fields of a product's form, for a person to fill in
	File    Kind = "file"    // a file that a program reads
	Snippet Kind = "snippet" // working code without secrets
)

// Format is one way to hand a connection over.
type Format struct {
	Key       string `json:"key"`
	Name      string `json:"name"` // as people know the format
	Kind      Kind   `json:"kind"`
	Product   string `json:"consumer"`  // the product, in assets/consumers.json; "" if the format belongs to no product
	Extension string `json:"extension"` // of a file's name, without the dot
	Note      string `json:"note"`      // a sentence that helps a person choose
	Source    string `json:"source"`    // where its fields are documented
	Tried     string `json:"tried"`     // the version that was tried, and where the test is
	Guide     Guide  `json:"guide"`     // what to do in the product

	// Scopes is the text between two scopes of a list, or ScopeList or NoScopes. It is
	// empty only if no variant has scopes.
	Scopes string `json:"scope_separator"`
	// LongestName is the limit, in characters, for the names that the format builds from
	// the connection's name; 0 means no limit.
	LongestName int `json:"longest_name"`

	Variants []variant `json:"variants"`
}

// Guide says what a person does in the product, in the product's vocabulary. Every menu
// path and every button in it is on the page under Source.
type Guide struct {
	Needs  []string `json:"needs"`  // what the product must have, or what a person does first
	Where  string   `json:"where"`  // where the values are entered
	Next   []string `json:"next"`   // what to do afterwards
	Source string   `json:"source"` // where the guide is documented
}

// Values of Format.Scopes that are not separators.
const (
	ScopeList = "json" // a list of strings
	NoScopes  = "none" // the format contains no scopes: the product requests its own
)

// variant is a format for one sign-in method.
type variant struct {
	Method     profile.Method  `json:"method"`
	Surface    profile.Surface `json:"surface"`         // only for connections with this interface
	Signatures []string        `json:"signatures"`      // TBA: the signature methods that the product supports; empty: all
	KeyTypes   []string        `json:"key_types"`       // M2M: the key types that the product accepts; empty: all, or see the table of products
	Scope      string          `json:"scope"`           // M2M: the product needs this scope
	Timeout    int             `json:"longest_timeout"` // seconds; 0: no known limit
	Caution    string          `json:"caution"`         // a warning that is always given
	Template   string          `json:"template"`        // of a file; "" for a sheet
	OnRequest  bool            `json:"key_on_request"`  // the private key is left out unless a person asks for it
	Entries    []entry         `json:"fields"`          // empty: the variables of the connection
}

// entry is a field of a variant.
type entry struct {
	Label string `json:"label"`
	Key   string `json:"key"`   // as the product's files name it; "": the value's name
	Value string `json:"value"` // name of a value
	Text  string `json:"text"`  // a fixed text in place of a value
}

// tables are the files of formats under assets/export, in the order in which the formats
// are offered.
var tables = []string{"forms", "products", "analytics", "files", "keyfiles", "stores", "programs"}

var load = sync.OnceValue(func() []Format {
	var all []Format
	for _, name := range tables {
		var t struct {
			Note    string   `json:"note"`
			Checked string   `json:"checked"` // the date, for core/facts
			Formats []Format `json:"formats"`
		}
		read(name, &t)
		all = append(all, t.Formats...)
	}
	return all
})

// read decodes the table assets/export/NAME.json. It panics if the table has an unknown
// field.
func read(name string, into any) {
	if err := decode(assets.Read("export/"+name+".json"), into); err != nil {
		panic("assets/export/" + name + ".json: " + err.Error())
	}
}

// decode reads a table of one object. An unknown field is an error.
func decode(table []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(table))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if decoder.More() {
		return errors.New("there is text after the object")
	}
	return nil
}

// Formats returns all formats: sheets first, then files, then snippets.
func Formats() []Format { return slices.Clone(load()) }

// Find returns the format with that key; false if there is none.
func Find(key string) (Format, bool) {
	for _, f := range load() {
		if f.Key == key {
			return f, true
		}
	}
	return Format{}, false
}

// For returns all formats in the order in which to offer them for a connection. The formats
// of the connection's product come first. Last come the formats that do not support the
// sign-in method, or that need SuiteAnalytics Connect if the connection lacks it.
func For(p profile.Profile) []Format {
	list := Formats()
	slices.SortStableFunc(list, func(a, b Format) int { return rank(p, a) - rank(p, b) })
	return list
}

func rank(p profile.Profile, f Format) int {
	v, takes := f.variant(p)
	switch {
	case !takes:
		return 2
	case f.Product != "" && f.Product == p.Product && f.Kind != Snippet:
		return 0
	case v.Surface == profile.Connect && !p.Has(v.Surface):
		return 2
	}
	return 1
}

// variant returns the variant for the connection: the first one of its method whose
// interface, if it demands one, the connection has; otherwise the first one of its method.
func (f Format) variant(p profile.Profile) (variant, bool) {
	of := func(v variant) bool { return v.Method == p.Method }
	fits := func(v variant) bool { return of(v) && (v.Surface == "" || p.Has(v.Surface)) }
	for _, good := range []func(variant) bool{fits, of} {
		if i := slices.IndexFunc(f.Variants, good); i >= 0 {
			return f.Variants[i], true
		}
	}
	return variant{}, false
}

// Methods returns the sign-in methods that the format supports.
func (f Format) Methods() []profile.Method {
	var list []profile.Method
	for _, v := range f.Variants {
		if !slices.Contains(list, v.Method) {
			list = append(list, v.Method)
		}
	}
	return list
}

// LeavesKeyOut reports whether the private key of the connection is written only on
// request.
func (f Format) LeavesKeyOut(p profile.Profile) bool {
	v, ok := f.variant(p)
	return ok && v.OnRequest
}

// FileName returns the proposed file name for the export of the named connection.
func (f Format) FileName(name string) string { return name + "." + f.Extension }
