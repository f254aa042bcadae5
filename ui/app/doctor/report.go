package doctor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/diagnose"
	"suitekey/ui/app/files"
)

// bundle is a report to give away: what this computer is like, and the evidence
// of each test. Nothing in it is secret.
type bundle struct {
	About       string            `json:"about"`
	Made        time.Time         `json:"made"`
	Computer    []Fact            `json:"computer"`
	Connections []diagnose.Bundle `json:"connections"`
}

// CheckReport tells, before any sign-in is spent, whether a report can be
// written to path.
func (d *Doctor) CheckReport(path string, overwrite bool) error {
	return d.Connections.CheckTarget(path, overwrite, "--overwrite")
}

// WriteReport writes what was found out to a file for its owner alone, as JSON.
func (d *Doctor) WriteReport(path string, overwrite bool, facts []Fact, reports []diagnose.Report) error {
	b := bundle{
		About:       "suitekey doctor: this file contains account IDs, connection names and host names, but no key, token or password",
		Made:        d.Connections.Now().UTC().Round(time.Second),
		Computer:    facts,
		Connections: []diagnose.Bundle{},
	}
	for _, r := range reports {
		b.Connections = append(b.Connections, r.Bundle())
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(b); err != nil {
		return fmt.Errorf("making the report: %w", err)
	}
	path = files.Expand(path, d.Getenv)
	if overwrite {
		return files.Replace(path, text.Bytes())
	}
	return files.WriteNew(path, text.Bytes(), 0o600)
}
