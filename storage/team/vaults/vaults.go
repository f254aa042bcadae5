// Package vaults keeps which teams' vaults this computer knows: where each one's engine
// is, and what is remembered of it. Each has a folder of its own below the folder of the
// person's own vault:
//
//	teams/NAME/team.json     the engine, and what is remembered of the vault
//	teams/NAME/identity.age  the person's key for this vault, behind the passphrase
//	teams/default            the name of the vault that is used without --vault
//
// None of it is secret but identity.age, which the passphrase protects.
package vaults

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/storage/private"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/people"
)

// Vault is a team's vault that this computer knows.
type Vault struct {
	Version int           `json:"version"`
	Engine  engine.Engine `json:"engine"`
	Self    string        `json:"self"`              // the name of this person or machine in the team
	Waiting bool          `json:"waiting,omitempty"` // the person has asked to join and was not added yet
	Known   people.Known  `json:"known"`             // zero until the vault was opened for the first time

	folder string
}

// Own is the name of the person's own vault, beside the names of teams' vaults.
const Own = "own"

const (
	folderName  = "teams"
	fileName    = "team.json"
	defaultName = "default"
	version     = 1
	maxFile     = 64 << 10
)

// ErrUnknown means that this computer knows no vault with this name.
var ErrUnknown = errors.New("this computer knows no team's vault of this name")

// Name returns the vault's name.
func (v *Vault) Name() string { return v.Engine.Vault }

// Folder returns the vault's folder on this computer.
func (v *Vault) Folder() string { return v.folder }

// FolderOf returns the folder of a vault on this computer, even if it does not exist. home
// is the folder of the person's own vault.
func FolderOf(home, name string) string { return filepath.Join(home, folderName, name) }

// New returns a vault that is not stored yet.
func New(home string, e engine.Engine, self string) *Vault {
	return &Vault{Version: version, Engine: e, Self: self, folder: FolderOf(home, e.Vault)}
}

// Load returns a vault. It fails with ErrUnknown if this computer does not know it.
func Load(home, name string) (*Vault, error) {
	if err := profile.CheckName(name); err != nil {
		return nil, fmt.Errorf("the vault's name: %w", err)
	}
	path := filepath.Join(FolderOf(home, name), fileName)
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what is known of the vault %s: %w", name, err)
	}
	var head struct{ Version int }
	if json.Unmarshal(data, &head) == nil && head.Version > version { // which may have fields of its own
		return nil, fmt.Errorf("%s was stored by a newer suitekey: install the newer suitekey; the file is unchanged", termsafe.Line(path, 200))
	}
	v := &Vault{folder: filepath.Dir(path)}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil || v.Version != version || v.Engine.Vault != name {
		return nil, fmt.Errorf("%s is damaged: move its folder away and join again", termsafe.Line(path, 200))
	}
	return v, nil
}

func read(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, errors.New("it is not a file of at most 64 kB")
	}
	file, err := private.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxFile))
}

// Save stores the vault.
func (v *Vault) Save() error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return private.Replace(filepath.Join(v.folder, fileName), append(text, '\n'))
}

// Learn remembers what was seen of the vault. It writes only if something is new.
func (v *Vault) Learn(known people.Known) error {
	if v.Known == known && !v.Waiting {
		return nil
	}
	v.Known, v.Waiting = known, false
	return v.Save()
}

// Forget removes everything that this computer knows of a vault, including the local copy
// and the person's key.
func (v *Vault) Forget() error { return os.RemoveAll(v.folder) }

// List returns the vaults that this computer knows, by name. It leaves out vaults that
// cannot be read, and also returns their errors.
func List(home string) ([]*Vault, error) {
	entries, err := os.ReadDir(filepath.Join(home, folderName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []*Vault
	var failed error
	for _, entry := range entries {
		if !entry.IsDir() || profile.CheckName(entry.Name()) != nil {
			continue
		}
		v, err := Load(home, entry.Name())
		switch {
		case errors.Is(err, ErrUnknown): // a folder without team.json
		case err != nil:
			failed = errors.Join(failed, err)
		default:
			all = append(all, v)
		}
	}
	return all, failed
}

// Default returns the name of the vault that is used if none is named; "" for the
// person's own.
func Default(home string) (string, error) {
	data, err := read(filepath.Join(home, folderName, defaultName))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return "", nil // if another user owns the folder, opening the vault reports that
	}
	if err != nil {
		return "", fmt.Errorf("reading the default vault: %w", err)
	}
	name := strings.TrimSpace(string(data))
	if name != "" && profile.CheckName(name) != nil {
		return "", errors.New("the default vault's name is damaged: choose one with suitekey team use NAME")
	}
	return name, nil
}

// SetDefault chooses the vault that is used if none is named; "" for the person's own.
func SetDefault(home, name string) error {
	if name != "" {
		if _, err := Load(home, name); err != nil {
			return err
		}
	}
	return private.Replace(filepath.Join(home, folderName, defaultName), []byte(name+"\n"))
}
