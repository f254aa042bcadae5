package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/storage/private"
)

// Public writes public files for the file dialog of a browser: certificates to
// upload, pages to hand on.
type Public struct {
	Folder string
	// Private is a folder that may contain Folder. Only its owner can read it.
	Private string
	// Awaited reports whether another unfinished journey waits for the upload of the file
	// at path. Such a file is never replaced. nil means that no journey waits.
	Awaited func(path string) bool
}

// certificateName returns the common name of the certificates that the set-up makes for
// the connection name. A file with another common name belongs to something else.
func certificateName(name string) string { return "CN=suitekey " + name }

// publicMode is the mode of files that anybody may read.
const publicMode = 0o644

// mostCopies limits the search for a free file name.
const mostCopies = 100

// WriteCertificate writes a public certificate and returns its path. It does not replace
// a file that is not this connection's certificate, and uses the next free name instead.
func (p Public) WriteCertificate(name, pem string) (string, error) {
	if err := profile.CheckName(name); err != nil {
		return "", err
	}
	return p.put(name+"-certificate.pem", pem, func(path string, there []byte) bool {
		found, err := m2m.ParseCertificate(there)
		return err == nil && found.Subject() == certificateName(name) && !p.awaited(path)
	})
}

// WritePage writes a page without any secret beside the certificates, as
// steps.Env wants it.
func (p Public) WritePage(name, text string) (string, error) {
	title, _, _ := strings.Cut(text, "\n")
	if filepath.Base(name) != name { // also the empty one
		return "", fmt.Errorf("%s is not the name of a file", name)
	}
	return p.put(name, text, func(path string, there []byte) bool {
		first, _, _ := strings.Cut(string(there), "\n")
		return first == title && !p.awaited(path)
	})
}

func (p Public) awaited(path string) bool { return p.Awaited != nil && p.Awaited(path) }

// put writes a public file for the browser's file dialog. ours reports whether an
// existing file may be replaced; otherwise put uses the next free name.
func (p Public) put(name, text string, ours func(path string, there []byte) bool) (string, error) {
	folder := p.Folder
	if strings.HasPrefix(folder, p.Private) { // the vault's own folder is for nobody else
		if err := private.MkdirAll(p.Private); err != nil {
			return "", fmt.Errorf("making the folder for it: %w", err)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { // #nosec G301 -- public files
		return "", fmt.Errorf("making the folder for it: %w", err)
	}
	ending := filepath.Ext(name)
	base := strings.TrimSuffix(name, ending)
	for n := 1; n <= mostCopies; n++ {
		path := filepath.Join(folder, name)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s-%d%s", base, n, ending))
		}
		done, err := putPublic(path, text, ours)
		if done || err != nil {
			return path, err
		}
	}
	return "", fmt.Errorf("%s has too many files with this name: move some to another folder", folder)
}

// putPublic writes text to path, unless there is a file that is not ours.
func putPublic(path, text string, ours func(path string, there []byte) bool) (done bool, err error) {
	err = putNew(path, []byte(text), publicMode)
	if err == nil || !errors.Is(err, fs.ErrExist) {
		return err == nil, err
	}
	there, err := os.ReadFile(path)
	if err != nil {
		return false, nil //nolint:nilerr // a folder, or somebody else's file: the next name will do
	}
	if string(there) == text {
		return true, nil
	}
	if len(there) > 0 && !ours(path, there) { // an empty file was left by a crash of an earlier suitekey
		return false, nil
	}
	return true, replaceFile(path, text)
}

func replaceFile(path, text string) error {
	unfinished, err := fill(filepath.Dir(path), []byte(text), publicMode)
	if err != nil {
		return err
	}
	defer os.Remove(unfinished) // gone by then, if all went well
	return private.Rename(unfinished, path)
}

// Certificate is the certificate file of one journey. If the journey makes another
// certificate for the same connection, or the connection gets another name, Certificate
// removes the former file. It keeps files of other connections: a journey about several
// connections writes a file for each.
type Certificate struct {
	Public
	Path, PEM string // what was written last
}

// Write writes the certificate and returns its path.
func (w *Certificate) Write(name, pem string) (string, error) {
	before := *w
	path, err := w.WriteCertificate(name, pem)
	if err != nil {
		return path, err
	}
	w.Path, w.PEM = path, pem
	if before.Path == "" || before.Path == path || before.PEM != pem && stem(before.Path) != stem(path) {
		return path, nil
	}
	before.Remove()
	// The removal may have freed the usual name.
	if again, err := w.WriteCertificate(name, pem); err == nil && again != path {
		w.Remove()
		w.Path = again
	}
	return w.Path, nil
}

// stem returns the path of a file without its ending, and without the number that
// distinguishes files of the same name.
func stem(path string) string {
	path = strings.TrimSuffix(path, filepath.Ext(path))
	if i := strings.LastIndexByte(path, '-'); i > 0 && strings.Trim(path[i+1:], "0123456789") == "" {
		return path[:i]
	}
	return path
}

// Remove removes the file, unless somebody has replaced it.
func (w *Certificate) Remove() {
	if w.Path == "" {
		return
	}
	if there, err := os.ReadFile(w.Path); err == nil && string(there) == w.PEM {
		_ = os.Remove(w.Path) // it holds nothing secret and is in nobody's way
	}
}
