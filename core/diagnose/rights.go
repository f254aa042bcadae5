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

// What may have been seen. NetSuite does not list a role's permissions to its
// holder: a test knows what it has tried.
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

// right is one as the catalogue has it.
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

// rights is the table of needed, useful and harmful permissions for p.
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

// exampleRecord is the permission that stands for all records where nobody has said which
// ones the product uses.
const exampleRecord = "Customers"

// allRights puts the permissions of the records that the product uses into the list, before
// those that the role should not have.
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
