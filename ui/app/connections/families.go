package connections

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/ui/app/problem"
)

// group is the connections of one account.
type group struct {
	family, realm string
	kind          int
	first         string // name of the first connection of the company
	last          string // name of the last one so far
	unsorted      bool
	members       []int32
}

// groupOf returns the group of an account; readable is false for connections that cannot
// be read.
func groupOf(id account.ID, readable bool) *group {
	if !readable {
		return &group{}
	}
	return &group{family: id.Company(), realm: id.Realm(), kind: kindOrder(id)}
}

// Families orders connections for people: the connections of one company are together,
// production first; companies are ordered by the name of their first connection.
// Connections that cannot be read come last. Families orders entries in place: an Entry
// is large, and there may be thousands.
func Families(entries []storage.Entry) []storage.Entry {
	order := Order(entries)
	for i := range order { // each circle of entries that take each other's place
		if order[i] < 0 {
			continue
		}
		moved, to := entries[i], i
		for int(order[to]) != i {
			from := int(order[to])
			entries[to], order[to] = entries[from], -1
			to = from
		}
		entries[to], order[to] = moved, -1
	}
	return entries
}

// Order returns the numbers of connections in the order of Families.
func Order(entries []storage.Entry) []int32 {
	return arranged(len(entries), func(i int) (string, account.ID, bool) {
		return entries[i].Name, entries[i].Account, entries[i].Err == nil
	})
}

// arranged returns the numbers of n connections in the order of Families. Lists are
// usually sorted by name, so it sorts accounts, and names only if necessary.
func arranged(n int, of func(i int) (name string, id account.ID, readable bool)) []int32 {
	groups, unreadable := map[account.ID]*group{}, groupOf(account.ID{}, false)
	var last account.ID // of the group lastOf: neighbours have the same account more often than not
	var lastOf *group
	for i := range n {
		name, id, readable := of(i)
		g := unreadable
		if readable {
			if g = lastOf; g == nil || id != last {
				g = groups[id]
			}
			if g == nil {
				g = groupOf(id, true)
				groups[id] = g
			}
			last, lastOf = id, g
		}
		g.unsorted = g.unsorted || name < g.last
		g.members, g.last = append(g.members, int32(i)), name
	}
	all := append(slices.Collect(maps.Values(groups)), unreadable)
	for _, g := range all {
		if g.unsorted {
			slices.SortStableFunc(g.members, func(a, b int32) int {
				first, _, _ := of(int(a))
				second, _, _ := of(int(b))
				return strings.Compare(first, second)
			})
		}
	}
	inOrder(all, func(member int32) string {
		name, _, _ := of(int(member))
		return name
	})
	order := make([]int32, 0, n)
	for _, g := range all {
		order = append(order, g.members...)
	}
	return order
}

// inOrder sorts the groups, whose members are sorted.
func inOrder(groups []*group, name func(member int32) string) {
	within := func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), strings.Compare(a.realm, b.realm))
	}
	first := map[string]*group{} // of each company
	for _, g := range groups {
		if known := first[g.family]; len(g.members) > 0 && (known == nil || within(g, known) < 0) {
			first[g.family] = g
		}
	}
	for _, g := range groups {
		if of := first[g.family]; of != nil {
			g.first = name(of.members[0])
		}
	}
	slices.SortFunc(groups, func(a, b *group) int {
		switch {
		case a.family == b.family:
			return within(a, b)
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

// Query selects the connections that a person looks for. An empty part selects all.
type Query struct {
	Text        string // part of the name, account, environment, a tag, the product or the method
	Tag         string
	Account     account.ID // with its sandboxes and Release Preview, if it is a production account
	Environment account.Kind
}

// Matches reports whether the query selects the connection.
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

// EnvironmentOf parses the name of an environment, or the beginning of a name.
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
