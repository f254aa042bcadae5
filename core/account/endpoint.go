package account

import (
	"fmt"
	"strings"
	"sync"

	"suitekey/core/lazyregexp"
)

// Version is that of a SOAP endpoint and its WSDL, such as "2025.2". It is
// named after the release that brought it and outlives it by some years.
type Version string

var versionPattern = lazyregexp.Lazy(`^[vV]?([0-9]{4})[._]([0-9])(?:[._]0)?$`)

// ParseVersion reads a version as 2025.2, 2025_2 or v2025_2_0. Only versions
// that NetSuite lists are accepted.
func ParseVersion(text string) (Version, error) {
	if len(text) > maxText {
		return "", notVersion(text)
	}
	m := versionPattern().FindStringSubmatch(clean(text))
	if m == nil {
		return "", notVersion(text)
	}
	v := Version(m[1] + "." + m[2])
	if _, ok := FindEndpoint(v); ok {
		return v, nil
	}
	if newest := NewestEndpoint().Version; v > newest {
		return "", fmt.Errorf("there is no SOAP endpoint %s: %s is the last one, use that", v, newest)
	}
	return "", fmt.Errorf("the SOAP endpoint %s is not among those NetSuite still lists: use %s", v, NewestEndpoint().Version)
}

func notVersion(text string) error {
	return fmt.Errorf("%s is not a WSDL version: one looks like %s", quote(text), NewestEndpoint().Version)
}

// Underscored is the form used in paths, ports and namespaces: "2025_2".
func (v Version) Underscored() string { return strings.ReplaceAll(string(v), ".", "_") }

// Support is what NetSuite still does for an endpoint.
type Support string

// The stages of an endpoint's life.
const (
	Supported   Support = "supported"
	Unsupported Support = "unsupported" // answers, but NetSuite no longer helps with it
	Removed     Support = "removed"     // does not answer
)

// Endpoint is a version of SOAP web services.
type Endpoint struct {
	Version         Version
	unsupportedFrom Release // zero if supported to the end
	orFrom          Release // the later release, where Oracle's pages name two
	removedIn       Release
}

// Support returns what NetSuite does for the endpoint in that release.
func (e Endpoint) Support(at Release) Support {
	switch {
	case !at.Before(e.removedIn):
		return Removed
	case e.unsupportedFrom != Release{} && !at.Before(e.unsupportedFrom):
		return Unsupported
	default:
		return Supported
	}
}

// UnsupportedFrom is the first release in which NetSuite no longer supports the
// endpoint; zero if it is supported to the end.
func (e Endpoint) UnsupportedFrom() Release { return e.unsupportedFrom }

// SupportEnds returns the release from which on NetSuite no longer supports the
// endpoint, "" if it is supported to the end. Where Oracle's pages name two
// releases, it is the earlier one, with the later: "2027.1 (2027.2 in Oracle's FAQ)".
func (e Endpoint) SupportEnds() string {
	if e.orFrom == (Release{}) {
		return e.unsupportedFrom.String()
	}
	return e.unsupportedFrom.String() + " (" + e.orFrom.String() + " in Oracle's FAQ)"
}

// RemovedIn is the first release in which the endpoint no longer answers.
func (e Endpoint) RemovedIn() Release { return e.removedIn }

// Endpoints returns all endpoints that NetSuite lists, newest first.
func Endpoints() []Endpoint { return append([]Endpoint(nil), endpoints()...) }

// NewestEndpoint returns the newest endpoint, which people should choose.
func NewestEndpoint() Endpoint { return endpoints()[0] }

// FindEndpoint returns the endpoint of that version.
func FindEndpoint(v Version) (Endpoint, bool) {
	for _, e := range endpoints() {
		if e.Version == v {
			return e, true
		}
	}
	return Endpoint{}, false
}

var endpoints = sync.OnceValue(func() []Endpoint {
	file := mustRead[struct {
		Endpoints []struct {
			Version         Version `json:"version"`
			UnsupportedFrom Release `json:"unsupported_from"`
			RemovedIn       Release `json:"removed_in"`
			OrFrom          Release `json:"or_from"`
		} `json:"endpoints"`
	}]("endpoints.json")
	list := make([]Endpoint, len(file.Endpoints))
	for i, e := range file.Endpoints {
		list[i] = Endpoint{Version: e.Version, unsupportedFrom: e.UnsupportedFrom, removedIn: e.RemovedIn, orFrom: e.OrFrom}
	}
	return list
})
