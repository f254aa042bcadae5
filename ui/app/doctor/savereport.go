package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/ui/app/files"
)

// SaveReport writes the evidence of a test to a file named after the connection, and
// returns its path. It replaces the last report of the connection. The report contains
// no secret, and SaveReport sends nothing.
func (d *Doctor) SaveReport(ctx context.Context, t Terminal, r diagnose.Report) (path string, err error) {
	folder := d.Connections.VisibleFolder("reports")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("making the folder %s for the report: %s", folder, files.Reason(err))
	}
	name := "connection"
	if profile.CheckName(r.Profile) == nil {
		name = r.Profile
	}
	path = filepath.Join(folder, name+"-report.json")
	return path, d.WriteReport(path, true, d.Facts(ctx, t, true), []diagnose.Report{r})
}
