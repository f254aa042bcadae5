// Package export turns a connection into what the product that uses it takes:
// the sheet of its form, a file, or code that works. The formats are data and
// templates under assets/export. Nothing here touches a disk or a terminal.
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

// Kind says what a format is.
type Kind string

// The kinds of formats.
const (
	Sheet   Kind = "sheet"   // the fields of a product's form, to be filled in by hand
	File    Kind = "file"    // what a program reads
	Snippet Kind = "snippet" // code that works now, without a secret in it
)

// Format is one way to hand a connection over.
type Format struct {
	Key       string `json:"key"`
	Name      string `json:"name"` // as people know it
	Kind      Kind   `json:"kind"`
	Product   string `json:"consumer"`  // the product, in assets/consumers.json; "" for one of no product
	Extension string `json:"extension"` // of a file's name, without the dot
	Note      string `json:"note"`      // a sentence for whoever chooses
	Source    string `json:"source"`    // where its fields are known from
	Tried     string `json:"tried"`     // the version that was tried, and where the test is
	Guide     Guide  `json:"guide"`     // what to do in the product

	// Scopes says how the format writes a list of scopes: the text between two of
	// them, ScopeList or NoScopes. Empty only where no variant has scopes.
	Scopes string `json:"scope_separator"`
	// LongestName is how many characters the names that the format makes of the
	// connection's may have; 0: no connection's name is too long.
	LongestName int `json:"longest_name"`

	Variants []variant `json:"variants"`
}

// Guide says what a person does in the product, in the product's words. It has
// no menu path and no button that the page under Source does not have.
type Guide struct {
	Needs  []string `json:"needs"`  // what the product must have, or a person do first
	Where  string   `json:"where"`  // where the values go
	Next   []string `json:"next"`   // what to do after that
	Source string   `json:"source"` // where this is known from
}

// What Format.Scopes can be instead of a separator.
const (
	ScopeList = "json" // a list of strings
	NoScopes  = "none" // the format has no scopes: the product asks for its own
)

// variant is a format for one sign-in method.
type variant struct {
	Method     profile.Method  `json:"method"`
	Surface    profile.Surface `json:"surface"`         // only for connections that have it
	Signatures []string        `json:"signatures"`      // TBA: those the product knows; empty: all
	KeyTypes   []string        `json:"key_types"`       // M2M: those the product takes; empty: all, or see the table of products
	Scope      string          `json:"scope"`           // M2M: without this scope the product reaches nothing
	Timeout    int             `json:"longest_timeout"` // seconds; 0: no limit is known
	Caution    string          `json:"caution"`         // said each time
	Template   string          `json:"template"`        // of a file; "" for a sheet
	OnRequest  bool            `json:"key_on_request"`  // the private key is left out unless asked for
	Entries    []entry         `json:"fields"`          // empty: the variables of the connection
}

// entry is a field of a variant.
type entry struct {
	Label string `json:"label"`
	Key   string `json:"key"`   // as the product's files call it; "": the value's name
	Value string `json:"value"` // name of a value
	Text  string `json:"text"`  // what stands there in any case
}

// tables are the files of formats under assets/export, in the order in which the
// formats are offered.
var tables = []string{"forms", "products", "analytics", "files", "keyfiles", "stores", "programs"}

var load = sync.OnceValue(func() []Format {
	var all []Format
	for _, name := range tables {
		var t struct {
			Note    string   `json:"note"`
			Checked string   `json:"checked"` // the day, for core/facts
			Formats []Format `json:"formats"`
		}
		read(name, &t)
		all = append(all, t.Formats...)
	}
	return all
})

// read decodes the table assets/export/NAME.json. A field that does not exist is
// a mistake in the table, and panics.
func read(name string, into any) {
	if err := decode(assets.Read("export/"+name+".json"), into); err != nil {
		panic("assets/export/" + name + ".json: " + err.Error())
	}
}

// decode reads a table of one object, without a field that into does not have.
func decode(table []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(table))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if decoder.More() {
		return errors.New("something stands after the object")
	}
	return nil
}

// Formats are all formats: sheets first, then files, then snippets.
func Formats() []Format { return slices.Clone(load()) }

// Find returns the format of that key.
func Find(key string) (Format, bool) {
	for _, f := range load() {
		if f.Key == key {
			return f, true
		}
	}
	return Format{}, false
}

// For are the formats in the order to offer them for a connection: that of its
// product first, those that cannot take its sign-in method or want SuiteAnalytics
// Connect, which it is not set up for, last.
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

// variant is the one for the connection: the first of its method whose surface,
// if it wants one, the connection has; else the first of its method.
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

// Methods are the sign-in methods that the format can take.
func (f Format) Methods() []profile.Method {
	var list []profile.Method
	for _, v := range f.Variants {
		if !slices.Contains(list, v.Method) {
			list = append(list, v.Method)
		}
	}
	return list
}

// LeavesKeyOut reports whether the private key of the connection is written only
// when it is asked for.
func (f Format) LeavesKeyOut(p profile.Profile) bool {
	v, ok := f.variant(p)
	return ok && v.OnRequest
}

// FileName is a good name for the export of connection name.
func (f Format) FileName(name string) string { return name + "." + f.Extension }
