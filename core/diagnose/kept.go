package diagnose

import (
	"encoding/json"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/termsafe"
)

// keptVersion is the version of the stored form. A report of another version is left out:
// another test costs one sign-in, and a report that is half understood misleads.
const keptVersion = 1

// kept is the stored form of the report of a failed test. It has the evidence and not the
// causes: they are ranked again by the catalogue of the program that shows them. It has no
// secret, because every text in it went through scrub.
type kept struct {
	Version int              `json:"version"`
	Of      string           `json:"of"` // profile.Fingerprint of the tested values
	Refused bool             `json:"refused,omitempty"`
	Class   netsuite.Class   `json:"class,omitempty"` // of the first failure
	Issuer  string           `json:"issuer,omitempty"`
	Others  []string         `json:"others,omitempty"`
	Unseen  []string         `json:"unseen,omitempty"`
	Limits  *netsuite.Limits `json:"limits,omitempty"`
	Bundle  Bundle           `json:"bundle"`
}

// The limits of the stored form. A server decides how long its answers are.
const (
	maxKept     = 64 << 10 // bytes of all
	maxKeptText = 1000     // characters of one text
	maxKeptList = 120      // entries of one list
)

// Keep returns the stored form of a failed test, at most 64 KiB; nil for a test that
// passed or that has not run.
func (r Report) Keep() []byte {
	if r.OK || r.Of == "" || len(r.Checks) == 0 {
		return nil
	}
	k := kept{
		Version: keptVersion, Of: r.Of, Refused: r.Refused, Class: classOf(r.Err),
		Issuer: r.facts.issuer, Others: r.Others, Unseen: r.facts.unseen, Limits: r.Limits, Bundle: r.details,
	}
	b := &k.Bundle
	b.Causes, b.Warnings, b.Decided = nil, nil, "" // from the evidence; the decision is the person's, of that time
	data := k.encode()
	if len(data) > maxKept {
		b.Calls, b.Chain, b.Signature, b.JWT, b.Values = nil, nil, nil, nil, nil // only the saved report shows these
		data = k.encode()
	}
	if len(data) > maxKept {
		return nil
	}
	return data
}

func classOf(err error) netsuite.Class {
	if failed := asError(err); failed != nil {
		return failed.Class
	}
	return ""
}

// encode returns the JSON with all texts and lists shortened.
func (k kept) encode() []byte {
	data, err := json.Marshal(k)
	if err != nil {
		return nil
	}
	var all any
	if err = json.Unmarshal(data, &all); err != nil {
		return nil
	}
	if data, err = json.Marshal(bounded(all)); err != nil {
		return nil
	}
	return data
}

// bounded shortens every text and list in a JSON value, and removes what a terminal would
// obey.
func bounded(value any) any {
	switch v := value.(type) {
	case string:
		return termsafe.Line(v, maxKeptText)
	case []any:
		v = v[:min(len(v), maxKeptList)]
		for i := range v {
			v[i] = bounded(v[i])
		}
		return v
	case map[string]any:
		for key := range v {
			v[key] = bounded(v[key])
		}
	}
	return value
}

// Recall returns the report that Keep has stored, if it is of exactly the present values
// of p. It sends nothing. ok is false for values that have changed since, and for a form of
// another version.
func Recall(data []byte, p profile.Profile) (r Report, ok bool) {
	var k kept
	if len(data) > maxKept || json.Unmarshal(data, &k) != nil || k.Version != keptVersion || k.Of != profile.Fingerprint(p) {
		return Report{}, false
	}
	r = k.report(p)
	return r, len(r.Checks) > 0
}

// report returns the report about p, with the causes that today's catalogue finds.
func (k kept) report(p profile.Profile) Report {
	b := k.Bundle
	r := Report{
		Profile: p.Name, Account: p.Account.Realm(), Method: string(p.Method), At: b.At, Of: k.Of, Kept: true,
		Refused: k.Refused, Refusals: b.Refusals, Corrections: b.Corrections, Permissions: b.Permissions,
		Limits: k.Limits, Others: k.Others, Route: netsuite.Route{Proxy: b.Proxy, InProcess: b.Simulated},
		facts: facts{account: p.Account, method: p.Method, issuer: k.Issuer, others: k.Others, unseen: k.Unseen},
	}
	if b.Error != "" {
		r.Err = &keptError{b.Error, k.Class}
	}
	for _, s := range b.Stages {
		if title, known := titles[s.Name]; known {
			r.Checks = append(r.Checks, Check{s.Name, title, s.State, time.Duration(s.MS) * time.Millisecond, s.Detail})
		}
	}
	found := evidence{}
	found.add(b.Evidence...)
	r.Causes, r.Warnings = rank(found, r.facts, false), rank(found, r.facts, true)
	r.ask(found)
	b.Connection, b.Causes, b.Warnings = p.Name, r.Causes, r.Warnings
	r.details = b
	return r
}

// keptError is the first failure of a stored report: its sentence, and its class for the
// exit code.
type keptError struct {
	text  string
	class netsuite.Class
}

func (e *keptError) Error() string { return e.text }

// As makes the class of the failure known to errors.As.
func (e *keptError) As(target any) bool {
	into, is := target.(**netsuite.Error)
	if is && e.class != "" {
		*into = &netsuite.Error{Class: e.class, Problem: e.text}
	}
	return is && e.class != ""
}
