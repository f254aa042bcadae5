package doctor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"suitekey/core/diagnose"
	"suitekey/ui/app/files"
)

// bundle is a report that can be shared: the facts about this computer, and the evidence
// of each test. It contains no secret.
type bundle struct {
	About       string            `json:"about"`
	Made        time.Time         `json:"made"`
	Computer    []Fact            `json:"computer"`
	Connections []diagnose.Bundle `json:"connections"`
}

// CheckReport returns an error unless a report can be written to path. Call it before
// any sign-in.
func (d *Doctor) CheckReport(path string, overwrite bool) error {
	return d.Connections.CheckTarget(path, overwrite, "--overwrite")
}

// WriteReport writes the findings as JSON to a file that only its owner can read.
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
