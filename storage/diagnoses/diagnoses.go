// Package diagnoses keeps the last failed test of each connection on this computer, so that
// it can be read again without another sign-in. The files are encrypted like the vault, and
// stay on this computer also with a team's vault: a test is about this computer's network
// and clock as well, and a person who may only read a team's vault tests, too.
package diagnoses

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/storage/private"
)

const largest = 256 << 10 // bytes of a file

// Diagnoses are the last failed tests of the connections in a vault.
type Diagnoses struct {
	Session *storage.Session
	Folder  string // of the vault on this computer
}

// stored is the encrypted text.
type stored struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

func (d Diagnoses) path(name string) string {
	return filepath.Join(d.Folder, filepath.FromSlash(storage.DiagnosisKey(name)))
}

// Save stores data as the diagnosis of the connection name, in place of any other. It
// replaces the file as a whole.
func (d Diagnoses) Save(name string, data []byte) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	text, err := json.Marshal(stored{name, data})
	if err != nil {
		return err
	}
	sealed, err := storage.SealValue(d.Session, text)
	if err != nil {
		return err
	}
	return private.Replace(d.path(name), sealed)
}

// Load returns what Save has stored for the connection name; nil if there is nothing that
// can be read. A lost diagnosis costs one sign-in, so no reason is told.
func (d Diagnoses) Load(name string) []byte {
	if profile.CheckName(name) != nil {
		return nil
	}
	path := d.path(name)
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	sealed, err := io.ReadAll(io.LimitReader(file, largest+1))
	if err != nil || len(sealed) > largest {
		return nil
	}
	text, err := storage.OpenValue(d.Session, storage.DiagnosisKey(name), sealed)
	var read stored
	if err != nil || json.Unmarshal(text, &read) != nil || read.Name != name { // of another connection: the file was moved
		return nil
	}
	return read.Data
}

// Remove removes the diagnosis of the connection name. A missing one is not an error.
func (d Diagnoses) Remove(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	if err := private.Remove(d.path(name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
