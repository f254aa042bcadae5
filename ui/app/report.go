package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"suitekey/core/diagnose"
	"suitekey/steps"
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
func (a *App) CheckReport(path string, overwrite bool) error {
	return a.checkTarget(path, overwrite, "--overwrite")
}

// WriteReport writes what was found out to a file for its owner alone, as JSON.
func (a *App) WriteReport(path string, overwrite bool, facts []Fact, reports []diagnose.Report) error {
	b := bundle{
		About:       "suitekey doctor: no key, no token, no password is in here; account IDs, names of connections and of hosts are",
		Made:        a.Now().UTC().Round(time.Second),
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
	path = expand(path, a.options.Getenv)
	if overwrite {
		return replace(path, text.Bytes())
	}
	return WriteNew(path, text.Bytes(), 0o600)
}

// Mending says which answer a cause is mended with; "" where it is mended in
// NetSuite alone.
func Mending(cause diagnose.Cause) string {
	for _, f := range steps.Fields() {
		if f.Key == cause.Field {
			return fmt.Sprintf("%s (%s), in the step %s", f.Label, f.Key, stepTitle(cause.Step))
		}
	}
	return ""
}

func stepTitle(name string) string {
	for _, flow := range steps.Flows() {
		for _, step := range flow.Steps {
			if step.Name == name {
				return step.Title
			}
		}
	}
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}
