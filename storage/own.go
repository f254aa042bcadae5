package storage

import (
	"path/filepath"
	"slices"
	"strings"

	"suitekey/storage/recipients"
)

// Holds reports whether path leads, through any links, to the file name directly in the
// vault's folder.
func (v *Vault) Holds(path, name string) bool {
	return resolved(filepath.Dir(path)) == resolved(v.dir) && strings.EqualFold(filepath.Base(path), name)
}

// Owns reports whether path is or would be a file that belongs to the vault. Exports and
// other files must not be written there. Other folders beside the vault's own, such as
// those of certificates and exports, do not belong to it.
func (v *Vault) Owns(path string) bool {
	inside, err := filepath.Rel(resolved(v.dir), filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path)))
	if err != nil || !filepath.IsLocal(inside) {
		return false
	}
	// Some file systems ignore upper and lower case.
	first, _, deeper := strings.Cut(filepath.ToSlash(strings.ToLower(inside)), "/")
	if deeper {
		return slices.Contains([]string{profiles, history, drafts, cache, logs, recipients.Folder, "teams"}, first)
	}
	return first == "lock" || first == unfinished || strings.HasSuffix(first, suffix) || strings.HasSuffix(first, ".lock")
}

// resolved returns path with all links resolved, as far as the path exists.
func resolved(folder string) string {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		return real
	}
	return folder
}
