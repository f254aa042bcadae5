package tbaexit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/netsuite"
)

// Look says what to read with a credential.
type Look struct {
	REST bool // server time, record types and SuiteQL; else only the identity
	// Who is the identity that an access token has already returned; nil: Read asks
	// the RESTlet host.
	Who *netsuite.TokenInfo
}

// Seen is what a credential could read.
type Seen struct {
	Refused string // why the sign-in was refused; then nothing else is known
	Who     netsuite.TokenInfo
	NoWho   string // why the identity is not known
	Time    string // why the server time could not be read; "" if it could
	Records []string
	NoList  string // why the record types could not be read
	Query   string // why a query failed; "" if it did not
	rest    bool
}

// records are record types that every account has. One call reads them all: the
// whole catalogue is large (docs.oracle.com, section_1540810174).
var records = []string{"account", "contact", "customer", "employee", "invoice", "opportunity", "task", "vendor"}

// Read makes a few cheap calls with a credential, one after the other. A missing
// permission is part of the result. An error means that there is no result and
// that the caller can try again.
func Read(ctx context.Context, client *netsuite.Client, id account.ID, auth netsuite.Auth, look Look) (Seen, error) {
	s := Seen{rest: look.REST}
	if look.Who != nil {
		s.Who = *look.Who
	}
	reads := []struct {
		wanted bool
		call   func() error
		failed *string
	}{
		{look.REST, func() error { _, err := client.ServerTime(ctx, id, auth); return err }, &s.Time},
		{look.Who == nil, func() (err error) { s.Who, err = client.TokenInfo(ctx, id, auth); return err }, &s.NoWho},
		{look.REST, func() (err error) { s.Records, err = client.RecordTypes(ctx, id, auth, records...); return err }, &s.NoList},
		{look.REST, func() error { return client.Query(ctx, id, auth) }, &s.Query},
	}
	for _, read := range reads {
		if !read.wanted {
			continue
		}
		var failed *netsuite.Error
		err := read.call()
		switch {
		case err == nil:
			continue
		case !errors.As(err, &failed):
			return s, err
		case failed.Class == netsuite.Refused: // stop here: five refused sign-ins lock the user
			return Seen{Refused: failed.Brief()}, nil
		case failed.Class == netsuite.Forbidden, failed.Class == netsuite.Unexpected && failed.Status < 500:
			*read.failed = failed.Brief()
		default:
			return s, err
		}
	}
	slices.Sort(s.Records)
	return s, nil
}

// Row compares one answer of both credentials.
type Row struct {
	What    string `json:"what"`
	Old     string `json:"old"`
	New     string `json:"new"`
	Differs bool   `json:"differs"`
	Means   string `json:"means,omitempty"` // what a difference means, in one or two sentences
}

// Compare compares what the old and the new credential could read.
func Compare(old, new Seen) []Row {
	if old.Refused != "" {
		return []Row{{
			What: "Sign-in", Old: "refused: " + old.Refused, New: "accepted", Differs: true,
			Means: "The old token no longer signs in, so there is nothing to compare. Everything that uses the old token has stopped working.",
		}}
	}
	rows := []Row{who("Company", old, new, company), who("Role", old, new, role), who("User", old, new, entity)}
	if !old.rest || !new.rest {
		return rows
	}
	return append(rows, answer("Server time", old.Time, new.Time, "Without the server time the new credential cannot call REST web services: the role needs the permission REST Web Services, and the integration record needs that scope."),
		recordTypes(old, new),
		answer("SuiteQL", old.Query, new.Query, "Queries need the permission SuiteAnalytics Workbook (Edit): compare the permissions of the two roles."))
}

// Different returns the rows that differ.
func Different(rows []Row) []Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !r.Differs })
}

// identity is one part of a credential's identity, and what a difference means.
type identity struct {
	id, name func(netsuite.TokenInfo) string
	means    string
}

var (
	company = identity{
		func(i netsuite.TokenInfo) string { return realm(i.CompanyID) }, func(i netsuite.TokenInfo) string { return i.Company },
		"The credentials belong to different accounts: stop here, and check in which account the certificate was uploaded.",
	}
	role = identity{
		func(i netsuite.TokenInfo) string { return i.RoleID }, func(i netsuite.TokenInfo) string { return i.Role },
		"The new credential has the permissions of another role: it may read less, or more than it needs. To keep the role, map the certificate to the role of the token.",
	}
	entity = identity{
		func(i netsuite.TokenInfo) string { return number(i.Entity) }, func(i netsuite.TokenInfo) string { return i.Entity },
		"NetSuite will record the product's changes under another user, and that user's restrictions apply. To keep the user, map the certificate to the user of the token.",
	}
)

func who(what string, old, new Seen, part identity) Row {
	r := Row{What: what, Old: part.text(old), New: part.text(new)}
	a, b := part.id(old.Who), part.id(new.Who)
	if a == "" || b == "" { // of one of them only the name is known
		a, b = part.name(old.Who), part.name(new.Who)
		if number(a) != number(b) { // an ID and a name cannot be compared
			a, b = "", ""
		}
	}
	if r.Differs = a != "" && b != "" && a != b; r.Differs {
		r.Means = part.means
	}
	return r
}

func (part identity) text(s Seen) string {
	id, name := part.id(s.Who), part.name(s.Who)
	switch {
	case s.NoWho != "":
		return s.NoWho
	case id == "" && name == "":
		return "not known"
	case id == "" || name == "" || name == id:
		return name + strings.TrimPrefix(id, name)
	}
	return name + " (" + id + ")"
}

// number returns text if it is an internal ID, else "".
func number(text string) string {
	if strings.Trim(text, "-0123456789") == "" {
		return text
	}
	return ""
}

func realm(id string) string {
	if parsed, err := account.Parse(id); err == nil {
		return parsed.Realm()
	}
	return id
}

func answer(what, old, new, means string) Row {
	r := Row{What: what, Old: said(old), New: said(new)}
	if r.Differs = (old == "") != (new == ""); r.Differs {
		r.Means = means
		if new == "" {
			r.Means = "The new credential can do more than the old one: its role has more permissions."
		}
	}
	return r
}

func said(problem string) string {
	if problem == "" {
		return "answers"
	}
	return problem
}

func recordTypes(old, new Seen) Row {
	r := Row{What: "Record types", Old: old.seen(), New: new.seen()}
	r.Differs = (old.NoList == "") != (new.NoList == "") || !slices.Equal(old.Records, new.Records)
	if !r.Differs {
		return r
	}
	lost, won := without(old.Records, new.Records), without(new.Records, old.Records)
	var means []string
	if len(lost) > 0 {
		means = append(means, "The new credential cannot read "+strings.Join(lost, ", ")+": calls of the product for these records will fail. Add the permission to the role.")
	}
	if len(won) > 0 {
		means = append(means, "The new credential can also read "+strings.Join(won, ", ")+": its role has more permissions than the old role.")
	}
	r.Means = strings.Join(means, " ")
	return r
}

func (s Seen) seen() string {
	switch {
	case s.NoList != "":
		return s.NoList
	case len(s.Records) == 0:
		return "none of those asked for"
	}
	return strings.Join(s.Records, ", ")
}

func without(all, these []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return slices.Contains(these, name) })
}
