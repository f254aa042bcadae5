package diagnose

import (
	"slices"

	"suitekey/core/profile"
)

// Need says whether the connection needs a permission.
type Need string

// The needs.
const (
	Needed  Need = "needed"
	Useful  Need = "useful"
	Harmful Need = "should not have"
)

// Has says whether the test has seen a permission.
type Has string

// The values of Has. NetSuite does not list a role's permissions to its holder: a test
// knows only what it has tried.
const (
	Yes     Has = "yes"
	No      Has = "no"
	Unknown Has = "not tried"
)

// Right is a permission that matters for the connection's interfaces.
type Right struct {
	Name  string `json:"name"`  // as NetSuite's page Roles has it
	Level string `json:"level"` // "Full", "Edit"; "" where it has none
	Need  Need   `json:"need"`
	Has   Has    `json:"has"`
	Why   string `json:"why"`
}

// right is a permission in the catalogue.
type right struct {
	Name    string         `json:"name"`
	Level   string         `json:"level"`
	Need    Need           `json:"need"`
	Method  profile.Method `json:"method"`
	Code    bool           `json:"code_grant"` // one of M2M that the code grant shares
	Surface string         `json:"surface"`
	Why     string         `json:"why"`
	Yes     [][]string     `json:"yes"` // evidence, any of them
	No      [][]string     `json:"no"`
}

// rights returns the table of needed, useful and harmful permissions for p.
func rights(e evidence, p profile.Profile) []Right {
	var list []Right
	for _, entry := range readCatalogue().Permissions {
		if entry.Method != "" && entry.Method != p.Method && !(entry.Code && p.Method == profile.Code) {
			continue
		}
		if entry.Surface != "" && !slices.Contains(surfaces(p), profile.Surface(entry.Surface)) {
			continue
		}
		list = append(list, Right{entry.Name, entry.Level, entry.Need, entry.has(e), entry.Why})
	}
	return list
}

// exampleRecord is the permission that represents all records if the records of the
// product are unknown.
const exampleRecord = "Customers"

// allRights adds the permissions for the records of the product to the list, before the
// permissions that the role should not have.
func allRights(list, records []Right) []Right {
	if len(records) == 0 {
		return list
	}
	list = slices.DeleteFunc(list, func(r Right) bool { return r.Name == exampleRecord })
	at := slices.IndexFunc(list, func(r Right) bool { return r.Need == Harmful })
	if at < 0 {
		at = len(list)
	}
	return slices.Insert(list, at, records...)
}

func (r right) has(e evidence) Has {
	switch {
	case slices.ContainsFunc(r.No, e.has):
		return No
	case slices.ContainsFunc(r.Yes, e.has):
		return Yes
	}
	return Unknown
}
