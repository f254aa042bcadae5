package home

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"suitekey/core/health"
	"suitekey/storage"
	"suitekey/ui/tui/theme"
)

// order is the order of the connections in the list.
type order int

const (
	byCompany order = iota // sandboxes below their production account
	byEnd
	byName
	byTest
	orders
)

// String names an order, for the message line.
func (o order) String() string {
	return [...]string{"company", "what ends first", "name", "the last test, the oldest first"}[o]
}

// column returns the column of the table by which an order sorts, or -1.
func (o order) column() int {
	return [...]int{byCompany: -1, byEnd: columnEnds, byName: columnName, byTest: columnTest}[o]
}

// ending is the time at which a connection stops working by itself.
type ending struct {
	at   time.Time // zero: never
	text string
	days bool // text is a number of days: a credential expires, rather than a release of NetSuite
}

// Days before the end from which it is urgent, or near.
const (
	urgentDays = 14
	nearDays   = 60
)

// endOf returns the first end among the items of a connection's health.
func endOf(s health.State, now time.Time) ending {
	var first ending
	for _, item := range s.Items {
		credential := item.What == health.Certificate || item.What == health.RefreshToken
		if item.Date.IsZero() || !credential && item.What != health.TBA && item.What != health.WSDL || !first.at.IsZero() && !item.Date.Before(first.at) {
			continue
		}
		first = ending{at: item.Date, days: credential, text: item.Brief}
		if at := strings.LastIndex(item.Brief, " "); !credential {
			first.text = item.Brief[at+1:] // the release
		}
	}
	switch days := daysUntil(first.at, now); {
	case first.at.IsZero():
		first.text = "–"
	case !first.days:
	case days < 0:
		first.text = "expired"
	case days == 1:
		first.text = "1 day"
	default:
		first.text = fmt.Sprintf("%d days", days)
	}
	return first
}

func daysUntil(at, now time.Time) int {
	if at.Before(now) {
		return -1
	}
	return int(at.Sub(now).Hours() / 24)
}

// ink returns the colour of an end, by its urgency.
func (e ending) ink(t *theme.Theme, now time.Time) lipgloss.Style {
	switch days := daysUntil(e.at, now); {
	case e.at.IsZero():
		return t.Dim
	case days < urgentDays:
		return t.Bad
	case days < nearDays:
		return t.Warn
	}
	return t.Plain
}

// testedWhen says when a connection was last tested.
func testedWhen(e storage.Entry, now time.Time) string {
	at := e.Tested.At
	if at.IsZero() {
		return "–"
	}
	switch days := int(now.Sub(at).Hours() / 24); {
	case days < 1:
		return "today"
	case days < 1000:
		return fmt.Sprintf("%d d ago", days)
	}
	return "long ago"
}

// sorted returns the connections in an order. ends are the ends of the connections.
func sorted(entries []storage.Entry, ends []ending, by order) []int {
	list := make([]int, len(entries))
	for i := range list {
		list[i] = i
	}
	zeroLast := func(a, b time.Time) int {
		if a.IsZero() != b.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.IsZero()]
		}
		return a.Compare(b)
	}
	slices.SortStableFunc(list, func(a, b int) int {
		switch x, y := &entries[a], &entries[b]; by {
		case byEnd:
			return zeroLast(ends[a].at, ends[b].at)
		case byName:
			return cmp.Compare(x.Name, y.Name)
		case byTest:
			return x.Tested.At.Compare(y.Tested.At)
		}
		return 0 // the order of the vault
	})
	return list
}
