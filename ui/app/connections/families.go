package connections

import (
	"cmp"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/ui/app/problem"
)

// place is what decides where a connection stands in the list.
type place struct {
	at            int    // in the list that is ordered
	name          string // of the connection
	first         string // the name of the first connection of its company
	family, realm string
	kind          int
}

// placeOf is the place of a connection; readable is false for a damaged one.
func placeOf(at int, name string, id account.ID, readable bool) place {
	if !readable {
		return place{at: at, name: name}
	}
	return place{at: at, name: name, family: id.Company(), realm: id.Realm(), kind: kindOrder(id)}
}

// Families orders connections for people: those of one company stand together,
// production first; the companies by the name of their first connection. What
// cannot be read comes last. It orders entries itself, and compares what it has put
// together before: an Entry is large, and there may be thousands.
func Families(entries []storage.Entry) []storage.Entry {
	places := make([]place, len(entries))
	for i := range entries {
		e := &entries[i]
		places[i] = placeOf(i, e.Name, e.Account, e.Err == nil)
	}
	arrange(places)
	for i := range places { // each circle of entries that take each other's place
		if places[i].at < 0 {
			continue
		}
		moved, to := entries[i], i
		for places[to].at != i {
			from := places[to].at
			entries[to], places[to].at = entries[from], -1
			to = from
		}
		entries[to], places[to].at = moved, -1
	}
	return entries
}

// arrange sorts places as Families says.
func arrange(places []place) {
	within := func(a, b *place) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), strings.Compare(a.realm, b.realm), strings.Compare(a.name, b.name), cmp.Compare(a.at, b.at))
	}
	first := map[string]*place{} // of each company
	for i := range places {
		p := &places[i]
		if known := first[p.family]; known == nil || within(p, known) < 0 {
			first[p.family] = p
		}
	}
	for i := range places {
		places[i].first = first[places[i].family].name
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case a.family == b.family:
			return within(&a, &b)
		case (a.family == "") != (b.family == ""):
			return strings.Compare(b.family, a.family)
		}
		return cmp.Or(strings.Compare(a.first, b.first), strings.Compare(a.family, b.family))
	})
}

func kindOrder(id account.ID) int {
	switch id.Kind() {
	case account.Production:
		return 0
	case account.Sandbox:
		return 1
	}
	return 2
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
