package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/health"
	"suitekey/core/m2m"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
)

// Opening says what a wizard opens.
type Opening struct {
	Flow  string      // a journey; "" is the home screen
	Given steps.Given // answers that are known already
}

// Line is a labelled value of a description. Nothing in it is secret.
type Line struct {
	Label string
	Value string
}

// elsewhere lists the fields without a line of their own: Describe puts them into the line
// of another field, or another screen shows them.
var elsewhere = []string{
	"signature_algorithm", "jwt_algorithm", "certificate", "retry_interval", // with the method, the certificate ID, the retries
	"refusals", "token_since", "former_credential", "retire_on", "unrevoked", // on the screens of health and of the old credential
}

// Describe lists the fields of a connection, without its secrets, in the order of the
// table in core/profile.
func Describe(p profile.Profile) []Line {
	var lines []Line
	for _, f := range profile.Fields() {
		if f.IsSecret() || slices.Contains(elsewhere, f.Key) {
			continue
		}
		lines = append(lines, Line{f.Label, described(f, p)})
		switch f.Key {
		case "account":
			lines = append(lines, Line{"Environment", string(p.Account.Kind())})
		case "certificate_id":
			lines = append(lines, Line{"Valid until", validUntil(p)})
		case "tested":
			lines = append(lines, Line{"Company", p.Tested.Company})
		}
	}
	var known []Line
	for _, line := range lines {
		if line.Value != "" {
			line.Value = steps.Shorten(line.Value, 300)
			known = append(known, line)
		}
	}
	return known
}

// described returns the value of a field as text for people.
func described(f profile.Field, p profile.Profile) string {
	switch f.Key {
	case "consumer":
		return product.NameOf(p.Product)
	case "method":
		return setup.MethodLine(p)
	case "retries":
		return fmt.Sprintf("%d, %s apart", p.Retries, p.RetryInterval)
	}
	switch v := f.At(&p).(type) {
	case *time.Time:
		return stamp(*v)
	case *profile.Tested:
		return stamp(v.At)
	case *time.Duration:
		return v.String()
	case *[]string, *[]profile.Surface:
		return strings.ReplaceAll(f.Text(&p), ",", ", ")
	}
	return f.Text(&p)
}

// validUntil returns the last day of the certificate, or "" without one.
func validUntil(p profile.Profile) string {
	cert, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return ""
	}
	return stamp(cert.NotAfter())
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04 MST")
}

// Summary describes a connection in one line.
func Summary(e storage.Entry, now time.Time) string {
	state := Health(e, now, health.Rules{})
	if e.Err != nil {
		return e.Name + ": cannot be read. " + state.Sentence()
	}
	word := ""
	if state.Level > health.Soon {
		word = strings.ToUpper(state.Level.String()) + ". "
	}
	return fmt.Sprintf("%s: %s %s, %s. %s%s", e.Name, e.Account.Kind(), e.Account.Realm(), setup.MethodLine(e.Profile), word, state.Sentence())
}
