package connections

import (
	"suitekey/core/account"
	"suitekey/storage"
)

// Listing are connections in the order of Families. An entry is put together when it is
// asked for: a listing of thousands takes little memory.
type Listing struct {
	rows  *storage.Rows
	order []int
}

// Rows are the connections of the vault, by name.
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
	places := make([]place, 0, rows.Len())
	for i := range rows.Len() {
		if query != (Query{}) && !query.Matches(rows.Entry(i)) {
			continue
		}
		id, readable := rows.Account(i)
		places = append(places, placeOf(i, rows.Name(i), id, readable))
	}
	arrange(places)
	l := &Listing{rows: rows, order: make([]int, len(places))}
	for i := range places {
		l.order[i] = places[i].at
	}
	return l, nil
}

// Len returns the number of connections.
func (l *Listing) Len() int {
	if l == nil {
		return 0
	}
	return len(l.order)
}

// Entry returns a connection. Several goroutines can ask at once.
func (l *Listing) Entry(i int) storage.Entry { return l.rows.Entry(l.order[i]) }

// Below tells of each connection whether it stands below a production connection of its
// company: there production comes first.
func (l *Listing) Below() []bool {
	below := make([]bool, l.Len())
	company := "" // the one whose production connection has been passed
	for i := range below {
		switch id, readable := l.rows.Account(l.order[i]); {
		case !readable:
		case id.Kind() == account.Production:
			company = id.Company()
		default:
			below[i] = id.Company() == company
		}
	}
	return below
}
