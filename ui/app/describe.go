package app

import (
	"fmt"
	"strings"
	"time"

	"suitekey/core/health"
	"suitekey/core/m2m"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
)

// Opening says what a wizard is to open.
type Opening struct {
	Flow  string      // a journey; "" is the home screen
	Given steps.Given // answers that are known already
}

// Line is a labelled value of a description. Nothing in it is secret.
type Line struct {
	Label string
	Value string
}

// Describe lists what is known of a connection, without its secrets.
func Describe(p profile.Profile) []Line {
	lines := []Line{
		{"Name", p.Name},
		{"Tags", strings.Join(p.Tags, ", ")},
		{"Account", p.Account.Realm()},
		{"Environment", string(p.Account.Kind())},
		{"Used by", product.NameOf(p.Product)},
		{"Method", steps.MethodLine(p)},
		{"Interfaces", surfaceNames(p)},
		{"WSDL", p.WSDL},
		{"Consumer key", p.ConsumerKey},
		{"Token ID", p.TokenID},
		{"Key", p.KeyType},
		{"Certificate ID", p.CertificateID},
		{"Valid until", validUntil(p)},
		{"Signed in until", stamp(p.RefreshUntil)},
		{"Redirect URI", p.RedirectURI},
		{"Scopes", strings.Join(p.Scopes, ", ")},
		{"User", p.Entity},
		{"Role", p.Role},
		{"Call time-out", p.Timeout.String()},
		{"Retries", fmt.Sprintf("%d, %s apart", p.Retries, p.RetryInterval)},
		{"Last passed test", stamp(p.Tested.At)},
		{"Company", p.Tested.Company},
		{"Created", stamp(p.Created)},
		{"Changed", stamp(p.Changed)},
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

// validUntil is the last day of the certificate; "" without one.
func validUntil(p profile.Profile) string {
	cert, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return ""
	}
	return stamp(cert.NotAfter())
}

func surfaceNames(p profile.Profile) string {
	var names []string
	for _, s := range p.Surfaces {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04 MST")
}

// Summary is a connection in one line.
func Summary(e storage.Entry, now time.Time) string {
	state := Health(e, now, health.Rules{})
	if e.Err != nil {
		return e.Name + ": cannot be read. " + state.Sentence()
	}
	word := ""
	if state.Level > health.Soon {
		word = strings.ToUpper(state.Level.String()) + ". "
	}
	return fmt.Sprintf("%s: %s %s, %s. %s%s", e.Name, e.Account.Kind(), e.Account.Realm(), steps.MethodLine(e.Profile), word, state.Sentence())
}
