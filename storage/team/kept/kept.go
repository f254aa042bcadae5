// Package kept stores drafts on this computer that could not be stored in a team's vault
// because its engine was out of reach, was full, or did not allow it. They are encrypted like the vault's own drafts, and
// stay until they can be stored there or are discarded.
package kept

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/storage/private"
)

const (
	folder = "kept"
	suffix = ".age"
)

// Drafts are the drafts in the folder of a team's vault.
type Drafts struct {
	Session *storage.Session
	Folder  string // of the vault on this computer
}

// draft is the encrypted text.
type draft struct {
	Name  string    `json:"name"`
	Saved time.Time `json:"saved"`
	Data  []byte    `json:"data"`
}

func (d Drafts) path(name string) string { return filepath.Join(d.Folder, folder, name+suffix) }

// Save stores data as the draft name.
func (d Drafts) Save(name string, data []byte, saved time.Time) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	text, err := json.Marshal(draft{name, saved, data})
	if err != nil {
		return err
	}
	sealed, err := storage.SealValue(d.Session, text)
	if err != nil {
		return err
	}
	return private.Replace(d.path(name), sealed)
}

// Load returns the draft name and the time when it was saved. It fails with
// storage.ErrNotFound.
func (d Drafts) Load(name string) (data []byte, saved time.Time, err error) {
	if err := profile.CheckName(name); err != nil {
		return nil, time.Time{}, err
	}
	sealed, err := os.ReadFile(d.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, storage.ErrNotFound
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	damaged := func(err error) error {
		return &storage.DamagedError{Name: name, Path: d.path(name), Err: err}
	}
	text, err := storage.OpenValue(d.Session, folder+"/"+name+suffix, sealed)
	if err != nil {
		return nil, time.Time{}, damaged(err)
	}
	var read draft
	if json.Unmarshal(text, &read) != nil || read.Name != name {
		return nil, time.Time{}, damaged(errors.New("it contains something else: the file was moved"))
	}
	return read.Data, read.Saved, nil
}

// Names returns the names of the drafts, sorted.
func (d Drafts) Names() []string {
	entries, err := os.ReadDir(filepath.Join(d.Folder, folder))
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && e.Type().IsRegular() && profile.CheckName(name) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Remove discards a draft. A missing draft is not an error.
func (d Drafts) Remove(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	if err := private.Remove(d.path(name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
