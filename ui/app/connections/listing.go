package connections

import (
	"suitekey/core/account"
	"suitekey/storage"
)

// Listing is a list of connections in the order of Families. It makes an entry when a
// caller asks for one: a list of thousands takes little memory.
type Listing struct {
	rows  *storage.Rows
	order []int32
}

// Rows returns the connections of the vault, by name.
func (c *Connections) Rows() (*storage.Rows, error) {
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	return session.Rows()
}

// ListingOf lists the connections that match query.
func ListingOf(c *Connections, query Query) (*Listing, error) {
	rows, err := c.Rows()
	if err != nil {
		return nil, err
	}
	return listingOf(rows, query), nil
}

// ListingHere lists all connections as far as this computer knows: the copy of a team's vault
// is not brought up to date.
func ListingHere(c *Connections) (*Listing, error) {
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	rows, err := storage.RowsHere(session)
	if err != nil {
		return nil, err
	}
	return listingOf(rows, Query{}), nil
}

func listingOf(rows *storage.Rows, query Query) *Listing {
	var e storage.Entry
	matching, all := []int32(nil), query == (Query{})
	for i := range rows.Len() {
		if all {
			break
		}
		if rows.Read(i, &e); query.Matches(e) {
			matching = append(matching, int32(i))
		}
	}
	at := func(i int) int {
		if all {
			return i
		}
		return int(matching[i])
	}
	n := len(matching)
	if all {
		n = rows.Len()
	}
	order := arranged(n, func(i int) (string, account.ID, bool) {
		id, readable := rows.Account(at(i))
		return rows.Name(at(i)), id, readable
	})
	for i := range order {
		order[i] = int32(at(int(order[i])))
	}
	return &Listing{rows: rows, order: order}
}

// Len returns the number of connections.
func (l *Listing) Len() int {
	if l == nil {
		return 0
	}
	return len(l.order)
}

// First returns the first n connections.
func (l *Listing) First(n int) []storage.Entry {
	entries := make([]storage.Entry, n)
	for i := range entries {
		l.Read(i, &entries[i])
	}
	return entries
}

// Entry returns a connection. Several goroutines can ask at once.
func (l *Listing) Entry(i int) storage.Entry { return l.rows.Entry(int(l.order[i])) }

// Read reads a connection into e, as Rows.Read does.
func (l *Listing) Read(i int, e *storage.Entry) { l.rows.Read(int(l.order[i]), e) }

// Below reports for each connection whether the list shows it below a production
// connection of its company.
func (l *Listing) Below() []bool {
	below := make([]bool, l.Len())
	company := "" // the one whose production connection has been passed
	for i := range below {
		switch id, readable := l.rows.Account(int(l.order[i])); {
		case !readable:
		case id.Kind() == account.Production:
			company = id.Company()
		default:
			below[i] = id.Company() == company
		}
	}
	return below
}
