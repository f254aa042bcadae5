package app

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/export"
	dated "suitekey/core/facts"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// Exported is a connection in the form of a format, with the findings about the format's
// product.
type Exported struct {
	Profile  profile.Profile
	Format   export.Format
	Fields   []export.Field // in the product's words and order; none if it cannot take the connection
	Reader   export.Reader  // of a .env file; without a key it is for most readers
	Problems []string       // with these it cannot work
	Warnings []string
	Fixes    []export.Fix // journeys that end problems
}

// Fix returns the journey for the first problem that suitekey can fix.
func (e Exported) Fix() (Suggestion, bool) {
	if len(e.Fixes) == 0 {
		return Suggestion{}, false
	}
	f := e.Fixes[0]
	given := steps.Given{Answers: map[string]string{steps.KeyName: e.Profile.Name, f.Key: f.Value}}
	return Suggestion{Verb: f.Journey, Does: f.Does, Text: strings.ToUpper(f.Does[:1]) + f.Does[1:], Given: given}, true
}

// FixCommands returns the commands that fix the problems.
func (e Exported) FixCommands() []string {
	var lines []string
	for _, f := range e.Fixes {
		lines = append(lines, f.Command(e.Profile.Name))
	}
	return lines
}

// Export prepares a saved connection for a format: a key of export.Formats, or "" for
// the format of the connection's product.
func (a *App) Export(name, format string) (Exported, error) {
	p, err := a.Load(name)
	if err != nil {
		return Exported{}, err
	}
	return a.ExportOf(p, format)
}

// ExportOf is Export for a connection that may be unsaved, such as the new state in a
// renewal.
func (a *App) ExportOf(p profile.Profile, format string) (Exported, error) {
	if format == "" {
		format = p.Product
	}
	if err := CheckFormat(format); err != nil {
		return Exported{}, err
	}
	rules, err := a.Policy()
	if err != nil {
		return Exported{}, err
	}
	if forbidden := rules.Export(format); forbidden != "" {
		return Exported{}, errors.New(forbidden)
	}
	f, _ := export.Find(format)
	e := exportedAs(p, f)
	e.Warnings = append(e.Warnings, a.sharing(p)...)
	if old := dated.Exports.Outdated(a.Now()); old != "" {
		e.Warnings = append(e.Warnings, old)
	}
	return e, nil
}

// sharing warns of other connections that sign in to the same account with the same user
// and role: five refused sign-ins of one connection lock the user of both, and both have
// the same permissions.
func (a *App) sharing(p profile.Profile) []string {
	entries, err := a.Session().List()
	if err != nil {
		return nil // the list itself says so
	}
	var names []string
	for _, e := range entries {
		if e.Err == nil && e.Name != p.Name && e.Account == p.Account && signsInAs(e.Profile) != "" && signsInAs(e.Profile) == signsInAs(p) {
			names = append(names, e.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s signs in as the same user and role as %s: give each integration a user and a role of its own, because five refused sign-ins lock the user for all.",
		p.Name, strings.Join(names, ", "))}
}

// signsInAs returns the user and the role of a connection from its last test or its
// notes; empty if one of them is unknown.
func signsInAs(p profile.Profile) string {
	entity, role := cmp.Or(p.Tested.Entity, p.Entity), cmp.Or(p.Tested.Role, p.Role)
	if entity == "" || role == "" {
		return ""
	}
	return entity + "\n" + role
}

// Exports returns the formats for a saved connection in the order to offer them: the
// format of its product first, formats that cannot take the connection last. Formats that
// the organisation's policy forbids are left out.
func (a *App) Exports(name string) ([]Exported, error) {
	p, err := a.Load(name)
	if err != nil {
		return nil, err
	}
	rules, err := a.Policy()
	if err != nil {
		return nil, err
	}
	var all []Exported
	shared := a.sharing(p)
	for _, f := range export.For(p) {
		if rules.Export(f.Key) == "" {
			e := exportedAs(p, f)
			e.Warnings = append(e.Warnings, shared...)
			all = append(all, e)
		}
	}
	return all, nil
}

func exportedAs(p profile.Profile, f export.Format) Exported {
	e := Exported{Profile: p, Format: f, Fields: export.Fields(p, f)}
	e.add(export.Check(p, f))
	return e
}

// CheckReader returns an error unless the format can be written for the reader, a key of
// export.Readers.
func CheckReader(format, reader string) error {
	if format != export.Dotenv {
		return problem.Usage("--reader is the program that reads a .env file", "use it with --to "+export.Dotenv)
	}
	if _, ok := export.FindReader(reader); ok {
		return nil
	}
	var keys []string
	for _, r := range export.Readers() {
		keys = append(keys, r.Key)
	}
	return problem.Usage("there is no reader "+secret.Quote(reader), "choose one with --reader: "+strings.Join(keys, ", "), "without --reader the file has the form that most programs read")
}

// For returns the export in the form of one reader of .env files. If the reader cannot
// read a value, the error says what to do instead.
func (e Exported) For(reader string) (Exported, error) {
	if err := CheckReader(e.Format.Key, reader); err != nil {
		return e, err
	}
	e.Reader, _ = export.FindReader(reader)
	err := export.CheckReader(e.Profile, e.Reader)
	switch {
	case err == nil:
		return e, nil
	case e.Reader.Instead == "":
		return e, err
	}
	return e, problem.WithHints(err, "instead: "+strings.ReplaceAll(e.Reader.Instead, "NAME", e.Profile.Name))
}

// add sorts findings into problems and warnings.
func (e *Exported) add(findings []export.Finding) {
	for _, found := range findings {
		if found.Problem != "" {
			e.Problems = append(e.Problems, found.Problem)
		}
		if found.Fix.Journey != "" {
			e.Fixes = append(e.Fixes, found.Fix)
		}
		if found.Warning != "" {
			e.Warnings = append(e.Warnings, found.Warning)
		}
	}
}

// Takes reports whether the format can take a connection of this method at all.
func (e Exported) Takes() bool { return len(e.Fields) > 0 }

// CheckFormat returns an error unless key is the key of a format.
func CheckFormat(key string) error {
	if _, ok := export.Find(key); ok {
		return nil
	}
	var keys []string
	for _, f := range export.Formats() {
		keys = append(keys, f.Key)
	}
	text := "there is no format " + secret.Quote(key)
	if c, ok := product.Find(key); ok {
		text = c.Name + " is a product and not a format"
	}
	return problem.Usage(text, "choose one with --to: "+strings.Join(keys, ", "), "suitekey export --formats describes them")
}

// Render returns the file of the format.
func (e Exported) Render(o export.Options) (secret.Secret, error) {
	o.Reader = e.Reader.Key
	return export.Render(e.Profile, e.Format, o)
}

// HasSecrets reports whether that file contains a secret: a snippet of code contains none.
func (e Exported) HasSecrets(o export.Options) bool {
	o.Masked = false
	plain, err := e.Render(o)
	o.Masked = true
	masked, err2 := e.Render(o)
	return err != nil || err2 != nil || !plain.Equal(masked)
}

// ExportPath returns the path that a front end proposes for an export.
func (a *App) ExportPath(e Exported) string {
	return filepath.Join(a.VisibleFolder("exports"), e.Format.FileName(e.Profile.Name))
}

// CheckExport returns an error unless an export can be written to path.
func (a *App) CheckExport(path string, overwrite bool) error {
	return a.CheckTarget(path, overwrite, "--force")
}

// WriteExport writes an export to a file that only its owner can read, and returns the
// path. It replaces an existing file only with overwrite. It makes the folder that
// ExportPath proposes; any other folder must exist.
func (a *App) WriteExport(path string, text secret.Secret, overwrite bool) (string, error) {
	path = files.Expand(path, a.options.Getenv)
	if folder := a.VisibleFolder("exports"); filepath.Dir(path) == folder {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return "", fmt.Errorf("making the folder %s: %s", folder, files.Reason(err))
		}
	}
	if err := a.CheckExport(path, overwrite); err != nil {
		return "", err
	}
	if overwrite {
		return path, files.Replace(path, []byte(text.Reveal()))
	}
	return path, files.WriteNew(path, []byte(text.Reveal()), 0o600)
}
