package connections

import (
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/ui/app/problem"
)

// Families orders connections for people: those of one company stand together,
// production first; the companies by the name of their first connection. What
// cannot be read comes last.
func Families(entries []storage.Entry) []storage.Entry {
	sorted := slices.Clone(entries)
	inside := func(a, b storage.Entry) int {
		if d := kindOrder(a) - kindOrder(b); d != 0 {
			return d
		}
		if a.Account != b.Account {
			return strings.Compare(a.Account.Realm(), b.Account.Realm())
		}
		return strings.Compare(a.Name, b.Name)
	}
	slices.SortStableFunc(sorted, inside)
	first := map[string]string{} // the name of a company's first connection
	for _, e := range sorted {
		if _, ok := first[family(e)]; !ok {
			first[family(e)] = e.Name
		}
	}
	slices.SortStableFunc(sorted, func(a, b storage.Entry) int {
		switch {
		case family(a) == family(b):
			return 0
		case (family(a) == "") != (family(b) == ""):
			return strings.Compare(family(b), family(a))
		}
		return strings.Compare(first[family(a)], first[family(b)])
	})
	return sorted
}

// family is the company of a connection, "" of a damaged one.
func family(e storage.Entry) string {
	if e.Err != nil {
		return ""
	}
	return e.Account.Company()
}

func kindOrder(e storage.Entry) int {
	switch e.Account.Kind() {
	case account.Production:
		return 0
	case account.Sandbox:
		return 1
	}
	return 2
}

// Below tells of each entry whether it stands below a production connection of
// its company, in a list that Families ordered: there production comes first.
func Below(entries []storage.Entry) []bool {
	below := make([]bool, len(entries))
	company := "" // the one whose production connection has been passed
	for i, e := range entries {
		switch {
		case family(e) == "":
		case kindOrder(e) == 0:
			company = family(e)
		default:
			below[i] = family(e) == company
		}
	}
	return below
}

// Query leaves over the connections that a person looks for. An empty part lets
// all through.
type Query struct {
	Text        string // part of the name, account, environment, a tag, the product or the method
	Tag         string
	Account     account.ID // with its sandboxes and Release Preview, if it is a production account
	Environment account.Kind
}

// Matches tells whether the connection is one of those.
func (q Query) Matches(e storage.Entry) bool {
	if q.Tag != "" && !slices.Contains(e.Tags, q.Tag) {
		return false
	}
	if q.Environment != "" && (e.Err != nil || e.Account.Kind() != q.Environment) {
		return false
	}
	if !q.Account.IsZero() && e.Account != q.Account &&
		(q.Account.Kind() != account.Production || e.Account.Company() != q.Account.Company()) {
		return false
	}
	wanted := strings.ToLower(strings.TrimSpace(q.Text))
	if wanted == "" || strings.Contains(e.Name, wanted) {
		return true
	}
	if e.Err != nil {
		return false
	}
	words := append([]string{
		strings.ToLower(e.Account.Realm()), e.Account.HostLabel(), string(e.Account.Kind()), string(e.Method),
		e.Product, strings.ToLower(product.NameOf(e.Product)),
	}, e.Tags...)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(word, wanted) })
}

// EnvironmentOf reads the name of an environment, or its beginning.
func EnvironmentOf(text string) (account.Kind, error) {
	kinds := []account.Kind{account.Production, account.Sandbox, account.ReleasePreview, account.Developer}
	wanted := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), "-", " "))
	for _, kind := range kinds {
		if wanted != "" && (strings.HasPrefix(string(kind), wanted) || strings.HasSuffix(string(kind), " "+wanted)) {
			return kind, nil
		}
	}
	return "", problem.Usage(secret.Quote(text)+" is not an environment", "the environments: production, sandbox, release-preview, developer")
}
