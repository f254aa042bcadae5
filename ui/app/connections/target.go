package connections

import (
	"os"
	"path/filepath"

	"suitekey/core/policy"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// CheckTarget returns an error unless a file can be written to path; flag is the flag
// that allows replacing a file.
func (c *Connections) CheckTarget(path string, overwrite bool, flag string) error {
	path = files.Expand(path, c.Getenv)
	info, err := os.Lstat(path)
	switch {
	case path == "-":
		return problem.Usage("- is not a file name here: leave the flag out to write to standard output")
	case err == nil && info.IsDir():
		return problem.Usage("the path " + files.Shown(path) + " is a folder: name a file in it")
	case c.Owns(path):
		return problem.Usage("the file " + files.Shown(path) + " belongs to the vault: choose another one")
	case err == nil && !files.LeadsToFile(path):
		return problem.Usage("the path "+files.Shown(path)+" is not a file: it is a device or a pipe", "leave the flag out to write to standard output")
	case err == nil && !overwrite:
		return problem.Usage("the file "+files.Shown(path)+" already exists and was not changed", "choose another name, or give "+flag)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return problem.Usage("there is no folder for " + files.Shown(path))
	}
	return nil
}

// Owns reports whether path belongs to the vault: a record, or the organisation's
// policy, whose loss would allow everything.
func (c *Connections) Owns(path string) bool {
	return c.Vault.Owns(path) || c.Vault.Holds(path, policy.File)
}
