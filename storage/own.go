package storage

import (
	"path/filepath"
	"slices"
	"strings"
)

// Owns tells whether a path is, or would be, a file of the vault's own: nothing
// else may write there. Other folders beside them (of certificates and exports)
// are not the vault's.
func (v *Vault) Owns(path string) bool {
	inside, err := filepath.Rel(resolved(v.dir), filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path)))
	if err != nil || !filepath.IsLocal(inside) {
		return false
	}
	// Some file systems take other letters for the same name.
	first, _, deeper := strings.Cut(filepath.ToSlash(strings.ToLower(inside)), "/")
	if deeper {
		return slices.Contains([]string{profiles, history, drafts, cache}, first)
	}
	return first == "lock" || first == unfinished || strings.HasSuffix(first, suffix) || strings.HasSuffix(first, ".lock")
}

// resolved is a folder without links on its way, as far as there is one.
func resolved(folder string) string {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		return real
	}
	return folder
}
