package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
)

// SaveReport writes the evidence of a test to a file of its own, named after
// the connection, and returns its path. The last report of the same connection
// is replaced. Nothing in it is secret, and nothing is sent for it.
func (a *App) SaveReport(ctx context.Context, t Terminal, r diagnose.Report) (path string, err error) {
	folder := filepath.Join(a.home, "reports")
	if home := userHome(a.options.Getenv); !a.chosen && a.demo == nil && home != "" {
		folder = filepath.Join(home, "suitekey") // where a file dialog finds it
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("making the folder %s for the report: %s", folder, whyNot(err))
	}
	name := "connection"
	if profile.CheckName(r.Profile) == nil {
		name = r.Profile
	}
	path = filepath.Join(folder, name+"-report.json")
	return path, a.WriteReport(path, true, a.Computer(ctx, t, true), []diagnose.Report{r})
}
