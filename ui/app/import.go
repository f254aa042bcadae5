package app

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"suitekey/core/imports"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// maxImport bounds a file of another program; a collection of Postman is large.
const maxImport = 1 << 20

// CheckImport returns the format with that key.
func CheckImport(key string) (imports.Format, error) {
	if f, ok := imports.Find(key); ok {
		return f, nil
	}
	var keys []string
	for _, f := range imports.Formats() {
		keys = append(keys, f.Key)
	}
	return imports.Format{}, problem.Usage("there is no format "+secret.Quote(key)+" to import", "the formats: "+strings.Join(keys, ", "))
}

// Import reads a connection from a file of another program. choice selects one of several
// environments in the file.
func (a *App) Import(ctx context.Context, f imports.Format, path string, choice imports.Choice) (imports.Found, error) {
	path = files.Expand(path, a.options.Getenv)
	data, err := files.Await(ctx, func() ([]byte, error) { return files.Read(path, maxImport) })
	if err != nil {
		return imports.Found{}, &problem.UsageError{Err: fmt.Errorf("importing from %s: %w", f.Name, err)}
	}
	found, err := imports.Read(f, data, choice)
	if err != nil {
		return found, &problem.UsageError{Err: err}
	}
	for _, key := range []string{steps.KeyKeyFile, steps.KeyCertificateFile} {
		if named := found.Answers[key]; named != "" {
			found.Answers[key] = beside(path, files.Expand(named, a.options.Getenv))
		}
	}
	return found, nil
}

// beside resolves a path that a file names: relative to the file's own folder, if something
// exists there.
func beside(file, named string) string {
	if filepath.IsAbs(named) {
		return named
	}
	near := filepath.Join(filepath.Dir(file), named)
	if _, err := os.Stat(near); err == nil {
		return near
	}
	return named
}

// Answered returns given, completed with the values that were found.
func Answered(found imports.Found, given steps.Given) steps.Given {
	all := steps.Given{Answers: maps.Clone(found.Answers), Secrets: map[string]secret.Secret{}, Profiles: given.Profiles, Unattended: given.Unattended, Unusual: given.Unusual}
	for key, value := range found.Secrets {
		if _, path := given.Answers[key]; !path { // a file that was named wins over contents
			all.Secrets[key] = value
		}
	}
	if all.Answers == nil {
		all.Answers = map[string]string{}
	}
	if kind, given := given.Answers[steps.KeyKeyType]; given && kind != all.Answers[steps.KeyKeyType] {
		for _, key := range []string{steps.KeyKeyFile, steps.KeyCertificateFile, steps.KeyCertificateID, steps.KeyJWTAlgorithm} {
			delete(all.Answers, key) // of the key that is not wanted
			delete(all.Secrets, key)
		}
	}
	maps.Copy(all.Answers, given.Answers)
	maps.Copy(all.Secrets, given.Secrets)
	return all
}

// ImportLines says what was found in a file, and what was not understood. The lines
// contain no values.
func ImportLines(found imports.Found) []string {
	lines := []string{"Found: " + strings.Join(plainKeys(found), ", ") + "."}
	if len(found.Empty) > 0 {
		lines = append(lines, "Empty in the file: "+several(found.Empty)+".")
	}
	for n, left := range found.Left {
		if n == shownLeft {
			lines = append(lines, fmt.Sprintf("%d more were not taken.", len(found.Left)-n))
			break
		}
		lines = append(lines, "Not taken: "+left+".")
	}
	return append(lines, found.Remarks...)
}

// shownLeft limits how many entries that were not understood are named.
const shownLeft = 8

func several(names []string) string {
	if len(names) > shownLeft {
		return strings.Join(names[:shownLeft], ", ") + fmt.Sprintf(" and %d more", len(names)-shownLeft)
	}
	return strings.Join(names, ", ")
}

// plainKeys returns the names of what was found, for people.
func plainKeys(found imports.Found) []string {
	keys := slices.DeleteFunc(found.Keys(), func(key string) bool { return key == steps.KeyKeyType })
	for i, key := range keys {
		keys[i] = strings.ReplaceAll(strings.TrimSuffix(key, "_file"), "_", " ")
		if key == steps.KeyKeyFile {
			keys[i] = "private key"
		}
	}
	return keys
}

// StillThere reminds people that an imported file still contains secrets. It returns "" if
// the file contains none.
func (a *App) StillThere(path string, found imports.Found) string {
	path = files.Expand(path, a.options.Getenv)
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeType != 0 || !found.HasSecrets() {
		return ""
	}
	if found.Encrypted && onlyKey(found) {
		return files.Shown(path) + " still contains the private key, protected by its passphrase. Delete the file when no other program reads it."
	}
	return files.Shown(path) + " still contains the secrets in plain text. Delete the file, or remove the secrets from it, when no other program reads it."
}

// onlyKey reports whether the private key is the only secret in a file.
func onlyKey(found imports.Found) bool {
	for key := range found.Secrets {
		if key != steps.KeyKeyFile && key != steps.KeyCertificateFile {
			return false
		}
	}
	return true
}
