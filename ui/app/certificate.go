package app

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

// certificateFolder is where certificates are put for the upload: visible in
// the file dialog of a browser, which hides the folder of the vault.
func (a *App) certificateFolder() string {
	home := userHome(a.options.Getenv)
	if a.chosen || a.demo != nil || home == "" {
		return filepath.Join(a.home, "certificates")
	}
	return filepath.Join(home, "suitekey")
}

// certificateName is the common name that the set-up gives to the certificates
// of connection name. A file with another certificate is somebody else's.
func certificateName(name string) string { return "CN=suitekey " + name }

// mostCopies bounds the search for a free file name.
const mostCopies = 100

// writeCertificate writes a public certificate and returns its path. A file
// that is not this connection's certificate is left alone; the next free name
// is taken then.
func (a *App) writeCertificate(name, pem string) (string, error) {
	if err := profile.CheckName(name); err != nil {
		return "", err
	}
	return a.putBeside(name+"-certificate.pem", pem, func(there []byte) bool {
		found, err := m2m.ParseCertificate(there)
		return err == nil && found.Subject() == certificateName(name)
	})
}

// writePage writes a page without any secret beside the certificates, as
// steps.Env wants it.
func (a *App) writePage(name, text string) (string, error) {
	title, _, _ := strings.Cut(text, "\n")
	if filepath.Base(name) != name { // also the empty one
		return "", fmt.Errorf("%s is not the name of a file", name)
	}
	return a.putBeside(name, text, func(there []byte) bool {
		first, _, _ := strings.Cut(string(there), "\n")
		return first == title
	})
}

// putBeside writes a public file for the browser's file dialog. ours tells
// whether what is there already may be replaced; else the next free name is taken.
func (a *App) putBeside(name, text string, ours func(there []byte) bool) (string, error) {
	folder := a.certificateFolder()
	if strings.HasPrefix(folder, a.home) { // the vault's own folder is for nobody else
		if err := private.MkdirAll(a.home); err != nil {
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
	return "", fmt.Errorf("%s is full of other files of this name: move some away", folder)
}

// putPublic writes text to path if nothing is there that is not ours.
func putPublic(path, text string, ours func(there []byte) bool) (done bool, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // #nosec G302 -- public
	if err == nil {
		_, err = file.WriteString(text)
		if err = errors.Join(err, file.Close()); err != nil {
			_ = os.Remove(path)
		}
		return err == nil, err
	}
	if !errors.Is(err, fs.ErrExist) {
		return false, err
	}
	there, err := os.ReadFile(path)
	if err != nil {
		return false, nil //nolint:nilerr // a folder, or somebody else's file: the next name will do
	}
	if string(there) == text {
		return true, nil
	}
	if !ours(there) {
		return false, nil
	}
	return true, replaceFile(path, text)
}

func replaceFile(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".certificate-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone by then, if all went well
	_, err = file.WriteString(text)
	if err == nil {
		err = file.Chmod(0o644)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return private.Rename(file.Name(), path)
}

// writtenCertificate is the file of one journey: when another certificate is
// made on its way, the one before does not stay behind.
type writtenCertificate struct {
	app       *App
	path, pem string
}

func (w *writtenCertificate) write(name, pem string) (string, error) {
	before := *w
	path, err := w.app.writeCertificate(name, pem)
	if err != nil {
		return path, err
	}
	w.path, w.pem = path, pem
	if before.path == "" || before.path == path {
		return path, nil
	}
	before.remove()
	// The usual name may have become free by that.
	if again, err := w.app.writeCertificate(name, pem); err == nil && again != path {
		w.remove()
		w.path = again
	}
	return w.path, nil
}

// remove takes the file away, unless somebody has put something else there.
func (w *writtenCertificate) remove() {
	if w.path == "" {
		return
	}
	if there, err := os.ReadFile(w.path); err == nil && string(there) == w.pem {
		_ = os.Remove(w.path) // it holds nothing secret and is in nobody's way
	}
}
